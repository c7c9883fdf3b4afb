/** What is imported into ClickHouse, of 2018 and of today, beside the same imports into DuckDB: reports, rows and answers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENT_ITEMS_TABLE, EVENTS_TABLE, FACT_TABLES, type StoredEvent, type TableSpec } from '@endcap/core'
import { differences } from '@endcap/testkit'
import { startChdb } from '@endcap/testkit/services/chdb'
import { type ClickHouseService, startClickHouse } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  type ClickHouseDatabase,
  type ImportDatabase,
  type InsightName,
  importEvents,
  importOrders,
  importTable,
  openClickHouse,
  openWarehouse,
  openWarehouseSource,
  runInsight,
} from '../src/index.js'
import { eventOf } from './planted.js'

vi.setConfig({ testTimeout: 120_000 })

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 2, 1)
const NOW = START_MS + 100 * DAY_MS
const folder = mkdtempSync(join(tmpdir(), 'endcap-import-engines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

const day = (n: number): string => new Date(START_MS + n * DAY_MS).toISOString().slice(0, 10)

const PAGE = { url: 'https://shop.example/', kind: 'home' } as const
/** Names with what means something to a database. */
const NAMES = ["o'neil \\", 'Ünï “🫖”', 'tab\there', 'plain']
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)

const ORDERS = write('orders.csv', [
  'order_id,ordered_at,customer_id,item_id,quantity,price',
  ...numbers(300).map(
    (n) => `A${n},${day(n % 90)}T10:00:00Z,c${(n * 7) % 40},i${n % 9},${1 + (n % 3)},${5 + (n % 11)}.5`,
  ),
  `A1,${day(1)}T10:00:00Z,c7,i8,1,2.25`,
  `C9,${day(3)},c1,i1,-1,3`,
])
const EVENTS = numbers(3000).map((n): StoredEvent => {
  const ts = START_MS + n * 60_000
  const own = {
    visitor: `v${n % 200}`,
    session: `s${n % 400}`,
    stream: `p${n % 50}`,
    seq: n + 1,
    ts,
    receivedAt: ts + 5,
  }
  const channel = {
    group: n % 2 ? 'email' : 'paid_search',
    medium: n % 2 ? 'email' : 'cpc',
    campaign: 'spring',
  } as const
  const items = [
    { item_id: `i${n % 9}`, item_name: NAMES[n % 4] as string, price: 9.5, index: n % 5 },
    { item_id: 'b' },
  ]
  if (n % 400 < 200 && n % 5 === 0) return eventOf(`land-${n}`, { ...own, type: 'page_view', page: PAGE, channel })
  if (n % 10 === 1) {
    const order = { transactionId: `W${n}`, value: 19 + (n % 7), currency: 'EUR' }
    return eventOf(`order-${n}`, { ...own, type: 'purchase', items, order })
  }
  const offer = { campaign: 'c', holdout: n % 4 === 0 }
  const data = { note: NAMES[n % 4] as string, share: n / 7 }
  return eventOf(`view-${n}`, { ...own, type: 'view_item', items, offer, data, experiments: { e: 'control' } })
})
const LINES = EVENTS.map((event) => JSON.stringify(event))
const FILES = {
  orders: ORDERS,
  // The last ones twice.
  events: write('events.ndjson', [...LINES, ...LINES.slice(-20)]),
  customers: write('customers.csv', [
    'customer_id,tier,region',
    ...numbers(40).map((n) => `c${n},${n % 3 ? 'gold' : ''},"${NAMES[n % 4]}"`),
  ]),
  costs: write('costs.csv', [
    'from,to,channel,campaign,spend,clicks',
    ...numbers(20).map(
      (n) => `${day(n * 3)},${day(n * 3 + 4)},${n % 2 ? 'email' : 'paid_search'},spring,${10 + n},${n}`,
    ),
  ]),
  stock: write('stock.csv', ['sku,stock,date', ...numbers(9).map((n) => `i${n},${n * 3},${day(5)}`)]),
  messages: write('mail.csv', [
    'email,subject,sent_at,opened_at',
    ...numbers(40).map((n) => `c${n},Spring,${day(2)} 08:00,${n % 2 ? `${day(2)} 09:30` : ''}`),
  ]),
  surveys: write('answers.csv', [
    'customer,question,score,comment,date',
    ...numbers(30).map((n) => `${n % 3 ? `c${n}` : ''},nps,${n % 11},"${NAMES[n % 4]}",${day(n)} 10:00`),
  ]),
}
type Kind = keyof typeof FILES

async function bringIn(to: ImportDatabase, kind: Kind, file: string = FILES[kind]): Promise<unknown> {
  if (kind === 'orders') return importOrders(to, { file, currency: 'EUR' })
  if (kind === 'events') return importEvents(to, { file })
  return importTable(to, { kind, file, now: NOW, zone: 'Europe/Berlin' })
}

/** Everything that a warehouse shows, in cells that are the same of all databases. */
async function contents(database: ImportDatabase): Promise<Record<string, readonly unknown[]>> {
  const shown: Record<string, readonly unknown[]> = {}
  const tables: readonly (TableSpec & { readonly from: string; readonly key: readonly string[] })[] = [
    { ...EVENTS_TABLE, from: 'events', key: ['event_id'] },
    { ...EVENT_ITEMS_TABLE, from: 'event_items', key: ['event_id', 'line'] },
    ...Object.values(FACT_TABLES).map((table) => ({
      ...table,
      from: database.dialect === 'duckdb' ? table.name : `${table.name} FINAL`,
    })),
  ]
  for (const { name, columns, from, key } of tables) {
    const sql = `SELECT ${Object.keys(columns).join(', ')} FROM ${from} ORDER BY ${key.join(', ')}`
    const rows = await (database.dialect === 'duckdb'
      ? database.query<Record<string, unknown>>(sql)
      : database.read<Record<string, unknown>>(sql))
    shown[name] = rows.map((row) =>
      Object.fromEntries(
        Object.entries(columns).map(([column, type]) => {
          const cell = row[column] ?? null
          return [column, cell === null || type === 'text' || type === 'json' ? cell : Number(cell)]
        }),
      ),
    )
  }
  return shown
}

const SERVERS = [
  { title: 'ClickHouse of 2018', start: startClickHouse, canAnswer: false },
  { title: 'ClickHouse of today', start: startChdb, canAnswer: true },
]

describe.each(SERVERS)('$title', ({ start, canAnswer }) => {
  let server: ClickHouseService
  let databases = 0
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server?.close())

  /** A database of its own, and an empty DuckDB. */
  async function setup() {
    const name = `shop_${++databases}`
    await server.query(`CREATE DATABASE ${name}`)
    const clickhouse = await openClickHouse({ url: server.url, database: name })
    const duckdb = await openWarehouse({ path: ':memory:' })
    onTestFinished(async () => {
      duckdb.close()
      await clickhouse.close()
    })
    return { clickhouse, duckdb, run: (sql: string) => server.query(sql.replaceAll('$', `${name}.`)) }
  }
  const count = async (database: ClickHouseDatabase, table: string) => {
    const [row] = await database.read<{ rows: string }>(`SELECT count() AS rows FROM ${table}`)
    return Number(row?.rows)
  }

  test('every kind, each twice: the same reports, rows and answers as DuckDB', async () => {
    const { clickhouse, duckdb } = await setup()
    for (const kind of Object.keys(FILES) as Kind[]) {
      for (const time of ['first', 'second']) {
        const [found, expected] = [await bringIn(clickhouse, kind), await bringIn(duckdb, kind)]
        expect({ kind, time, report: found }).toEqual({ kind, time, report: expected })
        if (time === 'first') expect(found).not.toMatchObject({ added: 0 })
      }
    }
    const expected = await contents(duckdb)
    expect(differences(await contents(clickhouse), expected).slice(0, 8)).toEqual([])
    // The comparison is of something, and the second time wrote no event again.
    for (const [table, rows] of Object.entries(expected)) expect([table, rows.length > 8]).toEqual([table, true])
    expect(await count(clickhouse, 'raw_events')).toBe(3330)
    if (!canAnswer) return
    for (const insight of ['channels', 'rfm', 'feedback'] as const satisfies readonly InsightName[]) {
      const answers: unknown[] = []
      for (const database of [clickhouse, duckdb]) {
        const source = await openWarehouseSource(database, {})
        const { basis: _, ...answer } = (await runInsight(insight, source, {})) as { readonly basis: unknown }
        answers.push(answer)
        await source.close()
      }
      const [found, wanted] = answers
      expect([insight, differences(found, wanted).slice(0, 8)]).toEqual([insight, []])
      if (insight === 'channels') expect(JSON.stringify(wanted)).toMatch(/"cost":[1-9]/)
      if (insight === 'rfm') expect(wanted).toMatchObject({ orders: 600 })
    }
  })

  test('facts that are told anew replace those before, and the first file may come a third time', async () => {
    const { clickhouse, run } = await setup()
    const first = write('stock1.csv', ['sku,stock,date', `i1,3,${day(5)}`])
    const second = write('stock2.csv', ['sku,stock,date', `i1,50,${day(5)}`, `i1,60,${day(6)}`])
    const told = async () =>
      (await clickhouse.read<{ quantity: number }>('SELECT quantity FROM stock_levels FINAL'))
        .map(({ quantity }) => quantity)
        .sort()
    await bringIn(clickhouse, 'stock', first)
    // As replicated tables do: rows that came a while ago are passed over.
    if (canAnswer) await run('ALTER TABLE $stock_levels MODIFY SETTING non_replicated_deduplication_window = 100')
    await bringIn(clickhouse, 'stock', first)
    expect(await told()).toEqual([3])
    await bringIn(clickhouse, 'stock', second)
    expect(await told()).toEqual([50, 60])
    await bringIn(clickhouse, 'stock', first)
    expect(await told()).toEqual([3, 60])
  })

  test('a file with a bad row, and one that is only looked at, leave nothing behind', async () => {
    const { clickhouse } = await setup()
    const events = write('bad.ndjson', [LINES[0] as string, '{"id":'])
    expect(await bringIn(clickhouse, 'events', events)).toMatchObject({ added: 0, problems: [{ line: 2 }] })
    const stock = write('bad.csv', ['sku,stock', 'a,5', 'b,many'])
    expect(await bringIn(clickhouse, 'stock', stock)).toMatchObject({ held: 'problems', written: 0 })
    expect(await importTable(clickhouse, { kind: 'costs', file: FILES.costs, isCheck: true })).toMatchObject({
      held: 'check',
    })
    expect(await clickhouse.read(`SELECT name FROM system.tables WHERE database = currentDatabase()`)).toEqual([])
    expect(await importEvents(clickhouse, { file: events, skipBad: true })).toMatchObject({ added: 1 })
    expect(await importTable(clickhouse, { kind: 'stock', file: stock, skipBad: true })).toMatchObject({ written: 1 })
  })

  test('an import that was cut short is completed by the same once more', async () => {
    const { clickhouse, duckdb, run } = await setup()
    await importEvents(clickhouse, { file: write('one.ndjson', LINES.slice(0, 100)) })
    // A view has the columns, and takes no rows: events fail once their items stand.
    await run('RENAME TABLE $raw_events TO $away')
    await run('CREATE VIEW $raw_events AS SELECT * FROM $away')
    await expect(bringIn(clickhouse, 'events')).rejects.toMatchObject({ code: 'storage-failed' })
    expect(await count(clickhouse, 'raw_event_items')).toBeGreaterThan(4000)
    await run('DROP TABLE $raw_events')
    await run('RENAME TABLE $away TO $raw_events')
    expect(await count(clickhouse, 'events')).toBe(100)
    expect(await bringIn(clickhouse, 'events')).toMatchObject({ added: 2900, duplicates: 120 })
    await bringIn(duckdb, 'events')
    await importTable(clickhouse, { kind: 'stock', file: FILES.stock })
    await importTable(duckdb, { kind: 'stock', file: FILES.stock })
    const [found, expected] = [await contents(clickhouse), await contents(duckdb)]
    for (const { name } of [EVENTS_TABLE, EVENT_ITEMS_TABLE])
      expect(differences(found[name], expected[name]).slice(0, 8)).toEqual([])
  })
})

test('a server that is not there: storage-failed, and no password in what is said', async () => {
  const database = await openClickHouse({ url: 'http://ann:secret@127.0.0.1:1' })
  const failed = (await bringIn(database, 'orders').catch((error) => error)) as Error
  expect(failed).toMatchObject({ code: 'storage-failed' })
  expect(`${failed.message} ${failed.cause}`).not.toContain('secret')
  await database.close()
})
