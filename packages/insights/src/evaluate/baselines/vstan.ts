import type { Interactions } from '../../train/interactions.js'
import type { Predict } from '../predict.js'
import { createSessionIndex } from './session-index.js'
import { createSessionKnn, idfWeights } from './session-knn.js'
import { type StanSettings, stanFormula } from './stan.js'

/** Settings of {@link createVstan}. */
export interface VstanSettings extends StanSettings {
  /** Decay of a vote by the newest step that the neighbour shares, in rows. */
  readonly ipw: number
  /** Items are weighted 1 + this × idf. */
  readonly idf: number
}

/** VSTAN (Ludewig et al. 2020): STAN with V-SKNN's weight of votes and idf. */
export function createVstan(train: Interactions, settings: VstanSettings): Predict {
  const index = createSessionIndex(train)
  return createSessionKnn(index, {
    ...stanFormula(index, settings),
    stepWeight: (step) => Math.exp((1 - step) / settings.ipw),
    ...(settings.idf > 0 && { itemWeight: idfWeights(index, settings.idf) }),
  })
}
