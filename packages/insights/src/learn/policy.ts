import { type FeaturesOf, type FeatureWeights, scoreFeatures } from './feature.js'
import { groupLists, type Impression } from './impressions.js'

/** A way to fill positions: what it would have shown where an impression was. */
export interface Policy {
  readonly name: string
  /** Probability of each item at the position of this impression, in its context. Sums to 1; items left out have none. */
  chances(impression: Impression): ReadonlyMap<string, number>
}

/** Every item alike, at every position. */
export function uniformPolicy(items: readonly string[]): Policy {
  const chances = new Map(items.map((item) => [item, 1 / items.length]))
  return { name: 'uniform', chances: () => chances }
}

/**
 * The policy of a log, where it depends on nothing but the position: the share of each item at each position.
 * So is Thompson sampling in the Open Bandit Dataset read: its pipeline simulates the same item × position distribution
 * from priors (`BernoulliTS.compute_batch_action_dist`), which the files do not hold; they hold propensities of the shown
 * item alone, which change from row to row as the sampler learned.
 */
export function empiricalPolicy(log: readonly Impression[]): Policy {
  const counts = new Map<number, Map<string, number>>()
  const totals = new Map<number, number>()
  for (const { position, item } of log) {
    let items = counts.get(position)
    if (!items) counts.set(position, (items = new Map()))
    items.set(item, (items.get(item) ?? 0) + 1)
    totals.set(position, (totals.get(position) ?? 0) + 1)
  }
  const chances = new Map(
    [...counts].map(([position, items]) => [
      position,
      new Map([...items].map(([item, count]) => [item, count / (totals.get(position) as number)])),
    ]),
  )
  const none = new Map<string, number>()
  return { name: 'empirical', chances: ({ position }) => chances.get(position) ?? none }
}

/** Every order of each list's own items alike. */
export function shufflePolicy(impressions: readonly Impression[]): Policy {
  const chances = new Map<Impression, ReadonlyMap<string, number>>()
  for (const list of groupLists(impressions)) {
    const alike = new Map(list.map(({ item }) => [item, 1 / list.length]))
    for (const impression of list) chances.set(impression, alike)
  }
  const none = new Map<string, number>()
  return { name: 'shuffled', chances: (impression) => chances.get(impression) ?? none }
}

/**
 * The items of each list in the order of their scores, at the positions that the list had. Equal scores keep the order of
 * their ids, which says nothing about the log: keeping the logged order would make the policy depend on the chance that it
 * is judged by.
 */
export function rerankPolicy(
  impressions: readonly Impression[],
  featuresOf: FeaturesOf,
  weights: FeatureWeights,
): Policy {
  const chances = new Map<Impression, ReadonlyMap<string, number>>()
  for (const list of groupLists(impressions)) {
    const scored = list.map((impression) => ({
      item: impression.item,
      score: scoreFeatures(featuresOf(impression), weights),
    }))
    scored.sort((a, b) => b.score - a.score || (a.item < b.item ? -1 : 1))
    const byPosition = [...list].sort((a, b) => a.position - b.position)
    byPosition.forEach((impression, rank) => {
      chances.set(impression, new Map([[(scored[rank] as { item: string }).item, 1]]))
    })
  }
  const none = new Map<string, number>()
  return { name: 'reweighted', chances: (impression) => chances.get(impression) ?? none }
}
