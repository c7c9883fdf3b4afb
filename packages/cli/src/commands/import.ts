import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EndcapError } from '@endcap/core'
import type { ClickHouseOptions, ImportReport, TableImport } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { type Io, UsageError } from '../io.js'
import type { Output } from '../output.js'
import type { ImportRequest } from '../server/import-into.js'
import { pairsOf } from './insight/pairs.js'

/** Bad lines that are named; the rest is counted. */
const SHOWN_PROBLEMS = 20

const KINDS = ['orders', 'events', 'customers', 'costs', 'stock', 'messages', 'surveys'] as const

/** `endcap import`: what a shop already knows, into the warehouse. */
export const importCommand = defineCommand({
  name: 'import',
  summary:
    'Bring past orders, events, customers, costs, stock, messages or answers into the warehouse; a second time adds nothing',
  usage: 'import (--orders FILE | --events FILE | --customers FILE | …) (--data DIR | --clickhouse URL) [options]',
  options: [
    {
      name: 'orders',
      type: 'text',
      value: 'FILE',
      description: 'CSV, also .gz: order_id, ordered_at, item_id, and customer_id, quantity, price',
    },
    { name: 'events', type: 'text', value: 'FILE', description: 'Endcap events, one JSON object a line, also .gz' },
    {
      name: 'customers',
      type: 'text',
      value: 'FILE',
      description: 'Customers or members: customer_id; every other column becomes an attribute',
    },
    {
      name: 'costs',
      type: 'text',
      value: 'FILE',
      description: 'Costs of channels: day, channel, cost, and until, campaign, impressions, clicks',
    },
    { name: 'stock', type: 'text', value: 'FILE', description: 'Stock: item_id, quantity, and day, unit_cost' },
    {
      name: 'messages',
      type: 'text',
      value: 'FILE',
      description: 'Messages outside the shop: customer_id, message, sent_at, and channel, opened_at, clicked_at',
    },
    {
      name: 'surveys',
      type: 'text',
      value: 'FILE',
      description: 'Answers: question, answered_at, and customer_id, survey, score, answer',
    },
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      description: 'Data folder of `endcap collect`, running or not; made when missing',
    },
    {
      name: 'clickhouse',
      type: 'text',
      value: 'URL',
      description: 'Instead: a ClickHouse server that the collector delivers to, as https://user:password@host:8443',
    },
    { name: 'database', type: 'text', value: 'NAME', description: 'With --clickhouse: its database' },
    { name: 'currency', type: 'text', value: 'CODE', default: 'EUR', description: 'Currency of the orders or costs' },
    { name: 'offline', type: 'flag', description: 'With --orders: they were made in a shop of bricks' },
    { name: 'origin', type: 'text', value: 'NAME', default: 'shop', description: 'With --customers: who told it' },
    {
      name: 'columns',
      type: 'text',
      value: 'LIST',
      description: 'Which column is what, as cost=Amount,day=Week (left out: guessed, and shown)',
    },
    { name: 'zone', type: 'text', value: 'ZONE', default: 'UTC', description: 'Time zone of times that name none' },
    { name: 'check', type: 'flag', description: 'Only show how the columns are taken and what is odd; write nothing' },
    { name: 'yes', type: 'flag', description: 'Write although a column only looks like what it is taken as' },
    {
      name: 'skip-bad',
      type: 'flag',
      description: 'Leave bad lines out; otherwise one bad line stops the import and nothing is written',
    },
    {
      name: 'rejects',
      type: 'text',
      value: 'FILE',
      description: 'Write bad rows here, each with its number and reason',
    },
  ],
  examples: [
    'endcap import --orders orders.csv.gz --currency GBP --data ./data',
    'endcap import --customers members.csv --check --data ./data',
    'endcap import --orders orders.csv --clickhouse https://endcap:password@host:8443 --database shop',
    'endcap import --costs ads.csv --columns cost=Amount --skip-bad --rejects bad.csv --data ./data',
  ],
  async run({ values, io, output }) {
    const given = KINDS.filter((kind) => values[kind] !== undefined)
    const [kind] = given
    if (kind === undefined || given.length > 1)
      throw new UsageError(`give one of ${KINDS.map((name) => `--${name}`).join(', ')}`)
    const runImport = importerOf(values, io)
    const { currency } = values
    if (!/^[A-Z]{3}$/.test(currency)) throw new UsageError('--currency is a code of three capital letters')
    if (values.offline && kind !== 'orders') throw new UsageError('--offline goes with --orders')
    const isTable = kind !== 'orders' && kind !== 'events'
    const own = (['columns', 'check', 'yes', 'rejects'] as const).find((name) => values[name])
    if (own !== undefined && !isTable) throw new UsageError(`--${own} does not go with --${kind}`)
    const request: ImportRequest = {
      kind,
      file: resolve(io.cwd, values[kind] ?? ''),
      skipBad: values['skip-bad'],
      currency,
      isOffline: values.offline,
      isCheck: values.check,
      isConfirmed: values.yes,
      zone: values.zone,
      origin: values.origin,
      ...(values.columns !== undefined && { columns: Object.fromEntries(pairsOf('columns', values.columns)) }),
      ...(values.rejects !== undefined && { rejects: resolve(io.cwd, values.rejects) }),
    }
    // Here, because a running process answers without naming the file.
    if (!existsSync(request.file)) throw new EndcapError('file-unreadable', request.file)
    const report = await runImport(request, (lines) => output.progress(`${lines} lines read`))
    return 'mapping' in report ? tellTable(report, output, io) : tellEvents(report, values['skip-bad'], output)
  },
})

function tellEvents(report: ImportReport, skipBad: boolean, output: Output): number {
  const { lines, added, duplicates, skipped, problems } = report
  tellProblems(problems, output)
  const isRefused = problems.length > 0 && !skipBad
  output.result(report, [
    `${lines} lines: ${added} events added, ${duplicates} already there, ${skipped} skipped, ${problems.length} problems`,
    ...(isRefused ? ['nothing was written: mend the lines, or leave them out with --skip-bad'] : []),
  ])
  return isRefused ? 1 : 0
}

const HELD = {
  check: 'nothing was written: this was a look; leave --check out to write',
  unsure: 'nothing was written: see whether the columns are taken rightly, then say --yes, or name them by --columns',
  problems: 'nothing was written: mend the rows, or leave them out with --skip-bad',
} as const

function tellTable(report: TableImport, output: Output, { program }: Pick<Io, 'program'>): number {
  const { kind, mapping, quality, badRows, held, written } = report
  tellProblems(report.problems, output)
  const columns = quality.columns.map(({ column, as, missing, distinct, least, greatest, odd, oddExamples }) =>
    [
      `  ${column} is ${as}:`,
      `${distinct} different${missing > 0 ? `, ${missing} missing` : ''}`,
      least === null ? '' : `, ${least} to ${greatest}`,
      odd > 0 ? `; ${odd} odd (${oddExamples.join(', ')})` : '',
    ]
      .join(' ')
      .replaceAll(' ,', ','),
  )
  output.result(report, [
    `${quality.rows + badRows} rows of ${kind}: ${written} written, ${badRows} bad, ${quality.repeated} repeated`,
    ...columns,
    ...(mapping.unused.length > 0
      ? [`  ${kind === 'customers' ? 'attributes' : 'not taken'}: ${mapping.unused.join(', ')}`]
      : []),
    ...(held ? [HELD[held]] : []),
    ...(held === 'unsure' ? [`${program} import --help tells the names that are known`] : []),
  ])
  return held === 'problems' || held === 'unsure' ? 1 : 0
}

function tellProblems(problems: ImportReport['problems'], output: Output): void {
  for (const { line, code, path, detail } of problems.slice(0, SHOWN_PROBLEMS)) {
    output.note(`line ${line}: ${code} ${path} ${detail ?? ''}`.trimEnd())
  }
}

type RunImport = (request: ImportRequest, onProgress: (lines: number) => void) => Promise<ImportReport | TableImport>

/** The way into the warehouse that the options name. Throws `UsageError` unless they name one. */
function importerOf(
  values: {
    readonly data?: string | undefined
    readonly clickhouse?: string | undefined
    readonly database?: string | undefined
  },
  io: Pick<Io, 'cwd'>,
): RunImport {
  const { data, clickhouse, database } = values
  if (data !== undefined && clickhouse !== undefined) throw new UsageError('--data goes without --clickhouse')
  if (clickhouse === undefined && database !== undefined) throw new UsageError('--database goes with --clickhouse')
  if (clickhouse !== undefined) {
    if (!URL.canParse(clickhouse) || !/^https?:/i.test(clickhouse))
      throw new UsageError('--clickhouse is an address such as https://user:password@host:8443')
    return importIntoServer({ url: clickhouse, ...(database !== undefined && { database }) })
  }
  if (data === undefined) throw new UsageError('give --data DIR or --clickhouse URL')
  return importIntoFolder(resolve(io.cwd, data))
}

function importIntoFolder(dataDir: string): RunImport {
  return async (request, onProgress) => {
    const { findAdmin } = await import('../server/admin-client.js')
    const { importInto } = await import('../server/import-into.js')
    const { withWarehouse } = await import('../server/with-warehouse.js')
    const admin = findAdmin(dataDir)
    if (admin) return admin.post('/admin/import', request)
    return withWarehouse(dataDir, { mustExist: false }, (warehouse) => importInto(warehouse, request, onProgress))
  }
}

function importIntoServer(options: ClickHouseOptions): RunImport {
  return async (request, onProgress) => {
    const { importInto } = await import('../server/import-into.js')
    const { openClickHouse } = await import('@endcap/insights')
    const server = await openClickHouse(options)
    try {
      return await importInto(server, request, onProgress)
    } finally {
      await server.close()
    }
  }
}
