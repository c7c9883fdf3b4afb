import { EndcapError } from '@endcap/core'
import type { Impression } from './impressions.js'

/** Named numbers of an item in its context. A feature that is left out is 0. */
export type FeatureValues = Readonly<Record<string, number>>

/** What an item looks like where it was shown, from what was known **before**: never its position, nor what came of it. */
export type FeaturesOf = (impression: Impression) => FeatureValues

/**
 * One property by which lists may be ordered: the contract between learner and ranker. A score is the sum of
 * weight × value over the features, added to nothing else, so the ranker needs + and × for it; `value` itself keeps
 * to + − × ÷ √, since those alone give the same bits in every engine. A logarithm is a table's, looked up.
 */
export interface RankFeature<Context = Impression> {
  /** Key in `weights.json`: small letters, digits and hyphens. It never changes its meaning. */
  readonly name: string
  /** What it says, in words, for the reader of the weights. */
  readonly means: string
  /** Finite; about 0 to 1; 0 when nothing is known. */
  value(context: Context): number
}

/** One function of several features. */
export function featuresFrom(features: readonly RankFeature[]): FeaturesOf {
  return (impression) => Object.fromEntries(features.map((feature) => [feature.name, feature.value(impression)]))
}

/** Weight of each feature by its name, as a fit or a file gives it. */
export type FeatureWeights = Readonly<Record<string, { readonly weight: number }>>

/** The score of an item: what the ranker computes from the published table. Unknown features weigh nothing. */
export function scoreFeatures(values: FeatureValues, weights: FeatureWeights): number {
  let score = 0
  // One order of summing, whatever order the values came in: the last bit depends on it.
  for (const name of Object.keys(weights).sort()) score += (weights[name]?.weight ?? 0) * (values[name] ?? 0)
  return score
}

/** Most features of a table that people can still read. */
export const MOST_FEATURES = 32
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Values of all impressions as rows over sorted names. Throws `value-invalid` and `option-invalid` for a wrong `featuresOf`. */
export function tabulate(
  impressions: readonly Impression[],
  featuresOf: FeaturesOf,
): { readonly names: string[]; readonly rows: Float64Array[] } {
  const found = impressions.map(featuresOf)
  const names = [...new Set(found.flatMap((values) => Object.keys(values)))].sort()
  if (names.length > MOST_FEATURES) {
    throw new EndcapError('option-invalid', `${names.length} features; ${MOST_FEATURES} are the most`)
  }
  const wrong = names.find((name) => !NAME.test(name))
  if (wrong !== undefined) throw new EndcapError('option-invalid', `feature name ${JSON.stringify(wrong)}`)
  const rows = found.map((values, index) =>
    Float64Array.from(names, (name) => {
      const value = values[name] ?? 0
      if (Number.isFinite(value)) return value
      throw new EndcapError('value-invalid', `feature ${name} is ${value} for ${impressions[index]?.item}`)
    }),
  )
  return { names, rows }
}
