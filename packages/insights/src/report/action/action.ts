import type { ExperimentResult } from '../../experiment/result.js'
import type { InsightName, InsightResult } from '../../insights.js'
import type { PlacementResult } from '../../query/placements.js'

/**
 * How sure an action is. `sure`: what was found holds after the correction, and what to do follows from it. `likely`: the finding holds,
 * what acting on it brings is estimated. `unsure`: the finding holds, but nothing shows that acting on it helps: try it in a small way.
 */
export type ActionConfidence = 'sure' | 'likely' | 'unsure'

/** What a size counts. Money is that of four weeks. */
export type ActionUnit = 'money' | 'people' | 'orders' | 'clicks'

/** Something to do, from what an insight found. */
export interface Action {
  /** What was found and what to do, in plain words. Names in it are as they came: escape them. */
  readonly text: string
  /** How much it is about: at stake in four weeks where it is money, else in the whole period. 0: not known. */
  readonly size: number
  readonly unit: ActionUnit
  /** Of money: as `EUR`; empty where the shop names none. */
  readonly currency?: string
  readonly confidence: ActionConfidence
  /** Where the evidence stands: the id of a section of the report. */
  readonly section: InsightName | 'experiments'
  /** The one command, or the one setting of config.json, that does it or shows who and what is meant. */
  readonly how: string
}

/** What finders know beside their own result. */
export interface ActionContext {
  readonly currency: string
  /** Mean worth of an order; 0 without orders. */
  readonly orderValue: number
  /** Mean visits a day. */
  readonly sessionsPerDay: number
  readonly placements: readonly PlacementResult[]
  /** Turns what the whole period held into what four weeks hold. */
  fourWeeks(total: number): number
  /** What another insight found; undefined where it could not say. */
  result<Name extends InsightName>(name: Name): InsightResult<Name> | undefined
}

/** Finds what to do about an insight; nothing where nothing stands out. */
export type ActionFinder<Name extends InsightName> = (result: InsightResult<Name>, context: ActionContext) => Action[]
/** Finds what to do about experiments. */
export type ExperimentFinder = (experiments: readonly ExperimentResult[], context: ActionContext) => Action[]

/**
 * Highest corrected chance that a finding is none, for an action: there are ten finders, so that in a shop where nothing differs the list
 * is empty 95 times of 100 (Bonferroni).
 */
export const ACTION_LEVEL = 0.05 / 10
/** Fewer people, baskets or clicks make no action. */
export const LEAST_COUNT = 10
export const FOUR_WEEKS = 28

/** A sum of money as the size of an action. */
export function moneySize(size: number, currency: string): Pick<Action, 'size' | 'unit' | 'currency'> {
  return { size: Math.max(0, size), unit: 'money', currency }
}

/** An id as it may stand in a command: one with anything but letters, digits, dots, dashes and colons is left to the reader. */
export function wordOf(id: string | undefined, instead: string): string {
  return id !== undefined && /^[\w.:-]+$/.test(id) ? id : instead
}
