import { type Effect, effectVariance } from './effect.js'
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

/** Undefined when nothing varies. */
export function readGuardrail(
  { better }: Pick<MetricDefinition, 'better'>,
  absolute: Effect,
  relative: Effect | undefined,
  { margin, ...sequence }: SequenceOptions & { readonly margin: number },
): GuardrailState | undefined {
  const sign = better === 'lower' ? 1 : -1
  const bound = (effect: Effect) =>
    surroundOneSided(
      { value: sign * effect.value, variance: effectVariance(effect) },
      effect.visitors[0] + effect.visitors[1],
      sequence,
    )
  const sure = bound(absolute)
  if (!sure) return undefined
  const harm = relative && bound(relative)
  const state = sure.low > 0 ? 'harmed' : harm && harm.high < margin ? 'safe' : 'open'
  return { state, margin, harm: harm && { low: harm.low, high: harm.high }, p: sure.p }
}
