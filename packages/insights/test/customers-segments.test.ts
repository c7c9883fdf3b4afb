/** What the synthetic shop planted must be found again, and nothing in the null shop. */
import { createSyntheticShop, type SyntheticShop, type SyntheticShopOptions } from '@endcap/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  analyseSegments,
  appendEvents,
  type CustomerSegments,
  openWarehouse,
  openWarehouseSource,
} from '../src/index.js'

async function segmentsOf(options: SyntheticShopOptions): Promise<{ shop: SyntheticShop; result: CustomerSegments }> {
  const shop = createSyntheticShop(options)
  const warehouse = await openWarehouse({ path: ':memory:' })
  try {
    await appendEvents(warehouse, [...shop.events()])
    const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: shop.truth.rates })
    const result = await analyseSegments(source, { withVisitors: true })
    await source.close()
    return { shop, result }
  } finally {
    warehouse.close()
  }
}

/** Hubert and Arabie 1985: 1 for the same division, 0 on average for one by chance. */
function adjustedRand(a: readonly string[], b: readonly string[]): number {
  const pairs = (n: number) => (n * (n - 1)) / 2
  const counted = (names: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    return [...counts.values()].reduce((sum, count) => sum + pairs(count), 0)
  }
  const both = counted(a.map((name, at) => JSON.stringify([name, b[at]])))
  const [left, right] = [counted(a), counted(b)]
  const expected = (left * right) / pairs(a.length)
  return (both - expected) / ((left + right) / 2 - expected)
}

describe('a shop with segments in it', () => {
  let shop: SyntheticShop
  let result: CustomerSegments
  let planted: ReadonlyMap<string, string>
  beforeAll(async () => {
    const found = await segmentsOf({ seed: 12, visitors: 900, days: 364 })
    shop = found.shop
    result = found.result
    planted = new Map(
      [...shop.truth.people()].flatMap(({ customer, visitors, segment }) =>
        [...visitors, ...(customer === undefined ? [] : [customer])].map((id) => [id, segment] as const),
      ),
    )
  }, 180_000)

  test('shows clusters that are the planted ones: adjusted Rand index of 0.6 or more', () => {
    const people = result.people.filter(({ cluster }) => cluster !== null)
    const index = adjustedRand(
      people.map(({ person }) => planted.get(person) ?? ''),
      people.map(({ cluster }) => cluster ?? ''),
    )
    expect(result.clusters).toMatchObject({ isStructured: true, p: 0.05 })
    expect(people.length).toBeGreaterThan(200)
    expect(index).toBeGreaterThan(0.6)
  })
  test.each(['considered', 'impulse', 'variety'] as const)('tells who buys so: %s', (habit) => {
    const shareOf = (isPlanted: boolean) => {
      const own = result.people.filter(
        (person) => person.habit !== null && (planted.get(person.person) === habit) === isPlanted,
      )
      expect(own.length).toBeGreaterThan(20)
      return own.filter((person) => person.habit === habit).length / own.length
    }
    expect(shareOf(true)).toBeGreaterThan(0.5)
    expect(shareOf(false)).toBeLessThan(0.2)
  })
  test('tells who has left: most of them are lost or at risk, and of those who stay fewer', () => {
    const left = new Map([...shop.truth.people()].map(({ customer, leftAt }) => [customer, leftAt]))
    const goneShare = (hasLeft: boolean) => {
      const own = result.people.filter(({ person, orders }) => {
        const at = left.get(person)
        return orders >= 3 && left.has(person) && (hasLeft ? at !== undefined && at < 364 - 120 : at === undefined)
      })
      expect(own.length).toBeGreaterThan(15)
      return own.filter(({ stage }) => stage === 'lost' || stage === 'at-risk').length / own.length
    }
    expect(goneShare(true)).toBeGreaterThan(0.8)
    expect(goneShare(false)).toBeLessThan(goneShare(true) - 0.4)
  })
  test('everybody has a behaviour, whoever ordered a value, and groups count each once', () => {
    for (const by of ['behaviour', 'tier'] as const) {
      const own = result.groups.filter((group) => group.by === by)
      expect(own.reduce((sum, { people }) => sum + people, 0)).toBe(by === 'behaviour' ? result.n : result.customers)
      expect(own.reduce((sum, { revenue }) => sum + revenue, 0)).toBeCloseTo(result.revenue, 4)
    }
    const [top] = result.groups.filter(({ by, segment }) => by === 'tier' && segment === 'top')
    expect(top?.revenueShare).toBeGreaterThan(3 * 0.05)
    expect(result.people.some(({ behaviour }) => behaviour === 'potential')).toBe(true)
    expect(
      result.people.every(
        ({ behaviour, orders }) => (behaviour === 'potential' || behaviour === 'visitor') === (orders === 0),
      ),
    ).toBe(true)
  })
  test('the score weighs what is felt, since the shop asks for it', () => {
    expect(result.weights.emotional).toBeCloseTo(0.15, 12)
    expect(result.weights.financial + result.weights.behavioural + result.weights.emotional).toBeCloseTo(1, 12)
  })
})

test('a shop with nothing in it shows no clusters', async () => {
  for (const seed of [21, 22]) {
    const { result } = await segmentsOf({ seed, visitors: 260, days: 182, isNull: true })
    expect(result.clusters.n).toBeGreaterThan(100)
    expect(result.clusters).toMatchObject({ isStructured: false, k: 1 })
    expect(result.people.every(({ cluster }) => cluster === null)).toBe(true)
  }
}, 180_000)
