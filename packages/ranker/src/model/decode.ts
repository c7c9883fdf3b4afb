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
  /** What is being read: whatever throws from here on is wrong with this. */
  let part = 'length'
  try {
    const body = new Uint8Array(bytes, 16)
    const [magic, format, checksum, headerBytes] = new Uint32Array(bytes) as unknown as number[]
    if (magic !== MODEL_MAGIC) part = 'magic'
    else if (format !== MODEL_FORMAT) part = `version ${format}`
    else part = checksum === checksum32(body) ? 'header' : 'checksum'
    if (part !== 'header') throw part
    const header: ModelHeader = JSON.parse(new TextDecoder().decode(body.subarray(0, headerBytes)))
    const { items, sections } = header

    /** The first `count` entries of a section, else all its bytes. The array itself refuses a place outside the file. */
    const view = <T>(
      Type: new (bytes: ArrayBuffer, from: number, count: number) => T,
      name: string,
      count?: number,
    ): T => {
      const { offset, length } = sections[(part = name)]!
      return new Type(bytes, 16 + headerBytes! + offset, count ?? length)
    }
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
    const ids = new TextDecoder().decode(view(Uint8Array, 'ids')).split('\n', items)
    if (ids.length !== items) throw items
    const index = new Map(ids.map((id, i) => [id, i]))
    return {
      header,
      ids,
      indexOf: (id) => index.get(id),
      count: view(Uint32Array, 'count', items),
      trend: view(Float32Array, 'trend', items),
      tables: { view: table('view'), cart: table('cart') },
    }
  } catch (cause) {
    throw new EndcapError('model-damaged', part, cause)
  }
}
