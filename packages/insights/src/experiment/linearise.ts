import type { MetricMoments } from './moments.js'

/**
 * A metric of an arm as the mean of one number a visitor: (y − r d) ÷ mean d, with r the ratio of the totals, the delta method
 * with the visitor as the unit (Deng, Knoblich, Lu, KDD 2018). For a metric per visitor d is 1 and the number is y itself.
 */
export interface Linear {
  readonly visitors: number
  /** Ratio of the totals, or mean. */
  readonly value: number
  /** Of one visitor's number. */
  readonly variance: number
  /** Mean of d: 1 for a metric per visitor. */
  readonly perVisitor: number
  /** The same metric before the exposure. Undefined where nothing is known of it. */
  readonly before: { readonly value: number; readonly variance: number; readonly covariance: number } | undefined
}

/** Undefined below two visitors and for a ratio over nothing. */
export function linearise({ visitors: n, sums, products }: MetricMoments): Linear | undefined {
  const [y, d, x, w] = sums
  const [yy, yd, yx, yw, dd, dx, dw, xx, xw, ww] = products as readonly number[] & Ten
  if (n < 2 || !(d > 0)) return undefined
  const value = y / d
  const perVisitor = d / n
  // The sum of y − r d is zero, so that its squares need no centring. Rounding can leave a hair below zero.
  const variance = Math.max(0, yy - 2 * value * yd + value * value * dd) / ((n - 1) * perVisitor ** 2)
  if (!(w > 0)) return { visitors: n, value, variance, perVisitor, before: undefined }
  const past = x / w
  const pastPerVisitor = w / n
  const before = {
    value: past,
    variance: Math.max(0, xx - 2 * past * xw + past * past * ww) / ((n - 1) * pastPerVisitor ** 2),
    covariance: (yx - past * yw - value * dx + value * past * dw) / ((n - 1) * perVisitor * pastPerVisitor),
  }
  return { visitors: n, value, variance, perVisitor, before }
}

type Ten = readonly [number, number, number, number, number, number, number, number, number, number]
