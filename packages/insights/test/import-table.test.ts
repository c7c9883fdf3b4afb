import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  type ImportTableOptions,
  type InsightTable,
  importOrders,
  importTable,
  openWarehouse,
  openWarehouseSource,
  type Warehouse,
} from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

async function withWarehouse<T>(task: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await openWarehouse({ path: ':memory:' })
  try {
    return await task(warehouse)
  } finally {
    warehouse.close()
  }
}

async function rowsOf(warehouse: Warehouse, table: InsightTable, order = 'ALL') {
  const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: { USD: 0.5 } })
  const rows = source.has(table)
    ? await source.ask<Record<string, unknown>>(`SELECT * FROM ${await source.table(table)} AS t ORDER BY ${order}`)
    : []
  await source.close()
  return rows
}

/** Imports and reads what came in. */
const run = (options: ImportTableOptions, table: InsightTable) =>
  withWarehouse(async (warehouse) => ({
    report: await importTable(warehouse, options),
    rows: await rowsOf(warehouse, table),
  }))

const DAY = Date.UTC(2026, 2, 1) / 86_400_000

test('what costs a span is spread over its days, and money is in the shop’s currency', async () => {
  const file = write(
    'costs.csv',
    'from,to,channel,campaign,spend,clicks\n2026-03-01,2026-03-02,email,,10,4\n2026-03-02,,email,,1,1\n',
  )
  const { report, rows } = await run({ kind: 'costs', file, currency: 'USD' }, 'costs')
  expect(report).toMatchObject({ written: 2, badRows: 0, mapping: { isSure: true, unused: [] } })
  expect(rows).toEqual([
    { day: DAY, channel: 'email', campaign: '', cost: 2.5, impressions: null, clicks: 2 },
    { day: DAY + 1, channel: 'email', campaign: '', cost: 3, impressions: null, clicks: 3 },
  ])
})

test('every other column of customers is an attribute, under the hash that their orders have', async () => {
  const file = write('members.csv', 'customer_id,tier,region,points\nann,gold,North,12\nbob,,South,\n')
  const orders = write('orders.csv', 'order_id,ordered_at,item_id,customer_id,price\nA,2026-03-01,x,ann,3\n')
  await withWarehouse(async (warehouse) => {
    await importOrders(warehouse, { file: orders })
    await importTable(warehouse, { kind: 'customers', file, origin: 'club' })
    const rows = await rowsOf(warehouse, 'attributes')
    expect(rows.map(({ attribute, value, origin }) => `${attribute} ${value} ${origin}`).sort()).toEqual([
      'points 12 club',
      'region North club',
      'region South club',
      'tier gold club',
    ])
    const [order] = await rowsOf(warehouse, 'orders')
    expect(rows.filter(({ value }) => value === 'gold').map(({ person }) => person)).toEqual([order?.person])
  })
})

test('a second import replaces what it names again and adds the rest', async () => {
  await withWarehouse(async (warehouse) => {
    const first = write('stock1.csv', 'sku,stock,date\na,5,2026-03-01\nb,6,2026-03-01\n')
    const second = write('stock2.csv', 'sku,stock,date\nb,7,2026-03-01\nb,8,2026-03-02\n')
    for (const file of [first, first, second]) await importTable(warehouse, { kind: 'stock', file })
    expect(
      (await rowsOf(warehouse, 'stock')).map(({ item, day, quantity }) => [item, Number(day) - DAY, quantity]),
    ).toEqual([
      ['a', 0, 5],
      ['b', 0, 7],
      ['b', 1, 8],
    ])
  })
})

test('answers become events, once', async () => {
  const file = write(
    'answers.csv',
    'customer,question,score,comment,date\nann,nps,9,lovely,2026-03-01 10:00\n,nps,3,,2026-03-02 10:00\n',
  )
  await withWarehouse(async (warehouse) => {
    expect(await importTable(warehouse, { kind: 'surveys', file })).toMatchObject({ written: 2 })
    expect(await importTable(warehouse, { kind: 'surveys', file })).toMatchObject({ written: 0 })
    const rows = await rowsOf(warehouse, 'events', 'ts')
    expect(rows).toMatchObject([
      { type: 'survey_response', question: 'nps', score: 9, answers: '["lovely"]' },
      { type: 'survey_response', score: 3, person: null },
    ])
  })
})

test('messages tell what was opened and clicked', async () => {
  const file = write(
    'mail.csv',
    'email,subject,sent_at,opened_at\nann,Spring,2026-03-01 08:00,2026-03-01 09:00\nbob,Spring,2026-03-01 08:00,\n',
  )
  const { rows } = await run({ kind: 'messages', file }, 'messages')
  const opened = rows.map((row) => row.opened_at)
  expect(opened.filter((at) => at === null)).toHaveLength(1)
  expect(opened).toContain(Date.UTC(2026, 2, 1, 9))
})

test('a column that only looks like one is not written before somebody says so', async () => {
  const file = write('unsure.csv', 'Week begins (date),Ad channel,Total spend (net)\n2026-03-01,email,7\n')
  const options = { kind: 'costs', file } as const
  const held = await run(options, 'costs')
  expect(held.report).toMatchObject({ held: 'unsure', written: 0, mapping: { isSure: false } })
  expect(held.report.mapping.columns).toEqual({
    day: 'Week begins (date)',
    channel: 'Ad channel',
    cost: 'Total spend (net)',
  })
  expect(held.rows).toEqual([])
  expect((await run({ ...options, isConfirmed: true }, 'costs')).rows).toHaveLength(1)
  expect((await run({ ...options, columns: { cost: 'Total spend (net)' } }, 'costs')).rows).toHaveLength(1)
})

const BAD = 'sku,stock,date\na,5,2026-03-01\nb,many,2026-03-01\n,4,2026-03-01\nc,4,someday\n=d,x,2026-03-01\n'

test('one bad row and nothing is written; the bad ones are named and go to a file', async () => {
  const rejects = join(folder, 'bad.csv')
  const options = { kind: 'stock', file: write('bad-stock.csv', BAD), rejects } as const
  const { report, rows } = await run(options, 'stock')
  expect(report).toMatchObject({ held: 'problems', written: 0, badRows: 4 })
  expect(report.problems).toEqual([
    { line: 2, code: 'value-invalid', path: '/quantity', detail: 'expected a number' },
    { line: 3, code: 'field-missing', path: '/item', detail: 'nothing there' },
    { line: 4, code: 'value-invalid', path: '/day', detail: 'expected a date' },
    { line: 5, code: 'value-invalid', path: '/quantity', detail: 'expected a number' },
  ])
  expect(rows).toEqual([])
  expect(readFileSync(rejects, 'utf8').split('\n')).toEqual([
    'row,reason,sku,stock,date',
    '2,value-invalid /quantity: expected a number,b,many,2026-03-01',
    '3,field-missing /item: nothing there,,4,2026-03-01',
    '4,value-invalid /day: expected a date,c,4,someday',
    "5,value-invalid /quantity: expected a number,'=d,x,2026-03-01",
    '',
  ])
  expect((await run({ ...options, skipBad: true }, 'stock')).rows).toHaveLength(1)
})

test('what is missing, odd and repeated is told', async () => {
  const usual = Array.from({ length: 40 }, (_, at) => `p${at},${10 + (at % 7)},2026-03-01`)
  const file = write(
    'odd.csv',
    `sku,stock,date\n${usual.join('\n')}\np1,9999,1970-01-05\nq,,2026-03-01\np2,11,2026-03-01\n`,
  )
  const { report } = await run({ kind: 'stock', file, isCheck: true, now: Date.UTC(2026, 3, 1) }, 'stock')
  expect(report).toMatchObject({ held: 'check', written: 0, quality: { repeated: 1 } })
  const [item, day, quantity] = report.quality.columns
  expect(item).toMatchObject({ column: 'sku', as: 'item', odd: 0 })
  expect(day).toMatchObject({ as: 'day', odd: 1, oddExamples: ['1970-01-05'], least: '1970-01-05' })
  expect(quantity).toMatchObject({ as: 'quantity', odd: 1, oddExamples: ['9999.0'] })
})

test.each([
  ['no such file', { file: join(folder, 'none.csv') }, 'file-unreadable'],
  ['no column of items', { file: write('x.csv', 'stock\n1\n') }, 'field-missing'],
  [
    'a column that is not there',
    { file: write('y.csv', 'sku,stock\na,1\n'), columns: { item: 'what' } },
    'reference-unknown',
  ],
  ['a role that is none', { file: write('y.csv', 'sku,stock\na,1\n'), columns: { thing: 'sku' } }, 'reference-unknown'],
])('%s', async (_, options, code) => {
  await expect(run({ kind: 'stock', ...options }, 'stock')).rejects.toMatchObject({ code })
})

test('orders of a shop of bricks have a channel of their own', async () => {
  const file = write('bricks.csv', 'order_id,ordered_at,item_id,customer_id,price\nA,2026-03-01,x,ann,3\n')
  await withWarehouse(async (warehouse) => {
    await importOrders(warehouse, { file, isOffline: true })
    expect(await rowsOf(warehouse, 'orders')).toMatchObject([{ channel: 'offline', value: 3 }])
  })
})
