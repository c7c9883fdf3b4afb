import { createHash } from 'node:crypto'
import { EndcapError } from '@endcap/core'
import type { FittedWeight } from './fit-reweighting.js'
import type { Learned } from './learn.js'

/** `weights.json`: the table by which the ranker may order a list. */
export interface WeightsFile {
  readonly v: 1
  /** Eight hexadecimal digits of the weights. */
  readonly version: string
  /** First and last impression that the weights were fitted on, in ms since 1970. */
  readonly window: { readonly from: number; readonly to: number }
  /** Weight of each feature, by name: a score is the sum of weight × value. */
  readonly features: Readonly<Record<string, FittedWeight>>
  /** What proved them. */
  readonly evaluation: {
    readonly impressions: number
    readonly effectiveSample: number
    /** Doubly robust gain in clicks a shown item over the order that was in use. */
    readonly gain: { readonly value: number; readonly low: number; readonly high: number }
  }
}

/** The file of published weights. Throws `option-invalid` for what was not published. */
export function toWeightsFile({ published, weights, evaluation, fitted }: Learned): WeightsFile {
  if (!published || weights?.state !== 'fitted' || !evaluation) {
    throw new EndcapError('option-invalid', 'only published weights have a file')
  }
  const { features } = weights
  return {
    v: 1,
    version: createHash('sha256').update(JSON.stringify(features)).digest('hex').slice(0, 8),
    window: { from: fitted.fromMs, to: fitted.toMs },
    features,
    evaluation: {
      impressions: evaluation.impressions,
      effectiveSample: evaluation.weights.effectiveSample,
      gain: evaluation.gains.doublyRobust,
    },
  }
}
