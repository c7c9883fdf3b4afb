import type { Interactions } from '../../train/interactions.js'
import type { Predict } from '../predict.js'
import { createSessionIndex } from './session-index.js'
import { createSessionKnn } from './session-knn.js'
import { STEP_WEIGHTINGS } from './weighting.js'

/** Settings of {@link createVmisKnn}. */
export interface VmisKnnSettings {
  /** Newest sessions kept per item, and compared in all. */
  readonly m: number
  /** Most similar of them that vote. */
  readonly k: number
  /** Newest rows of the visit that are looked at. */
  readonly last: number
}

/** VMIS-kNN (Kersbergen et al. 2022, "Serenade"): V-SKNN over lists of the newest sessions of each item. */
export function createVmisKnn(train: Interactions, { m, k, last }: VmisKnnSettings): Predict {
  const index = createSessionIndex(train)
  const { counts } = index
  const rows = train.items.length
  return createSessionKnn(index, {
    k,
    sample: m,
    last,
    rowWeight: (step, length, distinct) => (length - step + 1) / distinct,
    likeness: (sum) => sum,
    stepWeight: STEP_WEIGHTINGS.linear,
    itemWeight: Float64Array.from(counts, (count) => (count > 0 ? Math.log(rows / count) : 0)),
  })
}
