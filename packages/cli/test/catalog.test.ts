import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-catalog-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PRODUCTS = Array.from({ length: 25 }, (_, i) => ({
  ...{ id: `p${i}`, title: `Product ${i}`, url: `/p${i}`, price: i, currency: 'GBP', image: `/${i}.jpg` },
}))
const write = (name: string, products: unknown) => writeFileSync(join(folder, name), JSON.stringify({ v: 1, products }))
const catalog = (...args: string[]) => runCommand(['catalog', ...args], folder)

test('writes an index and files of cards', async () => {
  write('catalog.json', PRODUCTS)
  const plain = await catalog('--in', 'catalog.json', '--out', 'out', '--per-file', '10')
  expect(plain.code).toBe(0)
  expect(plain.stdout).toContain('25 products')
  expect(plain.stdout).toContain('3 files of cards')
  expect(readdirSync(join(folder, 'out'))).toHaveLength(4)
  const json = await catalog('--in', 'catalog.json', '--out', 'out', '--per-file', '10', '--max-age', '3600', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({ products: 25, files: 3, written: 0, problems: [] })
  // The packages behind the command are read here first.
}, 60_000)

test('names bad products, writes nothing and fails, unless they are to be left out', async () => {
  write('bad.json', [...PRODUCTS, { id: 'x', title: 'X', url: '/x', price: 'much', currency: 'GBP' }])
  const bad = await catalog('--in', 'bad.json', '--out', 'bad')
  expect(bad.code).toBe(1)
  expect(bad.stderr).toContain('/products/25/price: type-wrong')
  expect(existsSync(join(folder, 'bad'))).toBe(false)
  const skipped = await catalog('--in', 'bad.json', '--out', 'bad', '--skip-bad', '--json')
  expect([skipped.code, JSON.parse(skipped.stdout).products]).toEqual([0, 25])
})

test.each([
  [['--in', 'catalog.json'], 2, '--out'],
  [['--in', 'catalog.json', '--out', 'out', '--per-file', '3'], 2, '--per-file'],
  [['--in', 'absent.json', '--out', 'out'], 1, 'absent.json'],
])('%j ends with %i', async (args, code, told) => {
  const run = await catalog(...args)
  expect(run.code).toBe(code)
  expect(run.stderr).toContain(told)
})

test('shows its help', async () => {
  const help = await catalog('--help')
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('--max-age SECONDS')
})
