import { resolve } from 'node:path'
import type { FrameOptions, InsightName, InsightOptions, InsightResult, InsightTable } from '@endcap/insights'
import { type Io, UsageError } from '../../io.js'
import {
  askInsight,
  BASKETS,
  COLUMNS,
  type InsightSourceValues,
  PATHS,
  TRANSACTIONS,
  WAREHOUSE_OPTIONS,
} from './insight-source.js'

/** Options of commands that work on any table. */
export const TABLE_OPTIONS = [
  {
    name: 'csv',
    type: 'text',
    value: 'FILE',
    description: 'Instead: a table of any columns (CSV, blanks, NDJSON, Parquet, also .gz)',
  },
  {
    name: 'table',
    type: 'text',
    value: 'NAME',
    choices: ['orders', 'lines', 'baskets', 'sessions', 'events', 'items', 'paths'],
    description: 'Of a warehouse: which table (left out: orders)',
  },
  ...WAREHOUSE_OPTIONS,
  TRANSACTIONS,
  BASKETS,
  PATHS,
  COLUMNS,
] as const

/** Which columns of the table; left out, all but ids and times. */
export const ONLY = {
  name: 'only',
  type: 'text',
  value: 'LIST',
  description: 'Columns, with commas between (left out: all but ids and times)',
} as const

/** What the options gave. */
export interface TableValues extends InsightSourceValues {
  readonly csv?: string | undefined
  readonly table?: string | undefined
  readonly only?: string | undefined
}

type TableInsight = 'describe' | 'correlate' | 'regress'

/** Asks of a plain table in a file, or as every insight asks. Throws `UsageError` for options that do not go together. */
export async function askTable<Name extends TableInsight & InsightName>(
  insight: Name,
  values: TableValues,
  options: InsightOptions<Name>,
  io: Pick<Io, 'cwd'>,
): Promise<InsightResult<Name>> {
  if (values.csv === undefined) return askInsight(insight, values, options, io)
  const kinds = ['data', 'clickhouse', 'events', 'transactions', 'baskets', 'paths', 'table'] as const
  const other = kinds.find((name) => values[name] !== undefined)
  if (other) throw new UsageError(`--csv goes without --${other}`)
  const { openTableSource, runInsight } = await import('@endcap/insights')
  const source = await openTableSource({ file: resolve(io.cwd, values.csv) })
  try {
    return await runInsight(insight, source, options)
  } finally {
    await source.close()
  }
}

/** Table and columns as the options say them. */
export function frameOf({ table, only }: TableValues): FrameOptions {
  return {
    ...(table !== undefined && { table: table as InsightTable }),
    ...(only !== undefined && { columns: only.split(',').map((name) => name.trim()) }),
  }
}
