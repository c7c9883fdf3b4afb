import { EMPTY_PROFILE, type Product, type Profile, STRATEGIES, type StrategyName } from '@endcap/core'
import { describe, expect, it } from 'vitest'
import { createRanker, createScorer, decodeModel, type RankContext, type RecommendQuery } from '../src/index.js'
import { plantModel } from './model-file.js'

const NOW = Date.UTC(2026, 5, 1)
const product = (id: string, more: Partial<Product> = {}): Product => ({
  id,
  title: id,
  url: `/${id}`,
  price: 10,
  currency: 'EUR',
  ...more,
})
const products = [
  product('mug', { title: 'Blue mug', categories: ['Kitchen', 'Mugs'], brand: 'Kiln', price: 12 }),
  product('cup', { title: 'Blue cup', categories: ['Kitchen', 'Mugs'], brand: 'Kiln', price: 11 }),
  product('bowl', { categories: ['Kitchen', 'Bowls'], brand: 'Kiln', price: 14 }),
  product('rug', { categories: ['Home', 'Rugs'], brand: 'Loom', price: 240, publishedAt: '2026-05-30' }),
  product('mat', { categories: ['Home', 'Rugs'], brand: 'Loom', price: 210 }),
  product('gone', { categories: ['Kitchen', 'Mugs'], brand: 'Kiln', availability: 'out_of_stock' }),
  product('lamp-s', { categories: ['Home', 'Lamps'], groupId: 'lamp' }),
  product('lamp-l', { categories: ['Home', 'Lamps'], groupId: 'lamp' }),
]
const model = decodeModel(
  plantModel({
    ids: ['mug', 'cup', 'bowl', 'rug', 'gone', 'lamp-s', 'lamp-l', 'retired'],
    trend: [1, 5, 0, 3, 9, 0, 0, 7],
    view: {
      mug: [
        ['gone', 255],
        ['retired', 250],
        ['cup', 204],
        ['mug', 200],
        ['lamp-s', 153],
        ['lamp-l', 102],
      ],
      rug: [['bowl', 255]],
    },
    cart: {
      mug: [['bowl', 128]],
      rug: [
        ['bowl', 128],
        ['lamp-l', 64],
      ],
    },
  }),
)
const met = (...ids: string[]): Profile => ({
  ...EMPTY_PROFILE,
  recent: ids.map((id, i) => ({ id, ts: NOW - i * 1000, kind: 'view', count: 1 })),
})
const ranker = createRanker({ model, products })
const ask = (strategy: StrategyName, query: Partial<RecommendQuery> = {}, on = ranker) =>
  on.recommend({ strategy, profile: EMPTY_PROFILE, count: 10, now: NOW, ...query })
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)
const at = (productId: string): { context: RankContext } => ({ context: { productId } })

describe('prepare', () => {
  it('reads the catalogue in slices, which changes no answer', () => {
    const sliced = createRanker({ model, products })
    let slices = 0
    while (sliced.prepare?.(3)) slices++
    expect(slices).toBe(2)
    expect(sliced.prepare?.(3)).toBe(false)
    expect(ask('similar', at('mug'), sliced)).toEqual(ask('similar', at('mug')))
    const half = createRanker({ model, products })
    half.prepare?.(4)
    expect(ask('similar', at('mug'), half)).toEqual(ask('similar', at('mug')))
  })
})

describe('strategies on a planted shop', () => {
  it('tells content for the source where nobody has met the product, or that which leads to it', () => {
    const view = { mug: [['cup', 200] as const, ['bowl', 100] as const], bowl: [['cup', 200] as const] }
    const lent = createRanker({
      model: decodeModel(plantModel({ ids: ['mug', 'cup', 'bowl'], count: [5, 5, 0], view })),
      products,
    })
    const sources = (id: string) => ask('related', at(id), lent).map(({ id, reason }) => [id, reason.source])
    expect(sources('mug')).toEqual([
      ['cup', 'model'],
      ['bowl', 'content'],
    ])
    expect(sources('bowl')).toEqual([['cup', 'content']])
  })
  it('related follows the view table of the product', () => {
    const [first] = ask('related', at('mug'))
    expect(first).toMatchObject({ id: 'cup', reason: { strategy: 'related', source: 'model', seed: 'mug' } })
  })
  it('related is blended with the session', () => {
    const answer = ask('related', { ...at('mug'), profile: met('mug', 'rug') })
    expect(ids(answer)).toEqual(['cup', 'lamp-s', 'bowl'])
    expect(answer[2]!.reason.seed).toBe('rug')
  })
  it('related falls to content for a product that the model does not know', () => {
    const [first] = ask('related', at('mat'))
    expect(first).toMatchObject({ id: 'rug', reason: { source: 'content', seed: 'mat' } })
  })
  it('related starts from the list of the page when nothing else is known', () => {
    expect(ids(ask('related', { context: { listed: ['rug'] } }))).toEqual(['bowl'])
  })
  it('similar compares content', () => {
    expect(ids(ask('similar', at('mug'))).slice(0, 2)).toEqual(['cup', 'bowl'])
  })
  it('bought-together reads the cart table, of the product or of the cart', () => {
    expect(ids(ask('bought-together', at('rug')))).toEqual(['bowl', 'lamp-l'])
    const cart = [
      { id: 'mug', quantity: 1 },
      { id: 'rug', quantity: 1 },
    ]
    const answer = ask('bought-together', { profile: { ...EMPTY_PROFILE, cart } })
    expect(ids(answer)).toEqual(['bowl', 'lamp-l'])
    expect(answer[0]!.score).toBeCloseTo(256 / 255, 6)
  })
  it('for-you answers nothing to a stranger', () => {
    expect(ask('for-you')).toEqual([])
    expect(ask('for-you', {}, createRanker({ products }))).toEqual([])
  })
  it('for-you is raised by taste', () => {
    const taste = [{ key: 'category:Lamps', score: 50, ts: NOW }]
    const plain = ask('for-you', { profile: met('mug') })
    const tasteful = ask('for-you', { profile: { ...met('mug'), affinities: taste } })
    expect(ids(plain)).toEqual(['cup', 'lamp-s'])
    expect(tasteful.find(({ id }) => id === 'lamp-s')!.score).toBeGreaterThan(
      plain.find(({ id }) => id === 'lamp-s')!.score,
    )
    const onlyTaste = ask('for-you', { profile: { ...EMPTY_PROFILE, affinities: taste } })
    expect(onlyTaste).toMatchObject([{ id: 'lamp-s', reason: { source: 'content' } }])
  })
  it('trending is by decayed popularity, narrowed to a category that the shop has', () => {
    expect(ids(ask('trending'))).toEqual(['cup', 'rug', 'mug'])
    expect(ids(ask('trending', { context: { category: 'mugs' } }))).toEqual(['cup', 'mug'])
    expect(ids(ask('trending', { context: { category: 'Unheard' } }))).toEqual(['cup', 'rug', 'mug'])
  })
  it('recent is the history without the current product', () => {
    const answer = ask('recent', { ...at('rug'), profile: met('rug', 'mug', 'cup') })
    expect(ids(answer)).toEqual(['mug', 'cup'])
    expect(answer[0]!.reason).toEqual({ strategy: 'recent', source: 'history' })
  })
})

describe('without a model', () => {
  const shop = createRanker({ products })
  it.each([
    ['related', at('mug'), 'content'],
    ['similar', at('mug'), 'content'],
    ['bought-together', at('mug'), 'content'],
    ['for-you', { profile: met('mug') }, 'content'],
    ['trending', {}, 'content'],
    ['recent', { profile: met('mug') }, 'history'],
  ] as const)('%s answers and says its source', (strategy, query, source) => {
    const answer = ask(strategy, query, shop)
    expect(answer.length).toBeGreaterThan(0)
    expect(answer.every(({ reason }) => reason.source === source)).toBe(true)
  })
  it('reads a model that grows anew at each question', () => {
    let part = decodeModel(plantModel({ ids: ['mug', 'cup'], trend: [1, 5] }))
    const growing = createRanker({
      products,
      model: {
        ...model,
        get trend() {
          return part.trend
        },
        get tables() {
          return part.tables
        },
        idOf: (index) => part.idOf(index),
        indexOf: (id) => part.indexOf(id),
      },
    })
    expect(ids(ask('trending', {}, growing))).toEqual(['cup', 'mug'])
    expect(ids(ask('related', at('rug'), growing))).not.toEqual(['bowl'])
    part = model
    expect(ids(ask('trending', {}, growing))).toEqual(ids(ask('trending')))
    expect(ids(ask('related', at('rug'), growing))).toEqual(ids(ask('related', at('rug'))))
  })

  it('trending starts with the newest, then the order of the catalogue', () => {
    expect(ids(ask('trending', {}, shop))).toEqual(['rug', 'mug', 'cup', 'bowl', 'mat', 'lamp-s'])
  })
  it('answers nothing without a catalogue either', () => {
    const nothing = createRanker({})
    for (const strategy of STRATEGIES) expect(ask(strategy, { ...at('mug') }, nothing)).toEqual([])
  })
})

describe('exclusions', () => {
  const all = (query: Partial<RecommendQuery>) => STRATEGIES.flatMap((strategy) => ids(ask(strategy, query)))
  const visitor = met('cup', 'rug', 'gone')
  it.each([
    ['the current product', { ...at('mug'), profile: visitor }, 'mug'],
    ['what is in the cart', { profile: { ...visitor, cart: [{ id: 'cup', quantity: 1 }] } }, 'cup'],
    ['what was dismissed', { profile: { ...visitor, dismissed: ['rug'] } }, 'rug'],
    ['what is sold out', { ...at('mug'), profile: visitor }, 'gone'],
    ['what the catalogue does not have', { ...at('mug'), profile: visitor }, 'retired'],
    ['what the caller excludes', { ...at('mug'), profile: visitor, exclude: new Set(['bowl']) }, 'bowl'],
  ])('leave out %s', (_, query, id) => {
    expect(all(query)).not.toContain(id)
    expect(all(query).length).toBeGreaterThan(0)
  })
  it('leave one of a group, and none of the current one', () => {
    expect(ids(ask('related', at('mug'))).filter((id) => id.startsWith('lamp'))).toEqual(['lamp-s'])
    expect(ids(ask('similar', at('lamp-s')))).not.toContain('lamp-l')
  })
  it('know no stock without a catalogue', () => {
    expect(ids(ask('related', at('mug'), createRanker({ model })))).toEqual([
      'gone',
      'retired',
      'cup',
      'lamp-s',
      'lamp-l',
    ])
  })
  it('take the id of a group for the group, in cart and exclude too', () => {
    const cart = { ...EMPTY_PROFILE, cart: [{ id: 'lamp', quantity: 1 }] }
    for (const query of [{ profile: cart }, { exclude: new Set(['lamp']) }]) {
      expect(ids(ask('related', { ...at('mug'), ...query }))).toEqual(['cup'])
    }
  })
  it('answer at most count', () => {
    expect(ask('trending', { count: 2 })).toHaveLength(2)
    expect(ask('trending', { count: 0 })).toEqual([])
  })
})

describe('reorder', () => {
  const list = ['rug', 'gone', 'mat', 'bowl', 'unknown', 'cup']
  it('keeps the order of the shop for a stranger, sold-out last', () => {
    expect(ranker.reorder(list, { profile: EMPTY_PROFILE, now: NOW })).toEqual([
      'rug',
      'mat',
      'bowl',
      'unknown',
      'cup',
      'gone',
    ])
  })
  it('puts those of interest first and leaves the rest as they were', () => {
    expect(ranker.reorder(list, { profile: met('mug'), now: NOW })).toEqual([
      'cup',
      'rug',
      'mat',
      'bowl',
      'unknown',
      'gone',
    ])
    const affinities = [{ key: 'brand:Kiln', score: 2, ts: NOW }]
    const tasteful = { ...EMPTY_PROFILE, affinities }
    expect(ranker.reorder(list, { profile: tasteful, now: NOW })).toEqual([
      'bowl',
      'cup',
      'rug',
      'mat',
      'unknown',
      'gone',
    ])
  })
  it('answers the same ids, repeats included, and leaves its input alone', () => {
    const twice = Object.freeze(['cup', 'rug', 'cup'])
    expect(ranker.reorder(twice, { profile: met('mug'), now: NOW })).toEqual(['cup', 'cup', 'rug'])
  })
})

describe('determinism', () => {
  it('gives the scores and the order of createScorer', () => {
    const items = Array.from({ length: 40 }, (_, i) => `i${i}`)
    // Few codes and counts, so that many scores are equal.
    const row = (i: number) => items.slice(0, 20).map((id, k) => [id, 1 + ((i * k) % 5)] as const)
    const view = Object.fromEntries(items.map((id, i) => [id, row(i).sort((a, b) => b[1] - a[1])]))
    const steps = [1, 0.5, 0.25]
    const planted = decodeModel(plantModel({ ids: items, count: items.map((_, i) => (i * 7) % 10), view, steps }))
    const score = createScorer(planted)
    const on = createRanker({ model: planted })
    for (let i = 20; i < 37; i++) {
      const seeds = [`i${i}`, `i${i + 1}`, `i${i + 2}`]
      const profile = { ...EMPTY_PROFILE, recent: met(...seeds).recent.map((item) => ({ ...item, ts: NOW })) }
      const expected = score(seeds.map((id) => planted.indexOf(id)!))
      const answer = ask('related', { profile, count: 99 }, on)
      const counts = (list: string[]) => list.map((id) => planted.count[planted.indexOf(id)!])
      expect(counts(ids(answer))).toEqual(counts(expected.map(({ index }) => items[index]!)))
      expect(answer.map((entry) => entry.score.toFixed(9))).toEqual(expected.map((entry) => entry.score.toFixed(9)))
    }
  })
  it('gives the scores of createScorer with own bonus too, but for the item met last', () => {
    const planted = decodeModel(
      plantModel({
        ids: ['a', 'b', 'c', 'd'],
        view: {
          a: [
            ['b', 200],
            ['a', 90],
          ],
          b: [
            ['c', 120],
            ['b', 60],
          ],
          c: [['d', 30]],
        },
        steps: [1, 0.5, 0.25],
        own: [0.4, 0.3, 0.2],
      }),
    )
    const on = createRanker({ model: planted })
    const seeds = ['c', 'b', 'a']
    const profile = { ...EMPTY_PROFILE, recent: met(...seeds).recent.map((item) => ({ ...item, ts: NOW })) }
    const answer = ask('related', { profile, context: { productId: 'c' }, count: 9 }, on)
    const expected = createScorer(planted)(
      seeds.map((id) => planted.indexOf(id)!),
      { own: true, without: planted.indexOf('c')! },
    )
    const shown = (list: { id: string; score: number }[]) => list.map(({ id, score }) => [id, score.toFixed(9)])
    expect(shown(answer)).toEqual(shown(expected.map(({ index, score }) => ({ id: planted.ids[index]!, score }))))
    expect(answer.find(({ id }) => id === 'a')!.reason).toMatchObject({ source: 'history' })
    // At home the item met last comes by its neighbours alone.
    const last = ask('related', { profile, count: 9 }, on).find(({ id }) => id === 'c')
    expect(last!.reason).toMatchObject({ source: 'model', seed: 'b' })
    expect(last!.score).toBeCloseTo((0.5 * 120) / 255, 6)
  })
  it('gives the same answer again, and from another ranker', () => {
    const profile = met('mug', 'rug', 'mat')
    for (const strategy of STRATEGIES) {
      const first = JSON.stringify(ask(strategy, { profile, ...at('cup') }))
      expect(JSON.stringify(ask(strategy, { profile, ...at('cup') }))).toBe(first)
      expect(JSON.stringify(ask(strategy, { profile, ...at('cup') }, createRanker({ model, products })))).toBe(first)
    }
  })
})
