import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { type Estimate, estimateRatio } from '../estimate.js'
import { liftOf } from '../lift.js'
import { standardErrorsWide } from '../sequence-width.js'
import type { GrowingMoments } from './moments.js'

/** Test minus control, or by how much of control it is more. */
export type ComparisonForm = 'absolute' | 'relative'

/** Both ways to read one difference. */
export interface Comparison {
  readonly value: number
  readonly fixed: { readonly low: number; readonly high: number }
  readonly alwaysValid: { readonly low: number; readonly high: number }
}

/** Compares two arms as the product does. Undefined while nothing can be said. */
export function compareMoments(
  control: GrowingMoments,
  test: GrowingMoments,
  { form, alpha }: { readonly form: ComparisonForm; readonly alpha: number },
): Comparison | undefined {
  const [base, changed] = [estimateOf(control), estimateOf(test)]
  if (!base || !changed) return undefined
  const bounds = form === 'relative' ? liftOf : difference
  const fixed = bounds(changed, base, normalQuantile(1 - alpha / 2, 0, 1))
  if (!fixed) return undefined
  const wide = standardErrorsWide(control.visitors + test.visitors, { alpha })
  // Where the fixed bounds exist and the wider ones do not, nothing is excluded.
  const alwaysValid = bounds(changed, base, wide) ?? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  return { value: fixed.value, fixed, alwaysValid }
}

function difference(test: Estimate, control: Estimate, wide: number) {
  const variance = test.variance + control.variance
  if (variance === 0) return undefined
  const value = test.value - control.value
  const half = wide * Math.sqrt(variance)
  return { value, low: value - half, high: value + half }
}

/** The metric as a ratio of totals; a mean is one over as many ones as visitors. */
export function estimateOf({ visitors, sums, products }: GrowingMoments): Estimate | undefined {
  const [top, bottom] = sums
  const [topSquares = 0, both = 0, , , bottomSquares = 0] = products
  return estimateRatio({ visitors, top, topSquares, bottom, bottomSquares, products: both })
}
