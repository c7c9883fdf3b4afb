import type { Product, Profile } from '@endcap/core'
import { affinityAt, tasteKeys } from './affinity.js'

/** The affinity keys of a product, as their numbers: those compare, and find what they stand for, in a fraction of the time. */
export interface Tastes {
  /** As `tasteKeys` gives them. */
  readonly all: readonly number[]
  /** Of the levels of the category. */
  readonly path: readonly number[]
  /** Undefined: none, as for the price band. */
  readonly brand: number | undefined
  readonly band: number | undefined
}

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
const tastes = new WeakMap<Product, Tastes>()

function numberOf(key: string): number {
  let number = numbers.get(key)
  if (number === undefined) numbers.set(key, (number = keys.push(key) - 1))
  return number
}

export const keyOf = (number: number): string => keys[number]!

/** The tastes of a product; made once. */
export function tastesOf(product: Product): Tastes {
  let known = tastes.get(product)
  if (!known) {
    const all = tasteKeys(product).map(numberOf)
    const path = all.slice(0, product.categories?.length ?? 0)
    const brandAt = path.length
    const bandAt = product.brand ? brandAt + 1 : brandAt
    tastes.set(product, (known = { all, path, brand: product.brand ? all[brandAt] : undefined, band: all[bandAt] }))
  }
  return known
}

/** The visitor's tastes, decayed to `now`. */
export function likingOf({ affinities }: Profile, now: number): Liking {
  const own = Object.keys(affinities).map(numberOf)
  const entries = Object.values(affinities)
  const amounts = new Float64Array(keys.length)
  let sum = 0
  for (let i = 0; i < own.length; i++) sum += amounts[own[i]!] = affinityAt(entries[i]!, now)
  return { amounts, sum }
}
