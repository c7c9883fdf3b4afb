import { EndcapError } from '@endcap/core'
import type { Period } from '../query/period.js'
import type { FeaturesOf } from './feature.js'
import { fitReweighting, type Reweighting } from './fit-reweighting.js'
import { groupLists, type Impression } from './impressions.js'
import { evaluatePolicy, type PolicyEvaluation } from './off-policy.js'
import { rerankPolicy } from './policy.js'
import { estimatePositionBias, type PositionBias } from './position-bias.js'
import { fitRewardModel } from './reward-model.js'

/** What to learn from, and how. */
export interface LearnOptions {
  readonly impressions: readonly Impression[]
  readonly featuresOf: FeaturesOf
  /** Last days that are kept for the judgement. @default 7, or the last third of what there is when that is shorter */
  readonly holdoutDays?: number
  /** @default 1 */
  readonly seed?: number
  /** Draws of the judgement. @default 1000 */
  readonly draws?: number
  readonly onProgress?: (progress: LearnProgress) => void
}

/** Where a run is. */
export type LearnProgress = 'bias' | 'fit' | 'judge'

/** What was learned, and whether it may be used. */
export interface Learned {
  /** True only when the held-out days prove a gain over the policy in use. */
  readonly published: boolean
  /** Why, in one sentence. */
  readonly reason: string
  readonly fitted: Period
  readonly heldOut: Period
  readonly counts: {
    readonly fitImpressions: number
    readonly fitClicks: number
    readonly heldOutImpressions: number
    readonly heldOutClicks: number
  }
  readonly bias: PositionBias
  /** Undefined where the bias was refused. */
  readonly weights: Reweighting | undefined
  /** Undefined where nothing was fitted, or no held-out impression carries a propensity. */
  readonly evaluation: PolicyEvaluation | undefined
}

const DAY_MS = 86_400_000
const HOLDOUT_DAYS = 7

/**
 * Learns weights from the earlier days and judges them on the later ones. Publishes only what the held-out days prove: the
 * list's own items in the new order, against the order in use, must earn more clicks by the lower bound of the paired
 * doubly robust difference. That needs lists whose order was partly chance, with the chance logged; a log without it is
 * told so and publishes nothing. Throws `input-empty` without impressions and `option-invalid` for a wrong `holdoutDays`.
 */
export function learnWeights(options: LearnOptions): Learned {
  const { impressions, featuresOf, seed = 1, draws = 1000, onProgress } = options
  if (impressions.length === 0) throw new EndcapError('input-empty', 'no impressions to learn from')
  const { fit, heldOut, cutMs, fromMs, toMs } = split(impressions, options.holdoutDays)
  const clicksOf = (rows: readonly Impression[]): number => rows.filter(({ clicked }) => clicked).length
  const base = {
    fitted: { fromMs, toMs: cutMs },
    heldOut: { fromMs: cutMs, toMs },
    counts: {
      fitImpressions: fit.length,
      fitClicks: clicksOf(fit),
      heldOutImpressions: heldOut.length,
      heldOutClicks: clicksOf(heldOut),
    },
  }
  onProgress?.('bias')
  const bias = estimatePositionBias(fit, { seed })
  const refuse = (reason: string, weights?: Reweighting, evaluation?: PolicyEvaluation): Learned => ({
    ...base,
    published: false,
    reason,
    bias,
    weights,
    evaluation,
  })
  if (bias.state === 'refused') return refuse(bias.reason)
  onProgress?.('fit')
  const weights = fitReweighting(fit, featuresOf, { bias })
  if (weights.state === 'refused') return refuse(weights.reason, weights)
  onProgress?.('judge')
  if (!heldOut.some(({ propensity: p, interleaved }) => !interleaved && p !== null && p > 0 && p < 1)) {
    return refuse(NO_CHANCE, weights)
  }
  const evaluation = evaluatePolicy(heldOut, rerankPolicy(heldOut, featuresOf, weights.features), {
    model: fitRewardModel(fit, ({ clicked }) => (clicked ? 1 : 0), { examination: bias.at }),
    seed,
    draws,
  })
  if (evaluation.verdict === 'refused') return refuse(evaluation.reason, weights, evaluation)
  const { value, low, high } = evaluation.gains.doublyRobust
  const gain = `${signed(value)} clicks in 1,000 shown items (${signed(low)} to ${signed(high)}) on the held-out days`
  if (!(low > 0)) return refuse(`not surely better than the order in use: ${gain}`, weights, evaluation)
  return { ...base, published: true, reason: `better than the order in use: ${gain}`, bias, weights, evaluation }
}

const NO_CHANCE =
  'no list of the held-out days was ordered by chance with the chance logged, so that no other order can be judged by them'

/** Whole lists by their first sight: the earlier ones fit, the later ones judge. */
function split(impressions: readonly Impression[], holdoutDays: number | undefined) {
  if (holdoutDays !== undefined && !(holdoutDays > 0)) {
    throw new EndcapError('option-invalid', 'holdoutDays is a number above 0')
  }
  const lists = groupLists(impressions).map((rows) => ({ rows, ts: Math.min(...rows.map(({ ts }) => ts)) }))
  lists.sort((a, b) => a.ts - b.ts)
  const fromMs = (lists[0] as { ts: number }).ts
  const toMs = impressions.reduce((most, { ts }) => Math.max(most, ts), fromMs) + 1
  const third = (toMs - fromMs) / 3
  const heldMs = holdoutDays === undefined ? Math.min(HOLDOUT_DAYS * DAY_MS, third) : holdoutDays * DAY_MS
  const cutMs = Math.max(fromMs, Math.round(toMs - heldMs))
  const rowsOf = (isFit: boolean): Impression[] =>
    lists.filter(({ ts }) => ts < cutMs === isFit).flatMap(({ rows }) => rows)
  return { fit: rowsOf(true), heldOut: rowsOf(false), cutMs, fromMs, toMs }
}

function signed(ratio: number): string {
  return `${ratio < 0 ? '−' : '+'}${Math.abs(ratio * 1000).toFixed(2)}`
}
