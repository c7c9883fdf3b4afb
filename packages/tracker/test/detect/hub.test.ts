import type { EventItem, EventType, PageKind } from '@endcap/core'
import { describe, expect, test, vi } from 'vitest'
import type { FoundProduct, SourceName } from '../../src/detect/detector.js'
import type { EventFields } from '../../src/tracker.js'
import { openHub as open } from './hub-rig.js'

const A = { item_id: 'a' }
const B = { item_id: 'b' }

const add = (items: readonly EventItem[], more: EventFields = {}): EventFields => ({ items, ...more })

describe('what is said', () => {
  test('is held for 250 ms, and tracked under its own time', async () => {
    const { say, clock, tracked } = open()
    const at = clock.now()
    say('page', 'view_cart')
    await clock.advance(249)
    expect(tracked).toEqual([])
    await clock.advance(1)
    expect(tracked).toEqual([{ type: 'view_cart', fields: {}, ts: at }])
  })

  test('by markup waits for nobody, nor does what it is told with', async () => {
    const { say, clock, tracked } = open()
    say('data-layer', 'add_to_cart', add([B]))
    await clock.advance(10)
    say('markup', 'add_to_cart', add([A]))
    expect(tracked.map(({ fields }) => fields.items)).toEqual([[B], [A]])
    expect(clock.pending()).toBe(0)
  })

  test('is tracked in the order in which it happened', async () => {
    const { say, clock, told } = open()
    say('data-layer', 'view_item_list', { ...add([A]), list: { placement: 'new', requestId: 'r' } })
    await clock.advance(10)
    say('shopify', 'add_to_cart', add([A]))
    await clock.advance(10)
    say('data-layer', 'view_cart')
    expect(await told()).toEqual(['view_item_list a', 'add_to_cart a', 'view_cart'])
  })

  test('is tracked at once when the page is left', () => {
    const { hub, say, tracked, clock } = open()
    say('page', 'view_cart')
    hub.settle()
    hub.settle()
    expect(tracked).toHaveLength(1)
    expect(clock.pending()).toBe(0)
  })
})

describe('of several sources', () => {
  test.each([[['data-layer', 'shopify']], [['shopify', 'data-layer']]] as [SourceName[]][])(
    'the more trusted is believed within the hold, told as %j',
    async (order) => {
      const { say, clock, fields } = open()
      for (const source of order) {
        say(source, 'add_to_cart', add([{ ...A, item_name: source }]))
        await clock.advance(100)
      }
      expect(await fields()).toEqual([{ items: [{ ...A, item_name: 'shopify' }] }])
    },
  )

  test('later than the hold a more trusted one is the same happening still', async () => {
    const { say, clock, told } = open()
    say('data-layer', 'add_to_cart', add([A]))
    await clock.advance(5000)
    say('shopify', 'add_to_cart', add([A]))
    expect(await told()).toEqual(['add_to_cart a'])
  })

  test('ten seconds later it is another one', async () => {
    const { say, clock, told } = open()
    say('data-layer', 'add_to_cart', add([A]))
    await clock.advance(10_000)
    say('shopify', 'add_to_cart', add([A]))
    expect(await told()).toEqual(['add_to_cart a', 'add_to_cart a'])
  })

  test('the same type of another product is another happening, and lends nothing', async () => {
    const { say, fields } = open()
    say('shopify', 'add_to_cart', add([A]))
    say('data-layer', 'add_to_cart', add([B], { currency: 'EUR', value: 5, data: { coupon: 'B' } }))
    expect(await fields()).toEqual([{ items: [A] }, { items: [B], currency: 'EUR', value: 5, data: { coupon: 'B' } }])
  })
})

describe('what a source leaves out', () => {
  test('is filled from less trusted ones, field by field', async () => {
    const { say, fields } = open()
    say(
      'data-layer',
      'add_to_cart',
      add([{ ...A, item_name: 'DL', item_brand: 'Kiln' }], { currency: 'EUR', value: 9 }),
    )
    say('shopify', 'add_to_cart', add([{ ...A, price: 3 }]))
    say('woocommerce', 'add_to_cart', add([{ ...A, item_name: 'Woo', quantity: 3 }]))
    expect(await fields()).toEqual([
      {
        items: [{ ...A, item_name: 'Woo', item_brand: 'Kiln', price: 3, quantity: 3 }],
        currency: 'EUR',
        value: 9,
      },
    ])
  })

  test('is filled from products found, then from the catalogue, which also knows the id', async () => {
    const describe = vi.fn((id: string): EventItem | undefined =>
      id === 'sku' ? { item_id: 'catalogue', item_name: 'C', item_brand: 'Brand', item_category: 'Mugs' } : undefined,
    )
    const { say, find, fields } = open('other', { describe })
    find('json-ld', { aliases: ['sku'], title: 'Found', price: 5, salePrice: 4 })
    say('data-layer', 'add_to_cart', add([A]))
    expect(await fields()).toEqual([
      {
        items: [{ item_id: 'catalogue', item_name: 'Found', item_brand: 'Brand', item_category: 'Mugs', price: 4 }],
      },
    ])
  })

  test('of an order is filled as well, and the items of one that has none', async () => {
    const { say, fields } = open()
    say('woocommerce', 'purchase', { order: { transactionId: 'T', value: 9, currency: 'EUR' } })
    const order = { transactionId: 'T', value: 8, currency: 'EUR', tax: 1, coupon: 'SPRING' }
    say('data-layer', 'purchase', { order, items: [{ ...A, quantity: 2 }] })
    expect(await fields()).toEqual([{ order: { ...order, value: 9 }, items: [{ ...A, quantity: 2 }] }])
  })

  test('of a search: its results', async () => {
    const { say, fields } = open()
    say('page', 'search', { search: { term: 'blue mug', results: 3 } })
    say('shopify', 'search', { search: { term: 'Blue Mug' } })
    expect(await fields()).toEqual([{ search: { term: 'Blue Mug', results: 3 } }])
  })

  test('is not taken from one of several lines of a product, which may be another variant', async () => {
    const { say, fields } = open()
    say('data-layer', 'purchase', {
      order: { transactionId: 'T', value: 9, currency: 'EUR' },
      items: [
        { ...A, item_variant: 'L', quantity: 1 },
        { ...A, item_variant: 'M', quantity: 3 },
      ],
    })
    say('woocommerce', 'purchase', { order: { transactionId: 'T', value: 9, currency: 'EUR' }, items: [A, B] })
    expect((await fields())[0]?.items).toEqual([A, B])
  })

  test('is no worth in another currency, nor of other items', async () => {
    const { say, fields } = open()
    say('shopify', 'add_to_cart', add([A], { currency: 'USD' }))
    say('data-layer', 'add_to_cart', add([A], { currency: 'EUR', value: 5 }))
    say('shopify', 'remove_from_cart', add([A]))
    say('data-layer', 'remove_from_cart', add([A, B], { currency: 'EUR', value: 30 }))
    expect(await fields()).toEqual([
      { items: [A], currency: 'USD' },
      { items: [A], currency: 'EUR' },
      { items: [B], currency: 'EUR' },
    ])
  })
})

describe('under different ids', () => {
  test.each<[string, Partial<FoundProduct>, EventItem]>([
    ['an alias', { aliases: ['sku-a', '4006381333931'] }, { item_id: '4006381333931' }],
    ['its group', { groupId: 'group' }, { item_id: 'group' }],
    ['its title', { title: 'Blue Mug' }, { item_id: 'other', item_name: ' blue mug' }],
  ])('a product found under %s is one', async (_, found, other) => {
    const { say, find, told } = open()
    find('shopify', found)
    say('shopify', 'add_to_cart', add([A]))
    say('data-layer', 'add_to_cart', add([other]))
    expect(await told()).toEqual(['add_to_cart a'])
  })

  test('two sources that share the title alone mean one, found or not, whenever they tell', async () => {
    const { say, clock, told } = open()
    say('data-layer', 'view_item', add([{ item_id: 'x', item_name: 'Blue Mug' }]))
    await clock.advance(600)
    say('json-ld', 'view_item', add([{ item_id: 'y', item_name: 'Blue mug ' }]))
    expect(await told()).toEqual(['view_item x'])
  })

  test('two products of one title are two, as one source tells them apart', async () => {
    const { say, find, tracked, told } = open()
    const items = [
      { item_id: '20', item_name: 'Tee' },
      { item_id: '21', item_name: 'Tee' },
    ]
    find('woocommerce', { id: '20', title: 'Tee', price: 10 }, { id: '21', title: 'Tee', price: 12 })
    say('woocommerce', 'view_item_list', { items, list: { placement: 'new', requestId: 'r' } })
    // The other source has ids of its own.
    for (const id of ['x', 'y'])
      say('data-layer', 'view_item_list', {
        items: [{ item_id: id, item_name: 'Tee' }],
        list: { placement: 'new', requestId: 's' },
      })
    expect(await told()).toEqual(['view_item_list 20 21'])
    expect(tracked[0]?.fields.items?.map(({ price }) => price)).toEqual([10, 12])
  })

  test('products that were two until one source named both', async () => {
    const { say, find, told } = open()
    find('shopify', { id: '700' })
    find('microdata', { id: 'SKU' })
    find('json-ld', { id: '700', aliases: ['SKU'] })
    say('shopify', 'add_to_cart', add([{ item_id: '700' }]))
    say('data-layer', 'add_to_cart', add([{ item_id: 'SKU' }]))
    expect(await told()).toEqual(['add_to_cart 700'])
  })
})

describe('items', () => {
  const two = add([A, B], { currency: 'EUR', value: 30 })

  test('one event with both against one for each: the more trusted is believed', async () => {
    const { say, told } = open()
    say('data-layer', 'add_to_cart', add([A]))
    say('data-layer', 'add_to_cart', add([B]))
    say('shopify', 'add_to_cart', two)
    expect(await told()).toEqual(['add_to_cart a b'])
    say('shopify', 'remove_from_cart', add([A]))
    say('shopify', 'remove_from_cart', add([B]))
    say('data-layer', 'remove_from_cart', two)
    expect((await told()).slice(1)).toEqual(['remove_from_cart a', 'remove_from_cart b'])
  })

  test('that only the less trusted told are tracked without what all are worth', async () => {
    const { say, fields } = open()
    say('shopify', 'add_to_cart', add([A]))
    say('data-layer', 'add_to_cart', two)
    expect(await fields()).toEqual([
      { items: [A], currency: 'EUR' },
      { items: [B], currency: 'EUR' },
    ])
  })

  test('twice by one source happened twice', async () => {
    const { say, told } = open()
    say('data-layer', 'add_to_cart', add([A]))
    say('data-layer', 'add_to_cart', add([A]))
    expect(await told()).toEqual(['add_to_cart a', 'add_to_cart a'])
  })

  test.each([0, 100, 3000])('twice by two sources is twice, not four times (%i ms between)', async (ms) => {
    const { say, clock, told } = open()
    for (let i = 0; i < 2; i++) {
      for (const source of ['data-layer', 'woocommerce'] as const) {
        say(source, 'add_to_cart', add([A]))
        await clock.advance(ms)
      }
    }
    expect(await told()).toEqual(['add_to_cart a', 'add_to_cart a'])
  })
})

describe('what happens as a whole', () => {
  test.each<[EventType, EventFields, EventFields]>([
    ['view_cart', {}, add([A, B], { currency: 'EUR', value: 5 })],
    ['begin_checkout', {}, add([A])],
    ['login', { data: { method: 'password' } }, {}],
    ['login', { data: { method: 'password' } }, { data: { method: 'Google' } }],
    ['share', { data: { method: 'x', item_id: 'a' }, items: [A] }, { data: { method: 'X' } }],
    ['rate', { data: { rating: 4 } }, { data: { rating: 4 }, items: [A] }],
    ['add_payment_info', {}, add([A], { data: { payment_type: 'Card' } })],
  ])('%s %j and %j are one', async (type, page, better) => {
    for (const order of [
      ['page', 'shopify'],
      ['shopify', 'page'],
    ] as const) {
      const { say, fields } = open()
      for (const source of order) say(source, type, source === 'page' ? page : better)
      const [told, ...more] = await fields()
      expect(more).toEqual([])
      expect(told).toEqual({
        ...page,
        ...better,
        ...((page.data ?? better.data) && { data: { ...page.data, ...better.data } }),
      })
    }
  })

  test('promotions are told apart by id or name', async () => {
    const { say, fields } = open()
    say('data-layer', 'view_promotion', { data: { promotion_id: 'P', promotion_name: 'Spring' } })
    say('data-layer', 'view_promotion', { data: { promotion_id: 'Q' } })
    say('data-layer', 'view_promotion', { data: { promotion_id: 'Q' } })
    say('markup', 'view_promotion', { data: { promotion_id: 'P', creative_slot: 'hero' } })
    say('markup', 'view_promotion', { data: { promotion_id: 'R', promotion_name: 'Spring' } })
    say('adobe', 'view_promotion', { data: { promotion_name: 'Spring' } })
    say('adobe', 'view_promotion', { data: { promotion_name: 'Spring' } })
    say('adobe', 'view_promotion', { data: { promotion_id: 'nameless' } })
    expect((await fields()).map(({ data }) => data)).toEqual([
      { promotion_id: 'P', creative_slot: 'hero', promotion_name: 'Spring' },
      { promotion_id: 'Q' },
      { promotion_id: 'R', promotion_name: 'Spring' },
      { promotion_id: 'nameless' },
    ])
  })
})

describe('orders', () => {
  const order = (transactionId: string, value = 9) => ({ order: { transactionId, value, currency: 'EUR' } })

  test('count once by their id, across page views and sources', async () => {
    const { hub, say, tracked, told } = open()
    say('woocommerce', 'purchase', order('T'))
    await told()
    hub.view()
    say('data-layer', 'purchase', order('T'))
    say('woocommerce', 'purchase', order('T'))
    say('woocommerce', 'refund', order('T'))
    say('woocommerce', 'purchase', order('U'))
    await told()
    expect(tracked.map(({ type, fields }) => [type, fields.order?.transactionId])).toEqual([
      ['purchase', 'T'],
      ['refund', 'T'],
      ['purchase', 'U'],
    ])
  })

  test('a number and an id of one order meet in what it is worth, on one page', async () => {
    const { hub, say, tracked, told } = open()
    say('woocommerce', 'purchase', order('1077', 24.9))
    say('data-layer', 'purchase', order('77', 24.9))
    await told()
    hub.view()
    say('woocommerce', 'purchase', order('1077', 24.9))
    say('data-layer', 'purchase', order('78', 24.9))
    await told()
    expect(tracked.map(({ fields }) => fields.order?.transactionId)).toEqual(['1077', '78'])
  })
})

describe('once a page view', () => {
  const list = (placement: string, widget?: string) => ({
    list: { placement, requestId: 'r', ...(widget && { widget }) },
  })

  test('each product is viewed, each list shows it, the cart is viewed, a term searched', async () => {
    const { hub, say, clock, told } = open()
    const all = () => {
      for (const source of ['data-layer', 'shopify'] as const) {
        say(source, 'view_item', add([A]))
        say(source, 'view_item', add([B]))
        say(source, 'view_item_list', { ...add([A]), ...list('new') })
        say(source, 'view_item_list', { ...add([A]), ...list('sale') })
        say(source, 'view_cart')
        say(source, 'search', { search: { term: 'mug' } })
        say(source, 'search', { search: { term: 'pot' } })
      }
    }
    all()
    await clock.advance(20_000)
    all()
    expect((await told()).sort()).toEqual([
      'search',
      'search',
      'view_cart',
      'view_item a',
      'view_item b',
      'view_item_list a',
      'view_item_list a',
    ])
    hub.view()
    all()
    expect(await told()).toHaveLength(14)
  })

  test('a page view settles what belongs to the page before', () => {
    const { hub, say, tracked } = open()
    say('data-layer', 'view_item', add([A]))
    hub.view()
    say('data-layer', 'view_item', add([A]))
    hub.settle()
    expect(tracked).toHaveLength(2)
  })

  test('before anything is said or found the address is looked at', () => {
    const seen: string[] = []
    const { hub, say, find } = open('other', {
      track: (_, { items }) => seen.push(String(items?.[0]?.item_id)),
      check: () => seen.push('look'),
    })
    say('data-layer', 'view_item', add([A]))
    find('shopify', {})
    hub.settle()
    expect(seen).toEqual(['look', 'look', 'a'])
  })
})

describe('the product of the page', () => {
  test('is one under ids that nothing joins: the first single view of each source', async () => {
    const { say, clock, fields, hub } = open('product')
    say('data-layer', 'view_item', add([{ item_id: 'DL', item_name: 'Mug' }]))
    await clock.advance(600)
    say('json-ld', 'view_item', add([{ item_id: 'LD', item_name: 'Stoneware mug' }]))
    say('data-layer', 'view_item', add([{ item_id: 'zoomed' }]))
    expect((await fields()).map(({ items }) => items?.[0]?.item_id)).toEqual(['DL', 'zoomed'])
    expect(hub.mainItem()).toEqual({ item_id: 'DL', item_name: 'Mug' })
  })

  test('lends its fields within the hold, whatever its ids', async () => {
    const { say, fields } = open('product')
    say('data-layer', 'view_item', add([{ item_id: 'DL', item_brand: 'Kiln' }]))
    say('shopify', 'view_item', add([{ item_id: '700', price: 5 }]))
    expect(await fields()).toEqual([{ items: [{ item_id: '700', price: 5, item_brand: 'Kiln' }] }])
  })

  test.each<[string, PageKind, number, EventItem[]]>([
    ['on another kind of page', 'category', 0, [B]],
    ['five seconds later', 'product', 5000, [B]],
    ['of several items', 'product', 0, [B, { item_id: 'c' }]],
  ])('is not assumed %s', async (_, kind, ms, items) => {
    const { say, clock, told } = open(kind)
    say('shopify', 'view_item', add([A]))
    await clock.advance(ms)
    say('data-layer', 'view_item', add(items))
    expect(await told()).toHaveLength(2)
  })

  test('is what the most trusted source found; a new page view forgets it', () => {
    const { hub, find } = open()
    expect(hub.mainItem()).toBeUndefined()
    find('json-ld', { id: 'LD', where: 'page', title: 'Mug', brand: 'Kiln' })
    find('shopify', { id: 'card' }, { id: '700', where: 'page', title: 'mug', price: 5 })
    find('shopify', { id: '700', where: 'list' })
    expect(hub.mainItem()).toEqual({ item_id: '700', item_name: 'mug', item_brand: 'Kiln', price: 5 })
    hub.view()
    expect(hub.mainItem()).toBeUndefined()
  })

  test('told by an event alone does not replace what the same source found of it', async () => {
    const { hub, say, find, told } = open('product')
    find('shopify', { id: '700', where: 'page', title: 'Mug', brand: 'Kiln' })
    say('shopify', 'view_item', add([{ item_id: '700' }]))
    await told()
    expect(hub.mainItem()).toEqual({ item_id: '700', item_name: 'Mug', item_brand: 'Kiln' })
    expect(hub.detected().products).toHaveLength(1)
  })

  test('what is in the cart is known on the next page too', async () => {
    const { hub, say, find, fields } = open()
    find('shopify', { id: '700', where: 'cart', title: 'Mug', aliases: ['7001'] }, { id: 'card', title: 'Card' })
    hub.view()
    expect(hub.detected().products.map(({ names }) => [...names])).toEqual([['700', '7001']])
    say('data-layer', 'remove_from_cart', add([{ item_id: '7001' }]))
    expect(await fields()).toEqual([{ items: [{ item_id: '7001', item_name: 'Mug' }] }])
  })
})

describe('what the shop tracks itself', () => {
  test.each([true, false])('is not tracked again (told first: %s)', async (isFirst) => {
    const { hub, say, told } = open()
    const call = () => hub.called('add_to_cart', add([A]))
    if (isFirst) call()
    say('data-layer', 'add_to_cart', add([A, B]))
    if (!isFirst) call()
    expect(await told()).toEqual(['add_to_cart b'])
  })

  test('is known for ten seconds, and twice is twice', async () => {
    const { hub, say, clock, told } = open()
    hub.called('add_to_cart', add([A]))
    hub.called('add_to_cart', add([A]))
    await clock.advance(9000)
    say('data-layer', 'add_to_cart', add([A]))
    say('data-layer', 'add_to_cart', add([A]))
    expect(await told()).toEqual([])
    say('data-layer', 'add_to_cart', add([A]))
    expect(await told()).toEqual(['add_to_cart a'])
  })

  test('names the product of the page', async () => {
    const { hub, say, told } = open('product')
    hub.called('view_item', add([{ item_id: 'own', item_name: 'Mug' }]))
    say('json-ld', 'view_item', add([{ item_id: 'LD' }]))
    expect(await told()).toEqual([])
    expect(hub.mainItem()).toEqual({ item_id: 'own', item_name: 'Mug' })
  })

  test("in our own widgets never swallows the shop's lists, but is the add of their buttons", async () => {
    const { hub, say, told } = open()
    const own = { list: { placement: 'new', requestId: 'own', widget: 'row' } }
    for (const type of ['view_item_list', 'select_item', 'widget_render', 'add_to_cart'] as const)
      hub.called(type, add([A], own))
    for (const type of ['view_item_list', 'select_item', 'add_to_cart'] as const)
      say('data-layer', type, add([A], { list: { placement: 'new', requestId: 'r' } }))
    expect(await told()).toEqual(['view_item_list a', 'select_item a'])
  })
})

describe('bounds', () => {
  test('500 products are kept, and always the one of the page', () => {
    const { hub, find } = open()
    for (let i = 0; i < 2000; i++) find('shopify', { id: `p${i}`, title: `Product ${i}` })
    find('shopify', { id: 'main', where: 'page' })
    expect(hub.detected().products).toHaveLength(501)
    expect(hub.mainItem()?.item_id).toBe('main')
  })

  test('thousands of sayings are each tracked once, 500 at a time without waiting', async () => {
    const { say, told, tracked } = open()
    for (let i = 0; i < 2500; i++) {
      say('data-layer', 'add_to_cart', add([{ item_id: `p${i}`, item_name: `Product ${i}` }]))
      say('data-layer', 'select_item', add([A]))
    }
    expect(tracked).toHaveLength(5000)
    expect(new Set(await told()).size).toBe(2501)
    expect(tracked).toHaveLength(5000)
  })

  test('of the problems of a source the last ten are kept', () => {
    const { hub } = open()
    for (let i = 0; i < 100; i++) hub.ears('json-ld').fail(`problem ${i}`)
    expect(hub.detected().sources[0]?.problems).toHaveLength(10)
  })
})

test('the report: what each source said, and what of it counted', async () => {
  const { hub, say, find, told } = open()
  find('json-ld', { id: 'a' })
  say('data-layer', 'add_to_cart', add([A]))
  say('shopify', 'add_to_cart', add([A]))
  say('shopify', 'view_cart')
  hub.ears('microdata').fail('unreadable')
  await told()
  expect(hub.detected().sources).toEqual([
    { source: 'json-ld', said: {}, counted: 0, problems: [] },
    { source: 'data-layer', said: { add_to_cart: 1 }, counted: 0, problems: [] },
    { source: 'shopify', said: { add_to_cart: 1, view_cart: 1 }, counted: 2, problems: [] },
    { source: 'microdata', said: {}, counted: 0, problems: ['unreadable'] },
  ])
})
