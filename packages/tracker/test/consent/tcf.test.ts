import { expect, test } from 'vitest'
import { startTcf } from '../../src/consent/tcf.js'
import { installTcf } from './fakes/tcf.js'
import { both, createToolPage, PENDING, startAdapter } from './tool-rig.js'

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

function start() {
  const page = createToolPage()
  const cmp = installTcf(page)
  return { cmp, rig: startAdapter(startTcf, page) }
}

test('a stub alone is a tool that has not heard the visitor', () => {
  expect(start().rig.answers).toEqual([PENDING])
})

test('what the stub kept is heard by the tool that takes its place', () => {
  const { cmp, rig } = start()
  cmp.load({ consents: ALL })
  expect(rig.answers).toEqual([PENDING, both('granted', true)])
})

test('the question on screen is no answer, and takes none back', () => {
  const { cmp, rig } = start()
  cmp.load()
  cmp.show()
  expect(rig.last()).toEqual(PENDING)
  cmp.choose(ALL)
  cmp.show()
  expect(rig.last()).toEqual(both('granted', true))
  cmp.choose([])
  expect(rig.last()).toEqual(both('denied', true))
})

test.each<[string, number[], number[], string, string]>([
  ['everything', ALL, [], 'granted', 'granted'],
  ['nothing', [], [], 'denied', 'denied'],
  ['measurement', [1, 8, 9], [], 'granted', 'denied'],
  ['personalised content', [1, 5, 6], [], 'denied', 'granted'],
  ['all but storage', [5, 6, 8, 9], [], 'denied', 'denied'],
  ['measurement in part (the rest by legitimate interest)', [1, 8], [], 'denied', 'denied'],
  ['advertising alone', [1, 2, 3, 4, 7], [], 'denied', 'denied'],
  ['the publisher, and no vendor', [], [1, 8, 9], 'granted', 'denied'],
  ['vendors in more than the publisher', ALL, [1, 5, 6], 'denied', 'granted'],
])('consent to %s', (_, consents, publisher, analytics, personalization) => {
  const { cmp, rig } = start()
  cmp.load({ consents, publisher })
  expect(rig.last()).toEqual({ analytics, personalization, isChoice: true })
})

test('where GDPR does not apply TCF has no answer', () => {
  const { cmp, rig } = start()
  cmp.load({ gdprApplies: false })
  expect(rig.answers).toEqual([PENDING, undefined])
})

test('a failure changes nothing', () => {
  const { cmp, rig } = start()
  cmp.load({ consents: ALL })
  cmp.fail()
  expect(rig.answers).toHaveLength(2)
})

test.each([
  ['before the tool came', false],
  ['after it', true],
])('stopped %s, nothing is heard and no listener is left', (_, isLoaded) => {
  const { cmp, rig } = start()
  if (isLoaded) cmp.load()
  const count = rig.answers.length
  rig.stop()
  if (!isLoaded) cmp.load({ consents: ALL })
  cmp.choose(ALL)
  expect(rig.answers).toHaveLength(count)
  expect(cmp.listeners()).toBe(0)
})

test('an API that throws leaves the answer open', () => {
  const page = createToolPage()
  Object.assign(page, {
    __tcfapi() {
      throw new Error('broken')
    },
  })
  const rig = startAdapter(startTcf, page)
  rig.stop()
  expect(rig.answers).toEqual([PENDING])
})

test('data without purposes is a refusal', () => {
  const page = createToolPage()
  Object.assign(page, {
    __tcfapi: (_: string, __: number, callback: (data: object, ok: boolean) => void) =>
      callback({ eventStatus: 'tcloaded' }, true),
  })
  expect(startAdapter(startTcf, page).last()).toEqual(both('denied', true))
})
