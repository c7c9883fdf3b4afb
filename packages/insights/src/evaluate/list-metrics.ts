import { percentile } from './metrics.js'
import type { TraitIndex } from './traits.js'

/** Train counts below this make a cold item (research/ranker.md 6). */
export const COLD_COUNT = 5
/** Steck 2018 mixes this share of the history into the list, so that no logarithm meets a zero. */
const SMOOTHING = 0.01

/** What the lists of k are like beyond hitting. All over the train catalogue. */
export interface ListMetrics {
  /** Share of the catalogue that is in at least one list (Ge et al. 2010). */
  readonly coverage: number
  /** Gini of exposure: Σ (2i − n − 1) xᵢ / (n Σ x), x rising, over all n items; 0 all alike, 1 one item takes all. */
  readonly gini: number
  /** Mean over lists of the mean of count / largest count (session-rec's popularity). */
  readonly popularity: number
  /** Mean count of listed items over mean count of those asked with (after Abdollahpouri et al. 2019); 1: no lift. */
  readonly popularity_lift: number
  /** Mean over lists of the mean of −log₂(count / all counts), in bits (Zhou et al. 2010). */
  readonly novelty: number
  /** Mean over lists of the mean pairwise distance of category, brand and price band (Ziegler et al. 2005). Needs traits. */
  readonly intra_list_diversity?: number
  /** Mean KL(p ‖ 0.99 q + 0.01 p) in nats, p and q the category mixes asked with and listed (Steck 2018). Needs traits. */
  readonly calibration?: number
  /** Share of predictions answered with fewer than k items. */
  readonly short_share: number
  /** Share of listed items with a train count below 5. */
  readonly cold_item_share: number
  /** Hit rate of the predictions whose target has a train count from 1 to 4; 0 when there are none. */
  readonly cold_item_hr: number
  /** How many predictions those are. */
  readonly cold_predictions: number
}

/** Gathers lists and gives their {@link ListMetrics}. */
export interface ListGatherer {
  /** `list` best first, cut to k here; `asked` the items asked with, −1 for unknown ones. */
  add(list: ArrayLike<number>, asked: readonly number[], target: number, isHit: boolean): void
  finish(): ListMetrics
}

/** Creates a gatherer for lists of `k` over a train catalogue with these item counts. */
export function createListMetrics(k: number, counts: ArrayLike<number>, traits?: TraitIndex): ListGatherer {
  let [most, total] = [1, 0]
  for (let i = 0; i < counts.length; i++) {
    most = Math.max(most, counts[i]!)
    total += counts[i]!
  }
  const bits = Float64Array.from(counts, (count) => (count > 0 ? -Math.log2(count / total) : 0))
  const exposure = new Float64Array(counts.length)
  let [lists, filled, short, listed, cold] = [0, 0, 0, 0, 0]
  let [popularity, novelty, askedLists, askedPopularity, listedPopularity] = [0, 0, 0, 0, 0]
  let [coldTargets, coldHits] = [0, 0]
  let [diverse, diversity, calibrated, divergence] = [0, 0, 0, 0]

  function weighTraits(shown: readonly number[], asked: readonly number[], index: TraitIndex): void {
    const spread = index.diversity(shown)
    if (spread !== undefined) {
      diverse++
      diversity += spread
    }
    const [history, list] = [index.categoryMix(asked), index.categoryMix(shown)]
    if (!history || !list) return
    calibrated++
    for (const [category, share] of history) {
      divergence += share * Math.log(share / ((1 - SMOOTHING) * (list.get(category) ?? 0) + SMOOTHING * share))
    }
  }
  return {
    add(list, asked, target, isHit) {
      lists++
      const shown = Array.from({ length: Math.min(k, list.length) }, (_, i) => list[i]!)
      if (shown.length < k) short++
      if (counts[target]! > 0 && counts[target]! < COLD_COUNT) {
        coldTargets++
        if (isHit) coldHits++
      }
      let [own, new_] = [0, 0]
      for (const item of shown) {
        exposure[item]!++
        listed++
        if (counts[item]! < COLD_COUNT) cold++
        own += counts[item]!
        new_ += bits[item]!
      }
      if (shown.length > 0) {
        filled++
        popularity += own / most / shown.length
        novelty += new_ / shown.length
      }
      const known = asked.filter((item) => item >= 0)
      if (shown.length > 0 && known.length > 0) {
        askedLists++
        listedPopularity += own / shown.length
        askedPopularity += known.reduce((sum, item) => sum + counts[item]!, 0) / known.length
      }
      if (traits && shown.length > 0) weighTraits(shown, known, traits)
    },
    finish() {
      const over = (sum: number, count: number): number => (count > 0 ? sum / count : 0)
      return {
        coverage: over(
          exposure.reduce((some, times) => some + (times > 0 ? 1 : 0), 0),
          counts.length,
        ),
        gini: gini(exposure),
        popularity: over(popularity, filled),
        popularity_lift: askedLists > 0 ? over(listedPopularity, askedPopularity) : 0,
        novelty: over(novelty, filled),
        ...(diverse > 0 && { intra_list_diversity: diversity / diverse }),
        ...(calibrated > 0 && { calibration: divergence / calibrated }),
        short_share: over(short, lists),
        cold_item_share: over(cold, listed),
        cold_item_hr: over(coldHits, coldTargets),
        cold_predictions: coldTargets,
      }
    },
  }
}

/** Gini coefficient of amounts ≥ 0: 0 when all are alike or nothing is there, towards 1 when one has all. */
export function gini(amounts: Float64Array): number {
  const rising = Float64Array.from(amounts).sort()
  const n = rising.length
  let [sum, weighted] = [0, 0]
  rising.forEach((amount, i) => {
    sum += amount
    weighted += (2 * (i + 1) - n - 1) * amount
  })
  return sum > 0 ? weighted / (n * sum) : 0
}

/** Bytes of shards per session: mean and 95th percentile. */
export function summariseBytes(bytes: readonly number[]): { readonly mean: number; readonly p95: number } {
  return {
    mean: bytes.length > 0 ? bytes.reduce((sum, value) => sum + value, 0) / bytes.length : 0,
    p95: percentile(bytes, 0.95),
  }
}
