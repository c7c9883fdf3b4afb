import { correctP } from '../../experiment/correct.js'
import type { FittedLifetime } from '../clv/fit-lifetime.js'
import type { PurchaseHistory } from '../clv/lifetime-model.js'

/** The level at which a silence is called one: of the customers named, at most so many are expected to be wrongly named. */
export const SILENCE_LEVEL = 0.05

/**
 * How likely a customer who has not left is to be silent for as long as this one: the rate of buying is Gamma(r + x, alpha + t_x) after
 * what was seen until the last purchase, so the chance is ((alpha + t_x) / (alpha + T))^(r + x). Small: chance alone is a poor reason.
 */
export function silenceP({ family, values }: FittedLifetime, { x, t_x, T }: PurchaseHistory): number {
  const of = (name: string) => values[family.parameters.indexOf(name)] ?? 1
  const [r, alpha] = [of('r'), of('alpha')]
  return Math.exp(-(r + x) * Math.log1p((T - t_x) / (alpha + t_x)))
}

/** Which of many silences are more than chance, by Benjamini and Hochberg. */
export function findSilent(chances: readonly number[]): boolean[] {
  return correctP(chances, 'benjamini-hochberg').map((p) => p <= SILENCE_LEVEL)
}
