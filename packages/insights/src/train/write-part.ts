import { type ContentHeader, MODEL_TABLES, type TableName } from '@endcap/core'
import { type Columns, createColumns } from './byte-columns.js'
import type { IdPlan } from './ids.js'
import type { QuantisedModel, QuantisedTable } from './quantise.js'

/** Some items of a model that are written together: those whose rows are here, then those that are only named. */
export interface PartItems {
  /** Places in the model. */
  readonly items: Uint32Array
  readonly home: number
}

/** Columns before those of the tables, and columns of a table. */
const ITEM_COLUMNS = 24
const TABLE_COLUMNS = 37
/** Columns within a table, by what they hold; see `@endcap/core`'s `model.ts`. */
const [LENGTHS, FIRST_GAPS, GAPS, CODES, LONE_CODES, FURTHER, FURTHER_CODES] = [0, 16, 17, 18, 34, 35, 36]

/** What a part becomes. */
export interface WrittenPart {
  readonly header: ContentHeader
  readonly body: Uint8Array
}

/** Writes parts in the columns of `@endcap/core`'s `model.ts`. Keeps scratch memory between calls. */
export function createPartWriter(model: QuantisedModel, ids: IdPlan, classes: number) {
  const { countTokens, trendCodes, tables } = model
  const places = new Int32Array(model.ids.length)
  const classOf = (item: number) => Math.min(15, classes - 1, countTokens[item]! >> 1)
  const names: readonly TableName[] = tables.cart === tables.view ? ['view'] : MODEL_TABLES
  return (part: PartItems): WrittenPart => {
    const { items, home } = part
    const columns = createColumns(ITEM_COLUMNS + 2 * TABLE_COLUMNS)
    items.forEach((item, at) => {
      places[item] = at
      columns.put(7, countTokens[item]!)
      if (at < home) columns.put(8 + classOf(item), trendCodes[item]!)
    })
    const idHeader = ids.write(items, columns)
    const pairs = { view: 0, cart: 0 }
    for (const name of names) {
      const first = ITEM_COLUMNS + MODEL_TABLES.indexOf(name) * TABLE_COLUMNS
      pairs[name] = writeTable(tables[name], part, places, first, classOf, columns)
    }
    const { lengths, bytes } = columns.join()
    return {
      header: { items: items.length, foreign: items.length - home, ids: idHeader, pairs, columns: lengths, classes },
      body: bytes,
    }
  }
}

/** Rows by the lesser place of a pair; an entry is other × 512 + 256 when it leads back + code. */
function writeTable(
  table: QuantisedTable,
  { items, home }: PartItems,
  places: Int32Array,
  first: number,
  classOf: (item: number) => number,
  columns: Columns,
): number {
  const offsets = new Uint32Array(home + 1)
  const each = (visit: (lesser: number, entry: number) => void) => {
    for (let at = 0; at < home; at++) {
      const item = items[at]!
      for (let pair = table.offsets[item]!; pair < table.offsets[item + 1]!; pair++) {
        const other = places[table.items[pair]!]!
        if (other >= at) visit(at, other * 512 + table.weightCodes[pair]!)
        else visit(other, at * 512 + 256 + table.weightCodes[pair]!)
      }
    }
  }
  each((lesser) => {
    offsets[lesser + 1]!++
  })
  for (let at = 0; at < home; at++) offsets[at + 1]! += offsets[at]!
  const next = offsets.slice()
  const entries = new Float64Array(offsets[home]!)
  each((lesser, entry) => {
    entries[next[lesser]!++] = entry
  })
  if (entries.length === 0) return 0
  const putNumber = (column: number, value: number) => {
    const above = value - 192
    if (above < 0) columns.put(column, value)
    else if (above < 63 * 256) {
      columns.put(column, 192 + (above >> 8))
      columns.put(first + FURTHER, above & 255)
    } else {
      columns.put(column, 255)
      for (const byte of [value, value >> 16, value >> 8]) columns.put(first + FURTHER, byte & 255)
    }
  }
  let total = 0
  for (let at = 0; at < home; at++) {
    const row = entries.subarray(offsets[at], offsets[at + 1]).sort()
    const pairs: [other: number, there: number, back: number][] = []
    for (const entry of row) {
      const other = Math.floor(entry / 512)
      const code = entry % 256
      const isBack = entry % 512 >= 256
      const last = pairs.at(-1)
      if (last?.[0] === other) last[2] = code
      else pairs.push(isBack ? [other, 0, code] : [other, code, 0])
    }
    const ownClass = classOf(items[at]!)
    putNumber(first + LENGTHS + ownClass, pairs.length)
    total += pairs.length
    let previous = at - 1
    for (const [k, [other]] of pairs.entries()) {
      putNumber(first + (k ? GAPS : FIRST_GAPS), other - previous - 1)
      previous = other
    }
    for (const [other, there, back] of pairs) {
      if (other === at || other >= home) {
        columns.put(first + LONE_CODES, there)
        continue
      }
      const code = table.dictionary.get(there * 256 + back) ?? 255
      columns.put(first + CODES + ownClass, code)
      if (code === 255) for (const byte of [there, back]) columns.put(first + FURTHER_CODES, byte)
    }
  }
  return total
}
