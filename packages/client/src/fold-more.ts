import type { EventEnvelope, Profile } from '@endcap/core'
import { foldShown } from '@endcap/ranker/refine'
import { foldVisits } from './fold-visits.js'

/** The profile after an event, for what is folded beside `foldEvent`, by the part that comes with the files. */
export const foldMore = (profile: Profile, event: EventEnvelope): Profile =>
  foldVisits(foldShown(profile, event), event)
