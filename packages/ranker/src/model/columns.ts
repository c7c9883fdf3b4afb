import type { Coding, ContentHeader, Model, ModelInfo, NeighbourTable, NumericIds, TableName } from '@endcap/core'
import { type At, ensure } from './file.js'

/** A model of which the last items have no rows here. */
export interface Part extends Model {
  /** Items whose rows are here: the first ones. */
  readonly home: number
}

/** Columns before those of the tables, and columns of a table. */
const ITEM_COLUMNS = 24
const TABLE_COLUMNS = 35
/** Longest prefix and most digits of an id: a number in a file must not make a page build long texts. */
const MOST_ID = 256

/** Reads items and rows; the columns are those of `@endcap/core`'s `model.ts`. */
export function readColumns(
  { items, foreign, ids: given, pairs, columns, classes }: ContentHeader,
  { trend: trends, tables }: Coding,
  info: ModelInfo,
  body: Uint8Array,
  at: At,
): Part {
  const home = items - foreign
  at('items')
  // An item and a pair take a byte each at least: a few kilobytes must not ask for gigabytes.
  const isCount = (value: number) => Number.isInteger(value) && value >= 0 && value <= body.length
  ensure(isCount(items) && isCount(foreign) && isCount(home) && isInfo(info) && isNumeric(trends))
  ensure(Array.isArray(columns) && columns.length <= ITEM_COLUMNS + 2 * TABLE_COLUMNS && columns.every(isCount))
  /** Where each column is read next. */
  const next = new Uint32Array(ITEM_COLUMNS + 2 * TABLE_COLUMNS)
  const ends = next.slice()
  let end = 0
  for (const column of ends.keys()) {
    next[column] = end
    ends[column] = end += columns[column] ?? 0
  }

  at('ids')
  const ids: string[] = []
  const count = new Uint32Array(items)
  const codes = new Uint8Array(items)
  const trend = new Float32Array(items)
  const { prefix, width, from, near } = given as NumericIds
  if (Array.isArray(given)) {
    ensure(given.length === items)
    for (const id of given) {
      ensure(typeof id === 'string')
      ids.push(id)
    }
  } else ensure(typeof prefix === 'string' && prefix.length <= MOST_ID && width <= MOST_ID && isNumeric([from]))
  let idBytes = 0
  while (idBytes < 7 && columns[idBytes]! > 0) idBytes++
  for (let item = 0, before = from; item < items; item++) {
    if (ids.length === item) {
      let step = 0
      for (let column = idBytes; column--; ) step = step * 256 + body[next[column]!++]!
      if (near) before += step % 2 ? -(step + 1) / 2 : step / 2
      ids.push(prefix + `${near ? before : from + step}`.padStart(width, '0'))
    }
    const token = body[next[7]!++]!
    count[item] = token < 8 ? token : (4 + (token & 3)) * 2 ** ((token - 4) >> 2)
    if (item < home) {
      codes[item] = body[next[8 + Math.min(15, classes - 1, token >> 1)]!++]!
      trend[item] = trends[codes[item]!] ?? 0
    }
  }

  const readTable = (name: TableName, first: number): NeighbourTable => {
    at(name)
    const coding = tables[name] as Exclude<Coding['tables'][TableName], 'same'>
    const total = pairs[name]
    ensure(isCount(total) && isNumeric(coding.scale) && isNumeric(coding.rows) && isNumeric(coding.codes))
    const scale = new Float64Array(256)
    const factors = new Float64Array(256)
    scale.set(coding.scale)
    factors.set(coding.rows)
    const both = Uint8Array.from(coding.codes)
    ensure(both.length <= 510)
    const wideOf = Uint8Array.from({ length: 34 }, (_, bits) => Math.min(15, classes - 1, bits))
    const source = new Uint32Array(total)
    const target = new Uint32Array(total)
    const there = new Uint8Array(total)
    const back = new Uint8Array(total)
    const offsets = new Uint32Array(items + 1)
    const rest = first + 34
    /** What a byte above 191 and those of the last column stand for. */
    const wide = (byte: number): number => {
      const low = body[next[rest]!++]!
      if (byte < 255) return (byte - 192) * 256 + low + 192
      return body[next[rest]!++]! * 65536 + body[next[rest]!++]! * 256 + low
    }
    let pair = 0
    for (let item = 0; total && item < home; item++) {
      let length = body[next[first]!++]!
      if (length > 191) length = wide(length)
      ensure(pair + length <= total)
      let context = first + 1 + Math.min(3, classes - 1, length >> 2)
      for (let other = item - 1, until = pair + length; pair < until; pair++) {
        let between = body[next[context]!++]!
        if (between > 191) between = wide(between)
        context = first + 5 + Math.min(11, wideOf[32 - Math.clz32(between)]!)
        other += between + 1
        ensure(other < items)
        source[pair] = item
        target[pair] = other
        let forth = 0
        if (other === item || other >= home) forth = body[next[first + 33]!++]!
        else {
          const code = body[next[first + 17 + wideOf[32 - Math.clz32(other - item)]!]!++]!
          forth = code < 255 ? both[code * 2]! : body[next[rest]!++]!
          const inReturn = code < 255 ? both[code * 2 + 1]! : body[next[rest]!++]!
          back[pair] = inReturn
          if (inReturn) offsets[other + 1]!++
        }
        there[pair] = forth
        if (forth) offsets[item + 1]!++
      }
    }
    ensure(pair === total)
    for (let item = 0; item < items; item++) offsets[item + 1]! += offsets[item]!
    const free = offsets.slice()
    const neighbours = new Uint32Array(offsets[items]!)
    const weights = new Float32Array(offsets[items]!)
    for (pair = 0; pair < total; pair++) {
      const a = source[pair]!
      const b = target[pair]!
      if (there[pair]) {
        const place = free[a]!++
        neighbours[place] = b
        weights[place] = scale[there[pair]!]! * factors[codes[a]!]!
      }
      if (back[pair]) {
        const place = free[b]!++
        neighbours[place] = a
        weights[place] = scale[back[pair]!]! * factors[codes[b]!]!
      }
    }
    return { offsets, items: neighbours, weights }
  }
  const view = readTable('view', ITEM_COLUMNS)
  const cart = tables.cart === 'same' ? view : readTable('cart', ITEM_COLUMNS + TABLE_COLUMNS)
  at('end')
  ensure(end === body.length && next.every((place, column) => place === ends[column]))

  let index: Map<string, number> | undefined
  return {
    header: {
      version: info.version,
      window: info.window,
      sessions: info.sessions,
      interactions: info.interactions,
      scoring: info.scoring,
      items,
    },
    ids,
    // Built at the first question: a page that only draws what is popular has none.
    indexOf: (id) => (index ??= new Map(ids.map((each, item) => [each, item]))).get(id),
    count,
    trend,
    tables: { view, cart },
    home,
  }
}

const isNumeric = (list: readonly number[]): boolean => Array.isArray(list) && list.every(Number.isFinite)

const isInfo = ({ version, scoring }: ModelInfo): boolean =>
  typeof version === 'string' && isNumeric(scoring.steps) && isNumeric(scoring.own)
