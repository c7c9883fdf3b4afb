import { type Config, type Experiment, isRunning, type Placement, resolvePlacement } from '@endcap/core'
import type { Tracker } from '@endcap/tracker'
import type { Enrolment } from './experiment.js'
import type { Initial } from './initial.js'
import type { Decision } from './slot.js'

/** What the page knows of its placements beside the config. */
export interface PagePlacements {
  /** Those that elements bring with them, by id. */
  readonly given: ReadonlyMap<string, Placement>
  /** What the server drew, for the first slot of each placement. */
  readonly initial: Initial
  /** Query string that preview links are read from. */
  readonly search: string
  /** Consent was answered, or has been waited for: only then are visitors enrolled in experiments, or held out of campaigns. */
  isSettled(): boolean
}

/**
 * Decides by id of a placement what this visitor sees of it, once for the page; undefined while that has to wait. `enrolment` answers
 * undefined while experiments are on their way, null where there are none or they could not come: then control is shown.
 */
export function createDecisions(
  { placements, experiments }: Config,
  { report }: Pick<Tracker, 'report'>,
  { given, initial, isSettled }: PagePlacements,
  enrolment: () => Enrolment | null | undefined,
): (id: string, isEligible: (experiment: Experiment) => boolean) => Decision | undefined {
  const decisions = new Map<string, Decision>()
  return (id, isEligible) => {
    const placement = given.get(id) ?? placements.find((entry) => entry.id === id)
    const tests = experiments?.filter((test) => test.placement === id)
    const known = decisions.get(id)
    const enrol = enrolment()
    if (known || ((tests?.[0] ?? placement?.campaign) && !isSettled()) || (tests?.[0] && enrol === undefined))
      return known
    if (!placement) report('reference-unknown', `placement ${id}`)
    const asked = placement ?? { id, selector: '', hidden: !initial[id] }
    const decision: Decision = (tests?.[0] && enrol?.decide(asked, isEligible)) || {
      design: resolvePlacement(asked, tests?.find(isRunning)?.variants[0]?.set),
      experiment: undefined,
      variant: undefined,
    }
    decisions.set(id, decision)
    return decision
  }
}
