/** Accuracy of ranked lists at one cut-off, as means over predictions. Every value is a ratio from 0 to 1. */
export interface Accuracy {
  /** Hit rate: share of predictions with the target in the first k (Hidasi et al. 2016 call it recall@k). */
  readonly hr: number
  /** Mean reciprocal rank: mean of 1 / rank of the target, 0 beyond k (Voorhees 1999). */
  readonly mrr: number
  /** Mean of 1 / log₂(rank + 1) of the target, 0 beyond k; with one target its ideal is 1 (Järvelin and Kekäläinen 2002). */
  readonly ndcg: number
  /** Mean average precision: Σ precision at each relevant rank ≤ k, over min(k, relevant) (as in session-rec). */
  readonly map: number
  /** Relevant items in the first k, over k. Relevant: all that still comes. */
  readonly precision: number
  /** Relevant items in the first k, over all that still come; a repeat counts again below the line, as in session-rec. */
  readonly recall: number
  /** 2 × precision × recall / (precision + recall) of the two means above. */
  readonly f1: number
}

/** Gathers ranked lists and gives their {@link Accuracy}. */
export interface AccuracyGatherer {
  /** `list` is best first; `rank` that of the one next item, from 1, 0 when unlisted; `relevant` all that still comes. */
  add(list: ArrayLike<number>, rank: number, relevant: readonly number[]): void
  /** By cut-off. All zero when nothing was added. */
  finish(): Readonly<Record<number, Accuracy>>
}

/** Creates a gatherer for the cut-offs `ks`. A middle rank may be fractional: 2.5 is between the second and the third. */
export function createAccuracy(ks: readonly number[]): AccuracyGatherer {
  const sums = ks.map((k) => ({ k, hr: 0, mrr: 0, ndcg: 0, map: 0, precision: 0, recall: 0 }))
  let lists = 0
  return {
    add(list, rank, relevant) {
      lists++
      const wanted = new Set(relevant)
      for (const sum of sums) {
        if (rank > 0 && rank <= sum.k) {
          sum.hr++
          sum.mrr += 1 / rank
          sum.ndcg += 1 / Math.log2(rank + 1)
        }
        let hits = 0
        let precisions = 0
        if (relevant.length === 1) {
          // The one is the target, and its rank may be the middle one of a tie.
          hits = rank > 0 && rank <= sum.k ? 1 : 0
          precisions = hits > 0 ? 1 / rank : 0
        } else {
          const shown = Math.min(sum.k, list.length)
          for (let i = 0; i < shown; i++) if (wanted.has(list[i]!)) precisions += ++hits / (i + 1)
        }
        sum.precision += hits / sum.k
        if (relevant.length === 0) continue
        sum.recall += hits / relevant.length
        sum.map += precisions / Math.min(sum.k, relevant.length)
      }
    },
    finish() {
      const mean = (sum: number): number => (lists > 0 ? sum / lists : 0)
      return Object.fromEntries(
        sums.map(({ k, ...sum }) => {
          const [precision, recall] = [mean(sum.precision), mean(sum.recall)]
          const accuracy: Accuracy = {
            hr: mean(sum.hr),
            mrr: mean(sum.mrr),
            ndcg: mean(sum.ndcg),
            map: mean(sum.map),
            precision,
            recall,
            f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0,
          }
          return [k, accuracy]
        }),
      )
    },
  }
}

/**
 * Rank of the target in an answer, from 1; 0 when it is not in it. With `isMiddle` and scores, equal scores share their
 * middle rank: those above + (those alike + 1) / 2.
 */
export function rankOf(
  { items, scores }: { readonly items: ArrayLike<number>; readonly scores?: ArrayLike<number> },
  target: number,
  isMiddle: boolean,
): number {
  let at = -1
  for (let i = 0; i < items.length && at < 0; i++) if (items[i] === target) at = i
  if (at < 0 || !isMiddle || !scores) return at + 1
  let [above, alike] = [0, 0]
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! > scores[at]!) above++
    else if (scores[i] === scores[at]) alike++
  }
  return above + (alike + 1) / 2
}

/** The value below which the `ratio` of `values` lies (nearest rank); 0 when there are none. */
export function percentile(values: ArrayLike<number>, ratio: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))] ?? 0
}
