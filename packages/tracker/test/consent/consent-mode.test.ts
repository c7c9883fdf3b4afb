import { expect, test } from 'vitest'
import { createConsentModeSource } from '../../src/consent/consent-mode.js'
import { installGtag } from './fakes/gtag.js'
import { both, createToolPage, PENDING, startAdapter, tapQueue } from './tool-rig.js'

const signals = (value: string, more: object = {}) => ({
  ad_storage: value,
  analytics_storage: value,
  personalization_storage: value,
  ...more,
})

function start(...queued: unknown[][]) {
  const page = createToolPage()
  const gtag = installGtag(page)
  for (const call of queued) gtag(...call)
  return { gtag, page, rig: startAdapter(createConsentModeSource(tapQueue), page) }
}

test.each<[string, unknown[][], ReturnType<typeof both> | object | undefined]>([
  ['nothing', [], undefined],
  [
    'other entries',
    [
      ['js', new Date(0)],
      ['config', 'G-1'],
      ['consent', 'default'],
      ['consent', 'ask', signals('granted')],
    ],
    undefined,
  ],
  ['a default of denied', [['consent', 'default', signals('denied')]], both('denied', false)],
  ['a default of granted', [['consent', 'default', signals('granted')]], both('granted', false)],
  ['an update', [['consent', 'update', signals('granted')]], both('granted', true)],
  [
    'an update over a default',
    [
      ['consent', 'default', signals('denied')],
      ['consent', 'update', signals('granted')],
    ],
    both('granted', true),
  ],
  [
    'a default behind an update',
    [
      ['consent', 'update', signals('denied')],
      ['consent', 'default', signals('granted')],
    ],
    both('denied', true),
  ],
  [
    'advertising alone',
    [['consent', 'update', { ad_storage: 'granted', ad_user_data: 'granted', ad_personalization: 'granted' }]],
    undefined,
  ],
  [
    'measurement alone',
    [['consent', 'update', { analytics_storage: 'granted' }]],
    { analytics: 'granted', personalization: undefined, isChoice: true },
  ],
  [
    'an update of one purpose over a default of both',
    [
      ['consent', 'default', signals('granted')],
      ['consent', 'update', { analytics_storage: 'granted' }],
    ],
    { analytics: 'granted', personalization: 'unknown', isChoice: true },
  ],
  [
    'a later default over an earlier one',
    [
      ['consent', 'default', signals('granted')],
      ['consent', 'default', signals('denied')],
    ],
    both('denied', false),
  ],
  ['a denial in some region', [['consent', 'default', signals('denied', { region: ['DE'] })]], both('denied', false)],
  [
    'a grant elsewhere and a denial in some region',
    [
      ['consent', 'default', signals('denied', { region: ['DE'] })],
      ['consent', 'default', signals('granted')],
    ],
    both('denied', false),
  ],
  ['a grant in some region', [['consent', 'default', signals('granted', { region: ['US'] })]], undefined],
  [
    'a denial elsewhere and a grant in some region',
    [
      ['consent', 'default', signals('denied')],
      ['consent', 'default', signals('granted', { region: ['US'] })],
    ],
    both('denied', false),
  ],
  ['values that are none', [['consent', 'update', signals('yes')]], undefined],
])('%s', (_, queued, wanted) => {
  expect(start(...queued).rig.last()).toEqual(wanted)
})

test('hears what is pushed later, and a withdrawal', () => {
  const { gtag, rig } = start()
  gtag('consent', 'default', signals('denied'))
  expect(rig.last()).toEqual(both('denied', false))
  gtag('consent', 'update', signals('granted'))
  expect(rig.last()).toEqual(both('granted', true))
  gtag('consent', 'update', signals('denied'))
  expect(rig.last()).toEqual(both('denied', true))
})

test('reads the array of a page that pushes one', () => {
  const { page, rig } = start()
  ;(page.dataLayer as unknown[]).push(['consent', 'update', signals('granted')], null, 'text', 7)
  expect(rig.last()).toEqual(both('granted', true))
})

test('a default that waits for an update is unknown until the time is over', async () => {
  const { rig } = start(['consent', 'default', signals('granted', { wait_for_update: 500 })])
  await rig.clock.advance(499)
  expect(rig.answers).toEqual([PENDING, PENDING])
  await rig.clock.advance(1)
  expect(rig.last()).toEqual(both('granted', false))
})

test('an update ends the wait, even one that speaks of other things', async () => {
  const { gtag, rig } = start(['consent', 'default', signals('denied', { wait_for_update: 500 })])
  gtag('consent', 'update', { ad_storage: 'granted' })
  expect(rig.last()).toEqual(both('denied', false))
  gtag('consent', 'update', signals('granted'))
  const count = rig.answers.length
  await rig.clock.advance(1000)
  expect(rig.answers).toHaveLength(count)
})

test('stopped, it hears nothing and waits for nothing', async () => {
  const { gtag, rig } = start(['consent', 'default', signals('granted', { wait_for_update: 500 })])
  const count = rig.answers.length
  rig.stop()
  gtag('consent', 'update', signals('granted'))
  await rig.clock.advance(1000)
  expect(rig.answers).toHaveLength(count)
  expect(rig.clock.pending()).toBe(0)
})
