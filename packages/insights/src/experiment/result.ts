import type { Period } from '../query/period.js'
import type { Balance } from './balance.js'
import type { Decision } from './bayes.js'
import type { Correction } from './correct.js'
import type { ExperimentArm } from './data.js'
import type { GuardrailState } from './guardrail.js'
import type { InterleavingResult } from './interleave.js'
import type { MetricDefinition } from './metric.js'
import type { MixedExposure } from './mixed.js'
import type { Novelty } from './novelty.js'
import type { Difference } from './sequential.js'
import type { SampleRatio } from './srm.js'
import type { Verdict } from './verdict.js'
import type { WelchTest } from './welch.js'

/** One arm, beside the others. */
export interface ArmResult extends ExperimentArm {
  /** Share of the visitors that the arm should have, 0–1. */
  readonly share: number
}

/** A metric of one arm, as it was seen: not adjusted. */
export interface ArmValue {
  readonly variant: string
  readonly visitors: number
  /** Undefined below two visitors and for a ratio over nothing. */
  readonly value: number | undefined
}

/** An arm against control on one metric. */
export interface Comparison {
  readonly variant: string
  /** Visitors of both arms together. */
  readonly visitors: number
  /** Test less control with the always-valid interval: the one to read. CUPED's where `cuped` is there. */
  readonly absolute: Difference
  /** By control's value: 0.1 is 10 % more; bounds by Fieller. Undefined while control is not surely above zero. */
  readonly relative: Difference | undefined
  /** What a test with one look planned beforehand would say; wrong far too often when it is read every day. */
  readonly fixed: { readonly absolute: WelchTest; readonly relative: WelchTest | undefined }
  /** The always-valid p of `absolute`, corrected over the metrics and arms of its family; the interval does not follow it. */
  readonly pAdjusted: number
  /** What to expect of giving this arm to everyone. Undefined without `relative`. */
  readonly decision: Decision | undefined
  /** Undefined where nothing is known of before the exposure. */
  readonly cuped:
    | { readonly theta: number /** Share of the variance that it took away, 0–1. */; readonly reduction: number }
    | undefined
  /** For a guardrail only. */
  readonly guardrail: GuardrailState | undefined
  /** Surely better or worse by the always-valid interval, in the metric's own sense. */
  readonly side: 'better' | 'worse' | undefined
}

/** A metric of an experiment, or of one segment of it. */
export interface MetricResult {
  readonly definition: MetricDefinition
  /** Control first. */
  readonly arms: readonly ArmValue[]
  /** In the order of the arms, without control and without those of which nothing can be said. */
  readonly comparisons: readonly Comparison[]
}

/** The deciding metric among the visitors of a segment; its intervals share alpha with those of all other segments. */
export interface SegmentResult extends MetricResult {
  readonly by: string
  readonly value: string
}

/** The deciding metric as it stood at the end of a day. */
export interface CourseDay {
  readonly toMs: number
  /** By variant; an arm of which nothing can be said yet is missing. */
  readonly differences: Readonly<Record<string, Difference>>
}

/** What has to be right before the numbers mean anything. */
export interface Health {
  readonly sampleRatio: SampleRatio
  readonly mixed: MixedExposure
  /** Arms against control before anyone was exposed; empty where nothing is known of before. */
  readonly balance: readonly Balance[]
  /** Of the deciding metric. */
  readonly novelty: readonly Novelty[]
  /** Visitors left out as robots. Undefined: not counted. */
  readonly bots: number | undefined
}

/** An experiment, read. */
export interface ExperimentResult {
  readonly experiment: string
  readonly placement: string | undefined
  readonly hypothesis: string | undefined
  /** The global holdout: `open` against `held-out`, the worth of the whole programme. */
  readonly isHoldout: boolean
  /** Control first, the others in the config's order. */
  readonly arms: readonly ArmResult[]
  /** The deciding one first, then goals, secondary ones and guardrails. */
  readonly metrics: readonly MetricResult[]
  readonly segments: readonly SegmentResult[]
  /** How the deciding metric's difference came about, oldest day first; each interval is as valid as the last. */
  readonly course: readonly CourseDay[]
  /** Of an interleaved experiment, which has nothing else. */
  readonly interleaving: InterleavingResult | undefined
  /** What was asked for. Undefined: everything. */
  readonly period: Period | undefined
  /** From the first to the last exposure. */
  readonly span: Period | undefined
  readonly filter: string | undefined
  /** Chance that any always-valid interval of a metric ever misses the truth; the arms share it. */
  readonly alpha: number
  readonly correction: Correction
  readonly health: Health
  /** What to say beside every effect: its weights follow its results, so that effects are biased and the split is not judged. */
  readonly bias: string | undefined
  /** False: the config was not given, so equal shares were expected, and control is the arm `control` or the first by name. */
  readonly configured: boolean
  readonly verdict: Verdict
}
