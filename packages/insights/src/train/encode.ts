import { checksum32, MODEL_FORMAT, MODEL_MAGIC, MODEL_TABLES, type ModelHeader, type ModelSection } from '@endcap/core'
import type { FittedModel } from './fit.js'
import type { NeighbourRows } from './rows.js'

const CODES = 256
const HEAD_BYTES = 16
const NEWLINE = 0x0a
const SPACE = 0x20

/** Writes a model file in the layout of `@endcap/core`'s `model.ts`. Same model, same bytes. */
export function encodeModel(fitted: FittedModel): Uint8Array<ArrayBuffer> {
  const sections: Record<string, ModelSection> = {}
  const parts: Uint8Array[] = []
  let offset = 0
  const put = (name: string, bytes: Uint8Array, filler = 0): void => {
    const padded = padTo4(bytes, filler)
    sections[name] = { offset, length: padded.length }
    parts.push(padded)
    offset += padded.length
  }
  put('ids', new TextEncoder().encode(fitted.ids.join('\n')), NEWLINE)
  put('count', bytesOf(fitted.count))
  put('trend', bytesOf(fitted.trend))
  const wide = fitted.ids.length > 65_536
  const written = new Map<NeighbourRows, string>()
  for (const name of MODEL_TABLES) {
    const rows = fitted.tables[name]
    const same = written.get(rows)
    if (same) {
      // Two names for one table cost no bytes: a section is only where it is.
      for (const part of ['offsets', 'items', 'weights', 'scale'])
        sections[`${name}.${part}`] = sections[`${same}.${part}`]!
      continue
    }
    written.set(rows, name)
    const { items, codes, scale } = quantise(rows)
    put(`${name}.offsets`, bytesOf(rows.offsets))
    put(`${name}.items`, bytesOf(wide ? items : Uint16Array.from(items)))
    put(`${name}.weights`, codes)
    put(`${name}.scale`, bytesOf(scale))
  }
  return assemble(fitted, sections, parts, offset)
}

function assemble(
  { ids, window, sessions, interactions, scoring }: FittedModel,
  sections: Record<string, ModelSection>,
  parts: readonly Uint8Array[],
  bodyBytes: number,
): Uint8Array<ArrayBuffer> {
  const header: ModelHeader = { version: '', items: ids.length, window, sessions, interactions, scoring, sections }
  const body = new Uint8Array(bodyBytes)
  let at = 0
  for (const part of parts) {
    body.set(part, at)
    at += part.length
  }
  const described = new TextEncoder().encode(JSON.stringify({ ...header, body: checksum32(body) }))
  const version = checksum32(described).toString(16).padStart(8, '0')
  const text = padTo4(new TextEncoder().encode(JSON.stringify({ ...header, version })), SPACE)
  const bytes = new Uint8Array(HEAD_BYTES + text.length + bodyBytes)
  bytes.set(text, HEAD_BYTES)
  bytes.set(body, HEAD_BYTES + text.length)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, MODEL_MAGIC, true)
  head.setUint32(4, MODEL_FORMAT, true)
  head.setUint32(8, checksum32(bytes.subarray(HEAD_BYTES)), true)
  head.setUint32(12, text.length, true)
  return bytes
}

/**
 * Weights as codes on a logarithmic scale from the lightest to the heaviest; rows ordered as a reader sees them: by falling
 * weight, then item. Neighbouring codes of a narrow scale can round to one weight, so the weight decides, not the code.
 */
function quantise({ offsets, items, weights }: NeighbourRows) {
  const most = weights.reduce((a, b) => Math.max(a, b), 0)
  const least = weights.reduce((a, b) => Math.min(a, b), most)
  const step = most > least ? Math.log(most / least) / (CODES - 1) : 1
  const scale = Float32Array.from({ length: CODES }, (_, code) => (most > least ? least * Math.exp(code * step) : most))
  const codes = Uint8Array.from(weights, (weight) => (most > least ? Math.round(Math.log(weight / least) / step) : 0))
  const weightOf = (pair: number) => scale[codes[pair]!]!
  const order = Uint32Array.from(items, (_, pair) => pair)
  for (let item = 0; item + 1 < offsets.length; item++) {
    order.subarray(offsets[item], offsets[item + 1]).sort((a, b) => weightOf(b) - weightOf(a) || items[a]! - items[b]!)
  }
  return { items: order.map((pair) => items[pair]!), codes: Uint8Array.from(order, (pair) => codes[pair]!), scale }
}

const bytesOf = (array: Uint32Array | Uint16Array | Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

function padTo4(bytes: Uint8Array, filler: number): Uint8Array {
  if (bytes.length % 4 === 0) return bytes
  const padded = new Uint8Array(bytes.length + 4 - (bytes.length % 4)).fill(filler)
  padded.set(bytes)
  return padded
}
