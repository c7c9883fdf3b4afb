import type { EventType } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startDataLayer } from '../../src/detect/data-layer.js'
import { DATA_LAYER_PAGES } from '../fixtures/data-layer-pages.js'
import { gtag } from '../fixtures/page.js'
import { createDetectRig, type DetectRig, expectValid, goTo, openPage } from './detect-rig.js'

const page = window as unknown as { dataLayer: unknown[] }

/** A detector on a queue, after its first page view. */
function open(queue: readonly unknown[] = []): DetectRig & { view(): void; push(...entries: unknown[]): void } {
  page.dataLayer = [...queue]
  const rig = createDetectRig()
  const detector = rig.run(startDataLayer)
  detector.view?.()
  return Object.assign(rig, {
    view: () => detector.view?.(),
    push: (...entries: unknown[]) => page.dataLayer.push(...entries),
  })
}

const ITEM = { item_id: 'a', price: 5 }

test.each(DATA_LAYER_PAGES)('$name', (fixture) => {
  openPage(fixture)
  const rig = open(fixture.dataLayer)
  expect(rig.said).toEqual(fixture.says['data-layer'])
  expect(rig.failed).toEqual([])
  rig.view()
  expect(rig.said).toHaveLength(fixture.says['data-layer']!.length)
  expectValid(rig.said)
})

describe('each event of GA4', () => {
  const items = [ITEM]
  const lists = { item_list_id: 'new', item_list_name: 'New in' }
  const listed = [{ item_id: 'a', price: 5, ...lists }]
  const list = { placement: 'new', requestId: expect.any(String) }
  const money = { currency: 'EUR', value: 5 }
  const order = { transactionId: 'T', value: 5, currency: 'EUR' }
  const promotion = { promotion_id: 'P', promotion_name: 'Spring', creative_name: 'C', creative_slot: 'hero' }
  const cases: [string, object, EventType, object][] = [
    ['view_item_list', { ...lists, items }, 'view_item_list', { list, items: listed }],
    ['select_item', { ...lists, items }, 'select_item', { list, items: listed }],
    ['view_item', { ...money, items }, 'view_item', { ...money, items }],
    ['add_to_cart', { ...money, items }, 'add_to_cart', { ...money, items }],
    ['remove_from_cart', { ...money, items }, 'remove_from_cart', { ...money, items }],
    ['view_cart', { ...money, items }, 'view_cart', { ...money, items }],
    ['add_to_wishlist', { ...money, items }, 'add_to_wishlist', { ...money, items }],
    ['begin_checkout', { ...money, coupon: 'C', items }, 'begin_checkout', { ...money, items, data: { coupon: 'C' } }],
    ['begin_checkout', {}, 'begin_checkout', {}],
    [
      'add_shipping_info',
      { ...money, shipping_tier: 'Ground', items },
      'add_shipping_info',
      { ...money, items, data: { shipping_tier: 'Ground' } },
    ],
    [
      'add_payment_info',
      { ...money, payment_type: 'Card', items },
      'add_payment_info',
      { ...money, items, data: { payment_type: 'Card' } },
    ],
    ['purchase', { ...money, transaction_id: 'T', items }, 'purchase', { order, items }],
    ['refund', { transaction_id: 'T', currency: 'EUR' }, 'refund', { order: { ...order, value: 0 }, items: [] }],
    ['view_promotion', { ...promotion }, 'view_promotion', { data: promotion }],
    ['select_promotion', { items: [{ ...ITEM, ...promotion }] }, 'select_promotion', { items, data: promotion }],
    ['search', { search_term: ' mugs ' }, 'search', { search: { term: 'mugs' } }],
    ['view_search_results', { search_term: 'mugs' }, 'search', { search: { term: 'mugs' } }],
    ['login', { method: 'Google' }, 'login', { data: { method: 'Google' } }],
    ['sign_up', { method: 'mail' }, 'sign_up', { data: { method: 'mail' } }],
    [
      'share',
      { method: 'X', content_type: 'product', item_id: 'a' },
      'share',
      { data: { method: 'X', content_type: 'product', item_id: 'a' } },
    ],
  ]
  const shapes: [string, (name: string, params: object) => unknown][] = [
    ['in ecommerce', (event, ecommerce) => ({ event, ecommerce })],
    ['on the object', (event, params) => ({ event, ...params })],
    ['to gtag()', (name, params) => gtag('event', name, params)],
  ]
  describe.each(shapes)('%s', (_, shape) => {
    test.each(cases)('%s', (name, params, type, fields) => {
      const rig = open()
      rig.push(shape(name, params))
      expect(rig.said).toEqual([[type, fields]])
      expectValid(rig.said)
    })
  })
})

describe('Universal Analytics', () => {
  const products = [{ id: 'a', name: 'Apron', price: '5', quantity: 2 }]
  const items = [{ item_id: 'a', item_name: 'Apron', price: 5, quantity: 2 }]
  test.each<[object, EventType, object]>([
    [
      { click: { actionField: { list: 'Home' }, products } },
      'select_item',
      { list: { placement: 'Home', requestId: expect.any(String) }, items: [{ ...items[0], item_list_name: 'Home' }] },
    ],
    [{ add: { products } }, 'add_to_cart', { items, currency: 'EUR' }],
    [{ remove: { products } }, 'remove_from_cart', { items, currency: 'EUR' }],
    [{ checkout: { actionField: { step: 1 }, products } }, 'begin_checkout', { items, currency: 'EUR' }],
    [
      { purchase: { actionField: { id: 'T', revenue: '12.00', tax: '1', shipping: '2', coupon: 'C' }, products } },
      'purchase',
      { order: { transactionId: 'T', value: 12, currency: 'EUR', tax: 1, shipping: 2, coupon: 'C' }, items },
    ],
    [
      { refund: { actionField: { id: 'T' }, products } },
      'refund',
      { order: { transactionId: 'T', value: 10, currency: 'EUR' }, items },
    ],
  ])('%j', (action, type, fields) => {
    const rig = open()
    rig.push({ event: 'anything', ecommerce: { currencyCode: 'EUR', ...action } })
    expect(rig.said).toMatchObject([[type, fields]])
    expectValid(rig.said)
  })

  test('later steps of a checkout are the same checkout', () => {
    const rig = open()
    rig.push({ event: 'step', ecommerce: { checkout: { actionField: { step: 2 }, products } } })
    expect(rig.said).toEqual([])
  })
})

describe('of one happening', () => {
  const add = { event: 'add_to_cart', ecommerce: { items: [ITEM] } }

  test('in two shapes the first is said, and again when it happens again', async () => {
    const rig = open()
    const pushes = [
      gtag('event', 'add_to_cart', { items: [ITEM] }),
      add,
      { event: 'addToCart', ecommerce: { add: { products: [{ id: 'a' }] } } },
    ]
    rig.push(...pushes)
    expect(rig.types()).toEqual(['add_to_cart'])
    rig.push(...pushes)
    expect(rig.types()).toEqual(['add_to_cart', 'add_to_cart'])
    await rig.clock.advance(5000)
    rig.push(add)
    expect(rig.types()).toHaveLength(3)
  })

  test('an ecommerce object that stays does not count again', () => {
    const rig = open()
    rig.push(add, { event: 'gtm.click' }, { event: 'login' }, { other: true })
    expect(rig.types()).toEqual(['add_to_cart', 'login'])
  })

  test('items pushed without an event belong to the next one that takes them, unless they are reset', () => {
    const rig = open()
    rig.push({ ecommerce: { items: [ITEM] } }, { event: 'consent' }, { event: 'view_item' }, { event: 'view_cart' })
    rig.push({ ecommerce: { items: [ITEM] } }, { ecommerce: null }, { event: 'begin_checkout' })
    expect(rig.said).toEqual([
      ['view_item', { items: [ITEM] }],
      ['view_cart', {}],
      ['begin_checkout', {}],
    ])
  })
})

test('what our own mirror pushes is not heard', () => {
  const own = { [Symbol.for('endcap')]: true }
  const rig = open()
  rig.push({ event: 'view_item', ecommerce: { items: [ITEM] }, ...own })
  rig.push({ event: 'view_item', ecommerce: { items: [ITEM], ...own } })
  rig.push(gtag('event', 'view_item', { items: [ITEM], ...own }))
  expect(rig.said).toEqual([])
  expect(rig.failed).toEqual([])
})

test('nothing is read before the first page view', () => {
  page.dataLayer = [{ event: 'login' }]
  const rig = createDetectRig()
  rig.run(startDataLayer)
  page.dataLayer.push({ event: 'login' })
  expect(rig.said).toEqual([])
})

describe('lists', () => {
  const view = { event: 'view_item_list', ecommerce: { item_list_id: 'new', items: [ITEM] } }
  const select = { event: 'select_item', ecommerce: { item_list_id: 'new', items: [ITEM] } }
  const requests = (rig: DetectRig) => rig.said.map(([, { list }]) => list?.requestId)

  test('share a request between view and selection within a page view', () => {
    const rig = open([view, select])
    const [first, second] = requests(rig)
    expect(first).toBe(second)
    goTo('https://shop.example/other')
    rig.view()
    rig.push(select)
    expect(requests(rig)[2]).not.toBe(first)
  })

  test('pushed by a router before its page view is noticed belong to the new page', () => {
    const rig = open()
    goTo('https://shop.example/new')
    rig.push(view)
    rig.view()
    rig.push(select)
    const [first, second] = requests(rig)
    expect(first).toBe(second)
  })

  test('a page view of the same address is another list', () => {
    const rig = open([view])
    rig.view()
    rig.push(view)
    const [first, second] = requests(rig)
    expect(first).not.toBe(second)
  })
})

describe('what says too little is told as unreadable', () => {
  test.each([
    ['view_item', {}],
    ['add_to_cart', { items: [{ price: 1 }] }],
    ['add_to_cart', { items: 'a' }],
    ['purchase', { value: 1 }],
    ['search', {}],
    ['search', { search_term: 'someone@example.com' }],
  ])('%s %j', (name, params) => {
    const rig = open()
    rig.push({ event: name, ecommerce: params })
    expect(rig.said).toEqual([])
    expect(rig.failed).toHaveLength(1)
  })
})

test('an order without currency or value keeps its place: worth its items, in no currency', () => {
  const rig = open()
  rig.push({
    event: 'purchase',
    ecommerce: { transaction_id: 'T', items: [{ item_id: 'a', price: 0.1, quantity: 3 }] },
  })
  expect(rig.said[0]?.[1].order).toEqual({ transactionId: 'T', value: 0.3, currency: 'XXX' })
  expectValid(rig.said)
})

describe('foreign data', () => {
  const cyclic: Record<string, unknown> = { event: 'view_item' }
  cyclic['ecommerce'] = cyclic
  cyclic['items'] = [{ item_id: 'a', self: cyclic }]
  const thrower = (key: string) =>
    Object.defineProperty({ event: 'view_item' }, key, {
      enumerable: true,
      get() {
        throw new Error('page')
      },
    })
  const long = 'x'.repeat(5000)

  test.each<[string, () => unknown, number]>([
    [
      'keys of prototypes',
      () =>
        JSON.parse(
          '{"event":"view_item","__proto__":{"a":1},"ecommerce":{"items":[{"item_id":"a","__proto__":{"b":1}}]}}',
        ),
      1,
    ],
    [
      "items of prototypes' names",
      () => ({ event: 'view_item_list', item_list_id: '__proto__', items: [{ item_id: '__proto__' }] }),
      1,
    ],
    [
      'huge arrays',
      () => ({ event: 'view_cart', items: Array.from({ length: 100_000 }, (_, id) => ({ item_id: id + 1 })) }),
      1,
    ],
    ['cycles', () => cyclic, 1],
    ['an event that throws', () => thrower('event'), 0],
    ['e-commerce that throws', () => thrower('ecommerce'), 0],
    ['an item that throws', () => ({ event: 'view_item', items: [thrower('item_id'), ITEM] }), 1],
    [
      'proxies',
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('page')
            },
          },
        ),
      0,
    ],
    [
      'long texts',
      () => ({
        event: 'purchase',
        transaction_id: long,
        coupon: long,
        items: [{ item_id: long, item_name: long, item_brand: long }],
      }),
      1,
    ],
    [
      'numbers out of bounds',
      () => ({ event: 'add_to_cart', value: 1e300, items: [{ item_id: 'a', price: 1e300, quantity: -1, index: 1.5 }] }),
      1,
    ],
    ['symbols', () => ({ event: Symbol('view_item') }), 0],
    ['functions', () => () => 'view_item', 0],
  ])('%s', (_, make, count) => {
    const rig = open()
    expect(() => rig.push(make())).not.toThrow()
    expect(rig.said).toHaveLength(count)
    expectValid(rig.said)
  })

  const value = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true }),
    fc.string(),
    fc.double(),
  )
  const key = fc.constantFrom(
    'item_id',
    'id',
    'name',
    'price',
    'quantity',
    'index',
    'item_list_id',
    'list',
    'category',
    'position',
    '__proto__',
  )
  const items = fc.array(fc.oneof(fc.dictionary(key, value), value), { maxLength: 5 })
  const paramKey = fc.constantFrom(
    'value',
    'currency',
    'transaction_id',
    'search_term',
    'method',
    'coupon',
    'promotion_id',
    'item_list_id',
    'tax',
  )
  const params = fc.tuple(fc.dictionary(paramKey, value), items).map(([own, list]) => ({ ...own, items: list }))
  const action = fc.constantFrom('detail', 'impressions', 'click', 'add', 'remove', 'checkout', 'purchase', 'refund')
  const universal = fc.dictionary(
    action,
    fc.oneof(
      value,
      fc.record({
        actionField: fc.oneof(value, fc.record({ id: value, revenue: value })),
        products: fc.oneof(items, value),
      }),
    ),
  )
  const event = fc.oneof(
    fc.constantFrom(
      'view_item',
      'view_item_list',
      'select_item',
      'add_to_cart',
      'purchase',
      'refund',
      'search',
      'share',
      'view_promotion',
      'login',
    ),
    value,
  )
  const entry = fc.oneof(
    value,
    fc.record({ event, ecommerce: fc.oneof(params, universal, value) }),
    fc.tuple(event, params).map(([name, own]) => ({ event: name, ...own })),
    fc.tuple(fc.constantFrom('event', 'set', 'config', 'consent', 'js'), event, params).map((args) => gtag(...args)),
    fc.record({ ecommerce: fc.oneof(params, universal) }),
  )

  test('any garbage is either a valid event or none, and never throws', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const rig = open(entries.slice(0, 2))
        for (const pushed of entries) expect(() => rig.push(pushed)).not.toThrow()
        expectValid(rig.said)
      }),
      { numRuns: 100 },
    )
  }, 60_000)
})
