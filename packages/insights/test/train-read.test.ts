import { truncateSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type InteractionInput, readSessions } from '../src/train/read.js'
import { temporaryFile } from './train-data.js'

const read = async (input: InteractionInput, settings = {}) => readSessions(input, settings)
const code = (promise: Promise<unknown>) => promise.then(() => 'fine').catch((error) => error.code)

function damagedArchive(): string {
  const file = temporaryFile('x.csv.gz', 'session,item\n1,x\n')
  truncateSync(file, 20)
  return file
}

describe('readSessions', () => {
  it.each([
    ['a.csv', 'SessionId,ItemId,Time\n1,x,1000\n1,y,1001\n', 'order'],
    ['b.csv', 'session_id;item\n', 'field-missing'],
    ['c.csv.gz', '\uFEFForder_id,product_id,ordered_at\n1,x,2026-05-01 10:00\n1,y,2026-05-01 10:00\n', 'ms'],
    ['d.csv', 'InvoiceNo,StockCode,Quantity,InvoiceDate,CustomerID\n1,x,2,1291191960,7\n1,y,1,1291191960,7\n', 'ms'],
    ['e.csv', 'Session ID,"Item ID",ts\n1,x,1714550000000\n1,y,1714550000001\n', 'ms'],
    ['f.ndjson', '{"session":"1","item":"x","ts":1714550000000}\n{"session":"1","item":"y","ts":1714550000001}', 'ms'],
    ['g.jsonl.gz', '{"order_id":1,"sku":"x"}\n\n{"order_id":1,"sku":"y"}\n', 'order'],
    ['h.txt', 'x', 'option-invalid'],
  ])('reads %s by its header names', async (name, text, expected) => {
    const file = temporaryFile(name, text)
    if (expected.includes('-')) return expect(await code(read(file))).toBe(expected)
    const { interactions, report } = await read(file)
    expect(interactions.ids).toEqual(['x', 'y'])
    expect([...interactions.starts]).toEqual([0, 2])
    expect(interactions.timeUnit).toBe(expected)
    expect(report).toEqual({ rows: 2, badRows: 0, problems: [], ignored: 0 })
    return undefined
  })

  it('takes seconds and milliseconds for the same moment, and UTC where no zone is named', async () => {
    for (const time of ['1777629600', '1777629600000', '2026-05-01T10:00:00Z', '2026-05-01 10:00:00']) {
      const { interactions } = await read(temporaryFile('t.csv', `session,item,time\n1,x,${time}\n`))
      expect(interactions.ts[0]).toBe(Date.UTC(2026, 4, 1, 10))
    }
    const { interactions } = await read(temporaryFile('t.csv', 'session,item,time\n1,x,5\n'), { timeUnit: 's' })
    expect(interactions.ts[0]).toBe(5000)
  })

  it('counts bad rows with line and code, and goes on', async () => {
    const text = 'session,item,time,qty\n1,x,5,1\n,x,5,1\n\n1,,5,1\n1,"y\nz",5,1\n1,y,never,1\n1,y,5,-2\n1,y,6,1\n'
    const { interactions, report } = await read(temporaryFile('bad.csv', text))
    expect(interactions.ids).toEqual(['x', 'y'])
    expect(report).toMatchObject({ rows: 2, badRows: 5 })
    expect(report.problems.map(({ line, code }) => [line, code])).toEqual([
      [3, 'field-missing'],
      [5, 'field-missing'],
      [7, 'value-invalid'],
      [8, 'value-invalid'],
      [9, 'value-invalid'],
    ])
  })

  it.each([
    ['quotes', '\n', (id: string) => `"${id}"`],
    ['quotes and carriage returns', '\r\n', (id: string) => `"${id}"`],
    ['carriage returns', '\r\n', (id: string) => id],
    ['carriage returns alone', '\r', (id: string) => id],
  ])('reads a long file with %s late in it as one without', async (_, end, quote) => {
    const lines = (quoted: (id: string) => string) => {
      const rows = Array.from({ length: 9000 }, (_, i) => {
        const id = `ítem-number-${i % 700}`
        return `session-${i >> 2},${i > 8000 ? quoted(id) : id},${i % 4500 === 4400 ? 'never' : i}`
      })
      return ['\uFEFFsession,item,time', ...rows]
    }
    const plain = await read(temporaryFile('plain.csv', lines((id) => id).join('\n')))
    const other = await read(temporaryFile('other.csv.gz', lines(quote).join(end)))
    expect(other).toEqual(plain)
    expect(other.report).toMatchObject({ rows: 8998, problems: [{ line: 4402 }, { line: 8902 }] })
    expect(other.interactions.ids).toHaveLength(700)
  })

  it('counts what is not CSV by its line, and goes on', async () => {
    const plain = Array.from({ length: 9000 }, (_, i) => `s,x,${i}`)
    const { report } = await read(
      temporaryFile('a.csv', ['session,item,time', ...plain, 's,x"y,1', 's,z,2', ''].join('\n')),
    )
    expect(report).toMatchObject({ rows: 9001, badRows: 1, problems: [{ line: 9002, code: 'value-invalid' }] })
  })

  it('lists the first 20 bad rows only', async () => {
    const { report } = await read([{ session: 1, item: 'x' }, ...Array.from({ length: 30 }, () => ({ item: 'y' }))])
    expect(report.badRows).toBe(30)
    expect(report.problems).toHaveLength(20)
  })

  it.each([
    ['nothing but bad rows', 'input-empty', temporaryFile('x.csv', 'session,item\n,x\n')],
    ['an empty file', 'input-empty', temporaryFile('x.csv', '')],
    ['damaged lines', 'input-empty', temporaryFile('x.ndjson', '{"session":\n')],
    ['a missing CSV', 'file-unreadable', '/nowhere/x.csv'],
    ['a missing NDJSON', 'file-unreadable', '/nowhere/x.ndjson'],
    ['a damaged archive', 'file-unreadable', damagedArchive()],
    ['no rows', 'input-empty', []],
  ])('refuses %s', async (_, expected, input) => {
    expect(await code(read(input))).toBe(expected)
  })

  it('reads Endcap events: views, carts and orders; impressions are ignored', async () => {
    const event = (type: string, ids: string[], more = {}) =>
      JSON.stringify({
        type,
        ts: 1.7e12,
        stream: 'p',
        session: 's',
        visitor: 'v',
        items: ids.map((item_id) => ({ item_id })),
        ...more,
      })
    const lines = [
      event('view_item_list', ['x', 'y']),
      event('view_item', ['x']),
      event('add_to_cart', ['x']),
      event('purchase', ['x', 'y'], { ts: 1.7e12 + 1 }),
      event('page_view', []),
    ]
    const { interactions, report } = await read(temporaryFile('e.ndjson', lines.join('\n')))
    expect(report).toMatchObject({ rows: 4, badRows: 0, ignored: 2 })
    expect([...interactions.kinds]).toEqual([0, 1, 2, 2])
  })

  it('groups rows by session and sorts them by time, wherever they stand', async () => {
    const rows = [
      { session: 'a', item: 'x', ts: 3 },
      { session: 'b', item: 'y', ts: 1 },
      { session: 'a', item: 'z', ts: 2 },
    ]
    const { interactions } = await read(rows)
    expect([...interactions.items].map((item) => interactions.ids[item])).toEqual(['z', 'x', 'y'])
    expect([...interactions.starts]).toEqual([0, 2, 3])
  })

  it('takes data for orders when the rows of a session share their time, or nothing was only viewed', async () => {
    const at = (ts: number) => ['x', 'y'].map((item, i) => ({ session: 's', item, ts: ts && ts + i * (ts % 2) }))
    expect((await read(at(1000))).interactions.kind).toBe('orders')
    expect((await read(at(1001))).interactions.kind).toBe('sessions')
    expect((await read(at(1000), { kind: 'sessions' })).interactions.kind).toBe('sessions')
    const bought = at(1001).map((row) => ({ ...row, type: 'purchase' }))
    expect((await read(bought)).interactions.kind).toBe('orders')
  })

  it('tells the progress', async () => {
    const seen: number[] = []
    const rows = Array.from({ length: 100_001 }, (_, i) => ({ session: i, item: 'x' }))
    await readSessions(rows, {}, (count) => seen.push(count))
    expect(seen).toEqual([50_000, 100_000])
  })
})
