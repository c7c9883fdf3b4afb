import {
  type Experiment,
  type ExperimentVariant,
  HOLDOUT_DEFAULTS,
  type Holdout,
  isRunning,
  RESERVED,
} from '@endcap/core'
import { bucketOf, bucketRanges, chooseVariant, isInGroup } from './bucket.js'

/**
 * How a variant came about: by hash, kept from before (`sticky`), forced by a preview (`override`), or not enrolled: control is shown and
 * nothing is logged.
 */
export interface Assignment {
  readonly experiment: string
  /** Of an interleaved experiment `interleaved`, which sets nothing: its list is drafted from both variants. */
  readonly variant: ExperimentVariant
  readonly by: 'hash' | 'sticky' | 'override' | 'not-enrolled'
}

/** What decides besides the experiment itself. */
export interface AssignInput {
  /** Durable anonymous id, which a login does not change; undefined without analytics consent: control, not enrolled. */
  readonly visitor: string | undefined
  /** Forced variants by experiment id, from a preview link. */
  readonly overrides?: Readonly<Record<string, string>> | undefined
  /** The visitor belongs to the global holdout: in no experiment. @default false */
  readonly isHeldOut?: boolean
  /** Whether audience and schedule of the experiment hold. @default yes */
  readonly isEligible?: (experiment: Experiment) => boolean
  /** Of a sticky experiment: the variant that this device keeps. */
  readonly kept?: string | undefined
}

/** Decides for one visitor after the other. */
export type Assigner = (input: AssignInput) => Assignment

/** Prepares the holdout for many visitors: whether one sees control everywhere and is in no experiment. A growing share lets nobody out. */
export function createHoldout(holdout: Holdout | undefined): (visitor: string | undefined) => boolean {
  const { seed, share } = { ...HOLDOUT_DEFAULTS, ...holdout }
  return (visitor) => visitor !== undefined && hashOf(seed, visitor) < share
}

/** Whether one visitor is held out: {@link createHoldout}, asked once. Without an id nobody is. */
export const isHeldOut = (holdout: Holdout | undefined, visitor: string | undefined): boolean =>
  createHoldout(holdout)(visitor)

const hashOf = (seed: string, visitor: string): number => bucketOf(seed, visitor)!

/**
 * Prepares an experiment for many visitors. The first of these that says something decides: an override; not running, no id, held out;
 * group; audience and schedule; the kept arm; the hash under coverage. The same input gives the same arm everywhere.
 */
export function createAssigner(experiment: Experiment): Assigner {
  const { id, variants, coverage = 1, seed = id, group, sticky, interleave } = experiment
  const arms = interleave ? [{ id: RESERVED.interleaved, weight: 1 }] : variants
  const find = (name: string | undefined) => [...variants, ...arms].find((arm) => arm.id === name)
  const ranges = bucketRanges(
    arms.length,
    coverage,
    arms.map(({ weight }) => weight),
  )
  const none: Assignment = { experiment: id, variant: variants[0]!, by: 'not-enrolled' }
  const drawn = arms.map((variant): Assignment => ({ experiment: id, variant, by: 'hash' }))
  const runs = isRunning(experiment)

  return ({ visitor, overrides, isHeldOut, isEligible, kept }) => {
    const forced = overrides && Object.hasOwn(overrides, id) && find(overrides[id])
    if (forced) return { experiment: id, variant: forced, by: 'override' }
    if (!runs || visitor === undefined || isHeldOut) return none
    if (group && !isInGroup(visitor, group.id, group.range)) return none
    if (isEligible && !isEligible(experiment)) return none
    const known = sticky && arms.find((arm) => arm.id === kept)
    if (known) return { experiment: id, variant: known, by: 'sticky' }
    return drawn[chooseVariant(hashOf(seed, visitor), ranges)] ?? none
  }
}

/** Decides for one visitor: {@link createAssigner}, asked once. */
export const assign = (experiment: Experiment, input: AssignInput): Assignment => createAssigner(experiment)(input)
