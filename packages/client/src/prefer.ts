import type { EventEnvelope, Profile, StatedTaste } from '@endcap/core'
import { raise, strongest, tasteKeys } from '@endcap/ranker/refine'

/** Raises what the visitor says to like among the tastes of the profile. */
export function prefer(
  profile: Profile,
  waiting: EventEnvelope[],
  tastes: readonly StatedTaste[],
  now: number,
): [Profile, EventEnvelope[]] {
  const raised = [...profile.affinities]
  for (const { weight = 1, ...taste } of tastes) raise(raised, tasteKeys(taste), weight, now)
  return [{ ...profile, affinities: strongest(raised, now) }, waiting]
}
