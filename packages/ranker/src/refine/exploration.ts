import type { Recommendation } from '../ranker.js'
import { chance, shuffled } from './chance.js'
import type { RankPart } from './part.js'

/** No product may be less likely than this at any place of an explored list: its weight off policy is at most 100. */
const LEAST_PROPENSITY = 0.01

/** How the order of one list is left to chance. */
export interface Exploration {
  /** Share of visitors and days; raised to {@link LEAST_PROPENSITY} for each product of the list. 0: none. */
  readonly ratio: number
  /** Undefined: nothing is left to chance. */
  readonly seed: string | undefined
}

/**
 * The whole list, for the share `ratio` of seeds in an order by lot, else as it is; each product with the probability that it,
 * of this list's products, stood at its place: (1 − ratio) × that of its rotation + ratio ÷ length. Exact, and a propensity
 * for each item at each place is what off-policy evaluation divides by. The probabilities of an item over all places sum to 1.
 */
export function explore(list: readonly Recommendation[], { ratio, seed }: Exploration): readonly Recommendation[] {
  const share = seed && ratio > 0 && list.length > 1 ? Math.min(1, Math.max(ratio, list.length * LEAST_PROPENSITY)) : 0
  const drawn = share > 0 && chance(`explore ${seed}`) < share
  const order = drawn ? shuffled(list, `explore ${seed}`) : list
  return order.map((entry, place) => {
    const { reason } = entry
    const rotation = reason.parts?.find(({ step }) => step === 'rotation') as RotationPart | undefined
    const own = list.indexOf(entry)
    const { from, to } = rotation ?? { from: own, to: own }
    const ranked = place >= from && place <= to ? 1 / (to - from + 1) : 0
    const part: RankPart = { step: 'exploration', ratio: share, drawn }
    return {
      ...entry,
      reason: {
        ...reason,
        propensity: (1 - share) * ranked + share / list.length,
        ...(share > 0 && { parts: [...(reason.parts ?? []), part] }),
      },
    }
  })
}

type RotationPart = Extract<RankPart, { step: 'rotation' }>
