import type { DecayedScore, EventEnvelope, Profile } from '@endcap/core'
import { highest } from '../highest.js'
import { affinityAt } from '../profile/affinity.js'
import { change, type Step, sorted } from './step.js'

/** A product seen again and again without a click keeps this part of its score. */
const FLOOR = 0.2
/** Seen so often, it has lost half of what it can lose. Ours, not measured. */
const TIRING = 4
const MOST_SHOWN = 100
/** What says that a product is of interest, so that it may be shown afresh. */
const INTEREST = /^(view_item|select_item|add_to_(cart|wishlist)|purchase)$/

/** How often an item was seen without a click, as of `now`: a time a fortnight ago counts half. */
export function shownAt({ shown }: Profile, id: string, now: number): number {
  const seen = shown?.[id]
  return seen ? affinityAt(seen, now) : 0
}

/** From 1 for what is new to the visitor down towards {@link FLOOR}: slowly at first, since a row is often passed by. */
export function fatigueFactor(shown: number): number {
  const times = shown / TIRING
  return FLOOR + (1 - FLOOR) / (1 + times * times)
}

/** Products that were seen again and again without a click give way to others. */
export const byFatigue: Step = (drafts, { query: { profile, now } }) => {
  if (!profile.shown) return sorted(drafts)
  for (const draft of drafts) {
    const shown = shownAt(profile, draft.id, now)
    const factor = fatigueFactor(shown)
    if (factor < 1) change(draft, draft.score * factor, () => ({ step: 'fatigue', shown, factor }))
  }
  return sorted(drafts)
}

/**
 * The profile after an event, for what was seen without a click; the rest is `foldEvent`'s. Pure and bounded. Lists count that
 * Endcap drew or ordered, since only those tell what was really on screen; a click, cart or order starts anew.
 */
export function foldShown(profile: Profile, { type, ts, items = [], list }: EventEnvelope): Profile {
  const isSeen = type === 'view_item_list' && list
  if (!isSeen && !(INTEREST.test(type) && items.some(({ item_id }) => profile.shown?.[item_id]))) return profile
  const shown: Record<string, DecayedScore> = { ...profile.shown }
  for (const { item_id: id } of items) {
    const before = shown[id]
    if (isSeen) shown[id] = { score: (before ? affinityAt(before, ts) : 0) + 1, ts: Math.max(before?.ts ?? ts, ts) }
    else delete shown[id]
  }
  // What is left of a few are as few.
  if (!isSeen) return { ...profile, shown }
  const ids = highest(Object.keys(shown), (id) => shown[id]!.ts, MOST_SHOWN)
  const kept: Record<string, DecayedScore> = {}
  for (const id of ids) kept[id] = shown[id]!
  return { ...profile, shown: kept }
}
