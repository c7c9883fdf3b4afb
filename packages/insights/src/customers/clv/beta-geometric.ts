import type { PurchaseHistory } from './lifetime-model.js'
import { scaledHypergeometric } from './special.js'

/** What is known of a customer who has not left: λ is Gamma(shape, rate), the chance p of leaving after a purchase is Beta(a, b). */
export interface BetaGeometricState {
  readonly shape: number
  readonly rate: number
  readonly a: number
  readonly b: number
}

/** Half the step about a removable pole: the mean of both sides is right to its square. */
const STEP = 1e-4

/**
 * Expected purchases in `weeks` of a customer who has not left and leaves with chance p after each purchase: the mean of
 * (1 − e^(−λpt)) / p. Closed form of Fader, Hardie, Lee 2005, equation 10, without its factor P(alive).
 */
export function expectedWhileBuying({ shape, rate, a, b }: BetaGeometricState, weeks: number): number {
  if (weeks <= 0) return 0
  const c = a + b - 1
  if (Math.abs(a - 1) < STEP || Math.abs(c) < STEP) {
    const at = (moved: number) => expectedWhileBuying({ shape, rate, a: moved, b }, weeks)
    return (at(a + 2 * STEP) + at(Math.max(a - 2 * STEP, a / 2))) / 2
  }
  const z = weeks / (rate + weeks)
  const rest = scaledHypergeometric(shape, b, c, z, shape * Math.log1p(-z))
  return (c / (a - 1)) * (1 - rest)
}

/** Chance of a purchase within `weeks` of somebody whose λ is Gamma(shape, rate). */
export function buysWithin(shape: number, rate: number, weeks: number): number {
  return -Math.expm1(-shape * Math.log1p(weeks / rate))
}

/** ln((α + T) / (α + t_x)) · (r + x): how much less likely silence since the last purchase made staying. */
export function silence(r: number, alpha: number, { x, t_x, T }: PurchaseHistory): number {
  return (r + x) * Math.log1p((T - t_x) / (alpha + t_x))
}
