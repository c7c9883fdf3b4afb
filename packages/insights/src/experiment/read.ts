import { EndcapError, type Experiment, HOLDOUT_DEFAULTS, type Holdout, RESERVED } from '@endcap/core'
import type { Period } from '../query/period.js'
import { type Balance, checkBalance } from './balance.js'
import { BANDIT_WARNING } from './bandit.js'
import { type CompareOptions, compareMetric } from './compare.js'
import { chooseCorrection, correctP } from './correct.js'
import type { ExperimentArm, ExperimentData } from './data.js'
import { type InterleavingResult, readInterleaving } from './interleave.js'
import { linearise } from './linearise.js'
import type { MetricDefinition } from './metric.js'
import { checkMixed } from './mixed.js'
import { readNovelty } from './novelty.js'
import type { Comparison, CourseDay, ExperimentResult, Health, MetricResult, SegmentResult } from './result.js'
import { checkSampleRatio, type SampleRatio } from './srm.js'
import { FLOOR_VISITORS, judge } from './verdict.js'

/** How an experiment is read. */
export interface ReadOptions extends Omit<CompareOptions, 'visitorsToCome'> {
  /** Of the config, for the shares of the experiment `holdout`. @default a share of 0.05 */
  readonly holdout?: Holdout
  /** Id of the metric that decides. @default what the experiment says, else the first goal that every arm has */
  readonly metric?: string
  /** Days over which an expected loss is summed, at the pace of visitors so far. @default 90 */
  readonly horizonDays?: number
}

export const READ_DEFAULTS = { alpha: 0.05, horizonDays: 90 } as const satisfies ReadOptions

const DAY_MS = 86_400_000
/** Of weights that move, the arms' sizes say nothing. */
const NOT_JUDGED: SampleRatio = { p: undefined, alarm: false }

/**
 * Turns an experiment's moments into differences with always-valid intervals, checks of what has to be right before, and a verdict.
 * The arms share alpha; p-values are corrected over goals and secondary metrics together, guardrails are not, since to miss a
 * harm is the worse mistake. Throws `option-invalid`, of a deciding metric that the data have not as well.
 */
export function readExperiment(data: ExperimentData, config?: Experiment, options: ReadOptions = {}): ExperimentResult {
  const { alpha, horizonDays } = { ...READ_DEFAULTS, ...options }
  check({ ...options, alpha, horizonDays })
  const deciding = options.metric ?? config?.metric
  checkMetric(data, deciding)
  const planned = planOf(data, config, options.holdout)
  const variants = planned.map(({ id }) => id)
  const whole = planned.reduce((sum, { weight }) => sum + weight, 0)
  const arms = planned.map(({ id, weight }) => ({
    ...(data.arms.find(({ variant }) => variant === id) ?? emptyArm(id)),
    share: whole > 0 ? weight / whole : 0,
  }))
  const tests = Math.max(1, arms.length - 1)
  const visitors = arms.reduce((sum, arm) => sum + arm.visitors, 0)
  const visitorsToCome = data.span && (visitors / daysOf(data.span)) * horizonDays
  const sharing: CompareOptions = {
    ...options,
    alpha: alpha / tests,
    ...(visitorsToCome !== undefined && { visitorsToCome }),
  }
  const metrics = order(
    data.metrics.map((definition) => compareMetric(definition, variants, data.moments, sharing)),
    deciding,
  )
  const correction = chooseCorrection(familyOf(metrics).length)
  const result: Omit<ExperimentResult, 'verdict'> = {
    experiment: data.experiment,
    placement: config?.placement,
    hypothesis: config?.hypothesis,
    isHoldout: data.experiment === RESERVED.holdout,
    arms,
    metrics: correctFamily(metrics, correction),
    segments: metrics[0] ? readSegments(data, metrics[0].definition, variants, { ...sharing, alpha }) : [],
    course: metrics[0] ? courseOf(data, metrics[0].definition, variants, sharing) : [],
    interleaving: config?.interleave ? interleavingOf(data, config) : undefined,
    period: data.period,
    span: data.span,
    filter: data.filter,
    alpha,
    correction,
    health: { ...checkHealth(data, planned, metrics, alpha), ...(config?.bandit && { sampleRatio: NOT_JUDGED }) },
    bias: config?.bandit && BANDIT_WARNING,
    configured: config !== undefined,
  }
  return { ...result, verdict: judge(result) }
}

function check({ alpha, horizonDays, tuning = 1, guardrailMargin = 0, prior }: ReadOptions): void {
  const refuse = (detail: string) => new EndcapError('option-invalid', detail)
  if (!(alpha !== undefined && alpha > 0 && alpha < 0.5)) throw refuse('alpha is a number above 0 and below 0.5')
  if (!(horizonDays !== undefined && horizonDays > 0)) throw refuse('horizonDays is a number above 0')
  if (!(tuning > 0)) throw refuse('tuning is a number of visitors above 0')
  if (!(guardrailMargin >= 0)) throw refuse('guardrailMargin is a share of at least 0')
  if (prior && prior !== 'flat' && !(prior.deviation > 0)) throw refuse("a prior is 'flat' or has a deviation above 0")
}

function checkMetric({ experiment, metrics }: ExperimentData, named: string | undefined): void {
  if (named === undefined || metrics.some(({ id }) => id === named)) return
  const known = metrics.map(({ id }) => id).join(', ')
  throw new EndcapError('option-invalid', `experiment ${experiment}: metric ${named} is none of ${known}`)
}

interface PlannedArm {
  readonly id: string
  readonly weight: number
}

function planOf({ experiment, arms }: ExperimentData, config?: Experiment, holdout?: Holdout): readonly PlannedArm[] {
  if (config?.interleave) return [{ id: RESERVED.interleaved, weight: 1 }]
  if (config) return config.variants
  if (experiment === RESERVED.holdout) {
    const { share } = { ...HOLDOUT_DEFAULTS, ...holdout }
    return [
      { id: RESERVED.heldOut, weight: share },
      { id: RESERVED.open, weight: 1 - share },
    ]
  }
  const controlFirst = (a: PlannedArm, b: PlannedArm) => Number(b.id === 'control') - Number(a.id === 'control')
  return arms.map(({ variant }) => ({ id: variant, weight: 1 })).sort(controlFirst)
}

function emptyArm(variant: string): ExperimentArm {
  return { variant, visitors: 0, impressions: 0, viewed: 0, clicks: 0 }
}

function daysOf({ fromMs, toMs }: Period): number {
  return Math.max(1, (toMs - fromMs) / DAY_MS)
}

/** The deciding metric first: the one that the experiment names, else the first goal that every arm has, else the first. */
function order(metrics: readonly MetricResult[], named: string | undefined): MetricResult[] {
  const rank = { goal: 0, secondary: 1, guardrail: 2 }
  const sorted = [...metrics].sort((a, b) => rank[a.definition.role] - rank[b.definition.role])
  const isTold = ({ definition, arms }: MetricResult) =>
    definition.role === 'goal' && arms.every(({ value }) => value !== undefined)
  const deciding = sorted.find(({ definition }) => definition.id === named) ?? sorted.find(isTold) ?? sorted[0]
  return deciding ? [deciding, ...sorted.filter((metric) => metric !== deciding)] : []
}

function familyOf(metrics: readonly MetricResult[]): Comparison[] {
  return metrics.flatMap(({ definition, comparisons }) => (definition.role === 'guardrail' ? [] : comparisons))
}

function correctFamily<M extends MetricResult>(
  metrics: readonly M[],
  correction = chooseCorrection(metrics.length),
): M[] {
  const family = familyOf(metrics)
  const adjusted = correctP(
    family.map(({ absolute }) => absolute.p),
    correction,
  )
  const corrected = (comparison: Comparison): Comparison => ({
    ...comparison,
    pAdjusted: adjusted[family.indexOf(comparison)] ?? comparison.pAdjusted,
  })
  return metrics.map((metric) => ({ ...metric, comparisons: metric.comparisons.map(corrected) }))
}

/** Segments with too few visitors in an arm show their values and compare nothing. */
function readSegments(
  { segments = [] }: ExperimentData,
  definition: MetricDefinition,
  variants: readonly string[],
  options: CompareOptions & { readonly alpha: number },
): SegmentResult[] {
  const comparisons = Math.max(1, segments.length * (variants.length - 1))
  // What a segment loses is a part of what is priced for all.
  const { visitorsToCome: _, ...rest } = options
  const read = segments.map(({ by, value, moments }) => {
    const metric = compareMetric(definition, variants, moments, { ...rest, alpha: options.alpha / comparisons })
    const isThin = metric.arms.some(({ visitors }) => visitors < FLOOR_VISITORS)
    return { by, value, ...metric, comparisons: isThin ? [] : metric.comparisons }
  })
  return correctFamily(read, chooseCorrection(comparisons))
}

function courseOf(
  { cumulative = [] }: ExperimentData,
  definition: MetricDefinition,
  variants: readonly string[],
  options: CompareOptions,
): CourseDay[] {
  return cumulative.map(({ toMs, moments }) => {
    const { comparisons } = compareMetric(definition, variants, moments, options)
    return { toMs, differences: Object.fromEntries(comparisons.map(({ variant, absolute }) => [variant, absolute])) }
  })
}

function interleavingOf({ interleaving }: ExperimentData, { variants }: Experiment): InterleavingResult | undefined {
  const [control, test] = variants
  return interleaving && control && test ? readInterleaving(interleaving, [control.id, test.id]) : undefined
}

function checkHealth(
  data: ExperimentData,
  planned: readonly PlannedArm[],
  metrics: readonly MetricResult[],
  alpha: number,
): Health {
  const variants = planned.map(({ id }) => id)
  const counts = variants.map((id) => data.arms.find(({ variant }) => variant === id)?.visitors ?? 0)
  const kept = counts.reduce((sum, count) => sum + count, 0)
  const goal = metrics[0]?.definition.id
  return {
    sampleRatio: checkSampleRatio(
      counts,
      planned.map(({ weight }) => weight),
    ),
    mixed: checkMixed(data.mixedVisitors, kept),
    balance: metrics.flatMap(({ definition: { id } }) => balanceOf(data, id, variants)),
    novelty: data.novelty && goal !== undefined ? readNovelty(data.novelty, goal, variants, alpha) : [],
    bots: data.bots,
  }
}

function balanceOf({ moments }: ExperimentData, metric: string, [first, ...rest]: readonly string[]): Balance[] {
  const arm = (variant: string | undefined) => {
    const own = variant === undefined ? undefined : moments[variant]?.[metric]
    return own && linearise(own)
  }
  const control = arm(first)
  return rest.flatMap((variant) => {
    const test = arm(variant)
    return (control && test && checkBalance(metric, variant, test, control)) ?? []
  })
}
