import type { EventEnvelope, Profile } from '@endcap/core'

/** Takes an item out of a list of the profile, or all of them, and what waits to be folded into it: what was dismissed before consent was given. */
export function forget(
  profile: Profile,
  waiting: readonly EventEnvelope[],
  list: 'recent' | 'dismissed',
  id?: string,
): [Profile, EventEnvelope[]] {
  const entries: readonly (string | { readonly id: string })[] = profile[list]
  const left = entries.filter((entry) => id && id !== ((entry as { readonly id?: string }).id ?? entry))
  return [
    { ...profile, [list]: left },
    waiting.filter(({ type, items }) => type !== 'dismiss' || list === 'recent' || items?.[0]?.item_id !== id),
  ]
}
