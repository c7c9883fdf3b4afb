import type { Coding, ContentHeader, Model, ModelInfo, NeighbourTable, TableName } from '@endcap/core'
import { type At, ensure } from './file.js'
import { createIds } from './ids.js'
import { joinRows, readPairs } from './pairs.js'

/** A model of which the last items have no rows here. */
export interface Part extends Model {
  /** Items whose rows are here: the first ones. */
  readonly home: number
}

/** Columns before those of the tables, and columns of a table. */
const ITEM_COLUMNS = 24
const TABLE_COLUMNS = 37

/**
 * Reads items and pairs; the columns are those of `@endcap/core`'s `model.ts`. Everything is checked here; what a page may not
 * need (names, counts, trends, the rows that are joined of the pairs) is made when it is first looked at.
 */
export function readColumns(
  header: ContentHeader,
  { trend: scale, tables }: Coding,
  info: ModelInfo,
  body: Uint8Array,
  at: At,
): Part {
  const { items, foreign, columns } = header
  const { version, scoring } = info
  const home = items - foreign
  at('items')
  // An item and a pair take a byte each at least: a few kilobytes must not ask for gigabytes.
  const isCount = (value: number) => Number.isInteger(value) && value >= 0 && value <= body.length
  ensure(isCount(items) && isCount(foreign) && isCount(home) && typeof version === 'string')
  ensure([scoring.steps, scoring.own, scale].every(isNumeric))
  at('columns')
  ensure(Array.isArray(columns) && columns.length <= ITEM_COLUMNS + 2 * TABLE_COLUMNS && columns.every(isCount))
  const starts = new Uint32Array(ITEM_COLUMNS + 2 * TABLE_COLUMNS)
  const ends = starts.slice()
  let end = 0
  for (let column = 0; column < starts.length; column++) {
    starts[column] = end
    ends[column] = end += columns[column] ?? 0
  }
  ensure(end === body.length && (columns[7] ?? 0) === items)

  at('ids')
  const idColumns: Uint8Array[] = []
  for (let column = 0; column < 7 && columns[column]! > 0; column++) {
    idColumns.push(body.subarray(starts[column], ends[column]))
  }
  const ids = createIds(header, idColumns)

  at('trend')
  const tokens = body.subarray(starts[7], ends[7])
  const classes = classesOf(tokens.subarray(0, home), Math.min(15, header.classes - 1))
  const trendAt = starts.slice(8, ITEM_COLUMNS)
  for (const own of classes) trendAt[own]!++
  ensure(trendAt.every((place, own) => place === ends[8 + own]))
  const trendCodes = once(() => {
    const next = starts.slice(8, ITEM_COLUMNS)
    return Uint8Array.from(classes, (own) => body[next[own]!++]!)
  })

  const readTable = (name: TableName, first: number): (() => NeighbourTable) => {
    at(name)
    const coding = tables[name] as Exclude<Coding['tables'][TableName], 'same'>
    const total = header.pairs[name]
    ensure(isCount(total) && [coding.scale, coding.rows, coding.codes].every(isNumeric) && coding.codes.length <= 510)
    ensure(coding.scale.length <= 256 && coding.rows.length <= 256)
    const file = { body, starts, ends, first, items, home, total, classes, coding }
    const pairs = readPairs(file)
    return once(() => joinRows(pairs, file, trendCodes()))
  }
  const view = readTable('view', ITEM_COLUMNS)
  const cart = tables.cart === 'same' ? view : readTable('cart', ITEM_COLUMNS + TABLE_COLUMNS)
  const count = once(() => Uint32Array.from(tokens, countOf))
  const trend = once(() => {
    const codes = trendCodes()
    return Float32Array.from({ length: items }, (_, item) => (item < home && scale[codes[item]!]) || 0)
  })
  return {
    header: {
      version,
      window: info.window,
      sessions: info.sessions,
      interactions: info.interactions,
      scoring,
      items,
    },
    get ids() {
      return ids.ids
    },
    idOf: ids.idOf,
    indexOf: ids.indexOf,
    get count() {
      return count()
    },
    get trend() {
      return trend()
    },
    tables: {
      get view() {
        return view()
      },
      get cart() {
        return cart()
      },
    },
    home,
  }
}

/** Makes a value at the first call. */
function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined
  return () => (value ??= make())
}

/** Classes of items by their count tokens. */
function classesOf(tokens: Uint8Array, widest: number): Uint8Array {
  const classes = new Uint8Array(tokens.length)
  for (let item = 0; item < tokens.length; item++) {
    classes[item] = Math.min(widest, tokens[item]! >> 1)
  }
  return classes
}

/** The least count that a token stands for. */
const countOf = (token: number): number => (token < 8 ? token : (4 + (token & 3)) * 2 ** ((token - 4) >> 2))

const isNumeric = (list: readonly number[]): boolean => Array.isArray(list) && list.every(Number.isFinite)
