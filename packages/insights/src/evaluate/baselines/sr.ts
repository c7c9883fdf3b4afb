import type { Interactions } from '../../train/interactions.js'
import type { Predict } from '../predict.js'
import { createTablePredict, fitItemTable, stepWeights } from './item-table.js'
import { STEP_WEIGHTINGS, type Weighting } from './weighting.js'

/** Settings of {@link createSr}. */
export interface SrSettings {
  /** Pairs further apart than this many rows are no rule. */
  readonly steps: number
  /** Rules kept per item; 0: all. */
  readonly rules: number
  /** Weight of a pair by its distance. */
  readonly weighting: Weighting
}

/** Sequential rules (Kamehkhosh et al. 2017): what came after the current item, weighted by how soon. */
export function createSr(train: Interactions, { steps, rules, weighting }: SrSettings): Predict {
  const { items } = train
  const weigh = STEP_WEIGHTINGS[weighting]
  const table = fitItemTable(train, {
    count(row, _, to, add) {
      for (let step = 1; step <= steps && row + step < to; step++) add(items[row + step]!, weigh(step))
    },
    weigh: (sum) => sum,
    keep: rules,
  })
  return createTablePredict(table, stepWeights('current'))
}
