import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { ErrorCode, Parsed } from '@endcap/core'

const inflate = promisify(gunzip)

/** How a body is written on the wire. */
export type BodyEncoding = 'identity' | 'gzip'

/** Decodes a body into a JSON value, or says why not. `maxBytes` bounds what a gzip body may unfold to. */
export async function decodeBody(
  bytes: Buffer,
  encoding: BodyEncoding,
  maxBytes: number,
): Promise<Parsed<{ readonly json: unknown }>> {
  const plain = encoding === 'gzip' ? await unzip(bytes, maxBytes) : bytes
  if (!Buffer.isBuffer(plain)) return plain
  if (!isUtf8(plain)) return problem('json-malformed', 'the body is not UTF-8')
  const text = plain.toString()
  try {
    const json: unknown = JSON.parse(text)
    return { ok: true, value: { json: NOT_STORABLE.test(text) ? clean(json, 0) : json } }
  } catch (error) {
    return problem('json-malformed', error instanceof RangeError ? 'nested too deeply' : undefined)
  }
}

async function unzip(bytes: Buffer, maxBytes: number): Promise<Buffer | Parsed<never>> {
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const isBomb = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    return isBomb
      ? problem('body-too-large', `unfolds to more than ${maxBytes} bytes`)
      : problem('json-malformed', 'the gzip body is damaged')
  }
}

function problem(code: ErrorCode, detail?: string): Parsed<never> {
  return { ok: false, problems: [detail === undefined ? { code, path: '' } : { code, path: '', detail }] }
}

/** Escapes that may stand for half a character, or for NUL: databases refuse them, and one would stop a whole sink. */
const NOT_STORABLE = /\\u(?:d[89a-f]|0000)/i

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
