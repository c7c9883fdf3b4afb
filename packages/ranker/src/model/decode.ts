import {
  checksum32,
  EndcapError,
  MODEL_FORMAT,
  MODEL_MAGIC,
  type Model,
  type ModelHeader,
  type NeighbourTable,
  type TableName,
} from '@endcap/core'

/** The WHATWG decoder, present in browsers and Node; the ES2022 library does not declare it. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }

/**
 * Reads a model file; the layout is in `@endcap/core`'s `model.ts`. The numbers are views on `bytes`, not copies.
 * Throws `model-damaged`, naming what is wrong, when the file is no model, of another format version, cut off or
 * altered. Hosts are little-endian, as every browser's is today; on another the magic differs and the file is refused.
 */
export function decodeModel(bytes: ArrayBuffer): Model {
  const check = (ok: boolean, what: string): void => {
    if (!ok) throw new EndcapError('model-damaged', what)
  }
  const all = new Uint8Array(bytes)
  const text = (from: number, length: number): string => new TextDecoder().decode(all.subarray(from, from + length))
  check(all.length > 15 && all.length % 4 < 1, 'length')
  const [magic, format, checksum, headerBytes] = new Uint32Array(bytes, 0, 4) as unknown as number[]
  check(magic === MODEL_MAGIC, 'magic')
  check(format === MODEL_FORMAT, `version ${format}`)
  check(checksum === checksum32(all.subarray(16)), 'checksum')
  const start = 16 + headerBytes!
  let header!: ModelHeader
  try {
    header = JSON.parse(text(16, headerBytes!))
  } catch {}
  check(!!header?.sections, 'header')

  /** A section as an array of `Type`; `count` is how many entries it must hold at least. */
  const view = <T>(
    Type: { new (bytes: ArrayBuffer, from: number, count: number): T; BYTES_PER_ELEMENT: number },
    name: string,
    count: number,
  ): T => {
    const { offset, length } = header.sections[name] ?? { offset: 0, length: -1 }
    const fits = (start + offset) % 4 === 0 && offset >= 0 && start + offset + length <= all.length
    check(fits && count * Type.BYTES_PER_ELEMENT <= length, name)
    return new Type(bytes, start + offset, count)
  }
  const { items } = header
  const table = (name: TableName): NeighbourTable => {
    const offsets = view(Uint32Array, `${name}.offsets`, items + 1)
    const pairs = offsets[items]!
    return {
      offsets,
      items: view<Uint16Array | Uint32Array>(items > 65536 ? Uint32Array : Uint16Array, `${name}.items`, pairs),
      weights: view(Uint8Array, `${name}.weights`, pairs),
      scale: view(Float32Array, `${name}.scale`, 256),
    }
  }
  const names = view(Uint8Array, 'ids', 0)
  const ids = text(names.byteOffset, header.sections['ids']!.length).split('\n', items)
  check(ids.length === items, 'ids')
  const index = new Map(ids.map((id, i) => [id, i]))
  return {
    header: header,
    ids,
    indexOf: (id) => index.get(id),
    count: view(Uint32Array, 'count', items),
    trend: view(Float32Array, 'trend', items),
    tables: { view: table('view'), cart: table('cart') },
  }
}
