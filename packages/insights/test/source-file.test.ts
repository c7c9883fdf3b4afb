import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { type FileSourceOptions, type InsightTable, openFileSource, openWarehouse } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-source-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string | Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** The rows of one table of a file, and what they rest on. */
async function read(options: FileSourceOptions, table: InsightTable = 'orders') {
  const source = await openFileSource(options)
  try {
    const rows = await source.ask<Record<string, unknown>>(
      `SELECT * FROM ${await source.table(table)} AS t ORDER BY ALL`,
    )
    return { rows, basis: source.basis }
  } finally {
    await source.close()
  }
}

const ISO = Date.UTC(2026, 2, 29, 0, 30)

describe('orders of a file', () => {
  const ORDERS =
    'order_id,customer_id,order_date,quantity,price,sku\nA,ann,2026-03-29 00:30,2,3,x\nA,ann,2026-03-29 00:30,1,4,y\nB,,2026-03-30 12:00,1,5,x\n'

  test.each([
    ['commas', 'a.csv', ORDERS],
    ['semicolons', 'b.csv', ORDERS.replaceAll(',', ';')],
    ['tabs', 'c.tsv', ORDERS.replaceAll(',', '\t')],
    ['packed', 'd.csv.gz', gzipSync(ORDERS)],
    ['a byte order mark and other line ends', 'e.csv', `\uFEFF${ORDERS.replaceAll('\n', '\r\n')}`],
    [
      'objects',
      'f.ndjson',
      '{"order_id":"A","customer_id":"ann","order_date":"2026-03-29 00:30","quantity":2,"price":3,"sku":"x"}\n{"order_id":"A","customer_id":"ann","order_date":"2026-03-29 00:30","quantity":1,"price":4,"sku":"y"}\n{"order_id":"B","customer_id":null,"order_date":"2026-03-30 12:00","quantity":1,"price":5,"sku":"x"}\n',
    ],
  ])('are read from %s', async (_, name, text) => {
    const { rows, basis } = await read({ kind: 'transactions', file: write(name, text) })
    expect(rows).toMatchObject([
      { person: 'ann', is_known: 1, order_id: 'A', ts: ISO, day: 20541, hour: 0, value: 10, pieces: 3 },
      { person: null, is_known: 0, order_id: 'B', value: 5, pieces: 1 },
    ])
    expect(basis.columns).toMatchObject({ order: 'order_id', item: 'sku', date_format: 'ISO 8601' })
  })

  test('are read from Parquet', async () => {
    const file = join(folder, 'orders.parquet')
    const maker = await openWarehouse({ path: ':memory:' })
    await maker.query(
      `COPY (SELECT 'A' AS order_id, 7 AS customer_id, TIMESTAMP '2026-03-29 00:30:00' AS ordered_at, 9.5 AS total) TO '${file}'`,
    )
    maker.close()
    const { rows } = await read({ kind: 'transactions', file })
    expect(rows).toMatchObject([{ person: '7', order_id: 'A', ts: ISO, value: 9.5 }])
  })

  test('without names of columns are guessed from their cells, and the guess is told', async () => {
    const file = write(
      'cd.txt',
      ' 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n 00021 0002 19970101  3   63.34\n',
    )
    const { rows, basis } = await read({ kind: 'transactions', file })
    expect(rows.map(({ person, value, pieces }) => [person, value, pieces])).toEqual([
      ['0001', 29.33, 2],
      ['0001', 29.73, 2],
      ['0002', 63.34, 3],
    ])
    expect(basis.columns).toEqual({ customer: '2', date: '3', quantity: '4', value: '5', date_format: '%Y%m%d' })
  })

  test('take the columns that they are told', async () => {
    const file = write('told.csv', 'who,whom,when,paid\na,b,2026-03-29,1\n')
    const columns = { customer: 'whom', date: 'when', value: 'paid' }
    expect((await read({ kind: 'transactions', file, columns })).rows).toMatchObject([{ person: 'b', value: 1 }])
  })

  test.each([
    ['12/31/2025', '%m/%d/%Y', Date.UTC(2025, 11, 31)],
    ['31/12/2025', '%d/%m/%Y', Date.UTC(2025, 11, 31)],
    ['31.12.2025 18:05', '%d.%m.%Y %H:%M', Date.UTC(2025, 11, 31, 18, 5)],
    ['2025-12-31T18:05:00+02:00', 'ISO 8601', Date.UTC(2025, 11, 31, 16, 5)],
    ['1767204300', 'seconds since 1970', 1_767_204_300_000],
  ])('read the date %s as %s', async (date, format, ts) => {
    const { rows, basis } = await read({
      kind: 'transactions',
      file: write('dates.csv', `customer_id,date,value\na,${date},1\n`),
    })
    expect(rows[0]?.ts).toBe(ts)
    expect(basis.columns?.date_format).toBe(format)
  })

  test('have the days of the shop’s zone, through a change of clocks', async () => {
    const file = write('zone.csv', 'customer_id,date,value\na,2026-03-29 01:59,1\nb,2026-03-29 23:30,2\n')
    const { rows } = await read({ kind: 'transactions', file, zone: 'Europe/Berlin' })
    expect(rows).toMatchObject([
      { person: 'a', ts: Date.UTC(2026, 2, 29, 0, 59), day: 20541, hour: 1 },
      { person: 'b', ts: Date.UTC(2026, 2, 29, 21, 30), day: 20541, hour: 23 },
    ])
  })

  test('leave returns out and say how many', async () => {
    const file = write(
      'returns.csv',
      'InvoiceNo,CustomerID,InvoiceDate,Quantity,UnitPrice\nA,1,2026-03-29,2,5\nC9,1,2026-03-30,-1,5\nB,1,2026-03-30,-1,5\n',
    )
    const { rows, basis } = await read({ kind: 'transactions', file })
    expect(rows).toMatchObject([{ order_id: 'A', value: 10 }])
    expect(basis.leftOut).toEqual({ returnRows: 2 })
  })

  test('convert currencies that have a rate and leave others out', async () => {
    const file = write(
      'money.csv',
      'order_id,customer_id,date,value,currency\nA,1,2026-03-29,10,EUR\nB,1,2026-03-29,10,USD\nC,1,2026-03-29,10,JPY\n',
    )
    const { rows } = await read({ kind: 'transactions', file, currency: 'EUR', rates: { USD: 0.9 } })
    expect(rows.map(({ order_id, value }) => [order_id, value])).toEqual([
      ['A', 10],
      ['B', 9],
    ])
  })

  test('keep to the period', async () => {
    const file = write('period.csv', 'customer_id,date,value\na,2026-03-28,1\nb,2026-03-29,2\nc,2026-03-30,3\n')
    const period = { fromMs: Date.UTC(2026, 2, 29), toMs: Date.UTC(2026, 2, 30) }
    expect((await read({ kind: 'transactions', file, period })).rows).toMatchObject([{ person: 'b' }])
  })
})

describe('what cannot be read is said', () => {
  const BAD = 'customer_id,date,value\na,2026-03-28,1\nb,yesterday,2\nc,2026-03-30,much\n'

  test('a bad row, by its number, column and cell', async () => {
    const file = write('bad.csv', BAD)
    await expect(read({ kind: 'transactions', file })).rejects.toThrow(
      /value-invalid: .*bad\.csv, row 2: "yesterday" in column date is not a date; 2 such rows/,
    )
  })
  test.each(['1e400', 'Infinity', 'nan', '-inf'])('%s is no number that is counted', async (cell) => {
    const file = write('endless.csv', `customer_id,date,value\na,2026-03-28,${cell}\n`)
    await expect(read({ kind: 'transactions', file })).rejects.toThrow(/row 1: .* in column value is not a number/)
  })
  test('bad rows are left out when told so, and counted', async () => {
    const { rows, basis } = await read({ kind: 'transactions', file: write('bad2.csv', BAD), skipBad: true })
    expect(rows).toMatchObject([{ person: 'a' }])
    expect(basis.leftOut).toEqual({ badRows: 2 })
  })
  test.each([
    ['no such file', { kind: 'transactions', file: join(folder, 'none.csv') }, 'file-unreadable'],
    ['an empty file', { kind: 'transactions', file: write('empty.csv', '\n') }, 'input-empty'],
    [
      'no column of dates',
      { kind: 'transactions', file: write('nodate.csv', 'customer,value\na,1\n') },
      'field-missing',
    ],
    ['a zone that is none', { kind: 'transactions', file: write('z.csv', BAD), zone: "Mars'; DROP" }, 'option-invalid'],
    [
      'a rate that is none',
      { kind: 'transactions', file: write('r.csv', 'date,value\n2026-01-01,1\n'), currency: 'EUR', rates: { usd: 1 } },
      'option-invalid',
    ],
    [
      'a column that is not there',
      { kind: 'transactions', file: write('c.csv', BAD), columns: { customer: 'who' } },
      'field-missing',
    ],
    ['paths without conversions', { kind: 'paths', file: write('p.csv', 'path\na > b\n') }, 'field-missing'],
    [
      'paths with words for numbers',
      { kind: 'paths', file: write('q.csv', 'path,conversions\na > b,few\n') },
      'value-invalid',
    ],
  ] as const)('%s', async (_, options, code) => {
    await expect(read(options as FileSourceOptions)).rejects.toMatchObject({ code })
  })
  test('a table that the file does not give', async () => {
    const file = write('only.csv', 'customer_id,date,value\na,2026-03-28,1\n')
    await expect(read({ kind: 'transactions', file }, 'lines')).rejects.toThrow(
      /field-missing: .*only\.csv gives no lines/,
    )
  })
})

describe('baskets and paths', () => {
  test('a basket a line, of unequal length; an item counts once a basket', async () => {
    const file = write('baskets.csv', 'milk,bread,whole milk \ncoffee\nmilk,milk\n')
    const { rows } = await read({ kind: 'baskets', file }, 'baskets')
    expect(rows.map(({ basket, item }) => `${basket}: ${item}`)).toEqual([
      'row 1: bread',
      'row 1: milk',
      'row 1: whole milk',
      'row 2: coffee',
      'row 3: milk',
    ])
  })
  test('columns of basket and item', async () => {
    const file = write('pairs.csv', 'SessionId,ItemId,Time\n1,a,1767204300\n1,b,1767204300\n2,a,1767204300\n')
    expect((await read({ kind: 'baskets', file }, 'baskets')).rows).toHaveLength(3)
  })
  test('journeys of one path are added up', async () => {
    const file = write(
      'paths.csv',
      'path,total_conversions,total_conversion_value,total_null\na > b,1,10,2\na > b,2,5,0\nb,0,0,7\n',
    )
    expect((await read({ kind: 'paths', file }, 'paths')).rows).toEqual([
      { path: 'a > b', conversions: 3, value: 15, nulls: 2 },
      { path: 'b', conversions: 0, value: 0, nulls: 7 },
    ])
  })
})
