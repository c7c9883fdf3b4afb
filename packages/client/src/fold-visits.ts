import type { EventEnvelope, Profile } from '@endcap/core'

/** Most searches and pieces of content that a profile holds, and most characters of a search. */
const MOST_SEARCHES = 10
const MOST_OPENED = 50
const LONGEST = 100

/** By this two searches are one: words, in whatever case and with whatever space between them. */
export const wordsOf = (term: string): string => term.trim().toLowerCase().replace(/\s+/g, ' ')

/**
 * The profile after an event, for the words searched for and the content opened: a `select_promotion` of a `content` widget. Pure and
 * bounded; the same object for other events. Longer words than a shopper types are not kept.
 */
export function foldVisits(profile: Profile, { type, ts, search, data, list, page }: EventEnvelope): Profile {
  const words = type === 'search' ? wordsOf(search?.term ?? '') : ''
  if (words && words.length <= LONGEST) {
    const url = page?.url
    const others = profile.searches?.filter(({ term }) => wordsOf(term) !== words) ?? []
    return {
      ...profile,
      searches: [{ term: search!.term.trim(), ts, ...(url && { url }) }, ...others].slice(0, MOST_SEARCHES),
    }
  }
  const id = type === 'select_promotion' && list?.widget === 'content' && data?.['promotion_id']
  if (!id) return profile
  return { ...profile, opened: [...new Set([`${id}`, ...(profile.opened ?? [])])].slice(0, MOST_OPENED) }
}
