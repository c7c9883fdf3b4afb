import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { afterAll, expect, test, vi } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-privacy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const by = (visitor: string, customer?: string) => makeEvent('page_view', { ts: Date.now(), visitor, customer })

test('exports and erases, beside a collector that runs and one that does not', { timeout: 60_000 }, async () => {
  const server = startCommand(['collect', '--data', 'data', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await server.started) as { url: string }
  const events = [by('ann-phone', 'ann'), by('ann-tablet', 'ann'), by('bob'), by('cid')]
  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events })
  await fetch(`${url}/v1/events`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })

  const exported = await runCommand(['export', '--customer', 'ann', '--out', 'ann.ndjson', '--data', 'data'], folder)
  expect([exported.code, exported.stdout]).toEqual([0, '4 records in ann.ndjson\n'])
  const lines = readFileSync(join(folder, 'ann.ndjson'), 'utf8').trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).place).sort()).toEqual(['sink duckdb', 'sink duckdb', 'spool', 'spool'])
  const erased = await runCommand(['erase', '--visitor', 'ann-phone', '--data', 'data'], folder)
  expect([erased.code, erased.stdout]).toEqual([
    0,
    'spool                        2 events erased\n' +
      'dead letters of duckdb       0 events erased\n' +
      'sink duckdb                  2 events erased\n2 devices, 1 accounts\n',
  ])
  // Nobody without the admin token.
  const init = { method: 'POST', body: '{"visitor":"bob"}', headers: { 'content-type': 'application/json' } }
  expect((await fetch(`${url}/v1/erase`, init)).status).toBe(401)
  await server.stop()

  const stopped = await runCommand(['erase', '--visitor', 'bob', '--data', 'data', '--json'], folder)
  expect([stopped.code, JSON.parse(stopped.stdout)]).toMatchObject([0, { visitors: 1, customers: 0, complete: true }])
  const left = await runCommand(['export', '--visitor', 'bob', '--data', 'data', '--json'], folder)
  expect(JSON.parse(left.stdout)).toEqual({ records: 0, out: null, missing: [], held: [] })
  expect((await runCommand(['export', '--visitor', 'cid', '--data', 'data'], folder)).stdout).toContain('"spool"')
})

test('an erasure beside a stopped collector reaches each of its sinks, now or when it starts', {
  timeout: 60_000,
}, async () => {
  writeFileSync(join(folder, 'c.json'), '{"dataDir":"two","port":0,"sinks":[{"type":"duckdb"},{"type":"ndjson"}]}')
  const collect = async () => {
    const server = startCommand(['collect', '--config-file', 'c.json', '--json'], folder)
    return { server, ...(JSON.parse(await server.started) as { url: string }) }
  }
  const kept = () => {
    const files = readdirSync(join(folder, 'two/events'), { recursive: true }) as string[]
    const text = files
      .filter((name) => name.endsWith('.ndjson'))
      .map((name) => readFileSync(join(folder, 'two/events', name), 'utf8'))
    return ['dan-phone', 'eva-phone', 'fay-phone', 'gil-phone'].filter((visitor) => text.join().includes(visitor))
  }
  const first = await collect()
  const events = [by('dan-phone'), by('eva-phone'), by('fay-phone'), by('gil-phone')]
  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events })
  await fetch(`${first.url}/v1/events`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })
  await first.server.stop()
  expect(kept()).toEqual(['dan-phone', 'eva-phone', 'fay-phone', 'gil-phone'])

  const later = await runCommand(['erase', '--visitor', 'dan-phone', '--data', 'two'], folder)
  expect(later.code).toBe(1)
  expect(later.stdout).toMatch(/^sink duckdb +1 events erased\nsink ndjson +was not reached; erased once it is$/m)
  expect(later.stderr).toContain('ndjson: erased when the collector starts; to do it now, give its --config-file')
  expect(kept()).toContain('dan-phone')
  const told = await runCommand(['export', '--visitor', 'eva-phone', '--data', 'two', '--json'], folder)
  expect(JSON.parse(told.stdout)).toMatchObject({ records: 2, missing: ['sink ndjson'] })

  const now = await runCommand(['erase', '--visitor', 'eva-phone', '--config-file', 'c.json'], folder)
  expect([now.code, now.stdout]).toEqual([0, expect.stringMatching(/^sink ndjson +1 events erased$/m)])
  // As it was started with all of its sinks, it has done what was left, too.
  await vi.waitFor(() => expect(kept()).toEqual(['fay-phone', 'gil-phone']))

  expect((await runCommand(['erase', '--visitor', 'fay-phone', '--data', 'two'], folder)).code).toBe(1)
  const second = await collect()
  await vi.waitFor(() => expect(kept()).toEqual(['gil-phone']), 10_000)
  await second.server.stop()

  rmSync(join(folder, 'two/sinks.json'))
  const unknown = await runCommand(['erase', '--visitor', 'gil-phone', '--data', 'two'], folder)
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('does not say which sinks')])
  const wrong = await runCommand(['erase', '--visitor', 'gil-phone', '--config-file', 'none.json'], folder)
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('none.json')])
})

test('says what is wrong', async () => {
  expect(await runCommand(['erase', '--data', 'data'], folder)).toMatchObject({ code: 2 })
  expect(await runCommand(['erase', '--visitor', 'a', '--customer', 'b'], folder)).toMatchObject({ code: 2 })
  const none = await runCommand(['export', '--visitor', 'a', '--data', 'nowhere'], folder)
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('nowhere holds no events')])
})

test('audits what is held, and fails on what must not be', { timeout: 60_000 }, async () => {
  const server = startCommand(['collect', '--data', 'audited', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await server.started) as { url: string }
  const consent = { analytics: 'denied', personalization: 'denied' } as const
  const events = [
    by('ann', 'account'),
    // Whatever its sender put there.
    { ...by('bob', 'other'), consent },
    makeEvent('search', { ts: Date.now(), search: { term: 'mugs' } }),
  ]
  const body = JSON.stringify({ v: 1, key: 'demo', sentAt: Date.now(), sdk: 'test/1', events })
  const headers = { 'content-type': 'text/plain', origin: 'https://shop.example' }
  await fetch(`${url}/v1/events`, { method: 'POST', body, headers })
  const running = await runCommand(['audit', '--data', 'audited', '--json'], folder)
  expect([running.code, JSON.parse(running.stdout)]).toMatchObject([
    0,
    {
      ok: true,
      warehouse: { events: 3, customers: 1, idsWithoutConsent: 0, consent: [{ granted: 2, denied: 1, unknown: 0 }] },
      keys: [{ key: 'demo', state: 'active', batches: 1, origins: ['https://shop.example'] }],
      outstanding: 0,
    },
  ])
  await runCommand(['erase', '--visitor', 'ann', '--data', 'audited'], folder)
  await server.stop()
  const stopped = await runCommand(['audit', '--data', 'audited'], folder)
  expect([stopped.code, stopped.stdout]).toEqual([
    0,
    expect.stringMatching(/^2 events of .*erase +1 times.*no rule is/s),
  ])
  expect(stopped.stdout).toMatch(/free-text {2}search_term: 1/)

  const orders = 'order_id,ordered_at,customer_id,item_id,quantity,price\n1,2020-01-02T08:00:00Z,c1,a,2,1.50\n'
  writeFileSync(join(folder, 'orders.csv'), orders)
  await runCommand(['import', '--data', 'audited', '--orders', 'orders.csv'], folder)
  const line = { ...by('cid'), search: { term: 'me@mail.example' }, consent, receivedAt: Date.now() }
  writeFileSync(join(folder, 'events.ndjson'), `${JSON.stringify(line)}\n`)
  await runCommand(['import', '--data', 'audited', '--events', 'events.ndjson'], folder)
  const broken = await runCommand(['audit', '--data', 'audited', '--max-age-days', '400', '--json'], folder)
  expect(broken.code).toBe(1)
  const { findings } = JSON.parse(broken.stdout) as { findings: { rule: string }[] }
  expect(findings.map(({ rule }) => rule)).toEqual(['consent', 'contact-data', 'retention'])
})
