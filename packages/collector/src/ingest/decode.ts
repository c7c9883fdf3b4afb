import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import type { ErrorCode, Parsed } from '@endcap/core'

/** How a body is written on the wire, in the words of HTTP (RFC 9110, section 8.4.1). */
export const BODY_ENCODINGS = ['identity', 'gzip', 'deflate', 'br'] as const
/** One of {@link BODY_ENCODINGS}. */
export type BodyEncoding = (typeof BODY_ENCODINGS)[number]

const UNPACK = {
  gzip: promisify(gunzip),
  // Some send it without the frame of zlib, against the RFC. In the frame the first byte's low half is 8.
  deflate: (bytes: Buffer, limits: { maxOutputLength: number }) =>
    ((bytes[0] ?? 0) & 15) === 8 ? promisify(inflate)(bytes, limits) : promisify(inflateRaw)(bytes, limits),
  br: promisify(brotliDecompress),
}

/** Unfolds a body, or says why not. `maxBytes` bounds what a packed body may unfold to. */
export function unpackBody(
  bytes: Buffer,
  encoding: BodyEncoding,
  maxBytes: number,
): Parsed<Buffer> | Promise<Parsed<Buffer>> {
  return encoding === 'identity' ? { ok: true, value: bytes } : unpack(bytes, encoding, maxBytes)
}

/** The JSON value of a body, without text that databases refuse; or says why not. */
export function decodeJson(bytes: Buffer): Parsed<unknown> {
  if (!isUtf8(bytes)) return problem('json-malformed', 'the body is not UTF-8')
  const text = bytes.toString()
  try {
    const json: unknown = JSON.parse(text)
    return { ok: true, value: isHostile(text) ? clean(json, 0) : json }
  } catch (error) {
    return problem('json-malformed', error instanceof RangeError ? 'nested too deeply' : undefined)
  }
}

async function unpack(
  bytes: Buffer,
  encoding: Exclude<BodyEncoding, 'identity'>,
  maxBytes: number,
): Promise<Parsed<Buffer>> {
  try {
    return { ok: true, value: await UNPACK[encoding](bytes, { maxOutputLength: maxBytes }) }
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return isBomb
      ? problem('body-too-large', `unfolds to more than ${maxBytes} bytes`)
      : problem('json-malformed', `the ${encoding} body is damaged`)
  }
}

function problem(code: ErrorCode, detail?: string): Parsed<never> {
  return { ok: false, problems: [detail === undefined ? { code, path: '' } : { code, path: '', detail }] }
}

/** Escapes that may stand for half a character, or for NUL: databases refuse them, and one would stop a whole sink. */
const NOT_STORABLE = /\\u(?:d[89a-f]|0000)/i

/** Most texts hold no escape of that kind at all, which is quickly seen. */
function isHostile(text: string): boolean {
  return text.includes('\\u') && NOT_STORABLE.test(text)
}

/** Bounds the recursion: the parsers read no deeper than 6, what lies deeper is left out. */
const DEPTH = 16

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH) return null
  if (Array.isArray(value)) return value.map((entry) => clean(entry, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [cleanText(key), clean(entry, depth + 1)]))
}

function cleanText(text: string): string {
  // `u` keeps whole pairs together, so only halves match.
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '')
}
