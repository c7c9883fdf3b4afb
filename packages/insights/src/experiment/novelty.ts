import { correctP } from './correct.js'
import type { NoveltyData } from './data.js'
import { absoluteEffect, effectVariance } from './effect.js'
import type { Estimate } from './estimate.js'
import { type Linear, linearise } from './linearise.js'
import { standardErrorsWide } from './sequence-width.js'
import { type Difference, surround } from './sequential.js'

/** Whether an arm's effect is still what it was in a visitor's first week with it. */
export interface Novelty {
  readonly variant: string
  /** Visitors of both arms who were there for longer than a week. */
  readonly visitors: number
  /** Relative lift in the first seven days of those visitors, and after. */
  readonly first: number
  readonly later: number
  /** (1 + later) ÷ (1 + first) − 1, always valid: below zero the new thing wears off, above it visitors learn it. */
  readonly change: Difference
  readonly pAdjusted: number
  /** The effect of the whole period is not the effect to expect. */
  readonly warning: boolean
  /** The difference on each day since the exposure, 0 first; the intervals of all days and arms share alpha. */
  readonly byDay: readonly (Difference | undefined)[]
}

/**
 * The first week against later, in the same visitors (Kohavi, Tang, Xu 2020, chapter 23). Their two lifts go together, so what counts
 * in each arm is the variance of log later − log first. Holm over the arms. An arm is left out unless all four values are surely
 * above zero, where logarithms are near enough to normal.
 */
export function readNovelty(
  { halves, byDay }: NoveltyData,
  metric: string,
  variants: readonly string[],
  alpha: number,
): Novelty[] {
  const [control, ...tests] = variants
  const arm = (moments: NoveltyData['halves'], variant: string | undefined): Linear | undefined => {
    const own = variant === undefined ? undefined : moments[variant]?.[metric]
    return own && linearise(own)
  }
  const dayAlpha = alpha / Math.max(1, byDay.length * tests.length)
  const rows = tests.flatMap((variant) => {
    const [test, base] = [arm(halves, variant), arm(halves, control)]
    const change = test && base && changeOf(test, base, alpha)
    if (!change) return []
    const days = byDay.map((moments) => {
      const [own, other] = [arm(moments, variant), arm(moments, control)]
      if (!own || !other) return undefined
      const effect = absoluteEffect(own, other)
      const estimate = { value: effect.value, variance: effectVariance(effect) }
      return surround(estimate, own.visitors + other.visitors, { alpha: dayAlpha })
    })
    return [{ variant, ...change, byDay: days }]
  })
  const adjusted = correctP(
    rows.map(({ change }) => change.p),
    'holm',
  )
  return rows.map((row, index) => {
    const pAdjusted = adjusted[index] as number
    return { ...row, pAdjusted, warning: pAdjusted < alpha }
  })
}

function changeOf(test: Linear, control: Linear, alpha: number) {
  const [own, base] = [growthOf(test, alpha), growthOf(control, alpha)]
  if (!own || !base || !test.before || !control.before) return undefined
  const visitors = test.visitors + control.visitors
  const logarithm = { value: own.value - base.value, variance: own.variance + base.variance }
  const change = surround(logarithm, visitors, { alpha })
  if (!change) return undefined
  const { value, low, high, p } = change
  return {
    visitors,
    first: test.before.value / control.before.value - 1,
    later: test.value / control.value - 1,
    change: { value: Math.expm1(value), low: Math.expm1(low), high: Math.expm1(high), p },
  }
}

/** Logarithm of later by first in one arm. */
function growthOf({ value, variance, before, visitors }: Linear, alpha: number): Estimate | undefined {
  if (!before) return undefined
  const wide = standardErrorsWide(visitors, { alpha })
  const isSure = (level: number, spread: number) => level > wide * Math.sqrt(spread / visitors)
  if (!isSure(value, variance) || !isSure(before.value, before.variance)) return undefined
  const spread =
    variance / value ** 2 - (2 * before.covariance) / (value * before.value) + before.variance / before.value ** 2
  return { value: Math.log(value / before.value), variance: Math.max(0, spread) / visitors }
}
