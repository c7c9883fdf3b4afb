import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

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

test('the doctor reads all of it, and tells what is missing or old', async () => {
  const look = async () => (await runCommand(['doctor', '--site', 'site'], folder)).stdout
  expect(await look()).toMatch(/fail {2}catalogue +catalog\.json is not there/)
  await catalog('--in', 'catalog.json', '--out', 'site/catalog', '--per-file', '10')
  expect(await look()).toMatch(/ok {4}catalogue +catalog\/index\.json: 25 products, 3 files of cards/)

  const index = join(folder, 'site/catalog/index.json')
  const whole = JSON.parse(readFileSync(index, 'utf8'))
  writeFileSync(index, JSON.stringify({ ...whole, generatedAt: '2026-01-01T00:00:00.000Z', maxAge: 60 }))
  expect(await look()).toMatch(
    /warn {2}catalogue +.*of 2026-01-01T00:00:00\.000Z were to hold for 60 s\n +fix: run `endcap/,
  )
  writeFileSync(index, JSON.stringify({ ...whole, texts: { ...whole.texts, title: '' } }))
  expect(await look()).toMatch(/fail {2}catalogue +.*value-invalid: \/texts\/title: 1 of 25/)
  writeFileSync(index, JSON.stringify(whole))
  rmSync(join(folder, 'site/catalog', whole.shards[1]))
  expect(await look()).toMatch(new RegExp(`fail {2}catalogue +.*file-unreadable: catalog/${whole.shards[1]}`))
})

test('a collector serves the folder', { timeout: 30_000 }, async () => {
  await catalog('--in', 'catalog.json', '--out', 'served', '--per-file', '10')
  const argv = ['collect', '--data', 'data', '--key', 'k', '--port', '0', '--catalog', 'served', '--json']
  const running = startCommand(argv, folder)
  const { url } = JSON.parse(await running.started)
  const answer = await fetch(`${url}/catalog/index.json`)
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  const { count, shards } = (await answer.json()) as { count: number; shards: string[] }
  expect(count).toBe(25)
  const card = await fetch(`${url}/catalog/${shards[0]}`)
  expect(card.headers.get('cache-control')).toContain('immutable')
  await running.stop()
})
