/**
 * Readers with the signatures of `read.ts` that only say whether a value is sound: one that the readers there would give back as
 * it is. They answer the value itself, or undefined; they note nothing and copy nothing. For values fresh from `JSON.parse`.
 */
import type { Problem } from '../error.js'
import type * as readers from './read.js'
import type { Reader } from './read.js'

/** What a shape is built of: the same shape reads with `read.ts` and checks with this file. */
export type Builders = Pick<
  typeof readers,
  'boolean' | 'either' | 'integer' | 'list' | 'number' | 'object' | 'oneOf' | 'record' | 'text'
>

/** Builds the checks. */
export const sound: Builders = {
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),

  text:
    (max, min = 0, pattern) =>
    (value) =>
      typeof value === 'string' && value.length <= max && value.length >= min && (!pattern || pattern.test(value))
        ? value
        : undefined,

  number:
    (min = -Infinity, max = Infinity) =>
    (value) =>
      // Neither NaN nor, since JSON can say 1e999, what is infinite.
      typeof value === 'number' && value >= min && value <= max && value - value === 0 ? value : undefined,

  integer:
    (min, max = Number.MAX_SAFE_INTEGER) =>
    (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? (value as number) : undefined,

  oneOf<const T extends string>(values: readonly T[]): Reader<T> {
    const known = new Set<unknown>(values)
    return (value) => (known.has(value) ? (value as T) : undefined)
  },

  list:
    <T>(reader: Reader<T>, max: number, min = 0): Reader<T[]> =>
    (value, path, problems) => {
      if (!Array.isArray(value) || value.length > max || value.length < min) return undefined
      for (const entry of value) if (reader(entry, path, problems) === undefined) return undefined
      return value
    },

  record:
    <T>(reader: Reader<T>, max: number): Reader<Record<string, T>> =>
    (value, path, problems) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      const source = value as Record<string, T>
      let count = 0
      for (const key in source) {
        if (++count > max || key.length > 128 || key === '__proto__') return undefined
        if (reader(source[key], path, problems) === undefined) return undefined
      }
      return source
    },

  either:
    <T>(...readers: readonly Reader<T>[]): Reader<T> =>
    (value, path, problems) => {
      for (const reader of readers) if (reader(value, path, problems) !== undefined) return value as T
      return undefined
    },

  object<T extends object>(
    shape: { readonly [Key in keyof T]-?: Reader<NonNullable<T[Key]>> },
    required: readonly (keyof T & string)[],
  ): Reader<T> {
    const check = fieldsCheck(shape, required)
    const all = (1 << required.length) - 1
    return (value, path, problems) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
      return check(value, path, problems) === all ? (value as T) : undefined
    }
  },
}

/**
 * Checks the fields of objects of a shape: which of the `marked` ones are there, as bits in their order (at most 30), or -1 when a
 * field is unknown, null or not sound.
 */
export function fieldsCheck(
  shape: object,
  marked: readonly string[],
): (source: object, path: string, problems: Problem[]) => number {
  const fields = new Map<string, Field>()
  for (const [key, reader] of Object.entries(shape)) {
    const place = marked.indexOf(key)
    fields.set(key, { key, reader, bit: place === -1 ? 0 : 1 << place, next: undefined })
  }
  const none: Field = { key: '', reader: () => undefined, bit: 0, next: undefined }
  return (source, path, problems) => {
    let found = 0
    let last = none
    for (const key in source) {
      // Read first: engines know the place of the field as long as nothing was called.
      const value = (source as Record<string, unknown>)[key]
      // Objects of one sender have their fields in one order, so what followed last time is likely to follow again.
      let field = last.next
      if (field === undefined || field.key !== key) {
        field = fields.get(key)
        if (field === undefined) return -1
        last.next = field
      }
      if (field.reader(value, path, problems) === undefined) return -1
      found |= field.bit
      last = field
    }
    return found
  }
}

interface Field {
  readonly key: string
  readonly reader: Reader<unknown>
  /** 0 for one that is not marked. */
  readonly bit: number
  /** The field that followed it last time. */
  next: Field | undefined
}
