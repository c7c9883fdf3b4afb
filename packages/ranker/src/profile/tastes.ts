import type { Profile } from '@endcap/core'
import { affinityAt, PRICE_BANDS, type Tasteful } from './affinity.js'

/** What a visitor has of the tastes at one moment. */
export interface Liking {
  /** By number; nothing there: none. */
  readonly amounts: Float64Array
  /** Of all amounts. */
  readonly sum: number
}

/** Affinity keys by their numbers, and back. */
const keys: string[] = []
const numbers = new Map<string, number>()
/** The same by what stands behind the colon: to put a key together takes longer than to find it. */
const categories = new Map<string, number>()
const brands = new Map<string, number>()
const bands = new Map<number, number>()

function numberOf(key: string): number {
  let number = numbers.get(key)
  if (number === undefined) numbers.set(key, (number = keys.push(key) - 1))
  return number
}

function numberIn<Name extends string | number>(known: Map<Name, number>, name: Name, prefix: string): number {
  let number = known.get(name)
  if (number === undefined) known.set(name, (number = numberOf(prefix + name)))
  return number
}

export const keyOf = (number: number): string => keys[number]!

/**
 * The tastes that a product meets, by the numbers of their affinity keys, which compare in a fraction of the time:
 * `category:NAME` for each level, `brand:NAME`, `price:BAND`. None of what is missing.
 */
export function tastesOf({ categories: path = [], brand, price, salePrice = price }: Tasteful = {}): readonly number[] {
  const tastes = path.map((name) => numberIn(categories, name, 'category:'))
  if (brand) tastes.push(numberIn(brands, brand, 'brand:'))
  if (price! >= 0) {
    let band = 0
    for (const bound of PRICE_BANDS) if (bound <= Math.min(price!, salePrice!)) band = bound
    tastes.push(numberIn(bands, band, 'price:'))
  }
  return tastes
}

const keysOf = new WeakMap<Tasteful, readonly string[]>()

/** The affinity keys of a product, in the order of {@link tastesOf}, none twice. Read once for each product. */
export function tasteKeys(product: Tasteful): readonly string[] {
  let found = keysOf.get(product)
  if (!found) keysOf.set(product, (found = [...new Set(tastesOf(product).map(keyOf))]))
  return found
}

/** The visitor's tastes, decayed to `now`. */
export function likingOf({ affinities }: Profile, now: number): Liking {
  const amounts = new Float64Array(keys.length + affinities.length)
  let sum = 0
  for (const affinity of affinities) sum += amounts[numberOf(affinity.key)] = affinityAt(affinity, now)
  return { amounts, sum }
}
