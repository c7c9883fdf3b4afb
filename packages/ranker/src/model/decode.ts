import type { Model, ModelHeader } from '@endcap/core'
import { readColumns } from './columns.js'
import { guarded, openFile } from './file.js'

/**
 * Reads a model of one file; the layout is in `@endcap/core`'s `model.ts`. Throws `model-damaged`, naming what is wrong, when the file
 * is no model, of another format version, cut off or altered; whatever the bytes, it takes time and memory in proportion to them.
 * Hosts are little-endian, as every browser's is today; on another the magic differs and the file is refused.
 */
export function decodeModel(bytes: ArrayBuffer): Model {
  return guarded((at) => {
    const { header, body } = openFile<ModelHeader>(bytes, at)
    return readColumns(header, header.coding, header, body, at)
  })
}
