/**
 * The model contract: what `train` fits, the binary file carries and the ranker scores with.
 *
 * File layout, little-endian throughout (written by `@endcap/insights`, read by `@endcap/ranker`):
 *
 * | bytes | meaning |
 * | --- | --- |
 * | 0–3 | magic `ECM1` |
 * | 4–7 | u32 format version, {@link MODEL_FORMAT} |
 * | 8–11 | u32 FNV-1a checksum of every byte from 16 on |
 * | 12–15 | u32 length of the header text |
 * | 16 … | {@link ModelHeader} as UTF-8 JSON, padded with spaces to a multiple of 4 |
 * | then | the sections, each at `offset` from the end of the header text, each a multiple of 4 long |
 *
 * Sections: `ids` (UTF-8, one id a line, in index order), `count` (u32 per item: training interactions),
 * `trend` (f32 per item: decayed popularity at the end of the training window), and for each table T
 * `T.offsets` (u32 per item + 1), `T.items` (u16 per pair while the catalogue has at most 65,536 items, else u32),
 * `T.weights` (u8 per pair, an index into `T.scale`), `T.scale` (f32 × 256).
 * A source's neighbours are ordered by falling weight, then rising item index.
 */

/** First four bytes of a model file, as a little-endian u32 of the text `ECM1`. */
export const MODEL_MAGIC = 0x314d4345
/** The format version that this build reads and writes. */
export const MODEL_FORMAT = 1

/** The neighbour tables. `view`: seen after; `cart`: bought together with. */
export const MODEL_TABLES = ['view', 'cart'] as const
/** One of {@link MODEL_TABLES}. */
export type TableName = (typeof MODEL_TABLES)[number]

/** Where a section is, in bytes from the end of the header text. */
export interface ModelSection {
  readonly offset: number
  readonly length: number
}

/** How the last items of a session are weighed; stored in the model so that every engine scores alike. */
export interface ModelScoring {
  /** Weight of the item viewed k steps ago, from k = 0 (the current one). Its length is the memory of the ranker. */
  readonly steps: readonly number[]
  /** Added to the score of an item already met in the session, by steps ago. */
  readonly own: readonly number[]
}

/** The JSON part of a model file. */
export interface ModelHeader {
  /** Eight hexadecimal digits of the content, stable for the same data and settings; goes into every list event. */
  readonly version: string
  readonly items: number
  /** First and last interaction in the training data, ms since 1970; null where the data have only an order. */
  readonly window: { readonly from: number | null; readonly to: number | null }
  readonly sessions: number
  readonly interactions: number
  readonly scoring: ModelScoring
  readonly sections: Readonly<Record<string, ModelSection>>
}

/** Neighbours of every item: those of item i are at `offsets[i]` to `offsets[i + 1]` of `items` and `weights`. */
export interface NeighbourTable {
  readonly offsets: Uint32Array
  readonly items: Uint16Array | Uint32Array
  readonly weights: Uint8Array
  /** Weight by code, 256 entries. */
  readonly scale: Float32Array
}

/** A decoded model. */
export interface Model {
  readonly header: ModelHeader
  /** Item id by index. */
  readonly ids: readonly string[]
  /** Index of an item id; undefined when the model does not know it. */
  indexOf(id: string): number | undefined
  readonly count: Uint32Array
  readonly trend: Float32Array
  readonly tables: Readonly<Record<TableName, NeighbourTable>>
}
