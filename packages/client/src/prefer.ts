import type { EventEnvelope, Profile, StatedTaste } from '@endcap/core'
import { raise, strongest, tasteKeys } from '@endcap/ranker/refine'

/** Whether a page's config, which is read loosely, says a taste here that would not spoil the others. */
const isSound = (taste: StatedTaste | null): taste is StatedTaste =>
  !!taste && Array.isArray(taste.categories ?? []) && Number.isFinite(taste.weight ?? 1) && (taste.weight ?? 1) >= 0

/** Raises what the visitor says to like among the tastes of the profile. What cannot be read is passed over. */
export function prefer(
  profile: Profile,
  waiting: EventEnvelope[],
  tastes: readonly StatedTaste[],
  now: number,
): [Profile, EventEnvelope[]] {
  const raised = [...profile.affinities]
  for (const { weight = 1, ...taste } of tastes.filter(isSound)) raise(raised, tasteKeys(taste), weight, now)
  return [{ ...profile, affinities: strongest(raised, now) }, waiting]
}
