import type { EventEnvelope, Profile, StatedTaste } from '@endcap/core'
import { raise, strongest, tasteKeys } from '@endcap/ranker/refine'

/** Raises what the visitor says to like among the tastes of the profile. */
export function prefer(
  profile: Profile,
  waiting: EventEnvelope[],
  tastes: readonly StatedTaste[],
  now: number,
): [Profile, EventEnvelope[]] {
  const raised = tastes.reduce(
    (before, { weight = 1, ...taste }) => raise(before, tasteKeys(taste), weight, now),
    profile.affinities,
  )
  return [{ ...profile, affinities: strongest(raised, now) }, waiting]
}
