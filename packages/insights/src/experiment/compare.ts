import { type Decision, LIFT_PRIOR, type Prior, posterior, price } from './bayes.js'
import { cupedReduction, cupedTheta } from './cuped.js'
import type { MomentsByArm } from './data.js'
import { studentQuantile } from './distribution.js'
import { absoluteEffect, effectVariance, liftEstimate, type Sides, sidesOf } from './effect.js'
import { GUARDRAIL_MARGIN, readGuardrail } from './guardrail.js'
import { liftOf } from './lift.js'
import { type Linear, linearise } from './linearise.js'
import type { MetricDefinition } from './metric.js'
import type { Comparison, MetricResult } from './result.js'
import { standardErrorsWide } from './sequence-width.js'
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
  const effect = absoluteEffect(test, control, theta)
  const absolute = surround({ value: effect.value, variance: effectVariance(effect) }, visitors, sequence)
  const fixed = welch(effect, alpha)
  if (!absolute || !fixed) return undefined
  const sides = sidesOf(test, control, theta)
  // The lift leaves out zero where the difference does, so its p is the difference's.
  const lift = (wide: number) => liftOf(sides.test, sides.control, wide, sides.covariance)
  const relative = lift(standardErrorsWide(visitors, sequence))
  const once = lift(studentQuantile(1 - alpha / 2, fixed.degrees))
  return {
    variant,
    visitors,
    absolute,
    relative: relative && { ...relative, p: absolute.p },
    fixed: { absolute: fixed, relative: once && { ...fixed, ...once } },
    pAdjusted: absolute.p,
    decision: relative && decide(definition, sides, control.perVisitor, options),
    cuped: theta === undefined ? undefined : { theta, reduction: cupedReduction(test, control, theta) },
    guardrail:
      definition.role === 'guardrail'
        ? readGuardrail(definition, effect, sides, { ...sequence, margin: guardrailMargin })
        : undefined,
    side: sideOf(absolute, definition),
  }
}

function decide(
  { better }: MetricDefinition,
  sides: Sides,
  perVisitor: number,
  { prior = LIFT_PRIOR, visitorsToCome }: CompareOptions,
): Decision {
  const { value, variance } = liftEstimate(sides)
  const gain = better === 'higher' ? value : -value
  return price(posterior({ value: gain, variance }, prior), sides.control.value * perVisitor, visitorsToCome)
}

function sideOf({ low, high }: Difference, { better }: MetricDefinition): Comparison['side'] {
  if (low > 0) return better === 'higher' ? 'better' : 'worse'
  if (high < 0) return better === 'higher' ? 'worse' : 'better'
  return undefined
}
