import type { Interactions } from '../../train/interactions.js'
import type { Predict } from '../predict.js'
import { createSessionIndex } from './session-index.js'
import { createSessionKnn } from './session-knn.js'

/** Settings of {@link createSKnn}. */
export interface SKnnSettings {
  readonly k: number
  readonly sample: number
  /** `cosine`: shared / √(sizes). `root`: shared × √(neighbour's size), what session-rec's `cosine` computes. */
  readonly similarity: 'cosine' | 'jaccard' | 'root'
}

/** S-KNN (Jannach and Ludewig 2017): neighbours by the items they share, each vote weighs as the likeness. */
export function createSKnn(train: Interactions, { k, sample, similarity }: SKnnSettings): Predict {
  const index = createSessionIndex(train)
  const sizeOf = (session: number) => index.starts[session + 1]! - index.starts[session]!
  const likeness = {
    cosine: (shared: number, session: number, distinct: number) => shared / Math.sqrt(sizeOf(session) * distinct),
    jaccard: (shared: number, session: number, distinct: number) => shared / (sizeOf(session) + distinct - shared),
    root: (shared: number, session: number, distinct: number) => (shared * Math.sqrt(sizeOf(session))) / distinct,
  }[similarity]
  return createSessionKnn(index, { k, sample, rowWeight: () => 1, likeness, stepWeight: () => 1 })
}
