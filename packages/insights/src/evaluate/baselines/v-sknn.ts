import type { Interactions } from '../../train/interactions.js'
import type { Predict } from '../predict.js'
import { createSessionIndex } from './session-index.js'
import { createSessionKnn, idfWeights } from './session-knn.js'
import { ROW_WEIGHTINGS, STEP_WEIGHTINGS, type Weighting } from './weighting.js'

/** Settings of {@link createVSknn}. */
export interface VSknnSettings {
  readonly k: number
  readonly sample: number
  /** Weight of a row of the visit in the comparison. */
  readonly weighting: Weighting
  /** Weight of a vote by the newest step that the neighbour shares. */
  readonly score: Weighting
  /** Items are weighted 1 + this × idf. */
  readonly idf: number
}

/** V-SKNN (Ludewig and Jannach 2018): S-KNN in which newer rows of the visit count more. */
export function createVSknn(train: Interactions, { k, sample, weighting, score, idf }: VSknnSettings): Predict {
  const index = createSessionIndex(train)
  const rowWeight = ROW_WEIGHTINGS[weighting]
  return createSessionKnn(index, {
    k,
    sample,
    rowWeight: (step, length) => rowWeight(length - step + 1, length),
    // The original divides by the visit's size, which is the same for all neighbours.
    likeness: (sum) => sum,
    stepWeight: STEP_WEIGHTINGS[score],
    ...(idf > 0 && { itemWeight: idfWeights(index, idf) }),
  })
}
