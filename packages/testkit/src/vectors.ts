import { readFileSync } from 'node:fs'

/** Cases of GrowthBook's conformance file. */
export interface HashVectors {
  readonly hash: readonly { seed: string; value: string; version: number; expected: number | null }[]
  readonly getEqualWeights: readonly (readonly [count: number, weights: readonly number[]])[]
  readonly inNamespace: readonly {
    name: string
    id: string
    namespace: readonly [group: string, start: number, end: number]
    expected: boolean
  }[]
  readonly getBucketRange: readonly {
    name: string
    numVariations: number
    coverage: number
    weights: readonly number[] | null
    expected: readonly [number, number][]
  }[]
  readonly chooseVariation: readonly {
    name: string
    n: number
    ranges: readonly [number, number][]
    expected: number
  }[]
}

/** Reads the committed vectors; their source and licence are in `vectors/NOTICE.md`. */
export function readHashVectors(): HashVectors {
  return JSON.parse(readFileSync(new URL('../vectors/growthbook-hash.json', import.meta.url), 'utf8'))
}

/** A function's arguments, then its value. */
export type FunctionCases = readonly (readonly number[])[]

/** Reference values of statistics, computed with scipy and statsmodels. */
export interface StatisticsVectors {
  readonly normal_cdf: FunctionCases
  readonly normal_quantile: FunctionCases
  readonly student_t_cdf: FunctionCases
  readonly student_t_quantile: FunctionCases
  readonly chi2_sf: FunctionCases
  readonly log_gamma: FunctionCases
  readonly log_beta: FunctionCases
  readonly regularised_incomplete_beta: FunctionCases
  readonly regularised_lower_incomplete_gamma: FunctionCases
  readonly gauss_2f1: FunctionCases
  readonly sample_size_per_arm_two_proportions: { readonly columns: readonly string[]; readonly rows: FunctionCases }
  readonly srm: readonly { observed: readonly number[]; weights: readonly number[]; p: number }[]
  readonly welch_t_test: readonly { a: readonly number[]; b: readonly number[]; t: number; df: number; p: number }[]
  readonly multiple_testing: {
    readonly p: readonly number[]
    readonly holm: readonly number[]
    readonly benjamini_hochberg: readonly number[]
    readonly bonferroni: readonly number[]
  }
  readonly normal_posterior_decision: readonly {
    mean: number
    sd: number
    chance_to_win: number
    expected_loss_if_ship: number
    expected_loss_if_keep: number
  }[]
  readonly ratio_delta_method: readonly {
    clicks: readonly number[]
    impressions: readonly number[]
    ratio: number
    se_delta: number
    se_naive_binomial: number
  }[]
}

/** Reads the committed vectors; their source is in `vectors/NOTICE.md`. */
export function readStatisticsVectors(): StatisticsVectors {
  return JSON.parse(readFileSync(new URL('../vectors/stats-reference.json', import.meta.url), 'utf8'))
}
