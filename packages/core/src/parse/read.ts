/**
 * Readers turn unknown input into typed values, noting every problem with its path instead of throwing.
 * They copy known fields only, so that foreign keys (`__proto__` among them) never travel on.
 */
import type { ErrorCode, Problem } from '../error.js'

/** Reads `value` found at `path`; on a problem it notes it and answers undefined. */
export type Reader<T> = (value: unknown, path: string, problems: Problem[]) => T | undefined

/** The answer of a parser: the value, or at least one problem. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Runs a reader over a whole value. */
export function parseWith<T>(reader: Reader<T>, value: unknown): Parsed<T> {
  const problems: Problem[] = []
  const read = reader(value, '', problems)
  return problems.length === 0 && read !== undefined ? { ok: true, value: read } : { ok: false, problems }
}

/** Notes a problem; answers undefined so that a reader can return it. */
export function note(problems: Problem[], code: ErrorCode, path: string, detail?: string): undefined {
  problems.push(detail === undefined ? { code, path } : { code, path, detail })
  return undefined
}

/** One step of a JSON Pointer, escaped by RFC 6901. */
export function step(path: string, key: string | number): string {
  return `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

/** A string of at most `max` UTF-16 units, at least `min`. */
export function text(max: number, min = 0, pattern?: RegExp): Reader<string> {
  return (value, path, problems) => {
    if (typeof value !== 'string') return note(problems, 'type-wrong', path, `expected string, got ${kindOf(value)}`)
    if (value.length > max) return note(problems, 'value-too-long', path, `at most ${max} characters`)
    if (value.length < min) return note(problems, 'value-invalid', path, `at least ${min} characters`)
    if (pattern && !pattern.test(value)) return note(problems, 'value-invalid', path, `must match ${pattern.source}`)
    return value
  }
}

/** A finite number in [min, max]. */
export function number(min = -Infinity, max = Infinity): Reader<number> {
  return (value, path, problems) => {
    if (typeof value !== 'number') return note(problems, 'type-wrong', path, `expected number, got ${kindOf(value)}`)
    if (!Number.isFinite(value) || value < min || value > max) {
      return note(problems, 'value-invalid', path, `expected ${min} to ${max}`)
    }
    return value
  }
}

/** A whole number in [min, max]. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Reader<number> {
  const inner = number(min, max)
  return (value, path, problems) => {
    const read = inner(value, path, problems)
    return read === undefined || Number.isInteger(read)
      ? read
      : note(problems, 'value-invalid', path, 'expected a whole number')
  }
}

/** True or false. */
export const boolean: Reader<boolean> = (value, path, problems) =>
  typeof value === 'boolean' ? value : note(problems, 'type-wrong', path, `expected boolean, got ${kindOf(value)}`)

/** One of the given strings. */
export function oneOf<const T extends string>(values: readonly T[]): Reader<T> {
  const known = new Set<string>(values)
  return (value, path, problems) => {
    if (typeof value !== 'string') return note(problems, 'type-wrong', path, `expected string, got ${kindOf(value)}`)
    return known.has(value) ? (value as T) : note(problems, 'value-invalid', path, `not one of the known values`)
  }
}

/** Exactly this version number. */
export function version<const V extends number>(expected: V): Reader<V> {
  return (value, path, problems) => {
    if (value === undefined) return note(problems, 'field-missing', path)
    return value === expected ? expected : note(problems, 'version-unknown', path, `this build reads ${expected}`)
  }
}

/** An array of at most `max` entries. A bad entry is noted and left out. */
export function list<T>(reader: Reader<T>, max: number, min = 0): Reader<T[]> {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return note(problems, 'type-wrong', path, `expected array, got ${kindOf(value)}`)
    if (value.length > max) return note(problems, 'value-too-long', path, `at most ${max} entries`)
    if (value.length < min) return note(problems, 'value-invalid', path, `at least ${min} entries`)
    const read: T[] = []
    for (let i = 0; i < value.length; i++) {
      const entry = reader(value[i], step(path, i), problems)
      if (entry !== undefined) read.push(entry)
    }
    return read
  }
}

/** A plain object, as a record of unknown values. */
export const plain: Reader<Readonly<Record<string, unknown>>> = (value, path, problems) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : note(problems, 'type-wrong', path, `expected object, got ${kindOf(value)}`)

/** A map with free keys of at most 128 characters, at most `max` of them. */
export function record<T>(reader: Reader<T>, max: number): Reader<Record<string, T>> {
  return (value, path, problems) => {
    const source = plain(value, path, problems)
    if (!source) return undefined
    const keys = Object.keys(source)
    if (keys.length > max) return note(problems, 'value-too-long', path, `at most ${max} keys`)
    const read: [string, T][] = []
    for (const key of keys) {
      if (key.length > 128) note(problems, 'value-too-long', step(path, key), 'keys have at most 128 characters')
      const entry = reader(source[key], step(path, key), problems)
      if (entry !== undefined && key !== '__proto__') read.push([key, entry])
    }
    return Object.fromEntries(read)
  }
}

type Shape<T> = { readonly [Key in keyof T]-?: Reader<NonNullable<T[Key]>> }

/** An object of known fields. Those named in `required` must be there; unknown fields are left out; null reads as absent. */
export function object<T extends object>(shape: Shape<T>, required: readonly (keyof T & string)[]): Reader<T> {
  const fields = Object.entries(shape) as [string, Reader<unknown>][]
  const needed = new Set<string>(required)
  return (value, path, problems) => {
    const source = plain(value, path, problems)
    if (!source) return undefined
    const read: Record<string, unknown> = {}
    for (const [key, reader] of fields) {
      const field = Object.hasOwn(source, key) ? source[key] : undefined
      if (field === undefined || field === null) {
        if (needed.has(key)) note(problems, 'field-missing', step(path, key))
        continue
      }
      const entry = reader(field, step(path, key), problems)
      if (entry !== undefined) read[key] = entry
    }
    return read as T
  }
}

/**
 * Like {@link object}, for what people write by hand and where a slip of the pen would mean something else: an unknown field is
 * noted, and so is an object without fields.
 */
export function exact<T extends object>(shape: Shape<T>, required: readonly (keyof T & string)[] = []): Reader<T> {
  const inner = object<T>(shape, required)
  return (value, path, problems) => {
    const source = plain(value, path, problems)
    if (!source) return undefined
    const keys = Object.keys(source)
    if (keys.length === 0) return note(problems, 'value-invalid', path, 'says nothing')
    for (const key of keys) {
      if (!Object.hasOwn(shape, key)) note(problems, 'value-invalid', step(path, key), 'not a known field')
    }
    return inner(value, path, problems)
  }
}

/** Any of the given readers: the first that reads without a problem. */
export function either<T>(...readers: readonly Reader<T>[]): Reader<T> {
  return (value, path, problems) => {
    for (const reader of readers) {
      const tried: Problem[] = []
      const read = reader(value, path, tried)
      if (tried.length === 0) return read
    }
    return note(problems, 'type-wrong', path, `got ${kindOf(value)}`)
  }
}
