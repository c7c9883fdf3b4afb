/**
 * Builders with the names of `read.ts` that check a value where it lies, in the bytes of a body, and make nothing of it. What passes is
 * JSON, and the readers there would give it back as it is. What `JSON.stringify` would not write, or seldom does, does not pass:
 * spaces, exponents, a name that stands twice in an object, escapes of letters (`\u00e9`).
 */
import type * as readers from './read.js'

/** Steps over the value that begins at `at`: gives the place behind it, or -1 for one that does not pass. */
export type Scan = (bytes: Uint8Array, at: number) => number

/** What a shape is built of: the same shape is read with `read.ts` and scanned with this file. */
export type Builders = Pick<
  typeof readers,
  'boolean' | 'either' | 'integer' | 'list' | 'number' | 'object' | 'oneOf' | 'record' | 'text'
>

/** The fields of an object, each with what scans it. */
export type ScanShape = Readonly<Record<string, Scan>>

const [QUOTE, BACKSLASH, MINUS, DOT, ZERO, NINE] = [0x22, 0x5c, 0x2d, 0x2e, 0x30, 0x39]
const [COLON, COMMA, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [0x3a, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d]
const FIRST_LETTER = 0x20
const LAST_ASCII = 0x7e

/** What may follow a backslash. */
const ESCAPED = new Uint8Array(256)
for (const letter of '"\\/bfnrt') ESCAPED[letter.charCodeAt(0)] = 1

/** The place of the quote that ends the text whose first letter is at `at`, or -1. */
function textEnd(bytes: Uint8Array, at: number): number {
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i] as number
    if (byte > QUOTE && byte !== BACKSLASH) continue
    if (byte === QUOTE) return i
    if (byte < FIRST_LETTER) return -1
    if (byte === BACKSLASH && ESCAPED[bytes[++i] as number] !== 1) return -1
  }
  return -1
}

/** The letters of a short stretch, each byte one. */
function latin1(bytes: Uint8Array, at: number, end: number): string {
  let letters = ''
  for (let i = at; i < end; i++) letters += String.fromCharCode(bytes[i] as number)
  return letters
}

/** Whether from `at` to `end`, its quotes among them, a text stands that reads as it is written: ASCII without escapes. */
export function isPlainText(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at + 1; i < end - 1; i++) {
    const byte = bytes[i] as number
    if (byte > LAST_ASCII || byte === BACKSLASH) return false
  }
  return bytes[at] === QUOTE
}

/** A fraction of so few letters is its digits by a power of ten, both exact, and so is rounded but once. */
const EXACT_LENGTH = 15

/** The number that a scan stepped over. */
export function numberAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at > EXACT_LENGTH) return Number(latin1(bytes, at, end))
  let digits = 0
  let scale = 0
  for (let i = at; i < end; i++) {
    const byte = bytes[i] as number
    if (byte === DOT) scale = 1
    else if (byte !== MINUS) {
      digits = digits * 10 + (byte - ZERO)
      scale *= 10
    }
  }
  const value = scale === 0 ? digits : digits / scale
  return bytes[at] === MINUS ? -value : value
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  let i = at
  while ((bytes[i] as number) >= ZERO && (bytes[i] as number) <= NINE) i++
  return i
}

/** Longer numbers are no measurements. */
const NUMBER_LENGTH = 32

function numberEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at] === MINUS ? at + 1 : at
  const point = digitsEnd(bytes, first)
  if (point === first || (bytes[first] === ZERO && point > first + 1)) return -1
  const end = bytes[point] === DOT ? digitsEnd(bytes, point + 1) : point
  return end === point + 1 || end - at > NUMBER_LENGTH ? -1 : end
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

/** Whether the bytes of `known` stand at a place. */
function isAt(known: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < known.length; i++) if (bytes[at + i] !== known[i]) return false
  return true
}

/** Finds which of some texts stands behind the quote before `at`; -1 for none. */
export type FindWord = (bytes: Uint8Array, at: number) => number

/** Creates the search for `words`, which are ASCII without escapes. */
export function createWords(words: readonly string[]): FindWord {
  const ended = words.map((word) => bytesOf(`${word}"`))
  const byHash = new Map<number, number[]>()
  for (const [index, word] of words.entries()) {
    const hash = bytesOf(word).reduce(mix, 0)
    byHash.set(hash, [...(byHash.get(hash) ?? []), index])
  }
  return (bytes, at) => {
    let hash = 0
    for (let i = at; i < bytes.length && bytes[i] !== QUOTE; i++) hash = mix(hash, bytes[i] as number)
    for (const index of byHash.get(hash) ?? []) if (isAt(ended[index] as Uint8Array, bytes, at)) return index
    return -1
  }
}

/** FNV-1. */
function mix(hash: number, byte: number): number {
  return Math.imul(hash, 0x01000193) ^ byte
}

interface Field {
  readonly index: number
  /** What stands before its value. */
  readonly name: Uint8Array
  readonly scan: Scan
  readonly bit: number
  /** The field that followed it last time. */
  next: Field | undefined
}

/**
 * Scans objects of a shape of at most 31 fields. Where each field’s value begins and ends is written to `places`, two numbers a field in the order of
 * the shape, -1 for one that is not there.
 */
export function scanFields(shape: ScanShape, required: readonly string[], places?: Int32Array): Scan {
  const names = Object.keys(shape)
  const find = createWords(names)
  const fields = Object.entries(shape).map(
    ([name, scan], index): Field => ({ index, name: bytesOf(`"${name}":`), scan, bit: 1 << index, next: undefined }),
  )
  const needed = required.reduce((bits, name) => bits | (1 << names.indexOf(name)), 0)
  const first: Field = { index: -1, name: bytesOf(''), scan: () => -1, bit: 0, next: undefined }
  return (bytes, at) => {
    if (bytes[at] !== OPEN) return -1
    places?.fill(-1)
    if (bytes[at + 1] === CLOSE) return needed === 0 ? at + 2 : -1
    let found = 0
    let last = first
    for (let i = at + 1; ; i++) {
      // Objects of one sender have their fields in one order, so what followed last time is likely to follow again.
      let field = last.next
      if (field === undefined || !isAt(field.name, bytes, i)) {
        field = fields[find(bytes, i + 1)]
        if (field === undefined || !isAt(field.name, bytes, i)) return -1
        last.next = field
      }
      if ((found & field.bit) !== 0) return -1
      const start = i + field.name.length
      i = field.scan(bytes, start)
      if (i === -1) return -1
      if (places !== undefined) {
        places[field.index * 2] = start
        places[field.index * 2 + 1] = i
      }
      found |= field.bit
      if (bytes[i] === CLOSE) return (found & needed) === needed ? i + 1 : -1
      if (bytes[i] !== COMMA) return -1
      last = field
    }
  }
}

/** Scans texts. Lengths are counted in bytes, which are at least as many as letters: what passes is not too long. */
export const scanText =
  (max: number, min = 0, pattern?: RegExp): Scan =>
  (bytes, at) => {
    if (bytes[at] !== QUOTE) return -1
    const end = textEnd(bytes, at + 1)
    const length = end - at - 1
    // One letter is at least one byte; a longer least length comes with a pattern.
    if (end === -1 || length > max || length < min) return -1
    return pattern && !pattern.test(latin1(bytes, at + 1, end)) ? -1 : end + 1
  }

/** Scans numbers in [min, max]. */
export const scanNumber =
  (min = -Infinity, max = Infinity, isWhole = false): Scan =>
  (bytes, at) => {
    const end = numberEnd(bytes, at)
    if (end === -1) return -1
    const value = numberAt(bytes, at, end)
    const isSound = value >= min && value <= max && (isWhole ? Number.isInteger(value) : Number.isFinite(value))
    return isSound ? end : -1
  }

function oneOf(values: readonly string[]): Scan {
  const find = createWords(values)
  return (bytes, at) => {
    const index = bytes[at] === QUOTE ? find(bytes, at + 1) : -1
    return index === -1 ? -1 : at + (values[index] as string).length + 2
  }
}

const TRUE = bytesOf('true')
const FALSE = bytesOf('false')

function boolean(bytes: Uint8Array, at: number): number {
  if (isAt(TRUE, bytes, at)) return at + TRUE.length
  return isAt(FALSE, bytes, at) ? at + FALSE.length : -1
}

/** Steps over the entries of a list or a record: `entry` steps over one. */
function entries(bytes: Uint8Array, at: number, close: number, bounds: readonly [number, number], entry: Scan): number {
  if (bytes[at + 1] === close) return bounds[0] === 0 ? at + 2 : -1
  let i = at
  for (let count = 1; count <= bounds[1]; count++) {
    i = entry(bytes, i + 1)
    if (i === -1) return -1
    if (bytes[i] === close) return count >= bounds[0] ? i + 1 : -1
    if (bytes[i] !== COMMA) return -1
  }
  return -1
}

/** Scans lists. */
export const scanList = (scan: Scan, max: number, min = 0): Scan => {
  const bounds = [min, max] as const
  return (bytes, at) => (bytes[at] === OPEN_LIST ? entries(bytes, at, CLOSE_LIST, bounds, scan) : -1)
}

const NAME_LENGTH = 128
/** A name that is a way into objects. */
const FORBIDDEN = bytesOf('"__proto__":')

const record = (scan: Scan, max: number): Scan => {
  const bounds = [0, max] as const
  const entry: Scan = (bytes, at) => {
    const end = bytes[at] === QUOTE ? textEnd(bytes, at + 1) : -1
    if (end === -1 || end - at - 1 > NAME_LENGTH || bytes[end + 1] !== COLON) return -1
    return isAt(FORBIDDEN, bytes, at) ? -1 : scan(bytes, end + 2)
  }
  return (bytes, at) => (bytes[at] === OPEN ? entries(bytes, at, CLOSE, bounds, entry) : -1)
}

const either =
  (...scans: readonly Scan[]): Scan =>
  (bytes, at) => {
    for (const scan of scans) {
      const end = scan(bytes, at)
      if (end !== -1) return end
    }
    return -1
  }

/** The builders. A shape is written for readers; what these make of it are {@link Scan}s, see {@link scansOf}. */
export const scanning = {
  ...{ boolean, either, list: scanList, number: scanNumber, object: scanFields, oneOf, record, text: scanText },
  integer: (min: number, max = Number.MAX_SAFE_INTEGER) => scanNumber(min, max, true),
} as unknown as Builders

/** A shape that was built with {@link scanning}, as what it is. */
export const scansOf = (shape: object): ScanShape => shape as ScanShape
