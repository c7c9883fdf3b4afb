import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEvent } from '@endcap/testkit'
import { afterAll, expect, test } from 'vitest'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const write = (name: string, json: object) => writeFileSync(join(folder, name), JSON.stringify(json))
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const keys = (...argv: string[]) => runCommand(['keys', ...argv], folder)

test('adds and retires keys in the file, and leaves its other fields alone', async () => {
  write('file.json', { port: 80, keys: ['old'] })
  const added = await keys('new', '--file', 'file.json', '--site', 'mugs', '--origins', 'https://mugs.example')
  const key = added.stdout.trim()
  expect([added.code, key]).toEqual([0, expect.stringMatching(/^wk_[\w-]{20}$/)])
  const retired = await keys('retire', '--file', 'file.json', '--key', 'old', '--until', '2026-12-01')
  expect([retired.code, retired.stdout, retired.stderr]).toEqual([0, 'old holds until 2026-12-01\n', ''])
  const entries = [
    { key: 'old', until: '2026-12-01' },
    { key, site: 'mugs', origins: ['https://mugs.example'] },
  ]
  expect(read('file.json')).toEqual({ port: 80, keys: entries })
  expect((await keys('list', '--file', 'file.json')).stdout).toMatch(/^old .* until 2026-12-01T.*\nwk_.* mugs .*https/)
})

test('writes nothing that a collector would refuse', async () => {
  write('sound.json', { keys: ['old'] })
  const wrong = await keys('new', '--file', 'sound.json', '--origins', 'mugs.example')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('origins: expected')])
  const unknown = await keys('retire', '--file', 'sound.json', '--key', 'other')
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('has no key other')])
  const last = await keys('retire', '--file', 'sound.json', '--key', 'old', '--until', 'soon')
  expect([last.code, last.stderr]).toEqual([1, expect.stringContaining('until: expected')])
  expect(read('sound.json')).toEqual({ keys: ['old'] })
  write('none.json', {})
  expect((await keys('list', '--file', 'none.json')).stderr).toContain('keys, a list')
})

// It starts a collector, which takes twenty seconds on a machine at eight times its load.
test('a running collector takes the keys over', { timeout: 90_000 }, async () => {
  write('served.json', { keys: ['old'] })
  const server = startCommand(['collect', '--data', 'data', '--port', '0', '--keys', 'served.json', '--json'], folder)
  const { url } = JSON.parse(await server.started) as { url: string }
  const send = async (key: string) => {
    const events = [makeEvent('page_view', { ts: Date.now() })]
    const body = JSON.stringify({ v: 1, key, sentAt: Date.now(), sdk: 'test/1', events })
    const headers = { 'content-type': 'text/plain', origin: 'https://mugs.example' }
    const answer = await fetch(`${url}/v1/events`, { method: 'POST', body, headers })
    return answer.ok ? 'accepted' : await answer.text()
  }
  const at = ['--file', 'served.json', '--data', 'data']
  const added = await keys('new', ...at, '--site', 'mugs')
  expect(added).toMatchObject({ code: 0, stderr: '' })
  const key = added.stdout.trim()
  expect([await send('old'), await send(key)]).toEqual(['accepted', 'accepted'])
  expect(JSON.parse((await keys('retire', ...at, '--key', 'old', '--until', 'now', '--json')).stdout)).toMatchObject({
    inForce: true,
  })
  expect([await send('old'), await send(key)]).toEqual([expect.stringContaining('key-expired'), 'accepted'])
  expect((await keys('list', ...at)).stdout).toMatch(/^old .*1 batches.*\nwk_.* mugs .*2 batches, from https:\/\/mugs/)
  expect(await server.stop()).toMatchObject({ code: 0 })
})
