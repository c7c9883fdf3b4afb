import { EndcapError } from '@endcap/core'
import { type BootstrapOptions, bootstrap, type Interval, sumByUnit, totalOf } from './bootstrap.js'
import { type Impression, listKey } from './impressions.js'
import type { Policy } from './policy.js'
import { fitRewardModel, type RewardModel } from './reward-model.js'

/** An estimate of the mean reward of an impression. */
export interface PolicyEstimate extends Interval {
  readonly value: number
}

/** What the weights look like. Read it before any estimate. */
export interface WeightCheck {
  /** Near 1 when the propensities are those of the log and the policy stays within what was shown. */
  readonly mean: PolicyEstimate
  /** (Σ w)² / Σ w²: as many impressions of the policy itself would know as much (Kish 1965). */
  readonly effectiveSample: number
  readonly largest: number
  /** Of the impressions: weight above the clip. */
  readonly clippedRatio: number
}

/** Ways to estimate, from the least assumption to the most. */
export const ESTIMATORS = ['ips', 'snips', 'clipped', 'direct', 'doublyRobust'] as const
/** One of {@link ESTIMATORS}. */
export type Estimator = (typeof ESTIMATORS)[number]

/** What a policy would have earned, from the log of another one. */
export interface PolicyEvaluation {
  readonly policy: string
  /** `sound`, or `refused`, and then the estimates are not to be read. */
  readonly verdict: 'sound' | 'refused'
  /** Why, in one sentence. */
  readonly reason: string
  readonly impressions: number
  /** Impressions without a propensity in (0, 1]: nothing can be said from them. */
  readonly withoutPropensity: number
  /** Impressions of interleaved lists, left out: their order is of two policies in turn, and the propensity of neither. */
  readonly interleaved: number
  readonly weights: WeightCheck
  /** Mean reward of the log itself. */
  readonly logged: PolicyEstimate
  readonly estimates: Readonly<Record<Estimator, PolicyEstimate>>
  /** Estimate minus `logged`, on the same draws. */
  readonly gains: Readonly<Record<'snips' | 'doublyRobust', PolicyEstimate>>
}

/** How to evaluate. */
export interface OffPolicyOptions extends BootstrapOptions {
  /** @default 1 for a click, else 0 */
  readonly rewardOf?: (impression: Impression) => number
  /** For the direct and the doubly robust estimate. @default {@link fitRewardModel} on the log itself */
  readonly model?: RewardModel
  /** Largest weight of the clipped estimate. @default 10 */
  readonly clip?: number
  /** Effective sample below which nothing is said. @default 100 */
  readonly minEffectiveSample?: number
}

const DEFAULTS = { clip: 10, minEffectiveSample: 100, draws: 1000, seed: 1 } as const satisfies OffPolicyOptions
/** A mean weight surely further from 1 than this belongs to other propensities, or to a policy that leaves the log. */
const MEAN_WEIGHT_SLACK = 0.1
const WIDTH = 8

/**
 * Estimates what `policy` would have earned a shown item, from impressions of the policy in use. Weights are by item and
 * position: q(item at position) ÷ logged propensity, so that a list needs no weight as a whole, which would explode.
 * IPS (Horvitz, Thompson 1952), SNIPS (Swaminathan, Joachims, NIPS 2015), clipped IPS (Ionides 2008), the direct method,
 * and doubly robust (Dudík, Langford, Li, ICML 2011). Intervals draw visitors, 1,000 times, by a fixed seed; lists
 * without a visitor are drawn each alone. Throws `input-empty` when no impression carries a propensity.
 */
export function evaluatePolicy(
  impressions: readonly Impression[],
  policy: Policy,
  options: OffPolicyOptions = {},
): PolicyEvaluation {
  const settings = { ...DEFAULTS, ...options }
  const rewardOf = options.rewardOf ?? (({ clicked }) => (clicked ? 1 : 0))
  const single = impressions.filter(({ interleaved }) => !interleaved)
  const usable = single.filter(({ propensity: p }) => p !== null && p > 0 && p <= 1)
  if (usable.length === 0)
    throw new EndcapError('input-empty', 'no impression carries the propensity it was shown with')
  const model = options.model ?? fitRewardModel(usable, rewardOf)
  const rows = usable.map((impression) => weigh(impression, policy, rewardOf, model))
  const data = sumByUnit(
    rows,
    ({ unit }) => unit,
    WIDTH,
    ({ weight, reward, predicted, modelled }, into, at) => {
      const clipped = Math.min(weight, settings.clip)
      const values = [1, weight, weight * weight, reward, weight * reward, clipped * reward, modelled]
      values.push(weight * (reward - predicted))
      values.forEach((value, k) => {
        into[at + k]! += value
      })
    },
  )
  const seen = statisticsOf(totalOf(data))
  const intervals = bootstrap(data, statisticsOf, settings)
  const estimate = (name: StatisticName): PolicyEstimate => ({ value: seen[name], ...intervals[name] })
  const weights: WeightCheck = {
    mean: estimate('meanWeight'),
    effectiveSample: seen.effectiveSample,
    largest: rows.reduce((most, { weight }) => Math.max(most, weight), 0),
    clippedRatio: rows.filter(({ weight }) => weight > settings.clip).length / rows.length,
  }
  return {
    policy: policy.name,
    ...judge(weights, settings.minEffectiveSample),
    impressions: usable.length,
    withoutPropensity: single.length - usable.length,
    interleaved: impressions.length - single.length,
    weights,
    logged: estimate('logged'),
    estimates: {
      ips: estimate('ips'),
      snips: estimate('snips'),
      clipped: estimate('clipped'),
      direct: estimate('direct'),
      doublyRobust: estimate('doublyRobust'),
    },
    gains: { snips: estimate('snipsGain'), doublyRobust: estimate('doublyRobustGain') },
  }
}

function weigh(
  impression: Impression,
  policy: Policy,
  rewardOf: (impression: Impression) => number,
  model: RewardModel,
) {
  const chances = policy.chances(impression)
  let modelled = 0
  for (const [item, chance] of chances) modelled += chance * model(impression, item)
  return {
    unit: impression.visitor ?? listKey(impression),
    weight: (chances.get(impression.item) ?? 0) / (impression.propensity as number),
    reward: rewardOf(impression),
    predicted: model(impression, impression.item),
    modelled,
  }
}

type StatisticName = 'meanWeight' | 'effectiveSample' | 'logged' | Estimator | 'snipsGain' | 'doublyRobustGain'

/** Sums of count, w, w², r, w r, clipped w r, modelled reward, w (r − predicted) to statistics. */
function statisticsOf(total: Float64Array): Record<StatisticName, number> {
  const [n, w, w2, r, wr, clipped, modelled, residual] = total as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const logged = r / n
  const snips = w > 0 ? wr / w : Number.NaN
  const doublyRobust = (modelled + residual) / n
  return {
    meanWeight: w / n,
    effectiveSample: w2 > 0 ? (w * w) / w2 : 0,
    logged,
    ips: wr / n,
    snips,
    clipped: clipped / n,
    direct: modelled / n,
    doublyRobust,
    snipsGain: snips - logged,
    doublyRobustGain: doublyRobust - logged,
  }
}

function judge(
  { mean, effectiveSample }: WeightCheck,
  least: number,
): { readonly verdict: 'sound' | 'refused'; readonly reason: string } {
  if (effectiveSample < least) {
    const reason = `the log tells as much of this policy as ${Math.floor(effectiveSample)} impressions of its own; ${least} are the least`
    return { verdict: 'refused', reason }
  }
  const isOff = mean.low > 1 + MEAN_WEIGHT_SLACK || mean.high < 1 - MEAN_WEIGHT_SLACK
  if (isOff) {
    const why =
      mean.value > 1 ? 'the propensities are too small for these lists' : 'it would show what the log never showed'
    return { verdict: 'refused', reason: `the mean weight is ${mean.value.toFixed(2)} and should be near 1: ${why}` }
  }
  const size = Math.floor(effectiveSample).toLocaleString('en')
  return { verdict: 'sound', reason: `the log tells as much of this policy as ${size} impressions of its own` }
}
