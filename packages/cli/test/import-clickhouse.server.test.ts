/** `endcap import` into a ClickHouse server, beside the same into a folder: what it says, and what insights say of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { differences } from '@endcap/testkit'
import { startChdb } from '@endcap/testkit/services/chdb'
import type { ClickHouseService } from '@endcap/testkit/services/clickhouse'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-import-clickhouse-'))
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)
const day = (n: number): string => new Date(Date.UTC(2026, 9, 1 + n)).toISOString().slice(0, 10)
const write = (name: string, lines: readonly string[]) => writeFileSync(join(folder, name), `${lines.join('\n')}\n`)

let server: ClickHouseService
beforeAll(async () => {
  server = await startChdb()
  await server.query('CREATE DATABASE shop')
  const orders = numbers(200).map((n) => `${n},${day(n % 60)},c${n % 37},i${n % 5},1,${3 + (n % 9)}`)
  write('orders.csv', ['order_id,ordered_at,customer_id,item_id,quantity,price', ...orders])
  write('ads.csv', ['Week (date),Ad channel,Total spend', ...numbers(8).map((n) => `${day(n * 7)},email,${20 + n}`)])
  write('stock.csv', ['sku,stock', 'i1,4', 'i2,many'])
})
afterAll(async () => {
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

const into = (place: 'folder' | 'server') =>
  place === 'folder' ? ['--data', 'data'] : ['--clickhouse', server.url, '--database', 'shop']

/** The same command line on both; gives what both said. */
async function both(...argv: string[]) {
  const [found, expected] = [
    await runCommand([...argv, ...into('server')], folder),
    await runCommand([...argv, ...into('folder')], folder),
  ]
  expect(found).toEqual(expected)
  return found
}

test('orders come in once, and costs when their columns are confirmed', async () => {
  expect((await both('import', '--orders', 'orders.csv')).stdout).toContain('200 events added, 0 already there')
  expect((await both('import', '--orders', 'orders.csv')).stdout).toContain('0 events added, 200 already there')
  expect(await both('import', '--costs', 'ads.csv')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('then say --yes'),
  })
  expect((await both('import', '--costs', 'ads.csv', '--check', '--json')).code).toBe(0)
  expect((await both('import', '--costs', 'ads.csv', '--yes')).stdout).toContain('8 rows of costs: 8 written')
  const ask = async (place: 'folder' | 'server') => {
    const { basis: _, ...answer } = JSON.parse(
      (await runCommand(['insight', 'rfm', '--json', ...into(place)], folder)).stdout,
    )
    return answer
  }
  const found = await ask('server')
  expect(differences(found, await ask('folder'))).toEqual([])
  expect(found).toMatchObject({ n: 37, orders: 200 })
})

test('a bad row stops it, goes to a file, and is left out on demand', async () => {
  const held = await both('import', '--stock', 'stock.csv', '--rejects', 'bad.csv')
  expect(held).toMatchObject({ code: 1, stderr: expect.stringContaining('line 2: value-invalid /quantity') })
  expect(readFileSync(join(folder, 'bad.csv'), 'utf8')).toContain(
    '2,value-invalid /quantity: expected a number,i2,many',
  )
  const { stdout } = await both('import', '--stock', 'stock.csv', '--skip-bad', '--columns', 'item=sku,quantity=stock')
  expect(stdout).toContain('1 written, 1 bad')
})

test('a server that is not there is told in one line, without the password', async () => {
  const url = 'http://ann:secret@127.0.0.1:1'
  const { code, stderr } = await runCommand(['import', '--orders', 'orders.csv', '--clickhouse', url], folder)
  expect(code).toBe(1)
  expect(stderr).toContain('ClickHouse did not')
  expect(stderr).not.toContain('secret')
  expect(stderr.trim().split('\n')).toHaveLength(1)
})
