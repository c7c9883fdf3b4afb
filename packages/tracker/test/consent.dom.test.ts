import type { ConsentState } from '@endcap/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { startPage } from './page-rig.js'
import { pass, type Rig, settle } from './rig.js'

const GRANTED: ConsentState = { analytics: 'granted', personalization: 'granted' }
const DENIED: ConsentState = { analytics: 'denied', personalization: 'denied' }
const UNKNOWN: ConsentState = { analytics: 'unknown', personalization: 'unknown' }

const order = { transactionId: 'T1', value: 10, currency: 'EUR' }

afterEach(() => {
  Reflect.deleteProperty(navigator, 'globalPrivacyControl')
})

/** Every use of storage, lock and network. Zero means that nothing was read, written or sent. */
function uses(rig: Rig): number {
  return rig.store.uses() + rig.storage.uses() + rig.collector.requests.length + rig.beacons.length
}

describe('before a grant', () => {
  test.each<[string, Partial<ConsentState>, boolean]>([
    ['unset', {}, false],
    ['unknown', UNKNOWN, false],
    ['denied', DENIED, false],
    ['personalization alone', { personalization: 'granted' }, false],
    ['granted by default, with Global Privacy Control', GRANTED, true],
  ])('%s: no storage, no request, no id', async (_, consent, gpc) => {
    if (gpc) Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true })
    // The real storage APIs are watched too: nothing may go around the environment.
    const real = [vi.spyOn(Storage.prototype, 'getItem'), vi.spyOn(Storage.prototype, 'setItem')]
    const cookie = vi.spyOn(document, 'cookie', 'set')
    const { tracker, rig, events } = await startPage({ consent })
    for (let i = 0; i < 5; i++) tracker.track('view_cart')
    tracker.track('purchase', { order })
    await pass(rig.clock, 60_000)
    document.dispatchEvent(new Event('visibilitychange'))
    window.dispatchEvent(new Event('pagehide'))
    await tracker.flush()
    expect(uses(rig)).toBe(0)
    for (const spy of [...real, cookie]) expect(spy).not.toHaveBeenCalled()
    expect(tracker.visitor()).toBeUndefined()
    expect(tracker.session()).toBeUndefined()
    expect(events).toHaveLength(7)
    expect(events.every((event) => !event.visitor && !event.session && event.consent.analytics !== 'granted')).toBe(
      true,
    )
  })

  test('the real environment is not touched either', async () => {
    const open = vi.fn()
    vi.stubGlobal('indexedDB', { open })
    const fetch = vi.spyOn(globalThis, 'fetch')
    const request = vi.fn()
    vi.stubGlobal('navigator', { ...navigator, onLine: true, locks: { request } })
    const { tracker } = await startPage({ consent: {}, env: {} })
    tracker.track('view_cart')
    window.dispatchEvent(new Event('pagehide'))
    await tracker.flush()
    await settle()
    for (const spy of [open, fetch, request]) expect(spy).not.toHaveBeenCalled()
    expect(localStorage.length).toBe(0)
  })
})

describe('a grant', () => {
  test('sends what waited, under its own time, with ids and consent filled in', async () => {
    const { tracker, rig, events } = await startPage({ consent: {} })
    tracker.track('view_cart')
    const then = rig.clock.now()
    await rig.clock.advance(10_000)
    tracker.consent({ analytics: 'granted' })
    await tracker.flush()
    const { taken, types } = rig.collector
    expect(types()).toEqual(['page_view', 'view_cart', 'consent_update'])
    expect(taken.map(({ ts }) => ts)).toEqual([then, then, then + 10_000])
    expect(taken.map(({ seq }) => seq)).toEqual([1, 2, 3])
    for (const event of taken) {
      expect(event).toMatchObject({ visitor: tracker.visitor(), session: tracker.session() })
      expect(event.consent).toEqual({ analytics: 'granted', personalization: 'unknown' })
    }
    expect(events.map(({ type }) => type)).toEqual(types())
  })

  test('keeps the newest 100 of what waited', async () => {
    const { tracker, rig } = await startPage({ consent: {} })
    for (let i = 0; i < 120; i++) tracker.track('custom', { data: { i } })
    tracker.consent(GRANTED)
    const result = await tracker.flush()
    expect(result).toEqual({ delivered: 101, stored: 0, dropped: 21 })
    expect(rig.collector.taken[0]?.data).toEqual({ i: 20 })
  })

  test('does not count an order again that an earlier visit has counted', async () => {
    const first = await startPage()
    first.tracker.track('purchase', { order })
    await first.tracker.flush()
    first.tracker.stop()
    const { tracker, rig } = await startPage({ consent: {} }, { storage: first.rig.storage })
    tracker.track('purchase', { order })
    tracker.consent(GRANTED)
    await tracker.flush()
    expect(rig.collector.types()).not.toContain('purchase')
  })

  test('outranks Global Privacy Control when it is given explicitly', async () => {
    Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, configurable: true })
    const { tracker } = await startPage()
    expect(tracker.consentState()).toEqual(DENIED)
    tracker.consent(GRANTED)
    expect(tracker.visitor()).toHaveLength(21)
  })
})

describe('a denial', () => {
  test('discards what waited', async () => {
    const { tracker, rig } = await startPage({ consent: {} })
    tracker.track('view_cart')
    tracker.consent({ analytics: 'denied' })
    tracker.track('view_cart')
    expect(await tracker.flush()).toEqual({ delivered: 0, stored: 0, dropped: 3 })
    // One look for what an earlier visit left, which would have to go; nothing is written.
    expect([rig.store.uses(), rig.beacons.length, rig.collector.requests.length, rig.storage.data.size]).toEqual([
      0, 0, 0, 0,
    ])
    expect(rig.storage.uses()).toBe(6)
    tracker.consent(GRANTED)
    await tracker.flush()
    expect(rig.collector.types()).toEqual(['consent_update'])
  })

  test('after a grant erases ids, session and outbox', async () => {
    const { tracker, rig } = await startPage()
    rig.collector.answers.push(() => Promise.reject(new TypeError('offline')))
    await tracker.flush()
    const visitor = tracker.visitor()
    expect([...rig.store.data.keys()].filter((key) => !key.includes(' away '))).toHaveLength(1)
    const states: ConsentState[] = []
    tracker.on('consent', (state) => states.push(state))
    tracker.consent(DENIED)
    tracker.consent(DENIED)
    await settle()
    expect(states).toEqual([DENIED])
    expect(rig.store.data.size).toBe(0)
    expect(rig.storage.data.size).toBe(0)
    expect(tracker.visitor()).toBeUndefined()
    expect(await tracker.flush()).toEqual({ delivered: 0, stored: 0, dropped: 1 })
    tracker.consent(GRANTED)
    expect(tracker.visitor()).not.toBe(visitor)
  })
})

describe('erase', () => {
  test('forgets the visitor and everything undelivered', async () => {
    const { tracker, rig } = await startPage()
    const visitor = tracker.visitor()
    await tracker.erase()
    expect(rig.store.data.size).toBe(0)
    // The answer stands.
    expect([...rig.storage.data.keys()]).toEqual(['endcap.consent'])
    expect(tracker.visitor()).not.toBe(visitor)
  })
})

describe('without a collector', () => {
  test('events are announced, nothing is stored but the ids, nothing is sent', async () => {
    const { tracker, rig, types } = await startPage({ collector: undefined })
    tracker.track('view_cart')
    await pass(rig.clock, 60_000)
    expect(types()).toEqual(['page_view', 'view_cart'])
    expect(rig.store.uses() + rig.collector.requests.length).toBe(0)
    expect(await tracker.flush()).toEqual({ delivered: 0, stored: 0, dropped: 0 })
  })
})

describe('another tab', () => {
  const said = (newValue: string | null) =>
    window.dispatchEvent(new StorageEvent('storage', { key: 'endcap.consent', newValue }))

  test('that grants opens this one, and one that withdraws closes and erases it', async () => {
    const { tracker, rig } = await startPage({ consent: {} })
    await pass(rig.clock, 1)
    said('granted denied')
    expect(tracker.consentState()).toEqual({ analytics: 'granted', personalization: 'denied' })
    await tracker.flush()
    expect(rig.collector.taken.length).toBeGreaterThan(0)
    said(null)
    expect(tracker.consentState()).toEqual({ analytics: 'denied', personalization: 'denied' })
    expect(tracker.visitor()).toBeUndefined()
    await settle()
    expect(rig.storage.data.size).toBe(0)
  })

  test('is not heard by a page that was stopped, at once or later', async () => {
    const early = await startPage({ consent: {} })
    early.tracker.stop()
    await pass(early.rig.clock, 1)
    const late = await startPage({ consent: {} })
    await pass(late.rig.clock, 1)
    late.tracker.stop()
    said('granted granted')
    for (const { tracker } of [early, late]) expect(tracker.consentState().analytics).toBe('unknown')
  })

  test('that writes something else is not listened to', async () => {
    const { tracker, rig } = await startPage({ consent: {} })
    await pass(rig.clock, 1)
    window.dispatchEvent(new StorageEvent('storage', { key: 'cart', newValue: 'granted granted' }))
    expect(tracker.consentState().analytics).toBe('unknown')
  })
})
