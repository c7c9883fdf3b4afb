import { type Effect, effectVariance, type Sides } from './effect.js'
import { liftOf } from './lift.js'
import type { MetricDefinition } from './metric.js'
import { type SequenceOptions, surroundOneSided } from './sequential.js'

/**
 * A metric that must not get worse, read one-sided and always valid. `harmed`: surely worse. `safe`: surely not worse by as much as
 * the margin. `open`: neither yet.
 */
export interface GuardrailState {
  readonly state: 'harmed' | 'safe' | 'open'
  /** Non-inferiority margin as a share of control's value. */
  readonly margin: number
  /** The harm is at least this much, and at most: shares of control's value. Undefined while control is not surely above zero. */
  readonly harm: { readonly low: number; readonly high: number } | undefined
  /** Always-valid p of "no harm". */
  readonly p: number
}

/** A guardrail may get worse by this share of control's value before anybody cares. */
export const GUARDRAIL_MARGIN = 0.05

/** The absolute effect decides what is harm; the margin is asked of `sides`, in control's own terms. Undefined when nothing varies. */
export function readGuardrail(
  { better }: Pick<MetricDefinition, 'better'>,
  effect: Effect,
  sides: Sides,
  { margin, ...sequence }: SequenceOptions & { readonly margin: number },
): GuardrailState | undefined {
  const sign = better === 'lower' ? 1 : -1
  const visitors = effect.visitors[0] + effect.visitors[1]
  const sure = surroundOneSided({ value: sign * effect.value, variance: effectVariance(effect) }, visitors, sequence)
  const unit = surroundOneSided({ value: 0, variance: 1 }, visitors, sequence)
  if (!sure || !unit) return undefined
  const lift = liftOf(sides.test, sides.control, unit.high, sides.covariance)
  const harm = lift && (sign > 0 ? { low: lift.low, high: lift.high } : { low: -lift.high, high: -lift.low })
  const state = sure.low > 0 ? 'harmed' : harm && harm.high < margin ? 'safe' : 'open'
  return { state, margin, harm, p: sure.p }
}
