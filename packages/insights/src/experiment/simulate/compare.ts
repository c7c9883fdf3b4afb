import normalQuantile from '@stdlib/stats-base-dists-normal-quantile'
import { estimateRatio } from '../estimate.js'
import { differ } from '../sequential.js'
import type { GrowingMoments } from './moments.js'

export type ComparisonForm = 'absolute' | 'relative'

export function compareMoments(
  control: GrowingMoments,
  test: GrowingMoments,
  { form, alpha }: { readonly form: ComparisonForm; readonly alpha: number },
) {
  const [c, t] = [estimate(control), estimate(test)]
  if (!c || !t) return undefined
  const visitors = control.visitors + test.visitors
  let d: ReturnType<typeof differ>
  let se: number
  if (form === 'absolute') {
    d = differ(t, c, visitors, { alpha })
    se = Math.sqrt(t.variance + c.variance)
  } else {
    if (!(c.value > 0)) return undefined
    const variance = t.variance / c.value ** 2 + (c.variance * t.value ** 2) / c.value ** 4
    d = differ({ value: t.value / c.value - 1, variance }, { value: 0, variance: 0 }, visitors, { alpha })
    se = Math.sqrt(variance)
  }
  if (!d) return undefined
  const half = normalQuantile(1 - alpha / 2, 0, 1) * se
  return { value: d.value, alwaysValid: d, fixed: { low: d.value - half, high: d.value + half } }
}

function estimate({ visitors, sums, products }: GrowingMoments) {
  const [top, bottom] = sums
  return estimateRatio({
    visitors,
    top,
    bottom,
    topSquares: products[0]!,
    products: products[1]!,
    bottomSquares: products[4]!,
  })
}
