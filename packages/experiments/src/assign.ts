import { type Experiment, type ExperimentVariant, hashToUnit } from '@endcap/core'

/** How a variant came about: by hash, forced by a preview, or not enrolled (control is shown and nothing is logged). */
export interface Assignment {
  readonly experiment: string
  readonly variant: ExperimentVariant
  readonly by: 'hash' | 'override' | 'not-enrolled'
}

/** What decides besides the experiment itself. */
export interface AssignInput {
  /** Durable visitor id; undefined without analytics consent: control, not enrolled. */
  readonly visitor: string | undefined
  /** Forced variants by experiment id, from a preview link. */
  readonly overrides?: Readonly<Record<string, string>>
}

/**
 * Half-open bucket ranges of the arms: arm i starts at the sum of the earlier weights and is coverage × weight wide,
 * so that growing coverage never moves anyone between arms (GrowthBook's rule).
 */
export function bucketRanges(weights: readonly number[], coverage: number): [start: number, end: number][] {
  const share = Math.min(1, Math.max(0, coverage))
  let start = 0
  return weights.map((weight) => {
    const range: [number, number] = [start, start + share * weight]
    start += weight
    return range
  })
}

/** Index of the range that holds `bucket`, or -1. */
export function chooseVariant(bucket: number, ranges: readonly (readonly [number, number])[]): number {
  return ranges.findIndex(([start, end]) => bucket >= start && bucket < end)
}

/** Decides the variant of an experiment: an override first, then the visitor's hash. The same input gives the same arm everywhere. */
export function assign(experiment: Experiment, { visitor, overrides }: AssignInput): Assignment {
  const { id, variants, coverage = 1, seed = id, active = true } = experiment
  const control = variants[0] as ExperimentVariant
  const forced =
    overrides && Object.hasOwn(overrides, id) ? variants.find((entry) => entry.id === overrides[id]) : undefined
  if (forced) return { experiment: id, variant: forced, by: 'override' }
  if (active && visitor !== undefined) {
    const ranges = bucketRanges(
      variants.map(({ weight }) => weight),
      coverage,
    )
    const variant = variants[chooseVariant(hashToUnit(seed, visitor), ranges)]
    if (variant) return { experiment: id, variant, by: 'hash' }
  }
  return { experiment: id, variant: control, by: 'not-enrolled' }
}
