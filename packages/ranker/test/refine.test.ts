import { EMPTY_PROFILE, type Product, STRATEGIES, type StrategyName } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRanker, decodeModel, foldEvent, type RecommendQuery } from '../src/index.js'
import { createRefine, foldShown, readWeights } from '../src/refine/index.js'
import { plantModel } from './model-file.js'
import { answering, ask, DAY_MS, ids, NOW, orders, product, profileOf } from './shop.js'

const products = [
  product('mug', { title: 'Blue mug', categories: ['Kitchen', 'Mugs'], brand: 'Kiln' }),
  product('cup', { title: 'Red cup', categories: ['Kitchen', 'Mugs'], brand: 'Kiln' }),
  product('rug', { title: 'Wool rug', categories: ['Home', 'Rugs'], brand: 'Loom', price: 240 }),
  product('mat', { title: 'Door mat', categories: ['Home', 'Rugs'], brand: 'Loom', price: 30 }),
  product('tea', { categories: ['Food'], attributes: { reorder_days: '20' } }),
]
const even = Object.fromEntries(products.map(({ id }, i) => [id, 1 - i * 0.08]))
const refine = (scores = even, more = {}) => createRefine(answering(scores), { products, ...more })
const taste = (...keys: string[]) => keys.map((key) => ({ key, score: 5, ts: NOW }))
const partsOf = (answer: ReturnType<ReturnType<typeof refine>['recommend']>, id: string) =>
  answer.find((entry) => entry.id === id)?.reason.parts

describe('a refined ranker', () => {
  it('is the plain one for a visitor of whom nothing is known, without variety', () => {
    expect(ids(refine().recommend(ask()))).toEqual(ids(answering(even).recommend(ask())))
  })
  it('shows a visitor with tastes what meets them, and says which', () => {
    const profile = profileOf({ affinities: taste('category:Rugs', 'brand:Loom') })
    const answer = refine().recommend(ask({ profile }))
    expect(ids(answer).slice(0, 2)).toEqual(['rug', 'mat'])
    const keys = [
      { key: 'category:Rugs', share: 0.5 },
      { key: 'brand:Loom', share: 0.5 },
    ]
    expect(partsOf(answer, 'rug')).toEqual([{ step: 'taste', keys, factor: 1.5 }])
    expect(partsOf(answer, 'mug')).toBeUndefined()
  })
  it('does not count tastes twice for for-you, whose scores have them', () => {
    const profile = profileOf({ affinities: taste('brand:Loom') })
    expect(ids(refine().recommend(ask({ profile, strategy: 'for-you' })))[0]).toBe('mug')
  })
  it('lowers what was just bought, and raises what is due', () => {
    const just = refine().recommend(ask({ profile: profileOf({ orders: orders([1, 'mug']) }) }))
    expect(ids(just).at(-1)).toBe('mug')
    const due = refine().recommend(ask({ profile: profileOf({ orders: orders([20, 'tea']) }) }))
    expect(ids(due)[0]).toBe('tea')
    expect(partsOf(due, 'tea')).toEqual([{ step: 'repeat', ageMs: 20 * DAY_MS, intervalMs: 20 * DAY_MS, factor: 2 }])
  })
  it('knows the forms of one article as one', () => {
    const forms = [product('s', { groupId: 'shirt' }), product('l', { groupId: 'shirt' }), product('x')]
    const on = createRefine(answering({ l: 1, x: 0.9 }), { products: forms })
    expect(ids(on.recommend(ask({ profile: profileOf({ orders: orders([1, 's']) }) })))).toEqual(['x', 'l'])
  })
  it('leaves history as it is', () => {
    const on = refine({ mug: 1, rug: 0.5, cup: 0.33 })
    const query = ask({ strategy: 'recent', visitor: 'v', placement: { id: 'row', explore: 0.5, caps: { brand: 1 } } })
    const answer = on.recommend(query)
    expect(ids(answer)).toEqual(['mug', 'rug', 'cup'])
    expect(on.explore(answer, query).every(({ reason }) => reason.propensity === 1)).toBe(true)
  })
  it('ranks what the catalogue does not know by its score', () => {
    expect(ids(createRefine(answering(even), { products: [] }).recommend(ask()))).toEqual(
      ids(refine().recommend(ask())),
    )
  })
  it('reads a config that was not checked', () => {
    const placement = { id: 'row', diversity: 'x', caps: null, rotate: 'no', explore: -3 } as never
    expect(ids(refine().recommend(ask({ placement, visitor: 'v' })))).toEqual(ids(refine().recommend(ask())))
  })
})

describe('learned weights', () => {
  const weights = { 'category-match': { weight: 1, low: 0 }, unheard: { weight: 9 } }
  const profile = profileOf({ recent: [{ id: 'rug', ts: NOW, kind: 'view', count: 1 }] })
  it('bring the products that would be shown into their order, and no others', () => {
    const on = refine(even, { weights })
    expect(ids(on.recommend(ask({ profile, count: 3 })))).toEqual(['rug', 'mug', 'cup'])
    expect(partsOf(on.recommend(ask({ profile, count: 3 })), 'rug')).toEqual([{ step: 'weights', from: 2, to: 0 }])
    expect(ids(on.recommend(ask({ profile, count: 4 })))).toEqual(['rug', 'mat', 'mug', 'cup'])
  })
  it.each([
    ['popularity', ['cup', 'mug']],
    ['freshness', ['cup', 'mug']],
    ['seen-before', ['cup', 'mug']],
    ['price-match', ['cup', 'mug']],
  ])('know %s on the device', (name, expected) => {
    const model = decodeModel(plantModel({ ids: ['mug', 'cup'], count: [1, 9] }))
    const two = [
      product('mug', { publishedAt: '2020-01-01' }),
      product('cup', { publishedAt: '2026-05-30', price: 40 }),
    ]
    const on = createRefine(answering({ mug: 1, cup: 0.9 }), {
      products: two,
      model,
      weights: { [name]: { weight: 1 } },
    })
    const met = profileOf({ recent: [{ id: 'cup', ts: NOW, kind: 'view', count: 1 }] })
    expect(ids(on.recommend(ask({ profile: met })))).toEqual(expected)
  })
  it('are read from a file of version 1, and from nothing else', () => {
    expect(readWeights({ v: 1, features: weights })).toBe(weights)
    for (const wrong of [
      undefined,
      null,
      7,
      {},
      { v: 2, features: weights },
      { v: 1, features: { a: { weight: 'x' } } },
    ]) {
      expect(readWeights(wrong)).toBeUndefined()
    }
  })
})

describe('buy-again', () => {
  const on = createRefine(createRanker({ products }), { products })
  it('begins with what is due, then the overdue, then what nobody knows the interval of', () => {
    const profile = profileOf({ orders: orders([20, 'tea'], [40, 'mug'], [60, 'rug', 'gone'], [60, 'mug']) })
    const answer = on.recommend(ask({ strategy: 'buy-again', profile }))
    expect(ids(answer)).toEqual(['tea', 'mug', 'rug'])
    expect(answer[0]!.reason).toMatchObject({ strategy: 'buy-again', source: 'history', parts: [{ step: 'repeat' }] })
  })
  it('leaves out what was bought just now', () => {
    expect(on.recommend(ask({ strategy: 'buy-again', profile: profileOf({ orders: orders([2, 'mug']) }) }))).toEqual([])
  })
  it('answers nothing to who never ordered, and from the plain ranker', () => {
    expect(on.recommend(ask({ strategy: 'buy-again' }))).toEqual([])
    const profile = profileOf({ orders: orders([20, 'tea']) })
    expect(createRanker({ products }).recommend(ask({ strategy: 'buy-again', profile }))).toEqual([])
  })
})

describe('a stranger, without a model', () => {
  const on = createRefine(createRanker({ products }), { products })
  const first = (strategy: StrategyName, query: Partial<RecommendQuery>) =>
    ids(on.recommend(ask({ strategy, ...query }))).slice(0, 2)
  it.each([
    ['related', { context: { productId: 'mug' } }, ['cup']],
    ['related', { context: { listed: ['rug'] } }, ['mat']],
    ['related', { context: { search: 'red cups' } }, ['cup']],
    ['related', { context: { search: 'kiln' } }, ['mug', 'cup']],
    ['similar', { context: { productId: 'rug' } }, ['mat']],
    ['bought-together', { context: { productId: 'rug' } }, ['mat']],
    ['trending', { context: { category: 'Rugs' } }, ['rug', 'mat']],
    ['trending', {}, ['mug', 'cup']],
    ['for-you', { context: { category: 'Rugs' } }, []],
    ['recent', {}, []],
    ['buy-again', {}, []],
  ] as const)('%s from %j answers %j', (strategy, query, expected) => {
    expect(first(strategy, query as Partial<RecommendQuery>).slice(0, expected.length || 2)).toEqual(expected)
  })
  it('falls back to the list of the page where the search finds nothing', () => {
    expect(first('related', { context: { search: 'zebra', listed: ['rug'] } })).toEqual(['mat'])
  })
})

describe('reorder', () => {
  const listed = ids(products)
  const on = createRefine(createRanker({ products }), { products })
  const affinities = taste('brand:Loom')
  const query = { now: NOW }
  it('keeps ties as they were, and puts those of interest first', () => {
    expect(on.reorder(listed, { ...query, profile: EMPTY_PROFILE })).toEqual(listed)
    expect(on.reorder(listed, { ...query, profile: profileOf({ affinities }) })).toEqual([
      'rug',
      'mat',
      'mug',
      'cup',
      'tea',
    ])
  })
  it('minds fatigue, orders and dismissals, and puts the sold-out last', () => {
    const gone = product('gone', { availability: 'out_of_stock' })
    const shop = createRefine(createRanker({ products: [...products, gone] }), { products: [...products, gone] })
    const shown = { rug: { score: 30, ts: NOW } }
    const order = (more: object) =>
      shop.reorder(['gone', ...listed], { ...query, profile: profileOf({ affinities, ...more }) })
    expect(order({ shown })).toEqual(['mat', 'rug', 'mug', 'cup', 'tea', 'gone'])
    expect(order({ orders: orders([1, 'rug']) })).toEqual(['mat', 'rug', 'mug', 'cup', 'tea', 'gone'])
    expect(order({ dismissed: ['mug', 'rug'] })).toEqual(['mat', 'cup', 'tea', 'mug', 'rug', 'gone'])
  })
})

describe('whatever is asked', () => {
  const many: Product[] = Array.from({ length: 90 }, (_, i) =>
    product(`p${i}`, {
      price: 5 + (i % 7) * 9,
      categories: ['All', `C${i % 5}`],
      brand: `B${i % 4}`,
      ...(i % 11 === 0 && { availability: 'out_of_stock' as const }),
      ...(i % 9 === 0 && { groupId: `g${i % 2}` }),
    }),
  )
  const byId = new Map(many.map((entry) => [entry.id, entry]))
  const on = createRefine(createRanker({ products: many }), { products: many })
  const anyId = fc.nat(89).map((i) => `p${i}`)
  const anyEvent = fc.record({
    type: fc.constantFrom('view_item', 'view_item_list', 'select_item', 'add_to_cart', 'purchase', 'dismiss'),
    ts: fc.nat(30).map((days) => NOW - days * DAY_MS),
    items: fc.array(
      anyId.map((item_id) => ({ item_id })),
      { maxLength: 40 },
    ),
    transaction: fc.nat(50),
  })
  const anyQuery = fc.record({
    events: fc.array(anyEvent, { maxLength: 30 }),
    strategy: fc.constantFrom(...STRATEGIES),
    count: fc.integer({ min: 0, max: 50 }),
    visitor: fc.option(fc.string(), { nil: undefined }),
    exclude: fc.array(anyId, { maxLength: 20 }),
    placement: fc.record({
      id: fc.constant('row'),
      diversity: fc.double({ min: 0, max: 1, noNaN: true }),
      rotate: fc.boolean(),
      explore: fc.double({ min: 0, max: 0.5, noNaN: true }),
      caps: fc.record({ category: fc.integer({ min: 1, max: 5 }) }, { requiredKeys: [] }),
    }),
    context: fc.record({ productId: anyId, search: fc.constantFrom('p1', '', '!') }, { requiredKeys: [] }),
  })
  it('answers no product twice, none that is excluded, at most count and cap, purely, from a bounded profile', () => {
    fc.assert(
      fc.property(anyQuery, ({ events, exclude, ...rest }) => {
        let profile = EMPTY_PROFILE
        for (const [i, { transaction, ...part }] of events.entries()) {
          const order = part.type === 'purchase' && {
            order: { transactionId: `t${transaction}`, value: 1, currency: 'EUR' },
          }
          const event = {
            ...part,
            id: `${i}`,
            stream: 's',
            seq: i,
            list: { placement: 'a', requestId: 'r' },
            ...order,
          } as never
          profile = foldShown(
            foldEvent(profile, event, (id) => byId.get(id)),
            event,
          )
        }
        expect(Object.keys(profile.shown ?? {}).length).toBeLessThanOrEqual(100)
        const query = { ...rest, profile, now: NOW, exclude: new Set(exclude) }
        const before = JSON.stringify(query)
        const answer = on.explore(on.recommend(query), query)
        expect(JSON.stringify(query)).toBe(before)
        expect(JSON.stringify(on.explore(on.recommend(query), query))).toBe(JSON.stringify(answer))
        expect(answer.length).toBeLessThanOrEqual(query.count)
        expect(new Set(ids(answer)).size).toBe(answer.length)
        const out = [...exclude, ...profile.dismissed, ...ids(profile.cart), query.context.productId]
        expect(ids(answer).filter((id) => out.includes(id))).toEqual([])
        expect(answer.every(({ id }) => byId.get(id)?.availability !== 'out_of_stock')).toBe(true)
        const most = query.strategy === 'recent' ? undefined : query.placement.caps.category
        const categories = answer.map(({ id }) => byId.get(id)!.categories![1]!)
        for (const name of categories) {
          expect(categories.filter((other) => other === name).length).toBeLessThanOrEqual(most ?? 99)
        }
        for (const { reason, score } of answer) {
          expect(Number.isFinite(score)).toBe(true)
          expect(reason.propensity).toBeGreaterThanOrEqual(0.01 - 1e-12)
          expect(reason.propensity).toBeLessThanOrEqual(1 + 1e-12)
        }
      }),
      { numRuns: 150 },
    )
  })
})
