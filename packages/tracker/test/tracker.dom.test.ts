import { parseEvent } from '@endcap/core'
import { describe, expect, test, vi } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { createTracker, type TrackerOptions } from '../src/index.js'
import { setUrl, startPage } from './page-rig.js'
import { createRig, settle } from './rig.js'

const order = { transactionId: 'T1', value: 10, currency: 'EUR' }

describe('options', () => {
  test.each<[string, Partial<TrackerOptions>, string]>([
    ['no key', { key: '' }, 'option-missing'],
    ['a collector that is no address', { key: 'shop', collector: 'http://' }, 'option-invalid'],
    ['a collector that is not HTTP', { key: 'shop', collector: 'ftp://collect.example' }, 'option-invalid'],
  ])('%s throws early', (_, options, code) => {
    expect(() => createTracker({ env: createRig(), ...options } as TrackerOptions)).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test.each([
    ['https://collect.example', 'https://collect.example/v1/events'],
    ['https://collect.example/', 'https://collect.example/v1/events'],
    ['https://shop.example/endcap//', 'https://shop.example/endcap/v1/events'],
    ['/endcap', 'https://shop.example/endcap/v1/events'],
  ])('collector %s sends to %s', async (collector, url) => {
    const { tracker, rig } = await startPage({ collector })
    await tracker.flush()
    expect(rig.collector.requests[0]?.url).toBe(url)
    expect(tracker.url).toBe(url)
  })
})

describe('events', () => {
  test('carry ids, time, order, page and consent, and satisfy the contract', async () => {
    setUrl('https://shop.example/en-gb?utm_medium=mail&email=ann@shop.example')
    const { tracker, rig } = await startPage()
    const event = tracker.track('add_to_cart', { items: [{ item_id: 'a', quantity: 2 }] })
    expect(event).toEqual({
      id: expect.stringMatching(/^.{21}$/),
      type: 'add_to_cart',
      ts: rig.clock.now(),
      stream: expect.any(String),
      seq: 2,
      visitor: tracker.visitor(),
      session: tracker.session(),
      page: { url: 'https://shop.example/en-gb?utm_medium=mail', title: 'Shop', kind: 'home' },
      items: [{ item_id: 'a', quantity: 2 }],
      consent: { analytics: 'granted', personalization: 'granted' },
    })
    await tracker.flush()
    expect(new Set(rig.collector.taken.map(({ bot }) => bot))).toEqual(new Set(['webdriver']))
    for (const taken of rig.collector.taken) expect(parseEvent(taken).ok).toBe(true)
  })

  test('are remembered for whoever looks for faults: the last fifty, whatever the consent', async () => {
    const { tracker } = await startPage({ consent: { analytics: 'denied', personalization: 'denied' } })
    for (let i = 0; i < 60; i++) tracker.track('search', { search: { term: `${i}` } })
    const events = tracker.events()
    expect(events.length).toBe(50)
    expect(events.at(-1)?.search?.term).toBe('59')
  })

  test('name the version of the package', async () => {
    const { tracker, rig } = await startPage()
    await tracker.flush()
    expect(JSON.parse(String(rig.collector.requests[0]?.init.body)).sdk).toBe(`endcap/${manifest.version}`)
  })

  test('are plain data of their moment: a proxy of a framework is kept, later changes are not', async () => {
    const { tracker, rig } = await startPage()
    const item = { item_id: 'a', price: 1 }
    tracker.track('view_item', { items: new Proxy([item], {}) })
    item.price = 2
    await tracker.flush()
    expect(rig.collector.taken[1]?.items).toEqual([{ item_id: 'a', price: 1 }])
  })

  test('an unknown type throws early', async () => {
    const { tracker } = await startPage()
    expect(() => tracker.track('explode' as 'custom')).toThrow(expect.objectContaining({ code: 'value-invalid' }))
  })

  test('a listener that throws is reported, and costs nobody anything', async () => {
    const { tracker, errors, types } = await startPage()
    tracker.on('error', () => {
      throw new Error('again')
    })
    tracker.on('event', () => {
      throw new Error('listener')
    })
    tracker.track('view_cart')
    expect(errors.map(({ code }) => code)).toEqual(['listener-failed'])
    expect(types()).toEqual(['page_view', 'view_cart'])
  })
})

describe('orders', () => {
  test('a reloaded thank-you page counts once', async () => {
    const first = await startPage()
    first.tracker.track('purchase', { order })
    first.tracker.track('purchase', { order })
    const second = await startPage({}, { storage: first.rig.storage })
    expect(second.tracker.track('purchase', { order })).toBeUndefined()
    expect(second.tracker.track('refund', { order })).toBeDefined()
    expect([...first.types(), ...second.types()]).toEqual(['page_view', 'purchase', 'page_view', 'refund'])
  })
})

describe('page kinds', () => {
  test.each([
    ['/', '', 'home'],
    ['/en-gb/', '', 'home'],
    ['/collections/mugs', '', 'category'],
    ['/collections/mugs/products/blue', '', 'product'],
    ['/product/blue-mug/', '', 'product'],
    ['/cart', '', 'cart'],
    ['/?s=mug', '', 'search'],
    ['/checkout/order-received/12/', '', 'checkout'],
    ['/about', '', 'other'],
    ['/about', '<i data-endcap-product="a"></i>', 'product'],
  ])('%s %s is %s', async (path, html, kind) => {
    setUrl(`https://shop.example${path}`)
    document.body.innerHTML = html
    expect((await startPage()).tracker.page().kind).toBe(kind)
  })

  test('the body and the option say it better; the option holds for the loaded page only', async () => {
    document.body.dataset['endcapPage'] = 'search'
    expect((await startPage()).tracker.page().kind).toBe('search')
    const { tracker } = await startPage({ page: 'cart' })
    expect(tracker.page().kind).toBe('cart')
    delete document.body.dataset['endcapPage']
    history.pushState(null, '', '/products/mug')
    tracker.track('view_cart')
    expect(tracker.page().kind).toBe('product')
  })
})

describe('a page where everything is blocked', () => {
  test('is tracked from memory, with one report', async () => {
    const blocked = () => {
      throw new DOMException('denied', 'SecurityError')
    }
    vi.stubGlobal('indexedDB', { open: blocked })
    vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked })
    Object.defineProperty(navigator, 'locks', { value: { request: async () => blocked() }, configurable: true })
    const { fetch, collector } = createRig()
    const { tracker, errors } = await startPage({ env: { fetch } })
    tracker.track('view_cart')
    expect(await tracker.flush()).toEqual({ delivered: 2, stored: 0, dropped: 0 })
    await settle()
    expect(collector.types()).toEqual(['page_view', 'view_cart'])
    expect(errors.map(({ code }) => code)).toEqual(['storage-failed'])
    expect(tracker.visitor()).toBe(tracker.visitor())
    Reflect.deleteProperty(navigator, 'locks')
  })
})
