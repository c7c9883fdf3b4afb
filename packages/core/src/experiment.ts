/** Experiments as data of the config. Who sees what is decided by `@endcap/experiments`. */
import type { Audience } from './audience.js'
import type { MountMode, PlacementDesign, WidgetName } from './config.js'
import type { EventType } from './event.js'
import type { Schedule } from './schedule.js'

/** The part of a placement that a variant may change: what it shows, how, and where. */
export interface VariantDesign extends PlacementDesign {
  /** Anchor of this arm. On a page that lacks the anchor of any arm, control is shown and nobody is enrolled. */
  readonly selector?: string
  readonly mode?: MountMode
  /** A list for a list, a message for a message; not `reorder`. */
  readonly widget?: WidgetName
}

/** One arm of an experiment. */
export interface ExperimentVariant {
  /**
   * `interleaved` is reserved.
   * @pattern ^[a-z0-9][a-z0-9_-]{0,63}$
   */
  readonly id: string
  /**
   * Share of the enrolled visitors; the weights of an experiment sum to 1.
   * @minimum 0
   * @maximum 1
   */
  readonly weight: number
  /** What this arm changes of the placement. Absent: nothing, as in control. */
  readonly set?: VariantDesign
}

/** Where an experiment stands. Only a `running` one enrols; a `draft` does nothing at all. */
export const EXPERIMENT_STATUSES = ['draft', 'running', 'stopped'] as const
/** One of {@link EXPERIMENT_STATUSES}. */
export type ExperimentStatus = (typeof EXPERIMENT_STATUSES)[number]

/** A part of the visitors that experiments share out among themselves. */
export interface ExperimentGroup {
  /** Experiments that name the same group and ranges that do not overlap never have a visitor in common. */
  readonly id: string
  /**
   * From the first to before the second, in shares of all visitors: 0 to 1.
   * @minItems 2
   * @maxItems 2
   */
  readonly range: readonly [start: number, end: number]
}

/** How the weights of an experiment follow its results. */
export interface Bandit {
  /**
   * Share of the enrolled visitors that every arm keeps.
   * @minimum 0
   * @maximum 0.5
   * @default 0.05
   */
  readonly floor?: number
}

/** A test of one placement. The first variant is control. */
export interface Experiment {
  /**
   * `holdout` is reserved.
   * @pattern ^[a-z0-9][a-z0-9_-]{0,63}$
   */
  readonly id: string
  /** Placement id. */
  readonly placement: string
  /** @minItems 2 */
  readonly variants: readonly ExperimentVariant[]
  /**
   * Share of visitors enrolled; growing it never moves anyone between arms.
   * @minimum 0
   * @maximum 1
   * @default 1
   */
  readonly coverage?: number
  /**
   * Hash seed. No other experiment, group or holdout may have it.
   * @default the experiment's id
   */
  readonly seed?: string
  /**
   * False: nobody is enrolled and everybody sees control, from the next page view on.
   * @default true
   */
  readonly active?: boolean
  /** @default "running" */
  readonly status?: ExperimentStatus
  /** Who can be enrolled, asked when the placement is first decided on a page. Absent: everybody. */
  readonly audience?: Audience
  /** When visitors are enrolled and their arm is shown. Absent: always. */
  readonly schedule?: Schedule
  /** Keeps its visitors out of other experiments of the group. */
  readonly group?: ExperimentGroup
  /**
   * True: the arm that a visitor was exposed to is kept on the device, though weights or coverage change later.
   * @default false
   */
  readonly sticky?: boolean
  /**
   * True: every enrolled visitor gets one list, drafted in turns from those of both variants, and what is chosen of it is credited to
   * the variant that picked it. For exactly two variants that differ in how products are chosen; their weights do not count.
   * @default false
   */
  readonly interleave?: boolean
  /** Moves traffic to what looks best: `endcap experiment weights` writes new weights for the shop to publish. Best with `sticky`. */
  readonly bandit?: Bandit
  /** What is expected, and why. Stands in the report. */
  readonly hypothesis?: string
  /** Id of the metric that decides. */
  readonly metric?: string
}

/** A metric of the shop's own, beside those that every experiment has: events of one type after the exposure, by visitor. */
export interface MetricPlan {
  /**
   * No metric that there is already.
   * @pattern ^[a-z0-9][a-z0-9_-]{0,63}$
   */
  readonly id: string
  /** @maxLength 200 */
  readonly label: string
  readonly event: EventType
  /** `value` adds up what the events say they are worth. @default "count" */
  readonly sum?: 'value' | 'count'
  /** @default "visitor" */
  readonly per?: 'visitor' | 'session'
  /** @default "higher" */
  readonly better?: 'higher' | 'lower'
  /** A `guardrail` can stop an experiment, a `goal` can decide it. @default "secondary" */
  readonly role?: 'goal' | 'secondary' | 'guardrail'
}

/** Visitors who see control everywhere and are in no experiment, so that all experiments together can be measured. */
export interface Holdout {
  /**
   * Share of all visitors.
   * @minimum 0
   * @maximum 1
   * @default 0.05
   */
  readonly share?: number
  /**
   * Hash seed.
   * @default "endcap-holdout"
   */
  readonly seed?: string
}

/** Ids that experiments and variants of a config may not have, since events say them. */
export const RESERVED = {
  /** The experiment of the global holdout, with its variants. */
  holdout: 'holdout',
  heldOut: 'held-out',
  open: 'open',
  /** The variant of a visitor of an interleaved experiment. */
  interleaved: 'interleaved',
} as const

/** Values of {@link Holdout} that are left out. */
export const HOLDOUT_DEFAULTS = { share: 0.05, seed: 'endcap-holdout' } as const satisfies Required<Holdout>

/** Seed by which a group shares out its visitors. */
export const groupSeed = (group: string): string => `__${group}`
