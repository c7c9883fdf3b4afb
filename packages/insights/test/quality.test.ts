/** Quality of recommendations: what the synthetic shop planted is found, and nothing in the null shop. */
import { createSyntheticShop, type SyntheticShop } from '@endcap/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { measureQuality, openWarehouseSource, type QualityResult } from '../src/index.js'
import { clusteredRatio } from '../src/quality/clustered-ratio.js'
import { eventOf, START_MS, warehouseOf } from './planted.js'
import { warehouseOfShop } from './shop-warehouse.js'

async function measure(shop: SyntheticShop, options = {}): Promise<QualityResult> {
  const warehouse = await warehouseOfShop(shop)
  try {
    const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: shop.truth.rates })
    const result = await measureQuality(source, options)
    await source.close()
    return result
  } finally {
    warehouse.close()
  }
}

describe('a shop with truth in it', () => {
  const shop = createSyntheticShop({ seed: 21, visitors: 1200, days: 182 })
  let result: QualityResult
  beforeAll(async () => {
    result = await measure(shop, { offline: true })
  }, 120_000)
  const of = (strategy: string) => result.strategies.find((each) => each.strategy === strategy)

  test('positions are looked at as planted', () => {
    expect(result.position_bias).toBe('harvested')
    result.positions.slice(0, 6).forEach(({ examination = 0, examination_low = 0, examination_high = 0 }, at) => {
      const planted = shop.truth.examination[at] as number
      expect(examination_low, `position ${at + 1}: ${examination}`).toBeLessThanOrEqual(planted + 0.05)
      expect(examination_high, `position ${at + 1}: ${examination}`).toBeGreaterThanOrEqual(planted - 0.05)
    })
  })

  test('strategies stand in their order, and corrected their ratio is the planted one', () => {
    expect(result.strategies.map(({ strategy }) => strategy)).toEqual(['for-you', 'similar', 'trending'])
    const ratio = (of('for-you')?.ctr_corrected?.value ?? 0) / (of('trending')?.ctr_corrected?.value ?? 1)
    // Planted: 1.5 against 0.8. Longer lists look worse than they are when position is not taken out.
    expect(ratio).toBeGreaterThan(1.5 / 0.8 - 0.35)
    expect(ratio).toBeLessThan(1.5 / 0.8 + 0.35)
    const naive = (of('similar')?.ctr.value ?? 0) / (of('trending')?.ctr.value ?? 1)
    expect(naive).toBeGreaterThan(
      (of('similar')?.ctr_corrected?.value ?? 0) / (of('trending')?.ctr_corrected?.value ?? 1) + 0.2,
    )
  })

  test('intervals hold the planted click rate', () => {
    const { truth } = shop
    const shown = truth.products.filter(
      ({ id, elasticity }) => elasticity === undefined && !truth.pairs.some(({ from, to }) => from === id || to === id),
    )
    const attraction = shown.reduce((sum, product) => sum + product.attraction, 0) / shown.length
    for (const { id, attraction: factor } of truth.strategies) {
      const { low = 0, high = 0 } = of(id)?.ctr_corrected ?? {}
      expect(low, id).toBeLessThan(factor * attraction * 1.08)
      expect(high, id).toBeGreaterThan(factor * attraction * 0.92)
    }
  })

  test('carts, revenue and dismissals are credited to strategies', () => {
    expect(of('for-you')?.cart_rate.value).toBeGreaterThan(2 * (of('trending')?.cart_rate.value ?? 1))
    expect(of('for-you')?.revenue_per_thousand.value).toBeGreaterThan(of('trending')?.revenue_per_thousand.value ?? 0)
    const dismissed = new Map(result.feedback.map(({ strategy, dismissed_per_list }) => [strategy, dismissed_per_list]))
    for (const { id, dismissChance } of shop.truth.strategies) expect(dismissed.get(id)).toBeCloseTo(dismissChance, 1.7)
    expect(result.feedback.reduce((sum, { scores }) => sum + scores, 0)).toBeGreaterThan(20)
  })

  test('the replay of the last days gives every offline figure, with intervals', () => {
    const { offline } = result
    const { popular: _, intervals, ...figures } = offline as NonNullable<typeof offline>
    for (const [name, value] of Object.entries(figures)) expect(Number.isFinite(value), name).toBe(true)
    expect(figures.predictions).toBeGreaterThan(100)
    expect(figures.hr).toBeGreaterThan(0)
    expect(intervals.hr?.[0]).toBeLessThanOrEqual(figures.hr)
    expect(intervals.hr?.[1]).toBeGreaterThanOrEqual(figures.hr)
    const { precision, recall } = figures
    expect(figures.f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 10)
    expect(figures.hr).toBeGreaterThan(result.offline?.popular.hr ?? 1)
  })
})

test('in the null shop no strategy is better than another, and no position', async () => {
  const { strategies, positions } = await measure(
    createSyntheticShop({ seed: 22, visitors: 500, days: 182, isNull: true }),
  )
  const ranges = strategies.map(({ ctr_corrected }) => ctr_corrected)
  const lowest = Math.min(...ranges.map((range) => range?.high ?? 1))
  const highest = Math.max(...ranges.map((range) => range?.low ?? 0))
  expect(highest).toBeLessThan(lowest)
  for (const { examination_low = 0, examination_high = 0, position } of positions.slice(1, 6)) {
    expect(examination_low - 0.1, `position ${position}`).toBeLessThan(1)
    expect(examination_high + 0.1, `position ${position}`).toBeGreaterThan(1)
  }
}, 120_000)

test('a list of people is a cluster: the same person many times is no certainty', () => {
  const people = Array.from({ length: 40 }, (_, at) => ({ numerator: at % 2, denominator: 1 }))
  const crowded = people.map(({ numerator }) => ({ numerator: numerator * 50, denominator: 50 }))
  const [one, many] = [clusteredRatio(people), clusteredRatio(crowded)]
  expect(one?.value).toBe(0.5)
  expect(many?.low).toBeCloseTo(one?.low ?? 0, 12)
  // √(p (1 − p) ÷ (n − 1)) of 40 people.
  expect((one?.high ?? 0) - 0.5).toBeCloseTo(1.959964 * Math.sqrt(0.25 / 39), 6)
})

test('of more cards than are wanted, those of a share of the visitors are read, and measure the same', async () => {
  const shop = createSyntheticShop({ seed: 22, visitors: 1200, days: 91 })
  const all = await measure(shop)
  const some = await measure(shop, { mostCards: Math.ceil(all.n / 3) })
  expect(all.share).toBe(1)
  expect(some.share).toBe(0.25)
  // A person's cards go together: a quarter of the people, not of the cards.
  expect(some.people).toBeGreaterThan(all.people * 0.2)
  expect(some.people).toBeLessThan(all.people * 0.3)
  for (const { placement, strategy, ctr } of all.strategies) {
    const own = some.strategies.find((each) => each.placement === placement && each.strategy === strategy)
    expect(own?.ctr.low, strategy).toBeLessThan(ctr.high as number)
    expect(own?.ctr.high, strategy).toBeGreaterThan(ctr.low as number)
    expect((own?.ctr.high as number) - (own?.ctr.low as number)).toBeGreaterThan(
      (ctr.high as number) - (ctr.low as number),
    )
  }
})

test('a shop without lists is refused', async () => {
  const warehouse = await warehouseOf([eventOf('e1', { ts: START_MS, visitor: 'v', session: 's' })])
  const source = await openWarehouseSource(warehouse)
  await expect(measureQuality(source)).rejects.toMatchObject({ code: 'input-empty' })
  warehouse.close()
})
