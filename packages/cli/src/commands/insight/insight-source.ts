import { resolve } from 'node:path'
import type {
  ColumnMapping,
  ExchangeRates,
  FileKind,
  InsightName,
  InsightOptions,
  InsightResult,
  WarehouseSourceOptions,
} from '@endcap/insights'
import { type Io, UsageError } from '../../io.js'
import type { Output } from '../../output.js'
import { parseDay, zoneOf } from './day.js'
import { pairsOf } from './pairs.js'

/** Options of every insight that say what it is read from. */
export const WAREHOUSE_OPTIONS = [
  { name: 'data', type: 'text', value: 'DIR', description: 'Data folder of `endcap collect`, running or not' },
  {
    name: 'clickhouse',
    type: 'text',
    value: 'URL',
    description: 'Instead: a ClickHouse server that the collector delivers to, as https://user:password@host:8443',
  },
  { name: 'database', type: 'text', value: 'NAME', description: 'With --clickhouse: its database' },
  { name: 'events', type: 'text', value: 'FILE', description: 'Instead: Endcap events, one JSON object a line' },
  { name: 'from', type: 'text', value: 'DAY', description: 'First day, as 2026-11-01 (left out: the first one)' },
  { name: 'to', type: 'text', value: 'DAY', description: 'Last day, as 2026-11-21 (left out: the last one)' },
  { name: 'zone', type: 'text', value: 'ZONE', default: 'UTC', description: 'Time zone of the shop, as Europe/Berlin' },
  {
    name: 'currency',
    type: 'text',
    value: 'CODE',
    description: 'Currency of the shop (left out: that of most orders)',
  },
  {
    name: 'rates',
    type: 'text',
    value: 'LIST',
    description: 'What other currencies are worth in it, as USD=0.92,GBP=1.17; orders without a rate are left out',
  },
  { name: 'skip-bad', type: 'flag', description: 'Leave bad rows of a file out; otherwise the first is an error' },
] as const

/** A file of orders instead of a warehouse. */
export const TRANSACTIONS = {
  name: 'transactions',
  type: 'text',
  value: 'FILE',
  description: 'Instead: orders or order lines (CSV, blanks, NDJSON, Parquet, also .gz); columns are guessed',
} as const
/** A file of baskets instead of a warehouse. */
export const BASKETS = {
  name: 'baskets',
  type: 'text',
  value: 'FILE',
  description: 'Instead: a basket a line with commas between its items, or columns of basket and item',
} as const
/** A file of journeys instead of a warehouse. */
export const PATHS = {
  name: 'paths',
  type: 'text',
  value: 'FILE',
  description: 'Instead: journeys as CSV: path (steps joined by " > "), conversions, value, nulls',
} as const
/** With a file: which column is what. */
export const COLUMNS = {
  name: 'columns',
  type: 'text',
  value: 'LIST',
  description:
    'Which column is what, by name or number from 1: customer=2,date=3,value=5 (left out: guessed, and shown)',
} as const
/** How many rows of a list are printed. */
export const LIMIT = {
  name: 'limit',
  type: 'number',
  range: [0, 10_000_000],
  description: 'Rows of each list in the answer; counts are of all (left out: 20, with --json 100)',
} as const

/** Rows that are printed of each list. */
export function limitOf(
  { limit }: { readonly limit?: number | undefined },
  { isJson }: Pick<Output, 'isJson'>,
): number {
  return limit ?? (isJson ? 100 : 20)
}

/** Lines of a list, and how many rows it has besides. */
export function listed(lines: readonly string[], total: number): readonly string[] {
  return total > lines.length ? [...lines, `  ${total - lines.length} more: --limit N, or --json`] : lines
}

/** What the options gave. */
export interface InsightSourceValues {
  readonly data?: string | undefined
  readonly clickhouse?: string | undefined
  readonly database?: string | undefined
  readonly events?: string | undefined
  readonly transactions?: string | undefined
  readonly baskets?: string | undefined
  readonly paths?: string | undefined
  readonly columns?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly zone: string
  readonly currency?: string | undefined
  readonly rates?: string | undefined
  readonly 'skip-bad': boolean
}

/**
 * Asks an insight of a file, a ClickHouse server, a running collector or the warehouse of a folder. Throws `UsageError` for wrong
 * options and `CommandError` where there is nothing to ask.
 */
export async function askInsight<Name extends InsightName>(
  insight: Name,
  values: InsightSourceValues,
  options: InsightOptions<Name>,
  io: Pick<Io, 'cwd'>,
): Promise<InsightResult<Name>> {
  const kinds = ['data', 'clickhouse', 'events', 'transactions', 'baskets', 'paths'] as const
  const [kind, other] = kinds.filter((name) => values[name] !== undefined)
  if (kind === undefined) throw new UsageError('give --data DIR, --clickhouse URL or a file')
  if (other !== undefined) throw new UsageError(`--${kind} goes without --${other}`)
  const shop = await shopOf(values)
  const { openClickHouse, openFileSource, openWarehouseSource, runInsight } = await import('@endcap/insights')
  if (kind === 'data') return askFolder(insight, resolve(io.cwd, values.data ?? ''), shop, options)
  if (kind === 'clickhouse') {
    const { database } = values
    const server = await openClickHouse({ url: values.clickhouse ?? '', ...(database !== undefined && { database }) })
    try {
      return await runInsight(insight, await openWarehouseSource(server, shop), options)
    } finally {
      await server.close()
    }
  }
  const file = resolve(io.cwd, values[kind] ?? '')
  const columns = values.columns === undefined ? {} : { columns: columnsOf(values.columns) }
  const source = await openFileSource({
    ...shop,
    ...columns,
    kind: kind satisfies FileKind,
    file,
    skipBad: values['skip-bad'],
  })
  try {
    return await runInsight(insight, source, options)
  } finally {
    await source.close()
  }
}

async function askFolder<Name extends InsightName>(
  insight: Name,
  dataDir: string,
  source: WarehouseSourceOptions,
  options: InsightOptions<Name>,
): Promise<InsightResult<Name>> {
  const { findAdmin } = await import('../../server/admin-client.js')
  const { answerInsight } = await import('../../server/answer-insight.js')
  const { withWarehouse } = await import('../../server/with-warehouse.js')
  const admin = findAdmin(dataDir)
  const question = { insight, source, options }
  const answer = admin
    ? await admin.post('/admin/insight', question)
    : await withWarehouse(dataDir, { mustExist: true }, (warehouse) => answerInsight(warehouse, question))
  return answer as InsightResult<Name>
}

async function shopOf(values: InsightSourceValues): Promise<WarehouseSourceOptions> {
  const { calendarDayStart } = await import('@endcap/insights')
  const zone = zoneOf(values.zone)
  const { currency } = values
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) {
    throw new UsageError('--currency is a code of three capital letters')
  }
  const start = (option: 'from' | 'to', daysAfter: number) => {
    const text = values[option]
    return text === undefined ? undefined : calendarDayStart(parseDay(option, text) + daysAfter, zone)
  }
  const first = start('from', 0)
  const last = start('to', 1)
  if (first !== undefined && last !== undefined && first >= last) throw new UsageError('--from is after --to')
  const period =
    first === undefined && last === undefined
      ? {}
      : { period: { fromMs: first ?? 0, toMs: last ?? Number.MAX_SAFE_INTEGER } }
  const rates = values.rates === undefined ? {} : { rates: ratesOf(values.rates) }
  return { zone, ...period, ...rates, ...(currency !== undefined && { currency }) }
}

/** Exchange rates: `USD=0.92,GBP=1.17`. Throws `UsageError`. */
export function ratesOf(list: string): ExchangeRates {
  const rates = pairsOf('rates', list).map(([code, text]) => [code, Number(text)] as const)
  const wrong = rates.find(([code, rate]) => !/^[A-Z]{3}$/.test(code) || !(rate > 0) || !Number.isFinite(rate))
  if (wrong) throw new UsageError('--rates is a list such as USD=0.92,GBP=1.17')
  return Object.fromEntries(rates)
}

const columnsOf = (list: string): ColumnMapping => Object.fromEntries(pairsOf('columns', list))
