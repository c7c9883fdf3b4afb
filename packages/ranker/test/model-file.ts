import { checksum32, MODEL_FORMAT, MODEL_MAGIC, type ModelHeader } from '@endcap/core'

/** Neighbours by item: [item, code] pairs. */
export type PlantedTable = Readonly<Record<string, readonly (readonly [string, number])[]>>

/** What a planted model holds; a code c weighs c / 255. */
export interface PlantedModel {
  readonly ids: readonly string[]
  /** Below 8. */
  readonly count?: readonly number[]
  readonly trend?: readonly number[]
  readonly view?: PlantedTable
  readonly cart?: PlantedTable
  readonly steps?: readonly number[]
  readonly own?: readonly number[]
}

/** Writes a model file by hand from the layout in core's `model.ts`, without the encoder under test elsewhere. */
export function plantModel({
  ids,
  count,
  trend,
  view = {},
  cart = {},
  steps = [1, 0.5],
  own = [],
}: PlantedModel): ArrayBuffer {
  const columns: number[][] = Array.from({ length: 94 }, () => [])
  const trends = [...new Set([0, ...(trend ?? [])])]
  ids.forEach((_, i) => {
    columns[7]!.push(count?.[i] ?? 1)
    columns[8]!.push(trends.indexOf(trend?.[i] ?? 0))
  })
  const putTable = (first: number, table: PlantedTable): number => {
    let pairs = 0
    const codeOf = (a: number, b: number) => table[ids[a]!]?.find(([id]) => id === ids[b])?.[1] ?? 0
    for (let a = 0; a < ids.length; a++) {
      const others = [...ids.keys()].filter((b) => b >= a && (codeOf(a, b) || codeOf(b, a)))
      columns[first]!.push(others.length)
      others.forEach((b, k) => {
        columns[first + (k ? 5 : 1)]!.push(b - (others[k - 1] ?? a - 1) - 1)
        if (a === b) columns[first + 33]!.push(codeOf(a, b))
        else {
          columns[first + 17]!.push(255)
          columns[first + 34]!.push(codeOf(a, b), codeOf(b, a))
        }
      })
      pairs += others.length
    }
    if (pairs === 0) columns[first] = []
    return pairs
  }
  const pairs = { view: putTable(24, view), cart: putTable(59, cart) }
  const coding = { scale: Array.from({ length: 256 }, (_, code) => code / 255), rows: trends.map(() => 1), codes: [] }
  const header: ModelHeader = {
    version: '00c0ffee',
    window: { from: null, to: null },
    sessions: 1,
    interactions: 1,
    scoring: { steps, own },
    items: ids.length,
    foreign: 0,
    ids,
    pairs,
    columns: columns.map((column) => column.length),
    classes: 1,
    coding: { trend: trends, tables: { view: coding, cart: coding } },
  }
  return assemble(JSON.stringify(header), Uint8Array.from(columns.flat()))
}

/** A file with this header text and body, and a checksum that fits. */
export function assemble(header: string, body: Uint8Array): ArrayBuffer {
  const text = new TextEncoder().encode(header)
  const bytes = new Uint8Array(16 + text.length + body.length)
  bytes.set(text, 16)
  bytes.set(body, 16 + text.length)
  const head = new DataView(bytes.buffer)
  head.setUint32(0, MODEL_MAGIC, true)
  head.setUint32(4, MODEL_FORMAT, true)
  head.setUint32(12, text.length, true)
  return seal(bytes.buffer)
}

/** Puts the right checksum into a file. */
export function seal(bytes: ArrayBuffer): ArrayBuffer {
  if (bytes.byteLength >= 12) new DataView(bytes).setUint32(8, checksum32(new Uint8Array(bytes, 12)), true)
  return bytes
}

/** Header text and body of a file. */
export function takeApart(file: ArrayBuffer): { header: string; body: Uint8Array } {
  const length = new DataView(file).getUint32(12, true)
  return { header: new TextDecoder().decode(new Uint8Array(file, 16, length)), body: new Uint8Array(file, 16 + length) }
}
