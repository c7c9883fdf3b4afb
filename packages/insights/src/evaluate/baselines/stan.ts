import type { Interactions } from '../../train/interactions.js'
import type { Predict } from '../predict.js'
import { createSessionIndex, type SessionIndex } from './session-index.js'
import { createSessionKnn, type SessionKnnFormula } from './session-knn.js'

/** Settings of {@link createStan}. Each decay is exp(−distance / setting). */
export interface StanSettings {
  readonly k: number
  readonly sample: number
  /** Decay of the visit's rows, in rows. */
  readonly spw: number
  /** Decay of neighbours by age, in days. */
  readonly snh: number
  /** Decay within the neighbour by distance to the last shared item, in rows. */
  readonly inh: number
}

/** STAN (Garg et al. 2019): session-kNN with three decays: position in the visit, age of the neighbour, place in it. */
export function createStan(train: Interactions, settings: StanSettings): Predict {
  const index = createSessionIndex(train)
  return createSessionKnn(index, { ...stanFormula(index, settings), stepWeight: () => 1 })
}

/** What STAN and VSTAN share: cosine of the weighted visit with the neighbour's set, times the decay by age. */
export function stanFormula(
  { starts, ageDays }: SessionIndex,
  { k, sample, spw, snh, inh }: StanSettings,
): Omit<SessionKnnFormula, 'stepWeight'> {
  // The age against the moment of asking would only scale all neighbours alike.
  const base = ageDays.map(
    (days, session) => Math.exp(-days / snh) / Math.sqrt(starts[session + 1]! - starts[session]!),
  )
  return {
    k,
    sample,
    rowWeight: (step) => Math.exp((1 - step) / spw),
    likeness: (sum, session, _, squares) => (sum / Math.sqrt(squares)) * base[session]!,
    distanceWeight: (distance) => Math.exp(-distance / inh),
  }
}
