import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-assortment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
write(
  'baskets.csv',
  Array.from({ length: 400 }, (_, n) =>
    n % 8 === 0 ? 'mug,spoon' : n % 8 === 1 ? `mug,x${n % 5}` : `x${n % 5},x${(n + 1 + (n % 3)) % 5}`,
  ).join('\n'),
)
const day = (n: number) => new Date(Date.UTC(2026, 0, 5 + n)).toISOString().slice(0, 10)
write(
  'orders.csv',
  [
    'order_id,customer_id,date,item_id,item_name,quantity,price',
    ...Array.from({ length: 140 * 6 }, (_, n) => {
      const at = Math.floor(n / 6)
      const count = at % 7 === 5 ? 3 : 1
      return `o${n},c${n % 60},${day(at)},${n % 2 === 0 ? 'mug' : 'pan'},${n % 2 === 0 ? 'Mug' : 'Pan'},${count},${n % 2 === 0 ? 5 : 9}`
    }),
  ].join('\n'),
)
const CONFIG = { v: 1, later: true, placements: [{ id: 'cart', selector: '#cart' }] }

test('rules are told as text and as one line of JSON', async () => {
  const told = await runCommand(['insight', 'rules', '--baskets', 'baskets.csv', '--max-length', '2'], folder)
  expect(told.code).toBe(0)
  expect(told.stdout).toMatch(
    /^Bought together most clearly: (mug \+ spoon|spoon \+ mug), 4\.0 times as often as by chance\n/,
  )
  const { code, stdout } = await runCommand(
    ['insight', 'rules', '--baskets', 'baskets.csv', '--limit', '1', '--json'],
    folder,
  )
  const answer = JSON.parse(stdout)
  expect([code, stdout.trim().split('\n').length, answer.n, answer.rules.length]).toEqual([0, 1, 400, 1])
  expect(answer.rules[0]).toMatchObject({ count: 50, lift: 4, isSignificant: true })
  expect(answer.basis.source).toBe('baskets.csv')
})

test('a rule is placed: shown first, written whole, as a placement or as a draft', async () => {
  write('config.json', JSON.stringify(CONFIG))
  const place = ['insight', 'rules', '--baskets', 'baskets.csv', '--place', 'cart', '--config', 'config.json']
  const shown = await runCommand([...place, '--pins', '1'], folder)
  expect([shown.code, JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))]).toEqual([0, CONFIG])
  expect(shown.stdout).toMatch(/^\+ +"pin": \[$/m)
  expect(shown.stdout).toContain('Nothing is written yet: add --write')
  const drafted = await runCommand([...place, '--experiment', 'pairs', '--write', '--json'], folder)
  expect([drafted.code, JSON.parse(drafted.stdout)]).toEqual([
    0,
    expect.objectContaining({ written: true, status: 'draft', experiment: 'pairs' }),
  ])
  const written = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))
  expect([written.later, written.placements, written.experiments[0].placement]).toEqual([
    true,
    CONFIG.placements,
    'cart',
  ])
  const again = await runCommand([...place, '--experiment', 'pairs', '--write'], folder)
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('id-duplicate')])
})

test('in words a list has twenty rows and says how many more there are; as JSON a hundred, by --limit as many as are asked', async () => {
  const churn = ['insight', 'churn', '--transactions', 'orders.csv']
  const rows = (text: string) => text.split('\n').filter((line) => /^ {2}c\d+ {2}/.test(line)).length
  const told = await runCommand(churn, folder)
  expect([told.code, rows(told.stdout)]).toEqual([0, 20])
  expect(told.stdout).toMatch(/\n {2}40 more: --limit N, or --json\n$/)
  const all = await runCommand([...churn, '--limit', '60'], folder)
  expect([rows(all.stdout), all.stdout.includes(' more:')]).toEqual([60, false])
  expect(JSON.parse((await runCommand([...churn, '--json'], folder)).stdout).customers).toHaveLength(60)
})

test('wrong use is told and is 2', async () => {
  const wrong: readonly [string[], string][] = [
    [['rules', '--baskets', 'baskets.csv', '--place', 'cart'], '--place needs --config'],
    [['rules', '--baskets', 'baskets.csv', '--config', 'config.json'], '--config goes with --place'],
    [['rules', '--baskets', 'baskets.csv', '--support', '2'], '--support is a number from 0 to 1'],
    [['rules', '--baskets', 'baskets.csv', '--min-length', '3', '--max-length', '2'], '--min-length is above'],
    [['rules'], 'give --data DIR'],
    [['products', '--transactions', 'orders.csv', '--stock', 'nowhere.csv'], '--stock'],
    [['forecast', '--transactions', 'orders.csv', '--days', '0'], '--days is a whole number from 1 to 366'],
  ]
  for (const [argv, message] of wrong) {
    const { code, stderr } = await runCommand(['insight', ...argv], folder)
    expect([argv.join(' '), code, stderr]).toEqual([argv.join(' '), 2, expect.stringContaining(message)])
  }
})

test('sequences, forecasts and products answer from a file of orders', async () => {
  const after = await runCommand(
    ['insight', 'rules', '--transactions', 'orders.csv', '--after', '30', '--json'],
    folder,
  )
  expect([after.code, JSON.parse(after.stdout).n]).toEqual([0, 60])
  const told = await runCommand(['insight', 'forecast', '--transactions', 'orders.csv', '--days', '7'], folder)
  expect(told.stdout).toMatch(/^The shop will sell 54\.0 .*pieces from 2026-05-25 to 2026-05-31\n/)
  expect(told.stdout).toContain('Sat 2.33')
  write('stock.csv', 'item,stock\nmug,4\npan,5000\n')
  write('bad.csv', 'item,stock\nmug,4\npan,many\n')
  const products = ['insight', 'products', '--transactions', 'orders.csv', '--stock']
  const { code, stdout } = await runCommand([...products, 'stock.csv', '--json'], folder)
  const { nRestock, restock, hasViews } = JSON.parse(stdout)
  expect([code, nRestock, restock[0].item, restock[0].name, hasViews]).toEqual([0, 1, 'mug', 'Mug', false])
  const bad = await runCommand([...products, 'bad.csv'], folder)
  expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('line 3: "pan,many"')])
})
