import { studentBelow, studentQuantile } from '../experiment/distribution.js'
import type { InsightSource } from '../source/source.js'
import { adjustAmong } from './adjust.js'
import { type DailySales, readDailySales, type SalesTable } from './daily-sales.js'
import { weekdayOf } from './forecast/foretell.js'
import { meanOf, weekdayFactors } from './forecast/methods.js'
import { fitPoisson } from './poisson-regression.js'
import { type PriceDays, readPriceDays } from './price-days.js'

/** How sales of a product answer to its price. */
export interface PriceSensitivity {
  readonly item: string
  readonly name?: string
  /** Per cent more orders of it for a per cent more price: below 0 where a lower price sells more. */
  readonly elasticity: number
  /** 95 % interval. */
  readonly low: number
  readonly high: number
  /** Of no answer at all. */
  readonly p: number
  /** Benjamini–Hochberg over all products that were judged. */
  readonly pAdjusted: number
  readonly isSignificant: boolean
  /** The latest price, and the range that was seen on a day in a hundred at least. */
  readonly price: number
  readonly priceLow: number
  readonly priceHigh: number
  /** How often the price moved by 2 % or more. */
  readonly changes: number
  readonly days: number
  readonly sold: number
  /** Only where the effect is sure after the correction; never outside the range that was seen. */
  readonly suggestion?: PriceSuggestion
}

/** A price with what it should bring. */
export interface PriceSuggestion {
  readonly price: number
  /** What grows: profit where the product's cost is known, else revenue. */
  readonly goal: 'revenue' | 'profit'
  /** Relative, of the product's own sales; what it takes from others is not in it. */
  readonly effect: number
  readonly effectLow: number
  readonly effectHigh: number
}

/** Every product that could be judged, the surest first. */
export interface PriceResult {
  /** Products whose price moved enough, often enough and long enough to be judged. */
  readonly judged: number
  /** Products whose price moved, but too little, too seldom or with too few sales. */
  readonly unclear: number
  /** Products that were sold at several prices at a time (price lists, quantity discounts): not judged. */
  readonly mixed: number
  readonly nSignificant: number
  readonly products: readonly PriceSensitivity[]
}

/** Days at a low and at a high price, each; days with a sale; changes of the price. A few changes may be anything that happened on those days. */
const [LEAST_DAYS, LEAST_SOLD, LEAST_CHANGES] = [10, 20, 4]
/** Least ratio of the high price to the low one. */
const LEAST_MOVE = 1.05
const LAGS = 14
/** A suggestion goes no further from the present price: the next step is for when this one was measured. */
const STEP = 0.2

/** Reads price sensitivity. `costs` by item: what the shop pays for one. */
export async function readPrices(
  source: InsightSource,
  { alpha, costs }: { readonly alpha: number; readonly costs: ReadonlyMap<string, number> },
): Promise<PriceResult> {
  const shop = await readDailySales(source, { level: 'shop', measure: 'orders' })
  const categories = await readDailySales(source, { level: 'category', measure: 'orders' })
  const seasons = seasonsOf(shop, categories)
  const moved = await readPriceDays(source, seasons.openDays)
  const all = moved.filter(({ isMixed }) => !isMixed)
  const fits = all.flatMap((product) => {
    const fit = fitPrice(product, seasons)
    return fit ? [fit] : []
  })
  const ps = Float64Array.from(fits, ({ elasticity, error, degrees }) => twoSided(elasticity / error, degrees))
  const adjusted = adjustAmong(ps, ps.length)
  const moves = fits.map((fit) => suggest(fit, costs.get(fit.product.item)))
  const sure = adjustAmong(
    Float64Array.from(moves, ({ p }) => p),
    moves.length,
  )
  const products = fits.map((fit, at): PriceSensitivity => {
    const { product, elasticity, error, degrees, changes, range } = fit
    const reach = studentQuantile(0.975, degrees) * error
    const suggestion = moves[at]?.suggestion
    return {
      item: product.item,
      elasticity,
      low: elasticity - reach,
      high: elasticity + reach,
      p: ps[at]!,
      pAdjusted: adjusted[at]!,
      isSignificant: adjusted[at]! <= alpha,
      price: product.prices.at(-1) ?? 0,
      priceLow: range[0],
      priceHigh: range[1],
      changes,
      days: product.days.length,
      sold: product.sold,
      ...(suggestion && sure[at]! <= alpha && { suggestion }),
    }
  })
  products.sort((a, b) => a.p - b.p || (a.item < b.item ? -1 : 1))
  return {
    judged: fits.length,
    unclear: all.length - fits.length,
    mixed: moved.length - all.length,
    nSignificant: products.filter(({ isSignificant }) => isSignificant).length,
    products,
  }
}

const twoSided = (t: number, degrees: number): number => 2 * studentBelow(-Math.abs(t), degrees)

interface Seasons {
  readonly firstDay: number
  readonly openDays: readonly number[]
  /** Logarithm of what the shop sells on a day of this weekday in these four weeks. */
  readonly shop: Float64Array
  /** By category: the logarithm of its share of the shop in these four weeks. */
  readonly shares: ReadonlyMap<string, Float64Array>
}

/** What sells when, whatever the price: weekdays and the four weeks about each day. */
function seasonsOf({ firstDay, days, series }: SalesTable, categories: SalesTable): Seasons {
  const values = (series[0] as DailySales).values
  const factors = weekdayFactors(values, weekdayOf(firstDay))
  const smooth = around(values)
  const shop = smooth.map((value, at) => Math.log(Math.max(1e-3, value * factors[(weekdayOf(firstDay) + at) % 7]!)))
  const shares = categories.series.map(({ key, values: own }) => {
    const level = around(own)
    return [key, level.map((value, at) => Math.log((value + 0.1) / (smooth[at]! + 0.1)))] as const
  })
  const openDays = Array.from({ length: days }, (_, at) => firstDay + at).filter((_, at) => values[at]! > 0)
  return { firstDay, openDays, shop, shares: new Map(shares) }
}

/** The mean of the four weeks about each day. */
function around(values: Float64Array): Float64Array {
  return values.map((_, at) => meanOf(values.subarray(Math.max(0, at - 14), at + 15)))
}

interface PriceFit {
  readonly product: PriceDays
  readonly elasticity: number
  readonly error: number
  readonly degrees: number
  readonly changes: number
  readonly range: readonly [number, number]
}

function fitPrice(product: PriceDays, { firstDay, shop, shares }: Seasons): PriceFit | undefined {
  const { days, prices, orders, soldDays, category } = product
  const sorted = [...prices].sort((a, b) => a - b)
  const low = sorted[Math.floor(sorted.length * 0.01)] ?? 0
  const high = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0
  const middle = Math.sqrt(low * high)
  const cheap = prices.filter((price) => price < middle).length
  const changes = prices.filter((price, at) => at > 0 && isMove(price, prices[at - 1]!)).length
  const isClear =
    low > 0 &&
    high / low >= LEAST_MOVE &&
    cheap >= LEAST_DAYS &&
    prices.length - cheap >= LEAST_DAYS &&
    soldDays >= LEAST_SOLD &&
    changes >= LEAST_CHANGES
  if (!isClear) return undefined
  const share = category === null ? undefined : shares.get(category)
  const middleDay = ((days[0] ?? 0) + (days.at(-1) ?? 0)) / 2
  const span = Math.max(1, (days.at(-1) ?? 0) - (days[0] ?? 0))
  const meanShare = share ? meanOf(Float64Array.from(days, (day) => share[day - firstDay]!)) : 0
  const rows = days.map((day, at) => [
    1,
    Math.log(prices[at]! / middle),
    (day - middleDay) / span,
    ...(share && hasSpread(share) ? [share[day - firstDay]! - meanShare] : []),
  ])
  const offsets = Float64Array.from(days, (day) => shop[day - firstDay]!)
  // A spell of one price is one observation of it, however many days it lasts.
  let spell = 0
  const groups = prices.map((price, at) => {
    if (at > 0 && isMove(price, prices[at - 1]!)) spell++
    return spell
  })
  const fit = fitPoisson(Float64Array.from(orders), rows, offsets, { lags: LAGS, groups })
  if (!fit) return undefined
  const [elasticity, error] = [fit.coefficients[1]!, fit.standardErrors[1]!]
  return { product, elasticity, error, degrees: fit.degrees, changes, range: [low, high] }
}

const isMove = (price: number, before: number): boolean => Math.abs(Math.log(price / before)) >= 0.02

const hasSpread = (values: Float64Array): boolean => Math.max(...values) - Math.min(...values) > 1e-6

/** The price within a step and the seen range that brings the most, and the p-value of its bringing nothing. */
function suggest(
  { product, elasticity, error, degrees, range }: PriceFit,
  cost: number | undefined,
): { readonly p: number; readonly suggestion?: PriceSuggestion } {
  const now = product.prices.at(-1) ?? 0
  const margin = cost !== undefined && cost >= 0 && cost < now ? cost : undefined
  const gain = (price: number, by: number): number =>
    margin === undefined ? (price / now) ** (1 + by) - 1 : ((price / now) ** by * (price - margin)) / (now - margin) - 1
  const [low, high] = [Math.max(range[0], now * (1 - STEP)), Math.min(range[1], now * (1 + STEP))]
  if (!(high > low)) return { p: 1 }
  const prices = Array.from({ length: 41 }, (_, at) => low + ((high - low) * at) / 40)
  const best = prices.reduce((top, price) => (gain(price, elasticity) > gain(top, elasticity) ? price : top), now)
  if (Math.abs(best / now - 1) < 0.01) return { p: 1 }
  // The effect is none at one elasticity: −1 for revenue, for profit where margin and pieces outweigh each other.
  const even = margin === undefined ? -1 : -Math.log((best - margin) / (now - margin)) / Math.log(best / now)
  if (!Number.isFinite(even)) return { p: 1 }
  const reach = studentQuantile(0.975, degrees) * error
  const ends = [gain(best, elasticity - reach), gain(best, elasticity + reach)]
  return {
    p: twoSided((elasticity - even) / error, degrees),
    suggestion: {
      price: Math.round(best * 100) / 100,
      goal: margin === undefined ? 'revenue' : 'profit',
      effect: gain(best, elasticity),
      effectLow: Math.min(...ends),
      effectHigh: Math.max(...ends),
    },
  }
}
