import type { Product, Profile } from '@endcap/core'
import { affinityAt, tasteKeys } from './affinity.js'

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

function numberOf(key: string): number {
  let number = numbers.get(key)
  if (number === undefined) numbers.set(key, (number = keys.push(key) - 1))
  return number
}

export const keyOf = (number: number): string => keys[number]!

/** The affinity keys of a product, in the order of `tasteKeys`, by numbers: they compare in a fraction of the time. */
export const tastesOf = (product?: Product): readonly number[] => tasteKeys(product).map(numberOf)

/** The visitor's tastes, decayed to `now`. */
export function likingOf({ affinities }: Profile, now: number): Liking {
  const own = Object.keys(affinities).map(numberOf)
  const entries = Object.values(affinities)
  const amounts = new Float64Array(keys.length)
  let sum = 0
  for (let i = 0; i < own.length; i++) sum += amounts[own[i]!] = affinityAt(entries[i]!, now)
  return { amounts, sum }
}
