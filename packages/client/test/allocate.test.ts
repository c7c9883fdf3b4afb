import { EMPTY_PROFILE, type Product, type ResolvedPlacement, resolvePlacement, type StrategyName } from '@endcap/core'
import type { Ranker } from '@endcap/ranker'
import { describe, expect, it } from 'vitest'
import { allocate } from '../src/allocate.js'

const product = (id: string, groupId?: string): Product => ({
  id,
  title: id,
  url: `/${id}`,
  price: 1,
  currency: 'GBP',
  ...(groupId && { groupId }),
})
const catalogue = new Map(['a', 'b', 'c', 'd'].map((id) => [id, product(id)]))
catalogue.set('s1', product('s1', 's')).set('s2', product('s2', 's'))

/** Answers the listed ids of a strategy, without the excluded ones and their groups. */
function rankerOf(lists: Partial<Record<StrategyName, string[]>>): Ranker {
  const groupOf = (id: string) => catalogue.get(id)?.groupId ?? id
  return {
    recommend: ({ strategy, count, exclude }) =>
      (lists[strategy] ?? [])
        .filter((id, i, all) => all.findIndex((other) => groupOf(other) === groupOf(id)) === i)
        .filter((id) => !exclude?.has(id) && !exclude?.has(groupOf(id)))
        .slice(0, count)
        .map((id) => ({ id, score: 1, reason: { strategy, source: 'model' } })),
    reorder: (ids) => [...ids],
  }
}

const input = (lists: Partial<Record<StrategyName, string[]>>) => ({
  ranker: rankerOf(lists),
  profile: EMPTY_PROFILE,
  context: {},
  now: 0,
  product: (id: string) => catalogue.get(id),
})
const row = (id: string, changes: Partial<ResolvedPlacement> = {}): { placement: ResolvedPlacement } => ({
  placement: resolvePlacement({ id, selector: '#x', min: 1, strategy: ['trending'], ...changes }),
})
const ids = (answer: { items: readonly { product: Product }[] } | undefined) =>
  answer?.items.map((item) => item.product.id)

describe('allocate', () => {
  it('gives a product to the slot of the higher priority only', () => {
    const [low, high] = allocate(
      [row('low', { count: 2 }), row('high', { count: 2, priority: 5 })],
      input({ trending: ['a', 'b', 'c', 'd'] }),
    )
    expect(ids(high)).toEqual(['a', 'b'])
    expect(ids(low)).toEqual(['c', 'd'])
  })

  it('asks the chain in order and names the first strategy that gave an item', () => {
    const [answer] = allocate(
      [row('x', { strategy: ['related', 'for-you', 'trending'], count: 3 })],
      input({ 'for-you': ['b'], trending: ['b', 'a', 'c'] }),
    )
    expect(ids(answer)).toEqual(['b', 'a', 'c'])
    expect(answer?.strategy).toBe('for-you')
    expect(answer?.items.map(({ index, reason }) => [index, reason.strategy])).toEqual([
      [0, 'for-you'],
      [1, 'trending'],
      [2, 'trending'],
    ])
  })

  it('stays empty below the minimum, and then takes nothing from the others', () => {
    const [short, other] = allocate(
      [row('short', { min: 3, priority: 9, strategy: ['related'] }), row('other')],
      input({ related: ['a', 'b'], trending: ['a'] }),
    )
    expect(ids(short)).toEqual([])
    expect(ids(other)).toEqual(['a'])
  })

  it('gives the group of what another row or strategy has to nobody else', () => {
    const [answer, other] = allocate(
      [row('x', { strategy: ['related', 'trending'], priority: 1 }), row('y')],
      input({ related: ['s1'], trending: ['s2', 'a', 'b'] }),
    )
    expect(ids(answer)).toEqual(['s1', 'a', 'b'])
    expect(ids(other)).toEqual([])
  })

  it('tells the ranker of the placement and of what stands above, and leaves the whole list to its last word', () => {
    const ranker = rankerOf({ related: ['a'], trending: ['b', 'c'] })
    const asked: unknown[] = []
    const [answer] = allocate([row('x', { strategy: ['related', 'trending'], explore: 0.3 })], {
      ...input({}),
      ranker: {
        ...ranker,
        recommend(query) {
          asked.push([query.strategy, query.placement?.id, query.placement?.explore])
          return ranker.recommend(query)
        },
        explore: (list) =>
          [...list].reverse().map((entry) => ({ ...entry, reason: { ...entry.reason, propensity: 0.25 } })),
      },
    })
    expect(asked).toEqual([
      ['related', 'x', 0.3],
      ['trending', 'x', 0.3],
    ])
    expect(answer?.items.map(({ product, index, reason }) => [product.id, index, reason.propensity])).toEqual([
      ['c', 0, 0.25],
      ['b', 1, 0.25],
      ['a', 2, 0.25],
    ])
    expect(answer?.strategy).toBe('related')
  })

  it('keeps the items of a slot on screen and reserves them', () => {
    const held = [
      {
        product: catalogue.get('a') as Product,
        index: 0,
        reason: { strategy: 'trending', source: 'popular' } as const,
      },
    ]
    const [kept, other] = allocate(
      [{ ...row('kept'), held }, row('other', { priority: 9 })],
      input({ trending: ['a', 'b'] }),
    )
    expect(ids(kept)).toEqual(['a'])
    expect(ids(other)).toEqual(['b'])
  })

  it('lets history repeat what another row suggests', () => {
    const [history, other] = allocate(
      [row('history', { strategy: ['recent'], priority: 9 }), row('other')],
      input({ recent: ['a'], trending: ['a', 'b'] }),
    )
    expect(ids(history)).toEqual(['a'])
    expect(ids(other)).toEqual(['a', 'b'])
  })

  describe('shows nowhere on the page', () => {
    const DAY_MS = 864e5
    const bought = (id: string, days: number) => ({
      ...EMPTY_PROFILE,
      orders: [{ transactionId: 't', ts: 100 * DAY_MS - days * DAY_MS, value: 1, items: [id] }],
    })
    const at = (profile: typeof EMPTY_PROFILE, strategy: StrategyName = 'trending', boughtDays?: number) => ({
      ...input({ [strategy]: ['s2', 'a'] }),
      profile,
      now: 100 * DAY_MS,
      boughtDays,
    })
    it.each([
      ['another form of what is in the cart', at({ ...EMPTY_PROFILE, cart: [{ id: 's1', quantity: 1 }] }), ['a']],
      ['what was bought 29 days ago, nor another form of it', at(bought('s1', 29)), ['a']],
      ['more than 30 days', at(bought('s1', 30)), ['s2', 'a']],
      ['unless the site says for how long', at(bought('s1', 30), 'trending', 31), ['a']],
      ['or that it does not matter', at(bought('s1', 0), 'trending', 0), ['s2', 'a']],
    ] as const)('%s', (_, question, shown) => {
      expect(ids(allocate([row('x')], question)[0])).toEqual(shown)
    })

    it('but where it is asked for what to buy again', () => {
      const [again] = allocate([row('x', { strategy: ['buy-again'] })], at(bought('s1', 1), 'buy-again'))
      expect(ids(again)).toEqual(['s2', 'a'])
    })

    it('and a placement may say for how long itself', () => {
      const [own] = allocate([row('x', { rules: { boughtDays: 0 } })], at(bought('s1', 1), 'trending', 31))
      expect(ids(own)).toEqual(['s2', 'a'])
    })
  })

  it('lets a placement without dedupe repeat others, and others it', () => {
    const answers = allocate(
      [row('x', { priority: 3 }), row('free', { dedupe: false, priority: 2 }), row('y', { strategy: ['related'] })],
      input({ trending: ['a', 'b'], related: ['b', 'c'] }),
    )
    expect(answers.map(ids)).toEqual([['a', 'b'], ['a', 'b'], ['c']])
  })

  it('leaves out what the catalogue does not know', () => {
    expect(ids(allocate([row('x')], input({ trending: ['gone', 'a'] }))[0])).toEqual(['a'])
  })
})
