import type { FittedLifetime } from '../clv/fit-lifetime.js'
import type { PurchaseHistory } from '../clv/lifetime-model.js'

/** Of the customers who are said to have left, the share that is expected to be there still. */
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

/**
 * Which customers have left, by their chances of not having: as many as can be named so that on average at most {@link SILENCE_LEVEL} of
 * them is named wrongly (the Bayesian false discovery rate: Storey 2003; Müller, Parmigiani, Rice 2007).
 */
export function findSilent(chances: readonly number[]): boolean[] {
  const order = chances.map((_, at) => at).sort((a, b) => (chances[a] ?? 1) - (chances[b] ?? 1))
  let sum = 0
  let named = 0
  order.forEach((at, place) => {
    sum += chances[at] ?? 1
    if (sum <= SILENCE_LEVEL * (place + 1)) named = place + 1
  })
  const silent = new Set(order.slice(0, named))
  return chances.map((_, at) => silent.has(at))
}
