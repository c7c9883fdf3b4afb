/** Text of a page within the limits of an event: a string or number, trimmed and cut to `max` units; undefined for all else. */
export function cut(value: unknown, max = 256): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim().slice(0, max) : ''
  return text || undefined
}

/** A search term; undefined for none, and for one with an e-mail address: that names a person. */
export function cutTerm(value: unknown): string | undefined {
  const term = cut(value, 1024)
  return term && !/@|%40/.test(term) ? term : undefined
}
