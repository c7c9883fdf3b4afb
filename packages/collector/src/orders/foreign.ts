/** Reading of what platforms tell: fields may be missing, and numbers are texts. Nothing here throws. */

/** What stands at a path. Undefined for what is missing or null. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found: unknown = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = (found as Record<string | number, unknown>)[step]
  }
  return found ?? undefined
}

/** A text of at most `length` characters; numbers as text. Undefined for anything else, and for nothing but spaces. */
export function textOf(value: unknown, length = 256): string | undefined {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value
  return typeof text === 'string' ? text.trim().slice(0, length) || undefined : undefined
}

/** A finite number, also from a text such as `12.50`. Undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** A moment in ms since 1970. A text without a zone is UTC. Undefined for anything else. */
export function momentOf(value: unknown): number | undefined {
  const text = textOf(value)
  if (!text || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  return Number.isNaN(ms) ? undefined : ms
}

/** The entries of a list, read one by one; those that give undefined are left out. Empty for what is no list. */
export function listOf<T>(value: unknown, read: (entry: unknown) => T | undefined): T[] {
  return Array.isArray(value) ? value.flatMap((entry) => read(entry) ?? []) : []
}

/** True for a name, also with the underscores by which platforms keep a field from shoppers' eyes. */
export function isNamed(value: unknown, name: string): boolean {
  return typeof value === 'string' && value.replace(/^_{1,2}/, '') === name
}

/** To the four decimals that the smallest unit of any currency needs, without what binary fractions leave. */
export function rounded(amount: number): number {
  return Math.round(amount * 1e4) / 1e4
}

/** Fields without those that are undefined or empty. */
export function told<T extends object>(fields: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  const isTold = (value: unknown) => value !== undefined && (value as { readonly length?: number }).length !== 0
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isTold(value))) as T
}
