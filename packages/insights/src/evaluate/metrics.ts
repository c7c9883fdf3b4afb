/** Quality of ranked lists at one cut-off, as means over predictions. Every value is a ratio from 0 to 1. */
export interface MetricsAt {
  /** Share of predictions with the target in the first k. */
  readonly hr: number
  /** Mean of 1 / rank of the target; 0 beyond k. */
  readonly mrr: number
  /** Mean of 1 / log₂(rank + 1) of the target; with one target its ideal is 1. */
  readonly ndcg: number
  /** Relevant items in the first k, of k. */
  readonly precision: number
  /** Relevant items in the first k, of all that still come; a repeat counts again below the line, as in session-rec. */
  readonly recall: number
  /** Harmonic mean of the two means above. */
  readonly f1: number
  /** Mean average precision: precision at each relevant rank, over min(k, relevant). */
  readonly map: number
  /** Share of the train items that occur in at least one list. */
  readonly coverage: number
  /** Mean over lists of item count divided by the largest count. */
  readonly popularity: number
}

/** Gathers lists and gives their {@link MetricsAt}. */
export interface Metrics {
  /** `list` is best first; `target` the one next item; `relevant` all that still comes, repeats included. */
  add(list: readonly number[], target: number, relevant: readonly number[]): void
  /** By cut-off. All zero when nothing was added. */
  finish(): Readonly<Record<number, MetricsAt>>
}

/** Creates a gatherer for the cut-offs `ks` over a train catalogue with these item counts. */
export function createMetrics(ks: readonly number[], counts: ArrayLike<number>): Metrics {
  let most = 1
  for (let i = 0; i < counts.length; i++) most = Math.max(most, counts[i]!)
  const sums = ks.map((k) => ({
    k,
    hr: 0,
    mrr: 0,
    ndcg: 0,
    precision: 0,
    recall: 0,
    map: 0,
    popularity: 0,
    listed: new Set<number>(),
  }))
  let lists = 0
  return {
    add(list, target, relevant) {
      lists++
      const rank = list.indexOf(target) + 1
      const wanted = new Set(relevant)
      for (const sum of sums) {
        const shown = Math.min(sum.k, list.length)
        if (rank > 0 && rank <= sum.k) {
          sum.hr++
          sum.mrr += 1 / rank
          sum.ndcg += 1 / Math.log2(rank + 1)
        }
        let hits = 0
        let precisions = 0
        let popularity = 0
        for (let i = 0; i < shown; i++) {
          const item = list[i]!
          sum.listed.add(item)
          popularity += counts[item]! / most
          if (wanted.has(item)) precisions += ++hits / (i + 1)
        }
        sum.precision += hits / sum.k
        if (relevant.length > 0) {
          sum.recall += hits / relevant.length
          sum.map += precisions / Math.min(sum.k, relevant.length)
        }
        if (shown > 0) sum.popularity += popularity / shown
      }
    },
    finish() {
      const mean = (sum: number): number => (lists > 0 ? sum / lists : 0)
      const at = sums.map(({ k, hr, mrr, ndcg, precision, recall, map, popularity, listed }) => {
        const [p, r] = [mean(precision), mean(recall)]
        const f1 = p + r > 0 ? (2 * p * r) / (p + r) : 0
        const coverage = counts.length > 0 ? listed.size / counts.length : 0
        return [
          k,
          {
            hr: mean(hr),
            mrr: mean(mrr),
            ndcg: mean(ndcg),
            precision: p,
            recall: r,
            f1,
            map: mean(map),
            coverage,
            popularity: mean(popularity),
          },
        ] as const
      })
      return Object.fromEntries(at)
    },
  }
}

/** The value below which the `ratio` of `values` lies (nearest rank); 0 when there are none. */
export function percentile(values: readonly number[], ratio: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))] ?? 0
}
