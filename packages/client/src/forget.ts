import type { EventEnvelope, Profile } from '@endcap/core'
import { wordsOf } from './fold-visits.js'

/** An entry of any of the lists. */
type Entry = string | { readonly id?: string; readonly term?: string }

/**
 * Takes an item, or words in whatever case, out of a list of the profile, or all of them, and out of what waits to be folded into it: what was
 * dismissed or searched for before consent was given.
 */
export function forget(
  profile: Profile,
  waiting: readonly EventEnvelope[],
  list: 'recent' | 'dismissed' | 'searches',
  id?: string,
): [Profile, EventEnvelope[]] {
  const isSearch = list === 'searches'
  const same = (one: string | undefined) => (isSearch && one && id ? wordsOf(one) === wordsOf(id) : one === id)
  const entries: readonly Entry[] = profile[list] ?? []
  const left = entries.filter((entry) => id && !same(typeof entry === 'string' ? entry : (entry.id ?? entry.term)))
  return [
    { ...profile, [list]: left },
    waiting.filter(({ type, items, search }) =>
      isSearch
        ? type !== 'search' || (id && !same(search?.term))
        : type !== 'dismiss' || list === 'recent' || items?.[0]?.item_id !== id,
    ),
  ]
}
