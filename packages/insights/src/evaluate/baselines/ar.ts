import type { Interactions } from '../../train/interactions.js'
import type { Predict, Protocol } from '../predict.js'
import { createTablePredict, fitItemTable, stepWeights } from './item-table.js'

/** Settings of {@link createAr}. */
export interface ArSettings {
  /** Rules kept per item; 0: all. */
  readonly rules: number
}

/**
 * Association rules of size two (Agrawal et al. 1993; as in Ludewig and Jannach 2018): how often two items share a
 * session. A visit asks with its current item only; a basket adds up the confidences, count / count of the one in it.
 */
export function createAr(train: Interactions, { rules }: ArSettings, protocol: Protocol): Predict {
  const { items } = train
  const table = fitItemTable(train, {
    count(row, from, to, add) {
      for (let other = from; other < to; other++) if (other !== row) add(items[other]!, 1)
    },
    weigh: protocol === 'session' ? (sum) => sum : (sum, sourceCount) => sum / sourceCount,
    keep: rules,
  })
  return createTablePredict(table, stepWeights(protocol === 'basket' ? 'all' : 'current'))
}
