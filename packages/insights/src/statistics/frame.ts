import { EndcapError } from '@endcap/core'
import type { TableColumn, TableSource } from '../source/open-table-source.js'
import { named } from '../source/read-cells.js'
import { INSIGHT_TABLES, type InsightSource, type InsightTable } from '../source/source.js'

/** Which table, and which of its columns. */
export interface FrameOptions {
  /** One of {@link INSIGHT_TABLES}; of a file that is one table it is left out. @default 'orders' */
  readonly table?: InsightTable | undefined
  /** @default all */
  readonly columns?: readonly string[] | undefined
}

/** A table to be described: what stands after FROM, and its columns. */
export interface Frame {
  /** Name for people. */
  readonly table: string
  readonly from: string
  readonly columns: readonly TableColumn[]
}

/** Columns of the insight tables that hold numbers to be measured. Times and days are not: their means say nothing. */
const NUMBERS = new Set(
  'hour value pieces price quantity discount product_views searches carts checkouts orders revenue score event_value list_index conversions nulls is_known'.split(
    ' ',
  ),
)
/** Columns that say where a row belongs, never what it is like. */
const KEYS = new Set(
  'person visitor session order_id event_id request_id transaction_id basket ts day started_at ended_at line answers'.split(
    ' ',
  ),
)

/**
 * The table that is asked for. Throws `reference-unknown` for a table or column that there is not. Without `columns`, ids and times
 * are left out.
 */
export async function readFrame(source: InsightSource, { table, columns }: FrameOptions): Promise<Frame> {
  const own = (source as Partial<TableSource>).rows
  if (own && table === undefined) {
    return { table: source.basis.source, from: own.from, columns: chosen(own.columns, own.columns, columns) }
  }
  const name = table ?? 'orders'
  if (!Object.hasOwn(INSIGHT_TABLES, name)) {
    throw new EndcapError('reference-unknown', `there is no table ${name}: ${Object.keys(INSIGHT_TABLES).join(', ')}`)
  }
  const all = INSIGHT_TABLES[name]
    .split(', ')
    .map((column): TableColumn => ({ name: column, kind: NUMBERS.has(column) ? 'number' : 'text' }))
  const from = await source.table(name)
  return {
    table: name,
    from,
    columns: chosen(
      all,
      all.filter((column) => !KEYS.has(column.name)),
      columns,
    ),
  }
}

function chosen(
  all: readonly TableColumn[],
  usual: readonly TableColumn[],
  names: readonly string[] | undefined,
): readonly TableColumn[] {
  if (!names) return usual
  return names.map((name) => {
    const column = all.find((each) => each.name === name)
    if (column) return column
    throw new EndcapError('reference-unknown', `there is no column ${name}: ${all.map((each) => each.name).join(', ')}`)
  })
}

/** A column as a number or a text, in the words of both databases; null where there is none. */
export function cellSql({ name, kind }: TableColumn): string {
  return kind === 'number' ? `${named(name)} * 1e0` : `nullif(concat('', ${named(name)}), '')`
}
