import type { Experiment } from '@endcap/core'
import type { ExperimentArm, ExperimentData } from '../query/experiment.js'
import type { Period } from '../query/period.js'
import { type Estimate, estimateMean, estimateRatio } from './estimate.js'
import { type Difference, differ } from './sequential.js'
import { checkSampleRatio, type SampleRatio } from './srm.js'
import { decide, type Verdict } from './verdict.js'

/** What is compared: CTR by visitor, share of visitors with a cart addition, with an order, and revenue a visitor. */
export const METRICS = ['ctr', 'cart', 'conversion', 'revenue'] as const
/** One of {@link METRICS}. */
export type MetricName = (typeof METRICS)[number]

/** A metric of one arm. */
export interface MetricResult {
  /** Undefined when the arm has too few visitors, or, for CTR, showed nothing. */
  readonly value: number | undefined
  /** Against control, with its interval. Undefined for control itself and where nothing can be said. */
  readonly difference: Difference | undefined
}

/** One arm, beside the others. */
export interface ArmResult {
  readonly variant: string
  readonly visitors: number
  /** Cards seen. */
  readonly impressions: number
  /** Rows seen. */
  readonly viewed: number
  readonly clicks: number
  readonly metrics: Readonly<Record<MetricName, MetricResult>>
}

/** An experiment, read. */
export interface ExperimentResult {
  readonly experiment: string
  readonly placement: string | undefined
  /** Control first, the others in the config's order. */
  readonly arms: readonly ArmResult[]
  readonly span: Period | undefined
  readonly mixedVisitors: number
  readonly sampleRatio: SampleRatio
  /** False: the config was not given, so equal shares were expected, and control is the arm `control` or the first by name. */
  readonly configured: boolean
  readonly verdict: Verdict
}

/** Chance that any interval of an experiment misses the truth; several arms share it. */
const ALPHA = 0.05

/** Turns an experiment's sums into differences with always-valid intervals, a check of the split, and a verdict. */
export function readExperiment(data: ExperimentData, config?: Experiment): ExperimentResult {
  const planned = config?.variants ?? data.arms.map(({ variant }) => ({ id: variant, weight: 1 })).sort(controlFirst)
  const arms = planned.map(({ id }) => data.arms.find(({ variant }) => variant === id) ?? emptyArm(id))
  const control = arms[0]
  const alpha = ALPHA / Math.max(1, arms.length - 1)
  const sampleRatio = checkSampleRatio(
    arms.map(({ visitors }) => visitors),
    planned.map(({ weight }) => weight),
  )
  const results = arms.map((arm) => readArm(arm, control === arm ? undefined : control, alpha))
  return {
    experiment: data.experiment,
    placement: config?.placement,
    arms: results,
    span: data.span,
    mixedVisitors: data.mixedVisitors,
    sampleRatio,
    configured: config !== undefined,
    verdict: decide(results, sampleRatio, data.span),
  }
}

function controlFirst(a: { id: string }, b: { id: string }): number {
  return Number(b.id === 'control') - Number(a.id === 'control')
}

function readArm(arm: ExperimentArm, control: ExperimentArm | undefined, alpha: number): ArmResult {
  const { variant, visitors, impressions, clicks } = arm
  const metric = (name: MetricName): MetricResult => {
    const own = estimate(arm, name)
    const other = control && estimate(control, name)
    const both = visitors + (control?.visitors ?? 0)
    return { value: own?.value, difference: own && other && differ(own, other, both, { alpha }) }
  }
  return {
    variant,
    visitors,
    impressions,
    viewed: arm.ctr.bottom,
    clicks,
    metrics: { ctr: metric('ctr'), cart: metric('cart'), conversion: metric('conversion'), revenue: metric('revenue') },
  }
}

function estimate(arm: ExperimentArm, name: MetricName): Estimate | undefined {
  return name === 'ctr' ? estimateRatio(arm.ctr) : estimateMean(arm[name])
}

function emptyArm(variant: string): ExperimentArm {
  const none = { visitors: 0, sum: 0, sumSquares: 0 }
  const ctr = { visitors: 0, top: 0, topSquares: 0, bottom: 0, bottomSquares: 0, products: 0 }
  return { variant, visitors: 0, impressions: 0, clicks: 0, ctr, cart: none, conversion: none, revenue: none }
}
