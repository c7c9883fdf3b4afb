import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sendOrders } from '@endcap/collector'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { findPort } from '../src/server/find-port.js'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ORDERS = `order_id,ordered_at,customer_id,item_id,quantity,price
1,2026-11-02T08:00:00Z,c1,a,2,1.50
1,2026-11-02T08:00:00Z,c1,b,1,4
2,2026-11-03T09:30:00Z,c2,a,1,1.50
`
writeFileSync(join(folder, 'orders.csv'), ORDERS)
const event = (id: string) => ({
  id,
  type: 'page_view',
  ts: Date.UTC(2026, 10, 3),
  stream: 's',
  seq: 1,
  visitor: 'v',
  page: { url: 'https://shop.example/', kind: 'home' },
  consent: { analytics: 'granted', personalization: 'granted' },
})

test('imports and reports on a folder that nobody serves', async () => {
  const first = await runCommand(
    ['import', '--orders', 'orders.csv', '--data', 'cold', '--currency', 'GBP', '--json'],
    folder,
  )
  expect(first.code).toBe(0)
  expect(JSON.parse(first.stdout)).toMatchObject({ lines: 3, added: 2, duplicates: 0, problems: [] })
  const second = await runCommand(['import', '--orders', 'orders.csv', '--data', 'cold', '--json'], folder)
  expect(JSON.parse(second.stdout)).toMatchObject({ added: 0, duplicates: 2 })

  const report = await runCommand(['report', '--data', 'cold', '--out', 'cold.html'], folder)
  expect(report.code).toBe(0)
  expect(report.stdout).toContain('2 orders, £8.50')
  expect(readFileSync(join(folder, 'cold.html'), 'utf8')).toContain('£8.50')
})

test('names bad lines on standard error, writes nothing and fails', async () => {
  writeFileSync(join(folder, 'bad.ndjson'), `${JSON.stringify(event('e1'))}\nnonsense\n`)
  const bad = await runCommand(['import', '--events', 'bad.ndjson', '--data', 'bad', '--json'], folder)
  expect(bad.code).toBe(1)
  expect(bad.stderr).toContain('line 2: json-malformed')
  expect(JSON.parse(bad.stdout)).toMatchObject({ added: 0, problems: [{ line: 2, code: 'json-malformed', path: '' }] })
  const skipped = await runCommand(
    ['import', '--events', 'bad.ndjson', '--data', 'bad', '--skip-bad', '--json'],
    folder,
  )
  expect([skipped.code, JSON.parse(skipped.stdout).added]).toEqual([0, 1])
})

test('publishes what it trained where the last days are for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-cli-'))
  const lines = Array.from({ length: 200 }, (_, visit) => {
    const time = 1_700_000_000 + visit * 4000
    return [0, 1, 2].map((step) => `${visit},${'abc'[(visit + step) % 3]},${time + step}`).join('\n')
  })
  writeFileSync(join(folder, 'sessions.csv'), `session,item,time\n${lines.join('\n')}\n`)
  const argv = ['train', '--input', 'sessions.csv', '--publish', 'model', '--json']
  const first = JSON.parse((await runCommand(argv, folder)).stdout)
  expect(first).toMatchObject({ state: 'published', published: true, decision: { because: 'first' } })
  const again = await runCommand(argv, folder)
  expect([again.code, JSON.parse(again.stdout)]).toMatchObject([0, { state: 'kept', version: first.version }])
  const listed = await runCommand(['models', 'list', '--dir', 'model', '--json'], folder)
  expect(listed.stdout).toContain(first.version)
})

test('trains from a file and from the warehouse, and evaluates', async () => {
  const lines = Array.from(
    { length: 40 },
    (_, n) => `s${n},v${n},${1_700_000_000 + n},a\ns${n},v${n},${1_700_000_050 + n},b`,
  )
  writeFileSync(join(folder, 'sessions.csv'), `session_id,visitor,timestamp,item_id\n${lines.join('\n')}\n`)
  const trained = await runCommand(['train', '--input', 'sessions.csv', '--out', 'model/model.bin', '--json'], folder)
  expect(JSON.parse(trained.stdout)).toMatchObject({ items: 2, sessions: 40, interactions: 80 })
  const checked = await runCommand(['doctor', '--site', '.'], folder)
  expect(checked.stdout).toMatch(/ok {4}model +model.bin: version [0-9a-f]{8}, 2 items/)
  writeFileSync(
    join(folder, 'later.csv'),
    'session_id,timestamp,item_id\nl1,1700009000,a\nl1,1700009050,b\nl2,1700009000,b\nl2,1700009050,a\n',
  )
  const argv = ['evaluate', '--train', 'sessions.csv', '--test', 'later.csv', '--k', '5', '--html', 'result.html']
  const measured = await runCommand([...argv, '--json'], folder)
  const flat = JSON.parse(measured.stdout)
  expect(flat).toMatchObject({ protocol: 'session', mode: 'storefront', k: 5, predictions: 2, hr: 1, mrr: 1 })
  for (const metric of ['precision', 'f1', 'coverage', 'gini', 'model_bytes_gzip', 'p50_us', 'p99_us', 'fit_s'])
    expect(flat[metric], metric).toBeTypeOf('number')
  expect(Object.keys(flat.baselines)).toEqual(['pop', 'ar', 'sr', 'item-knn', 'v-sknn', 'vstan'])
  expect(flat.baselines['v-sknn']).toMatchObject({ hr: 1, difference: { hr: { value: 0, low: 0, high: 0 } } })
  expect(readFileSync(join(folder, 'result.html'), 'utf8')).toContain('Evaluation: session, storefront, lists of 5')
  const told = await runCommand([...argv, '--baselines', 'sr:steps=1,label=next;pop'], folder)
  expect(told.stdout).toMatch(/^method[\s\S]*^endcap [\s\S]*^next [\s\S]*^pop /m)
  expect(told.stdout).not.toContain('v-sknn')
  const alone = await runCommand([...argv, '--no-baselines', '--json'], folder)
  expect(JSON.parse(alone.stdout).baselines).toEqual({})
  const early = await runCommand(
    ['evaluate', '--train', 'later.csv', '--test', 'sessions.csv', '--no-baselines', '--json'],
    folder,
  )
  expect(early.stderr).toContain('warning: 40 of 40 test sessions begin before train ends')
  writeFileSync(join(folder, 'copy.csv'), readFileSync(join(folder, 'sessions.csv')))
  const copy = await runCommand(['evaluate', '--train', 'sessions.csv', '--test', 'copy.csv'], folder)
  expect([copy.code, copy.stderr]).toEqual([1, expect.stringContaining('hold the same rows')])

  await runCommand(['import', '--orders', 'orders.csv', '--data', 'learn'], folder)
  const fromOrders = await runCommand(['train', '--warehouse', 'learn', '--out', 'orders.bin', '--json'], folder)
  expect(JSON.parse(fromOrders.stdout)).toMatchObject({ items: 2, interactions: 3, kind: 'orders' })
  const missing = await runCommand(['evaluate', '--train', 'no.csv', '--test', 'later.csv'], folder)
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('file-unreadable')])
})

test('evaluates lines of items, which it splits itself', async () => {
  const lines = Array.from({ length: 30 }, (_, user) => `${user} a b c d ${user % 2 ? 'a' : 'b'} c d`)
  writeFileSync(join(folder, 'lines.txt'), lines.join('\n'))
  writeFileSync(join(folder, 'attributes.json'), '{"a": [1], "b": [1, 2]}')
  const argv = ['--protocol', 'sequence', '--items', 'attributes.json', '--k', '3', '--json']
  const { code, stdout } = await runCommand(['evaluate', '--train', 'lines.txt', ...argv], folder)
  expect(code).toBe(0)
  const flat = JSON.parse(stdout)
  expect(flat).toMatchObject({ protocol: 'sequence', predictions: 30, k: 3 })
  expect(Object.keys(flat.baselines)).toEqual(['pop', 'sr', 'item-knn'])
})

test('hides items from training and tells what new ones get', async () => {
  const letters = 'abcdefghijkl'
  const lines = Array.from(
    { length: 60 },
    (_, user) => `${user} ${[0, 1, 2, 3].map((n) => letters[(user + n) % 12]).join(' ')}`,
  )
  writeFileSync(join(folder, 'cold.txt'), lines.join('\n'))
  const attributes = Object.fromEntries([...letters].map((letter, n) => [letter, [Math.floor(n / 3)]]))
  writeFileSync(join(folder, 'kinds.json'), JSON.stringify(attributes))
  const argv = ['evaluate', '--train', 'cold.txt', '--protocol', 'sequence', '--cold', '0.2', '--k', '3']
  const { stdout, code } = await runCommand([...argv, '--items', 'kinds.json', '--json', '--html', 'cold.html'], folder)
  expect(code).toBe(0)
  const found = JSON.parse(stdout)
  expect(found).toMatchObject({ ratio: 0.2, seed: 1, hidden_items: 2, k: 3 })
  expect(found.parts['new-items'].rivals.popularity.difference.hr.value).toBeTypeOf('number')
  expect(readFileSync(join(folder, 'cold.html'), 'utf8')).toContain('Cold start: sequence')
  const told = await runCommand([...argv, '--items', 'kinds.json', '--seed', '3'], folder)
  expect(told.stdout).toMatch(/^cold start, sequence.*seed 3$[\s\S]*^New items[\s\S]*^endcap /m)
  for (const [more, message] of [
    [[], '--cold needs --items'],
    [['--items', 'kinds.json', '--shards'], '--cold measures one file'],
    [['--items', 'kinds.json', '--cold', '0.7'], '--cold is a number from 0.001 to 0.5'],
  ] as const) {
    const wrong = await runCommand([...argv, ...more], folder)
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining(message)])
  }
}, 20_000)

test('a report without a warehouse fails with the fix', async () => {
  const { code, stderr } = await runCommand(['report', '--data', 'nothing'], folder)
  expect(code).toBe(1)
  expect(stderr).toMatch(/holds no warehouse\n {2}fix: /)
})

test('collect takes events; report and import ask it while it runs', async () => {
  const server = startCommand(['collect', '--data', 'hot', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await server.started)
  const admin = join(folder, 'hot/admin.json')
  expect(statSync(admin).mode & 0o777).toBe(0o600)
  const { token } = JSON.parse(readFileSync(admin, 'utf8'))

  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test', events: [event('hot-1')] })
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })
  expect(await answer.json()).toMatchObject({ accepted: 1 })
  await runCommand(['import', '--orders', 'orders.csv', '--data', 'hot', '--json'], folder)
  const report = await runCommand(['report', '--data', 'hot', '--out', 'hot.html', '--json'], folder)
  expect(JSON.parse(report.stdout)).toMatchObject({ overview: { events: 3, orders: 2, visitors: 1 } })

  expect((await fetch(`${url}/admin/status`)).status).toBe(401)
  const status = await fetch(`${url}/admin/status`, { headers: { authorization: `Bearer ${token}` } })
  expect(await status.json()).toMatchObject({ pid: process.pid, accepted: 1 })

  const again = await runCommand(['collect', '--data', 'hot', '--port', '0'], folder)
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('already serves')])
  const doctor = await runCommand(['doctor', '--collector', url, '--json'], folder)
  expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: true })

  expect((await server.stop()).code).toBe(0)
  expect(() => statSync(admin)).toThrow()
  const cold = await runCommand(['report', '--data', 'hot', '--json'], folder)
  expect(JSON.parse(cold.stdout)).toMatchObject({ overview: { events: 3 } })
})

test('orders that only a page told are left out after as many hours as one says', async () => {
  const secret = 'a-secret-of-some-length'
  vi.stubEnv('ENDCAP_ORDERS_SECRET', secret)
  onTestFinished(() => void vi.unstubAllEnvs())
  const server = startCommand(['collect', '--data', 'sold', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await server.started)
  const order = (transactionId: string) => ({ transactionId, value: 20, currency: 'EUR' })
  const tell = (id: string) =>
    sendOrders([{ type: 'purchase', transaction_id: id, value: 20, currency: 'EUR' }], { collector: url, secret })
  await tell('first')
  const bought = { ...event('sold-1'), type: 'purchase', ts: Date.now(), order: order('page') }
  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test', events: [bought] })
  expect((await fetch(`${url}/v1/events`, { method: 'POST', body })).status).toBe(202)
  await tell('last')
  const report = async (...more: string[]) => {
    const { stdout } = await runCommand(['report', '--data', 'sold', '--json', ...more], folder)
    return JSON.parse(stdout).overview
  }
  const sources = { confirmed: 2, unverified: 1, leftOut: 0 }
  expect(await report()).toMatchObject({ orders: 3, revenue: 60, orderSources: sources })
  const strict = { orders: 2, revenue: 40, orderSources: { confirmed: 2, unverified: 0, leftOut: 1 } }
  expect(await report('--unverified-hours', '0')).toMatchObject(strict)
  await server.stop()
  expect(await report('--unverified-hours', '0')).toMatchObject(strict)
})

test('the doctor tells each state with its fix', async () => {
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site/config.json'), '{"v":1,"placements":[{"id":"Bad Id","selector":"#a"}]}')
  writeFileSync(join(folder, 'site/catalog.json'), '{"v":1,"products":[')
  const { code, stdout } = await runCommand(['doctor', '--site', 'site', '--collector', 'http://127.0.0.1:1'], folder)
  expect(code).toBe(1)
  expect(stdout).toMatch(/^ok {4}node/)
  expect(stdout).toMatch(/fail {2}collector.*\n +fix: /)
  expect(stdout).toMatch(/warn {2}config.*1 problem\n +fix: mend \/placements\/0\/id/)
  expect(stdout).toMatch(/fail {2}catalogue +catalog.json is not JSON/)
  expect(stdout).toMatch(/warn {2}model.*\n +fix: make one by `endcap train`/)
})

test('the doctor checks whatever the tag may name as the model', { timeout: 30_000 }, async () => {
  const lines = Array.from({ length: 60 }, (_, n) => `s${n},${1_700_000_000 + n * 4000},${'abcd'[n % 4]}`)
  const more = Array.from({ length: 60 }, (_, n) => `s${n},${1_700_000_050 + n * 4000},${'bcda'[n % 4]}`)
  writeFileSync(join(folder, 'visits.csv'), `session_id,timestamp,item_id\n${[...lines, ...more].join('\n')}\n`)
  const look = async (site: string) => (await runCommand(['doctor', '--site', site], folder)).stdout
  await runCommand(['train', '--input', 'visits.csv', '--shards', '--out', 'sharded/model'], folder)
  expect(await look('sharded')).toMatch(/ok {4}model +manifest\.bin: version [0-9a-f]{8}; every shard/)
  const shard = readdirSync(join(folder, 'sharded/model')).find((name) => name.includes('-s')) as string
  rmSync(join(folder, 'sharded/model', shard))
  expect(await look('sharded')).toMatch(
    new RegExp(`fail {2}model +manifest\\.bin: .*${shard} is not there\n +fix: copy`),
  )

  await runCommand(['train', '--input', 'visits.csv', '--publish', 'versions/model', '--holdout-days', '1'], folder)
  expect(await look('versions')).toMatch(/ok {4}model +([0-9a-f]{8})\/model\.bin: version \1, 4 items/)
  const current = join(folder, 'versions/model/current.json')
  const { version } = JSON.parse(readFileSync(current, 'utf8'))
  writeFileSync(join(folder, 'versions/model', version, 'model.bin'), 'another file')
  expect(await look('versions')).toMatch(/fail {2}model +[0-9a-f]{8}\/model\.bin is not the file that was published/)
  rmSync(join(folder, 'versions/model', version), { recursive: true })
  expect(await look('versions')).toMatch(/fail {2}model +current\.json names .*, which is not there/)
  writeFileSync(current, '{}')
  expect(await look('versions')).toMatch(/fail {2}model +current\.json is damaged/)
})

test('a port in use is refused when asked for, and passed over when not', async () => {
  const taken = createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  const { port } = taken.address() as { port: number }
  await expect(findPort('127.0.0.1', port, 0)).rejects.toThrow(`port ${port} is in use`)
  expect(await findPort('127.0.0.1', undefined, port)).toBeGreaterThan(port)
  taken.close()
})
