import { type Config, type Placement, resolvePlacement } from '@endcap/core'
import { assign, parseOverrides } from '@endcap/experiments'
import type { Tracker } from '@endcap/tracker'
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

/** Decides by id of a placement what this visitor sees of it, once for the page; undefined while that has to wait. */
export function createDecisions(
  { placements, experiments }: Config,
  { visitor, report }: Pick<Tracker, 'visitor' | 'report'>,
  { given, initial, search, isSettled }: PagePlacements,
): (id: string) => Decision | undefined {
  const overrides = parseOverrides(search)
  const decisions = new Map<string, Decision>()
  return (id) => {
    const test = experiments?.find(({ placement, active }) => placement === id && active !== false)
    const placement = given.get(id) ?? placements.find((entry) => entry.id === id)
    let decision = decisions.get(id)
    if (decision || ((test ?? placement?.campaign) && !isSettled())) return decision
    if (!placement) report('reference-unknown', `placement ${id}`)
    // The server drew control for whoever asked: its page enrols nobody in a test of that placement.
    const { variant, by } = (test && assign(test, { visitor: initial[id] ? undefined : visitor(), overrides })) ?? {}
    const shown = by === 'not-enrolled' ? undefined : variant
    decision = {
      design: resolvePlacement(placement ?? { id, selector: '', hidden: !initial[id] }, variant?.set),
      experiment: shown && test?.id,
      variant: shown?.id,
      isEnrolled: by === 'hash',
    }
    decisions.set(id, decision)
    return decision
  }
}
