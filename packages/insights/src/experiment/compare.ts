import { LIFT_PRIOR, type Prior, posterior, price } from './bayes.js'
import { cupedReduction, cupedTheta } from './cuped.js'
import type { MomentsByArm } from './data.js'
import { absoluteEffect, type Effect, effectVariance, relativeEffect } from './effect.js'
import { GUARDRAIL_MARGIN, readGuardrail } from './guardrail.js'
import { type Linear, linearise } from './linearise.js'
import type { MetricDefinition } from './metric.js'
import type { Comparison, MetricResult } from './result.js'
import { type Difference, surround } from './sequential.js'
import { welch } from './welch.js'

/** How arms are compared. */
export interface CompareOptions {
  /** Of one comparison: what the arms share is divided already. @default 0.05 */
  readonly alpha?: number
  /** Visitors of both arms at which the always-valid interval is narrowest. @default 5000 */
  readonly tuning?: number
  /** False: never adjusts by what was before the exposure. @default true */
  readonly cuped?: boolean
  /** Of the relative lift. @default normal with deviation 0.3 */
  readonly prior?: Prior
  /** Share of control's value by which a guardrail may get worse. @default 0.05 */
  readonly guardrailMargin?: number
  /** Who will see it: prices the expected loss. @default not priced in total */
  readonly visitorsToCome?: number
}

/** Below so many visitors in an arm θ is too rough to be used. */
const CUPED_VISITORS = 100

/**
 * One metric over all arms; the first of `variants` is control. `pAdjusted` is the p as it is: the family is corrected by who knows
 * it. θ of CUPED is pooled over all arms, so that every comparison is adjusted alike.
 */
export function compareMetric(
  definition: MetricDefinition,
  variants: readonly string[],
  moments: MomentsByArm,
  options: CompareOptions = {},
): MetricResult {
  const arms = variants.map((variant) => {
    const own = moments[variant]?.[definition.id]
    return { variant, visitors: own?.visitors ?? 0, linear: own && linearise(own) }
  })
  const known = arms.flatMap(({ linear }) => linear ?? [])
  const isAdjustable = options.cuped !== false && known.every(({ visitors }) => visitors >= CUPED_VISITORS)
  const theta = isAdjustable ? cupedTheta(known) : undefined
  const control = arms[0]?.linear
  return {
    definition,
    arms: arms.map(({ variant, visitors, linear }) => ({ variant, visitors, value: linear?.value })),
    comparisons: control
      ? arms.slice(1).flatMap(({ variant, linear }) => {
          return (linear && compareArms(definition, variant, { test: linear, control, theta }, options)) ?? []
        })
      : [],
  }
}

interface Pair {
  readonly test: Linear
  readonly control: Linear
  readonly theta: number | undefined
}

function compareArms(
  definition: MetricDefinition,
  variant: string,
  { test, control, theta }: Pair,
  options: CompareOptions,
): Comparison | undefined {
  const { alpha = 0.05, tuning, guardrailMargin = GUARDRAIL_MARGIN } = options
  const sequence = { alpha, ...(tuning !== undefined && { tuning }) }
  const visitors = test.visitors + control.visitors
  const around = (effect: Effect): Difference | undefined =>
    surround({ value: effect.value, variance: effectVariance(effect) }, visitors, sequence)
  const effect = absoluteEffect(test, control, theta)
  const lift = relativeEffect(test, control, theta, alpha)
  const [absolute, fixed] = [around(effect), welch(effect, alpha)]
  if (!absolute || !fixed) return undefined
  return {
    variant,
    visitors,
    absolute,
    relative: lift && around(lift),
    fixed: { absolute: fixed, relative: lift && welch(lift, alpha) },
    pAdjusted: absolute.p,
    decision: lift && decide(definition, lift, control, options),
    cuped: theta === undefined ? undefined : { theta, reduction: cupedReduction(test, control, theta) },
    guardrail:
      definition.role === 'guardrail'
        ? readGuardrail(definition, effect, lift, { ...sequence, margin: guardrailMargin })
        : undefined,
    side: sideOf(absolute, definition),
  }
}

function decide(
  { better }: MetricDefinition,
  lift: Effect,
  control: Linear,
  { prior = LIFT_PRIOR, visitorsToCome }: CompareOptions,
) {
  const variance = effectVariance(lift)
  if (!(variance > 0)) return undefined
  const gain = better === 'higher' ? lift.value : -lift.value
  return price(posterior({ value: gain, variance }, prior), control.value * control.perVisitor, visitorsToCome)
}

function sideOf({ low, high }: Difference, { better }: MetricDefinition): Comparison['side'] {
  if (low > 0) return better === 'higher' ? 'better' : 'worse'
  if (high < 0) return better === 'higher' ? 'worse' : 'better'
  return undefined
}
