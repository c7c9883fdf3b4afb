import { describe, expect, test, vi } from 'vitest'
import { setVisibility, startPage } from './page-rig.js'
import { pass, settle } from './rig.js'

describe('hiding', () => {
  test.each([
    ['visibilitychange', () => setVisibility('hidden')],
    ['pagehide', () => window.dispatchEvent(new Event('pagehide'))],
  ])('%s sends what waits with keepalive, within the task', async (_, hide) => {
    const { tracker, rig } = await startPage()
    tracker.track('add_to_cart', { items: [{ item_id: 'a' }] })
    hide()
    expect(rig.collector.requests).toHaveLength(1)
    expect(rig.collector.requests[0]?.init.keepalive).toBe(true)
    expect(rig.collector.requests[0]?.events.map(({ type }) => type)).toEqual(['add_to_cart', 'page_view'])
    await settle()
    expect(rig.store.data.size).toBe(0)
  })

  test('both events of one navigation, and fifty tab switches, make no doubles', async () => {
    const { tracker, rig } = await startPage()
    for (let i = 0; i < 50; i++) {
      if (i % 10 === 0) tracker.track('view_cart')
      setVisibility('hidden')
      window.dispatchEvent(new Event('pagehide'))
      setVisibility('visible')
      if (i % 7 === 0) await pass(rig.clock, 1000)
    }
    await pass(rig.clock, 10_000)
    const ids = rig.collector.requests.flatMap(({ events }) => events.map(({ id }) => id))
    expect(ids).toHaveLength(6)
    expect(new Set(ids).size).toBe(6)
  })

  test('an event tracked in the task of leaving is in the store for the next page', async () => {
    const { tracker, rig } = await startPage()
    rig.collector.answers.push(() => new Promise(() => {}))
    tracker.track('begin_checkout')
    window.dispatchEvent(new Event('pagehide'))
    await settle()
    expect([...rig.store.data.keys()].filter((key) => !key.includes(' away '))).toHaveLength(2)
    tracker.stop()
    await rig.clock.advance(100)
    const next = await startPage({}, { store: rig.store, storage: rig.storage, clock: rig.clock })
    await pass(next.rig.clock, 5000)
    expect(next.rig.collector.types()).toEqual(['page_view', 'page_view', 'begin_checkout'])
    expect(new Set(next.rig.collector.taken.map(({ visitor }) => visitor)).size).toBe(1)
  })

  test('unload and beforeunload are never used', async () => {
    const spies = [vi.spyOn(window, 'addEventListener'), vi.spyOn(document, 'addEventListener')]
    await startPage()
    const types = spies.flatMap((spy) => spy.mock.calls.map(([type]) => type))
    expect(types).toContain('pagehide')
    expect(types).not.toContain('unload')
    expect(types).not.toContain('beforeunload')
  })
})

describe('coming back', () => {
  test('from the back-forward cache is a new page view in a new stream', async () => {
    const { events } = await startPage()
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }))
    expect(events).toHaveLength(1)
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    expect(events.map(({ type, seq }) => [type, seq])).toEqual([
      ['page_view', 1],
      ['page_view', 1],
    ])
    expect(events[0]?.stream).not.toBe(events[1]?.stream)
  })

  test('online sends at once what failed', async () => {
    const { rig } = await startPage()
    rig.collector.answers.push(() => Promise.reject(new TypeError('offline')))
    await pass(rig.clock, 2000)
    expect(rig.collector.taken).toHaveLength(0)
    window.dispatchEvent(new Event('online'))
    await settle()
    expect(rig.collector.taken).toHaveLength(1)
  })
})

describe('prerendering', () => {
  test('counts, stores and sends nothing before activation', async () => {
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true })
    const starting = startPage()
    await settle()
    Reflect.deleteProperty(document, 'prerendering')
    document.dispatchEvent(new Event('prerenderingchange'))
    const { rig, types } = await starting
    expect(types()).toEqual(['page_view'])
    await pass(rig.clock, 3000)
    expect(rig.collector.types()).toEqual(['page_view'])
  })
})
