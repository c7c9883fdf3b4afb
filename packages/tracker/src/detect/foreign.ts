/** Reading of foreign data: getters may throw, shapes differ, numbers are strings. Nothing here throws. */

/** Most entries that are read of one foreign list: an event takes no more items. */
const LIST_COUNT = 200

/** What stands at a path of foreign data. Undefined for what is missing, null, or throws. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  try {
    let found = value as Record<string | number, unknown> | null | undefined
    for (const step of path) found = found?.[step] as typeof found
    return found ?? undefined
  } catch {
    return undefined
  }
}

/** A text of at most 256 characters, trimmed; finite numbers as text. Undefined for anything else, and for nothing but spaces. */
export function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value
  return typeof text === 'string' ? text.trim().slice(0, 256) || undefined : undefined
}

/** An id of at most 128 characters; a longer text is none. */
export function idOf(value: unknown): string | undefined {
  const id = textOf(value)
  return id && id.length <= 128 ? id : undefined
}

/** A finite number that an event can hold, also from a text in a program's notation (`12.50`). Undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof number === 'number' && Math.abs(number) <= 1e9 ? number : undefined
}

/** A number of pieces above 0. Undefined for anything else. */
export function quantityOf(value: unknown): number | undefined {
  const quantity = numberOf(value)
  return quantity && quantity > 0 && quantity <= 1e6 ? quantity : undefined
}

/** A currency of ISO 4217. Undefined for anything else. */
export function currencyOf(value: unknown): string | undefined {
  const code = textOf(value)?.toUpperCase()
  return code && /^[A-Z]{3}$/.test(code) ? code : undefined
}

/** Reads each entry of a foreign list by itself: those that cannot be read are left out. Empty for what is no list. */
export function listOf<T>(value: unknown, read: (entry: unknown) => T | undefined): T[] {
  const found: T[] = []
  try {
    if (!Array.isArray(value)) return found
    const count = Math.min(value.length, LIST_COUNT)
    for (let i = 0; i < count; i++) {
      const entry = read(dig(value, i))
      if (entry !== undefined) found.push(entry)
    }
  } catch {
    // A list that cannot be walked ends here.
  }
  return found
}

/** The same fields without those that are undefined or empty: what could not be read is left out, not said. */
export function told<T extends object>(fields: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  const isTold = (value: unknown) => value !== undefined && (value as { readonly length?: number }).length !== 0
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isTold(value))) as T
}

/** The texts that are there, each once. */
export function present(...texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts)].filter((text): text is string => Boolean(text))
}
