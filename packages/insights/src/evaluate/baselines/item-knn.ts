import { countTogether, selectBaskets } from '../../train/baskets.js'
import type { Interactions } from '../../train/interactions.js'
import type { Predict, Protocol } from '../replay.js'

const NEIGHBOURS = 100

/**
 * Item-kNN (Sarwar et al. 2001; as in Hidasi et al. 2016): the items most often in the same sessions, by cosine.
 * A visit asks for its current item only, a basket for all of its items.
 */
export function createItemKnn(train: Interactions, protocol: Protocol): Predict {
  const { pairs, counts } = countTogether(selectBaskets({ ...train, kind: 'orders' }), 0)
  const neighbours = Array.from(counts, (own, source) => {
    const row: { item: number; cosine: number }[] = []
    for (let pair = pairs.offsets[source]!; pair < pairs.offsets[source + 1]!; pair++) {
      const item = pairs.items[pair]!
      row.push({ item, cosine: pairs.weights[pair]! / Math.sqrt(own * counts[item]!) })
    }
    return row.sort((a, b) => b.cosine - a.cosine || a.item - b.item).slice(0, NEIGHBOURS)
  })
  return ({ newestFirst, count, without }) => {
    const scores = new Map<number, number>()
    for (const seed of protocol === 'session' ? newestFirst.slice(0, 1) : newestFirst) {
      for (const { item, cosine } of neighbours[seed] ?? []) scores.set(item, (scores.get(item) ?? 0) + cosine)
    }
    return [...scores]
      .filter(([item]) => !without.includes(item))
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, count)
      .map(([item]) => item)
  }
}
