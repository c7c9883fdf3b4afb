/** GrowthBook's rules of hashing and of cutting visitors into arms, by their names (SDK specification 0.8.0, MIT). */
import { fnv1a32, groupSeed, hashToUnit } from '@endcap/core'

/**
 * Bucket of `value` under `seed`, in [0, 1): by version 2 in 10,000 steps, by version 1 in 1,000. Undefined for a version that is
 * not known: such a visitor is not assigned.
 */
export function bucketOf(seed: string, value: string, version = 2): number | undefined {
  if (version === 2) return hashToUnit(seed, value)
  return version === 1 ? (fnv1a32(value + seed) % 1000) / 1000 : undefined
}

/** The same weight for each of `count` arms. */
export const equalWeights = (count: number): number[] => Array.from({ length: Math.max(0, count) }, () => 1 / count)

/**
 * Half-open bucket ranges of the arms: arm i starts at the sum of the earlier weights and is coverage × weight wide,
 * so that growing coverage never moves anyone between arms. Weights of the wrong count, or that do not sum to 0.99 … 1.01, are equal ones.
 */
export function bucketRanges(
  count: number,
  coverage: number,
  weights: readonly number[] = equalWeights(count),
): [start: number, end: number][] {
  const share = Math.min(1, Math.max(0, coverage))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  // Written so that no number passes for none.
  const sound = weights.length === count && sum >= 0.99 && sum <= 1.01 ? weights : equalWeights(count)
  let start = 0
  return sound.map((weight) => {
    const range: [number, number] = [start, start + share * weight]
    start += weight
    return range
  })
}

/** Index of the range that holds `bucket`, or -1. */
export function chooseVariant(bucket: number, ranges: readonly (readonly [number, number])[]): number {
  return ranges.findIndex(([start, end]) => bucket >= start && bucket < end)
}

/** Whether the visitor is in a part of a mutually exclusive group: GrowthBook's namespace, hashed by version 1. */
export function isInGroup(visitor: string, group: string, [start, end]: readonly [number, number]): boolean {
  const bucket = bucketOf(groupSeed(group), visitor, 1)!
  return bucket >= start && bucket < end
}
