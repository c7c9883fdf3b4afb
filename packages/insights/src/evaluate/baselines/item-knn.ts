import type { Interactions } from '../../train/interactions.js'
import type { Predict, Protocol } from '../predict.js'
import { createTablePredict, fitItemTable, stepWeights } from './item-table.js'

/** Settings of {@link createItemKnn}. */
export interface ItemKnnSettings {
  /** Neighbours kept per item; 0: all. */
  readonly neighbours: number
  /** Added to both counts, so that chance pairs of rare items weigh less. */
  readonly shrink: number
  /** Share of the norm that is the source's: 0.5 is the cosine, 1 the confidence of association rules. */
  readonly alpha: number
  /**
   * `distinct`: a row of i counts j once a session, as session-rec does; `rows`: it counts every row of j; `sessions`:
   * every session that holds both counts once, which makes the cosine of the session vectors.
   */
  readonly pairs: 'distinct' | 'rows' | 'sessions'
  /** In a line, an item k steps ago weighs exp(−k / this); 0: all alike. */
  readonly recency: number
}

/**
 * Item-kNN (Sarwar et al. 2001; as in Hidasi et al. 2016): how often i and j share a session, over
 * (count i + shrink)^alpha × (count j + shrink)^(1 − alpha). A visit asks with its current item, a basket with all its
 * items, a line with all of them by recency. The item itself is no neighbour.
 */
export function createItemKnn(
  train: Interactions,
  { neighbours, shrink, alpha, pairs, recency }: ItemKnnSettings,
  protocol: Protocol,
): Predict {
  const { items, ids } = train
  // Of repeated targets only the first of a session counts, for each row of the source.
  const metFor = new Int32Array(ids.length).fill(-1)
  const table = fitItemTable(train, {
    count(row, from, to, add) {
      if (pairs === 'sessions')
        for (let earlier = from; earlier < row; earlier++) if (items[earlier] === items[row]) return
      for (let other = from; other < to; other++) {
        const target = items[other]!
        if (target === items[row] || (pairs !== 'rows' && metFor[target] === row)) continue
        metFor[target] = row
        add(target, 1)
      }
    },
    weigh: (sum, source, target) => sum / ((source + shrink) ** alpha * (target + shrink) ** (1 - alpha)),
    keep: neighbours,
  })
  const asks = protocol === 'session' ? 'current' : protocol === 'sequence' && recency > 0 ? recency : 'all'
  return createTablePredict(table, stepWeights(asks))
}
