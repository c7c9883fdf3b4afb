/**
 * The model contract: what `train` fits, files carry and the ranker scores with. A small catalogue is one file, a large one
 * a manifest, directory files and shards. All are written by `@endcap/insights`, read by `@endcap/ranker`, and served gzipped.
 *
 * Every file, little-endian throughout, is a whole number of words of four bytes:
 *
 * | bytes | meaning |
 * | --- | --- |
 * | 0–3 | magic `ECM1` |
 * | 4–7 | u32 format version, {@link MODEL_FORMAT} |
 * | 8–11 | u32 `checksumWords` of every word from 12 on |
 * | 12–15 | u32 length of the header text |
 * | 16 … | the header, UTF-8 JSON: {@link ModelHeader}, {@link ManifestHeader}, {@link ShardHeader} or {@link DirectoryHeader}; with spaces at its end, so that the file ends with a word |
 * | then | the body: columns of bytes one after the other; in a directory file u16 numbers |
 *
 * Columns are what gzip packs best: bytes of one kind stand together. The header gives their lengths. Items that were met about equally
 * often are alike, so the *class* of an item, min(15, `classes` − 1, ⌊t / 2⌋) for the token t of its count, chooses among columns of a kind.
 *
 * | column | what each item (but for the trend and the tables: also each foreign one) adds, in the order of the file |
 * | --- | --- |
 * | 0–6 | where `ids` is {@link NumericIds}, its number, a byte a column, the lowest first; columns above the highest byte are empty |
 * | 7 | the token t of its training count: t itself below 8, else of (4 + t mod 4) × 2ⁿ on, n = ⌊(t − 4) / 4⌋, up to the next |
 * | 8–23 | 8 + its class: its trend code |
 *
 * Then the table `view`, from column 24 on, and `cart`, from 61 on. Pairs stand once, at the lesser of their items a and b ≥ a, by a, then b;
 * a foreign item has none of its own. A *number* is a byte below 192; from 192 to 254, (byte − 192) × 256 + 192 + the next byte of column +35; 255: three
 * bytes of +35, lowest, highest, middle.
 *
 * | column | what is added |
 * | --- | --- |
 * | +0 to +15 | for each item a, at its class: how many pairs stand at it (number) |
 * | +16 | for the first pair of an item: how many items lie between a − 1 and b (number) |
 * | +17 | for each further pair: how many items lie between b and the b before (number) |
 * | +18 to +33 | for each pair, +18 + the class of a: the weight codes of a → b and b → a together, as their place in {@link TableCoding.codes}; 255: two bytes of +36 |
 * | +34 | where b is a or foreign, instead: the weight code of a → b |
 * | +35 | further bytes of numbers, item by item: of how many pairs, then of where each leads |
 * | +36 | further bytes of codes |
 *
 * Code 0: there is no such neighbour.
 * The weight is `scale[code] × rows[trend code of the source]`, rounded to 32 bits. Neighbours of a source come by rising item index,
 * items by nearness to each other: what is often met together has a near index.
 */

/** First four bytes of a model file, as a little-endian u32 of the text `ECM1`. */
export const MODEL_MAGIC = 0x314d4345
/** The format version that this build reads and writes. */
export const MODEL_FORMAT = 3

/** The neighbour tables. `view`: seen after; `cart`: bought together with. */
export const MODEL_TABLES = ['view', 'cart'] as const
/** One of {@link MODEL_TABLES}. */
export type TableName = (typeof MODEL_TABLES)[number]

/** How the last items of a session are weighed; stored in the model so that every engine scores alike. */
export interface ModelScoring {
  /** Weight of the item viewed k steps ago, from k = 0 (the current one). Its length is the memory of the ranker. */
  readonly steps: readonly number[]
  /** Added to the score of an item already met in the session, by steps ago. */
  readonly own: readonly number[]
  /**
   * Weight of the item put into the cart k items ago, for the cart table; the last weight holds for all before.
   * @default 1 for each
   */
  readonly cart?: readonly number[]
}

/** What a model says of itself, in one file or in many. */
export interface ModelInfo {
  /** Eight hexadecimal digits of the content, stable for the same data and settings; goes into every list event. */
  readonly version: string
  /** First and last interaction in the training data, ms since 1970; null where the data have only an order. */
  readonly window: { readonly from: number | null; readonly to: number | null }
  readonly sessions: number
  readonly interactions: number
  readonly scoring: ModelScoring
}

/** How codes are read. */
export interface Coding {
  /** Trend by trend code. */
  readonly trend: readonly number[]
  /** By table. `same`: the table is that of `view`, and has no columns. */
  readonly tables: Readonly<Record<TableName, TableCoding | 'same'>>
}

/** How a table's weights come from codes. */
export interface TableCoding {
  /** Weight by code; code 0 is no pair. */
  readonly scale: readonly number[]
  /** Factor of a source's weights, by its trend code. */
  readonly rows: readonly number[]
  /** At most 255 frequent pairs of codes, one after the other: there, back, there, back… */
  readonly codes: readonly number[]
}

/**
 * Ids that are `prefix` and a whole number, with leading zeros up to `width` digits: `from` and the column's number; or, when `near`, the
 * number of the item before (`from` for the first) and half the column's, an odd one plus 1 and taken off.
 */
export interface NumericIds {
  readonly prefix: string
  readonly width: number
  readonly from: number
  readonly near: boolean
}

/** What the columns of a file hold. */
export interface ContentHeader {
  readonly items: number
  /** So many of the last items are only named as neighbours: their own neighbours are elsewhere. */
  readonly foreign: number
  /** Id by item, or how the columns give them. */
  readonly ids: readonly string[] | NumericIds
  /** Pairs in the columns by table; a pair in both directions counts once. */
  readonly pairs: Readonly<Record<TableName, number>>
  /** Length of each column; those left out at the end are empty. */
  readonly columns: readonly number[]
  /** How many columns a kind is spread over, from 1 to 16. */
  readonly classes: number
}

/** The JSON part of a model in one file. */
export interface ModelHeader extends ModelInfo, ContentHeader {
  readonly coding: Coding
}

/**
 * The JSON part of a manifest: a model of the most wanted items, without their neighbours, that says how to read the rest.
 * It does not grow with the catalogue. Directory file k is `<version>-d<k>.bin`, shard k `<version>-s<k>.bin`; a name never
 * stands for other bytes, so both are kept for good, while the manifest itself is asked for again.
 */
export interface ManifestHeader extends ModelHeader {
  readonly shards: number
  /** Directory files: that of an id is `fnv1a32(id) mod directories`. */
  readonly directories: number
  /** Items of all shards. */
  readonly catalogue: number
}

/** The JSON part of a shard. Its foreign items are at home in others. */
export interface ShardHeader extends ContentHeader {
  /** Of the manifest. */
  readonly version: string
  readonly shard: number
}

/**
 * The JSON part of a directory file. Its u16 numbers are three tables of one length: the shard of an id is the XOR of one entry of
 * each, at ⌊`hashToUnit(seed + '-' + table, id)` × length⌋, tables 0 to 2 (Botelho, Pagh, Ziviani 2007). An id that the model does not know gives any number.
 */
export interface DirectoryHeader {
  readonly version: string
  readonly directory: number
  readonly seed: number
}

/** Neighbours of every item: those of item i are at `offsets[i]` to `offsets[i + 1]` of `items` and `weights`, by rising item. */
export interface NeighbourTable {
  readonly offsets: Uint32Array
  readonly items: Uint16Array | Uint32Array
  readonly weights: Float32Array
}

/** A decoded model. Of a sharded one, the part that has been loaded. */
export interface Model {
  readonly header: ModelInfo & { readonly items: number }
  /** Item id by index. Made at the first reading; {@link idOf} names one item without naming all. */
  readonly ids: readonly string[]
  /** Id of the item with this index, below `ids.length`. */
  idOf(index: number): string
  /** Index of an item id; undefined when the model does not know it. */
  indexOf(id: string): number | undefined
  /** Training interactions: exact to 8, above it the number of two significant bits and more below it. */
  readonly count: Uint32Array
  /** Decayed popularity at the end of the training window, in steps of √2; 0 where only the name of the item is loaded. */
  readonly trend: Float32Array
  readonly tables: Readonly<Record<TableName, NeighbourTable>>
}
