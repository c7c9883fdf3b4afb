import { checksum32, MODEL_FORMAT, MODEL_MAGIC, type ModelHeader, type ModelSection } from '@endcap/core'

/** Neighbours by item: [item, code] pairs, in the order of the file. */
export type PlantedTable = Readonly<Record<string, readonly (readonly [string, number])[]>>

/** What a planted model holds; a code c weighs c / 255. */
export interface PlantedModel {
  readonly ids: readonly string[]
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
  const sections: Record<string, ModelSection> = {}
  const body: number[] = []
  const put = (name: string, array: Uint8Array | Uint16Array | Uint32Array | Float32Array, filler = 0): void => {
    const offset = body.length
    body.push(...new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    while (body.length % 4) body.push(filler)
    sections[name] = { offset, length: body.length - offset }
  }
  put('ids', new TextEncoder().encode(ids.join('\n')), 10)
  put(
    'count',
    Uint32Array.from(ids, (_, i) => count?.[i] ?? 1),
  )
  put(
    'trend',
    Float32Array.from(ids, (_, i) => trend?.[i] ?? 0),
  )
  for (const [name, table] of Object.entries({ view, cart })) {
    const rows = ids.map((id) => table[id] ?? [])
    const offsets = [0]
    for (const row of rows) offsets.push(offsets.at(-1)! + row.length)
    put(`${name}.offsets`, Uint32Array.from(offsets))
    put(
      `${name}.items`,
      Uint16Array.from(rows.flat(), ([id]) => ids.indexOf(id)),
    )
    put(
      `${name}.weights`,
      Uint8Array.from(rows.flat(), ([, code]) => code),
    )
    put(
      `${name}.scale`,
      Float32Array.from({ length: 256 }, (_, code) => code / 255),
    )
  }
  const header: ModelHeader = {
    version: '00c0ffee',
    items: ids.length,
    window: { from: null, to: null },
    sessions: 1,
    interactions: 1,
    scoring: { steps, own },
    sections,
  }
  return assemble(JSON.stringify(header), Uint8Array.from(body))
}

/** A file with this header text and body, and a checksum that fits. */
export function assemble(header: string, body: Uint8Array): ArrayBuffer {
  const text = new TextEncoder().encode(header)
  const length = Math.ceil(text.length / 4) * 4
  const bytes = new Uint8Array(16 + length + body.length).fill(0x20)
  bytes.set(text, 16)
  bytes.set(body, 16 + length)
  const head = new DataView(bytes.buffer)
  const words = [MODEL_MAGIC, MODEL_FORMAT, checksum32(bytes.subarray(16)), length]
  words.forEach((word, i) => {
    head.setUint32(i * 4, word, true)
  })
  return bytes.buffer
}
