import { normalBelow, normalDensity } from './distribution.js'
import type { Estimate } from './estimate.js'

/** What one believed of an effect before. `flat`: nothing. Else a normal around no effect, for a relative lift 0.3: ±30 %. */
export type Prior = 'flat' | { readonly deviation: number }

/** What to expect of an effect that is good above zero. Not corrected for reading every day: it says how much, not when to stop. */
export interface Posterior {
  readonly mean: number
  readonly deviation: number
  /** P(effect > 0), 0–1. */
  readonly chanceToWin: number
  /** What is lost on average, in the effect's unit: E[max(0, −effect)] by shipping, E[max(0, effect)] by keeping control. */
  readonly lossOfShipping: number
  readonly lossOfKeeping: number
}

/** {@link Posterior} of shipping an arm, on its relative lift, turned so that above zero is good. */
export interface Decision extends Posterior {
  /** What `lossOfShipping` and `lossOfKeeping` mean in the metric's own unit, a visitor, and over the visitors to come. */
  readonly shipping: Cost
  readonly keeping: Cost
  /** Visitors of the horizon, at the pace of the experiment. Undefined when it has no span. */
  readonly visitorsToCome: number | undefined
}

/** An expected loss in the unit of the metric's numerator: money for money, clicks for clicks. */
export interface Cost {
  readonly perVisitor: number
  readonly total: number | undefined
}

/** Two thirds of lifts lie within 30 % (GrowthBook's default scale). */
export const LIFT_PRIOR: Prior = { deviation: 0.3 }

/**
 * Normal posterior of an estimate: the precision-weighted mean with a normal prior, the estimate itself with a flat one. Losses by
 * s φ(m ÷ s) − m Φ(−m ÷ s) (VWO's "Bayesian A/B testing"; GrowthBook's risk).
 */
export function posterior({ value, variance }: Estimate, prior: Prior = 'flat'): Posterior {
  const belief = prior === 'flat' ? 0 : 1 / prior.deviation ** 2
  const spread = 1 / (1 / variance + belief)
  const [mean, deviation] = [(value * spread) / variance, Math.sqrt(spread)]
  const z = mean / deviation
  return {
    mean,
    deviation,
    chanceToWin: normalBelow(z),
    lossOfShipping: deviation * normalDensity(z) - mean * normalBelow(-z),
    lossOfKeeping: deviation * normalDensity(z) + mean * normalBelow(z),
  }
}

/** Puts a posterior of the lift into the unit of the metric: `level` is control's numerator a visitor. */
export function price(belief: Posterior, level: number, visitorsToCome: number | undefined): Decision {
  const cost = (lift: number): Cost => {
    const perVisitor = lift * level
    return { perVisitor, total: visitorsToCome === undefined ? undefined : perVisitor * visitorsToCome }
  }
  return { ...belief, shipping: cost(belief.lossOfShipping), keeping: cost(belief.lossOfKeeping), visitorsToCome }
}
