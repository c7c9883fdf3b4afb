import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import type { ErrorCode, Parsed } from '@endcap/core'

/** How a body is written on the wire, in the words of HTTP (RFC 9110, section 8.4.1). */
export const BODY_ENCODINGS = ['identity', 'gzip', 'deflate', 'br'] as const
/** One of {@link BODY_ENCODINGS}. */
export type BodyEncoding = (typeof BODY_ENCODINGS)[number]

/** A body that was read. */
export interface DecodedBody {
  readonly json: unknown
  /** The text that `json` was parsed from, in UTF-8; undefined when the value was cleaned. */
  readonly bytes: Buffer | undefined
}

const UNPACK = {
  gzip: promisify(gunzip),
  // Some send it without the frame of zlib, against the RFC. In the frame the first byte's low half is 8.
  deflate: (bytes: Buffer, limits: { maxOutputLength: number }) =>
    ((bytes[0] ?? 0) & 15) === 8 ? promisify(inflate)(bytes, limits) : promisify(inflateRaw)(bytes, limits),
  br: promisify(brotliDecompress),
}

/** Decodes a body into a JSON value, or says why not. `maxBytes` bounds what a packed body may unfold to. */
export function decodeBody(
  bytes: Buffer,
  encoding: BodyEncoding,
  maxBytes: number,
): Parsed<DecodedBody> | Promise<Parsed<DecodedBody>> {
  if (encoding === 'identity') return decodeJson(bytes)
  return unpack(bytes, encoding, maxBytes).then((plain) => (Buffer.isBuffer(plain) ? decodeJson(plain) : plain))
}

function decodeJson(bytes: Buffer): Parsed<DecodedBody> {
  if (!isUtf8(bytes)) return problem('json-malformed', 'the body is not UTF-8')
  const text = bytes.toString()
  try {
    const json: unknown = JSON.parse(text)
    return {
      ok: true,
      value: isHostile(text) ? { json: clean(json, 0), bytes: undefined } : { json, bytes },
    }
  } catch (error) {
    return problem('json-malformed', error instanceof RangeError ? 'nested too deeply' : undefined)
  }
}

async function unpack(
  bytes: Buffer,
  encoding: Exclude<BodyEncoding, 'identity'>,
  maxBytes: number,
): Promise<Buffer | Parsed<never>> {
  try {
    return await UNPACK[encoding](bytes, { maxOutputLength: maxBytes })
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
