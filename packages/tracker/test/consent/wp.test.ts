import { expect, test } from 'vitest'
import { startWp } from '../../src/consent/wp.js'
import { installWp, type WpOptions } from './fakes/wp.js'
import { both, createToolPage, PENDING, startAdapter } from './tool-rig.js'

function start(options: WpOptions = {}, type?: string) {
  const page = createToolPage()
  const wp = installWp(page, options)
  if (type) wp.define(type)
  return { page, wp, rig: startAdapter(startWp, page) }
}
const YES = { statistics: 'allow', preferences: 'allow' } as const
const NO = { statistics: 'deny', preferences: 'deny' } as const

test.each<[string, WpOptions, string | undefined, object | undefined]>([
  ['no type: the API allows everything, and no tool is at work', {}, undefined, undefined],
  ['a type that is waited for', { isWaiting: true, fallback: 'optout' }, undefined, PENDING],
  ['a type that is waited for, after an earlier yes', { isWaiting: true, kept: YES }, undefined, both('granted', true)],
  ['opt-in, not asked', {}, 'optin', PENDING],
  ['opt-in by the server', { fallback: 'optin' }, undefined, PENDING],
  ['opt-in, yes', { kept: YES }, 'optin', both('granted', true)],
  ['opt-in, no', { kept: NO }, 'optin', both('denied', true)],
  ['opt-in, anonymous statistics alone', { kept: { 'statistics-anonymous': 'allow' } }, 'optin', PENDING],
  ['opt-out, not asked', {}, 'optout', both('granted', false)],
  ['opt-out of a kind of its own', {}, 'optoutcalifornia', both('granted', false)],
  ['opt-out, yes', { kept: YES }, 'optout', both('granted', true)],
  ['opt-out, no', { kept: NO }, 'optout', both('denied', true)],
  [
    'one category',
    { kept: { statistics: 'allow' } },
    'optin',
    { analytics: 'granted', personalization: 'unknown', isChoice: true },
  ],
  ['older API, opt-in, yes', { isOld: true, kept: YES }, 'optin', both('granted', true)],
  ['older API, opt-in, no', { isOld: true, kept: NO }, 'optin', PENDING],
  ['older API, opt-out, yes', { isOld: true, kept: YES }, 'optout', both('granted', false)],
  ['older API, opt-out, no', { isOld: true, kept: NO }, 'optout', both('denied', true)],
])('%s', (_, options, type, wanted) => {
  expect(start(options, type).rig.answers).toEqual([wanted])
})

test.each([false, true])('hears the type, a choice and its withdrawal; older API: %s', (isOld) => {
  const { wp, rig } = start({ isWaiting: true, isOld })
  wp.define('optin')
  expect(rig.last()).toEqual(PENDING)
  wp.set('statistics', 'allow')
  wp.set('preferences', 'allow')
  expect(rig.last()).toEqual(both('granted', true))
  wp.set('statistics', 'deny')
  expect(rig.last()).toEqual({ analytics: 'denied', personalization: 'granted', isChoice: true })
})

test('stopped, it hears nothing', () => {
  const { wp, rig } = start()
  rig.stop()
  wp.define('optin')
  wp.set('statistics', 'allow')
  expect(rig.answers).toHaveLength(1)
})

test.each(['optin', 'optout'])('an API that throws leaves the answer open: %s', (type) => {
  const page = createToolPage()
  Object.assign(page, { wp_consent_type: type, wp_has_consent: fail, consent_api_get_cookie: fail })
  expect(startAdapter(startWp, page).answers).toEqual([PENDING])
})

test('a change without detail is no change', () => {
  const { page, rig } = start({ kept: YES }, 'optin')
  page.document.dispatchEvent(new Event('wp_listen_for_consent_change'))
  expect(rig.last()).toEqual(both('granted', true))
})

function fail(): never {
  throw new Error('broken')
}
