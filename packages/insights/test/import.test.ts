import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import {
  importEvents,
  importOrders,
  openWarehouse,
  queryOverview,
  readInteractions,
  type Warehouse,
  type WarehouseInteraction,
} from '../src/index.js'
import { eventOf } from './planted.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const CSV = `order_id,ordered_at,customer_id,item_id,quantity,price
1,2026-11-02T08:00:00Z,c1,a,2,1.50
1,2026-11-02T08:00:00Z,c1,b,1,4
2,2026-11-03 09:30:00,,a,1,1.50
C3,2026-11-03T10:00:00Z,c1,a,-2,1.50
`
const memory = () => openWarehouse({ path: ':memory:' })

async function rowsOf(warehouse: Warehouse): Promise<WarehouseInteraction[]> {
  const rows: WarehouseInteraction[] = []
  for await (const row of readInteractions(warehouse)) rows.push(row)
  return rows
}

test('imports orders, and a second time adds nothing', async () => {
  const warehouse = await memory()
  const file = write('orders.csv.gz', gzipSync(CSV))
  expect(await importOrders(warehouse, { file })).toEqual({
    lines: 4,
    added: 2,
    duplicates: 0,
    skipped: 1,
    problems: [],
  })
  expect(await importOrders(warehouse, { file })).toMatchObject({ added: 0, duplicates: 2 })
  expect(await queryOverview(warehouse)).toMatchObject({ events: 2, orders: 2, revenue: 8.5, currency: 'EUR' })
  const rows = await rowsOf(warehouse)
  expect(rows.map(({ session, item, type }) => [session, item, type])).toEqual([
    ['1', 'a', 'purchase'],
    ['1', 'b', 'purchase'],
    ['2', 'a', 'purchase'],
  ])
  expect(rows[0]?.visitor).toMatch(/^[\w-]{21}$/)
  expect(rows[2]).toMatchObject({ visitor: '', ts: Date.UTC(2026, 10, 3, 9, 30) })
})

test('knows the columns of Online Retail', async () => {
  const file = write(
    'retail.csv',
    'InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n5,x,1,12/1/2010 8:26,2.55,17850\n',
  )
  const warehouse = await memory()
  expect(await importOrders(warehouse, { file, currency: 'GBP' })).toMatchObject({ added: 1 })
  const [row] = await rowsOf(warehouse)
  expect(row).toMatchObject({ session: '5', item: 'x', ts: Date.UTC(2010, 11, 1, 8, 26) })
})

test('writes nothing when a line is bad, and names it', async () => {
  const warehouse = await memory()
  const file = write('bad.csv', `${CSV}4,yesterday,c1,a,1,1\n5,2026-11-03,c1,,x,1\n`)
  const report = await importOrders(warehouse, { file })
  expect(report.added).toBe(0)
  expect(report.problems.map(({ line, code, path }) => [line, code, path])).toEqual([
    [6, 'value-invalid', '/ordered_at'],
    [7, 'field-missing', '/item_id'],
    [7, 'type-wrong', '/quantity'],
  ])
  expect(await queryOverview(warehouse)).toMatchObject({ events: 0 })
  expect(await importOrders(warehouse, { file, skipBad: true })).toMatchObject({ added: 2 })
})

test('imports events once, and reports a bad line by number, code and path', async () => {
  const warehouse = await memory()
  const { receivedAt: _, ...event } = eventOf('e1', { type: 'view_item', items: [{ item_id: 'a' }], visitor: 'v' })
  const file = write('events.ndjson', `${JSON.stringify(event)}\n\n${JSON.stringify({ ...event, id: 'e2' })}\n`)
  expect(await importEvents(warehouse, { file })).toMatchObject({ lines: 2, added: 2 })
  expect(await importEvents(warehouse, { file })).toMatchObject({ added: 0, duplicates: 2 })

  const bad = write(
    'bad.ndjson',
    `${JSON.stringify({ ...event, id: 'e3' })}\n{"id":\n${JSON.stringify({ ...event, items: [{}] })}\n`,
  )
  const report = await importEvents(warehouse, { file: bad })
  expect(report.problems.map(({ line, code, path }) => [line, code, path])).toEqual([
    [2, 'json-malformed', ''],
    [3, 'field-missing', '/items/0/item_id'],
  ])
  expect(await queryOverview(warehouse)).toMatchObject({ events: 2 })
})

test('says which file or column is the matter', async () => {
  const warehouse = await memory()
  const header = write('header.csv', 'order_id,item_id\n1,a\n')
  await expect(importOrders(warehouse, { file: header })).rejects.toThrow(/field-missing.*ordered_at/)
  await expect(importOrders(warehouse, { file: join(folder, 'none.csv') })).rejects.toThrow(/file-unreadable/)
  await expect(importEvents(warehouse, { file: write('empty.ndjson', '\n') })).rejects.toThrow(/input-empty/)
})

test('what the shop’s server told stays so, from the spool into a new warehouse', async () => {
  const warehouse = await memory()
  const order = { transactionId: 'o', value: 20, currency: 'EUR', updatedAt: 1_772_000_000_000 }
  const kept = eventOf('order.aaaaaaaaaaaaaaaaaaaaa', { type: 'purchase', source: 'server', order, receivedAt: 7 })
  const file = write('server.ndjson', `${JSON.stringify(kept)}\n`)
  expect(await importEvents(warehouse, { file })).toMatchObject({ added: 1, problems: [] })
  expect(await warehouse.query('SELECT status, confirmed_at FROM orders')).toEqual([
    { status: 'confirmed', confirmed_at: 7 },
  ])
  expect(await warehouse.query('SELECT event_id, order_updated_at FROM events')).toEqual([
    { event_id: kept.id, order_updated_at: order.updatedAt },
  ])
})
