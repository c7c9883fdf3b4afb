import { correctP } from './correct.js'
import type { NoveltyData } from './data.js'
import { absoluteEffect, effectVariance } from './effect.js'
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
  /** `later` less `first`, always valid: below zero the new thing wears off, above it visitors learn it. */
  readonly change: Difference
  readonly pAdjusted: number
  /** The effect of the whole period is not the effect to expect. */
  readonly warning: boolean
  /** The difference on each day since the exposure, 0 first; the intervals of all days and arms share alpha. */
  readonly byDay: readonly (Difference | undefined)[]
}

/**
 * The first week against later, in the same visitors (Kohavi, Tang, Xu 2020, chapter 23). Their two lifts go together, so the variance of
 * the change is that of the linear combination of both in each arm. Holm over the arms. An arm whose lifts cannot be told is left out.
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
  if (!test.before || !control.before) return undefined
  const width = standardErrorsWide(control.visitors, { alpha })
  const sure = ({ value, variance }: { readonly value: number; readonly variance: number }) =>
    value > width * Math.sqrt(variance / control.visitors)
  if (!sure(control) || !sure(control.before)) return undefined
  const later = test.value / control.value - 1
  const first = test.before.value / control.before.value - 1
  const part = ({ variance, before, visitors }: Linear, now: number, then: number) =>
    before ? (now * now * variance + 2 * now * then * before.covariance + then * then * before.variance) / visitors : 0
  const variance =
    part(test, 1 / control.value, -1 / control.before.value) +
    part(control, -(1 + later) / control.value, (1 + first) / control.before.value)
  const visitors = test.visitors + control.visitors
  const change = surround({ value: later - first, variance }, visitors, { alpha })
  return change && { visitors, first, later, change }
}
