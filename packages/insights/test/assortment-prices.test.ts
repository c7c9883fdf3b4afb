import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeededRandom } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { fitPoisson } from '../src/assortment/poisson-regression.js'
import { shrinkRates } from '../src/assortment/shrink.js'
import { analyseProducts, openFileSource } from '../src/index.js'
import { renderProducts } from '../src/report/section/products.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-prices-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Eight rows, none like another. */
const ALONE = { lags: 0, groups: [0, 1, 2, 3, 4, 5, 6, 7] }

test('the regression of counts solves its own equations', () => {
  // Two groups: the coefficients are logarithms of means, the standard error of one is that of its errors.
  const counts = Float64Array.from([2, 4, 3, 3, 8, 10, 9, 9])
  const rows = [...counts].map((_, at) => [1, at < 4 ? 0 : 1])
  const fit = fitPoisson(counts, rows, new Float64Array(8), ALONE)
  expect(fit?.coefficients[0]).toBeCloseTo(Math.log(3), 9)
  expect(fit?.coefficients[1]).toBeCloseTo(Math.log(3), 9)
  // HC1 sandwich by hand: sum of squared errors over the squared sum of means, in both groups, times 8 / 6.
  expect(fit?.standardErrors[1]).toBeCloseTo(Math.sqrt((2 / 12 ** 2 + 2 / 36 ** 2) * (8 / 6)), 9)
  expect(fit?.degrees).toBe(6)
  const same = rows.map(() => [1, 2])
  expect(fitPoisson(counts, same, new Float64Array(8), ALONE)).toBeUndefined()
  expect(fitPoisson(new Float64Array(8), rows, new Float64Array(8), ALONE)).toBeUndefined()
})

test('rates that differ by chance alone are one rate; others are drawn to it by how little is known', () => {
  const { unit } = createSeededRandom(2)
  const draw = (trials: number, rate: number) =>
    Array.from({ length: trials }, () => Number(unit() < rate)).reduce((sum, hit) => sum + hit, 0)
  const alike = Array.from({ length: 100 }, () => ({ trials: 200, successes: draw(200, 0.05) }))
  expect(shrinkRates(alike).rates.every(({ low, high }) => low === high)).toBe(true)
  const trueRate = (n: number) => (n % 2 === 0 ? 0.02 : 0.08)
  const unlike = Array.from({ length: 100 }, (_, n) => {
    const trials = n < 50 ? 1000 : 20
    return { trials, successes: draw(trials, trueRate(n)) }
  })
  const { rate, rates } = shrinkRates(unlike)
  // 95 % intervals of 50 well-known rates, all drawn from two values.
  const held = rates.slice(0, 50).filter(({ low, high }, n) => low <= trueRate(n) && high >= trueRate(n)).length
  expect(held).toBeGreaterThanOrEqual(44)
  expect(rates.filter(({ below }, n) => n < 50 && (n % 2 === 0 ? below > 0.99 : below < 0.01)).length).toBeGreaterThan(
    40,
  )
  const meanPull = (from: number, to: number) =>
    rates.slice(from, to).reduce((sum, each) => sum + Math.abs(each.rate - rate), 0) / (to - from)
  expect(meanPull(50, 100)).toBeLessThan(meanPull(0, 50) / 2)
})

/** Two years of a shop: a product of elasticity −2, one that nobody minds, one whose price stands, one with a price by quantity. */
function makeOrders(): string {
  const { unit } = createSeededRandom(6)
  const rows = ['order_id,customer_id,date,item_id,item_category,quantity,price']
  const poisson = (rate: number) => {
    let [count, product] = [0, unit()]
    for (const floor = Math.exp(-rate); product > floor; product *= unit()) count++
    return count
  }
  for (let day = 0; day < 742; day++) {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
    const season = (1 + 0.5 * Math.sin((2 * Math.PI * day) / 365)) * (day % 7 > 4 ? 1.5 : 0.8)
    const step = [1, 0.8, 1.1, 0.9, 1.2][Math.floor(day / 14) % 5] ?? 1
    const sell = (item: string, rate: number, price: () => string) => {
      for (let n = poisson(rate * season); n > 0; n--)
        rows.push(`${day}-${rows.length},c${n},${date},${item},kitchen,1,${price()}`)
    }
    sell('elastic', 2 * step ** -2, () => (20 * step).toFixed(2))
    sell('firm', 2, () => (30 * step).toFixed(2))
    sell('fixed', 3, () => '9.00')
    sell('mixed', 2, () => (unit() < 0.5 ? '4.00' : '5.00'))
  }
  return rows.join('\n')
}

test('elasticities are found where the price moved, and prices are suggested within what was seen', async () => {
  const file = join(folder, 'orders.csv')
  writeFileSync(file, makeOrders())
  const source = await openFileSource({ kind: 'transactions', file, currency: 'EUR' })
  const { prices, hasViews, restock } = await analyseProducts(source, { stock: { fixed: 20, firm: 9000 } })
  expect(prices.products.map(({ item }) => item)).toEqual(['elastic', 'firm'])
  expect([prices.judged, prices.mixed, prices.nSignificant, hasViews]).toEqual([2, 1, 1, false])
  const [elastic, firm] = prices.products
  expect(elastic?.low).toBeLessThan(-2)
  expect(elastic?.high).toBeGreaterThan(-2)
  expect(firm?.low).toBeLessThan(0)
  expect(firm?.high).toBeGreaterThan(0)
  // A lower price brings more of the elastic one, a higher one more of the firm one; neither leaves what was seen, nor a fifth of today's.
  expect(elastic?.suggestion?.price).toBeGreaterThanOrEqual(elastic?.priceLow ?? 99)
  expect(elastic?.suggestion?.price).toBeLessThan(elastic?.price ?? 0)
  expect(firm?.suggestion?.price).toBeGreaterThan(firm?.price ?? 99)
  expect(firm?.suggestion?.price).toBeLessThanOrEqual(Math.min(firm?.priceHigh ?? 0, (firm?.price ?? 0) * 1.2))
  expect(elastic?.suggestion?.effectLow).toBeGreaterThan(0)
  // With a cost of 15 the best price of elasticity −2 is twice that, 30: above what was seen.
  const { prices: margins } = await analyseProducts(source, { costs: { elastic: 15 } })
  const dear = margins.products.find(({ item }) => item === 'elastic')
  expect(dear?.suggestion?.goal).toBe('profit')
  expect(dear?.suggestion?.price).toBeGreaterThan(dear?.price ?? 99)
  expect(restock.map(({ item, stock }) => [item, stock])).toEqual([['fixed', 20]])
  expect(restock[0]?.coverDays).toBeLessThan(14)
  expect(restock[0]?.order).toBeGreaterThan(10)
  const markup = renderProducts(await analyseProducts(source, { stock: { fixed: 20 } })).markup
  expect(markup).toMatch(/order 1, try another price for 2/)
  expect(markup).toContain('revenue stays the same')
  await source.close()
}, 60_000)
