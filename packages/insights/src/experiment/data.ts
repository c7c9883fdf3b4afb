import type { Period } from '../query/period.js'
import type { InterleavingSums } from './interleave.js'
import type { MetricDefinition } from './metric.js'
import type { MetricMoments } from './moments.js'

/** Moments by arm, then by metric id: `moments[variant]?.[metric]`. An absent one is of nobody. */
export type MomentsByArm = Readonly<Record<string, Readonly<Record<string, MetricMoments>>>>

/** One arm of an experiment, as counted. */
export interface ExperimentArm {
  readonly variant: string
  /** Visitors who could see it, from their first exposure on; visitors of several arms are in none. */
  readonly visitors: number
  /** Cards that were on screen for a second. */
  readonly impressions: number
  /** Requests (lists) that were seen. */
  readonly viewed: number
  readonly clicks: number
}

/** The same visitors twice: in `y` and `d` from the eighth day after their exposure on, in `x` and `w` in the first seven. */
export interface NoveltyData {
  /** Of visitors who were exposed at least eight days before the end of the period. */
  readonly halves: MomentsByArm
  /** By whole days since the first exposure, 0 first: what visitors did on that day, of those whose day had passed. */
  readonly byDay: readonly MomentsByArm[]
}

/** A part of the visitors, told by what was known at their exposure. */
export interface SegmentData {
  /** `visitor` (new or returning) or `channel` (of the last landing before, the largest few). */
  readonly by: string
  readonly value: string
  readonly moments: MomentsByArm
}

/** All that the warehouse tells of an experiment: what the statistics need, and nothing of one visitor. */
export interface ExperimentData {
  readonly experiment: string
  /** What was asked, and over which events; stands beside every number. */
  readonly metrics: readonly MetricDefinition[]
  /** Asked for. Absent: all that the warehouse holds. */
  readonly period?: Period
  /** In words, which events count: the currency, the window before the exposure. */
  readonly filter?: string
  /** ISO 4217, of the metrics of money. Absent: every currency, as if they were one. */
  readonly currency?: string
  /** In the order of their ids. */
  readonly arms: readonly ExperimentArm[]
  readonly moments: MomentsByArm
  /** From the first to the last exposure. Undefined when there is none. */
  readonly span: Period | undefined
  /** Visitors who were exposed to more than one arm; they are in none of the arms. */
  readonly mixedVisitors: number
  /** Visitors left out as robots. Absent: not counted. */
  readonly bots?: number
  readonly novelty?: NoveltyData
  readonly segments?: readonly SegmentData[]
  /** Of an interleaved experiment, whose visitors are all of one arm and which has no other numbers. */
  readonly interleaving?: InterleavingSums
  /** Since the start up to the end of each day, oldest first. */
  readonly cumulative?: readonly { readonly toMs: number; readonly moments: MomentsByArm }[]
}
