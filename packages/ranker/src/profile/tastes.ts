import type { Profile } from '@endcap/core'
import { affinityAt, PRICE_BANDS, type Tasteful } from './affinity.js'

/** What a visitor has of the tastes at one moment. */
export interface Liking {
  /** By number. Holds until another visitor, or another moment, is asked for. */
  readonly amounts: readonly number[]
  /** Of all amounts. */
  readonly sum: number
}

/** Affinity keys by their numbers, and back. */
const keys: string[] = []
/** By number: what the visitor at hand has of each. */
const amounts: number[] = []
let liked: number[] = []
const numbers = new Map<string, number>()
function numberOf(key: string): number {
  let number = numbers.get(key)
  if (number === undefined) {
    numbers.set(key, (number = keys.push(key) - 1))
    amounts.push(0)
  }
  return number
}

/** The number of a key by what stands behind its prefix: to put a key together takes longer than to find it. */
function numbersOf(prefix: string): (name: string | number) => number {
  const known = new Map<string | number, number>()
  return (name) => {
    let number = known.get(name)
    if (number === undefined) known.set(name, (number = numberOf(prefix + name)))
    return number
  }
}

const numberOfCategory = numbersOf('category:')
const numberOfBrand = numbersOf('brand:')
const numberOfBand = numbersOf('price:')

export const keyOf = (number: number): string => keys[number]!

/**
 * The tastes that a product meets, by the numbers of their affinity keys, which compare in a fraction of the time:
 * `category:NAME` for each level, `brand:NAME`, `price:BAND`. None of what is missing.
 */
export function tastesOf({ categories = [], brand, price, salePrice = price }: Tasteful = {}): readonly number[] {
  const tastes = categories.map(numberOfCategory)
  if (brand) tastes.push(numberOfBrand(brand))
  if (price! >= 0) {
    let band = 0
    for (const bound of PRICE_BANDS) if (bound <= Math.min(price!, salePrice!)) band = bound
    tastes.push(numberOfBand(band))
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
  for (const number of liked) amounts[number] = 0
  liked = affinities.map(({ key }) => numberOf(key))
  let sum = 0
  affinities.forEach((affinity, i) => {
    sum += amounts[liked[i]!] = affinityAt(affinity, now)
  })
  return { amounts, sum }
}
