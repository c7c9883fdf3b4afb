import type { Impression } from './impressions.js'

/** What an item is expected to earn where an impression was. */
export type RewardModel = (impression: Impression, item: string) => number

/** How to smooth. */
export interface RewardModelOptions {
  /** Impressions at the mean of the log that each item begins with. @default 100 */
  readonly pseudoImpressions?: number
  /** How likely a position is looked at, the first being 1; then a reward is examination × attraction. @default 1 everywhere */
  readonly examination?: (position: number) => number
}

/** Reward of each item, drawn towards the mean: the direct method of {@link evaluatePolicy}. */
export function fitRewardModel(
  log: readonly Impression[],
  rewardOf: (impression: Impression) => number,
  { pseudoImpressions = 100, examination = () => 1 }: RewardModelOptions = {},
): RewardModel {
  let [earned, looked] = [0, 0]
  const byItem = new Map<string, { earned: number; looked: number }>()
  for (const impression of log) {
    const [reward, look] = [rewardOf(impression), examination(impression.position)]
    earned += reward
    looked += look
    const sums = byItem.get(impression.item) ?? { earned: 0, looked: 0 }
    sums.earned += reward
    sums.looked += look
    byItem.set(impression.item, sums)
  }
  const mean = looked > 0 ? earned / looked : 0
  return ({ position }, item) => {
    const sums = byItem.get(item) ?? { earned: 0, looked: 0 }
    const attraction = (sums.earned + pseudoImpressions * mean) / (sums.looked + pseudoImpressions)
    return examination(position) * attraction
  }
}
