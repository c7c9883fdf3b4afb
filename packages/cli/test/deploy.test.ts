import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { ENVIRONMENT, readEnvironment } from '../src/settings/environment.js'
import { readSettings } from '../src/settings/read-settings.js'
import { startCommand } from './run-command.js'

const DEPLOY = fileURLToPath(new URL('../../../deploy/', import.meta.url))
const read = (name: string) => readFileSync(join(DEPLOY, name), 'utf8')

/** A program of the machine that checks a file; without it the test says so and passes by. */
function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('the settings that are shipped are sound, and every variable that is set is read', () => {
  const { problems } = readSettings({ file: 'collector.json', values: {}, names: {} }, { cwd: DEPLOY, env: {} })
  expect(problems).toEqual([])
  const texts = ['Dockerfile', 'compose.yaml', 'endcap-collector.service'].map(read).join('\n')
  const set = new Set(texts.match(/ENDCAP_[A-Z_]+/g))
  expect(readEnvironment(Object.fromEntries([...set].map((name) => [name, 'x']))).unknown).toEqual([])
})

test('the health check of the image tells a living collector from none', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-deploy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const [, program, ...args] = JSON.parse(
    `["CMD", ${/HEALTHCHECK[^[]*\[("node".*)\]$/m.exec(read('Dockerfile'))?.[1]}]`,
  )
  expect(program).toBe('node')
  const running = startCommand(['collect', '--data', 'd', '--port', '0', '--json'], folder)
  const { url } = JSON.parse(await running.started)
  // The probe is a process of its own, and this one must answer it meanwhile.
  const { spawn } = await import('node:child_process')
  const probe = (port: string) =>
    new Promise((resolve) => {
      const env = { ...process.env, ENDCAP_PORT: port }
      spawn(process.execPath, args, { env, stdio: 'ignore' }).on('close', resolve)
    })
  expect(await probe(new URL(url).port)).toBe(0)
  await running.stop()
  expect(await probe(new URL(url).port)).toBe(1)
})

test('alert rules and the docs name metrics that there are', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-deploy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'feed.tsv'), 'id\ttitle\tlink\tprice\na\tA\t/a\t1 EUR\n')
  writeFileSync(join(folder, 'c.json'), JSON.stringify({ dataDir: 'd', port: 0, feed: { from: 'feed.tsv' } }))
  const running = startCommand(['collect', '--config-file', 'c.json', '--json'], folder)
  const { url, live } = JSON.parse(await running.started)
  const headers = { authorization: `Bearer ${live.split('#token=')[1]}` }
  const text = await (await fetch(`${url}/metrics`, { headers })).text()
  const known = new Set(Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name]) => name))
  const docs = readFileSync(join(DEPLOY, '../docs/operations.md'), 'utf8')
  const named = `${read('alerts.yaml')}\n${docs}`.match(/endcap_[a-z_]+/g) ?? []
  expect(named.filter((name) => !known.has(name))).toEqual([])
  const own = [...known].filter((name) => name?.startsWith('endcap_'))
  expect(own.filter((name) => !docs.includes(name as string))).toEqual([])
  await running.stop()
})

test('the docs name every environment variable', () => {
  const docs = readFileSync(join(DEPLOY, '../docs/operations.md'), 'utf8')
  const missing = ENVIRONMENT.filter(({ name }) => !name.startsWith('ENDCAP_LIMITS_') && !docs.includes(`\`${name}\``))
  expect(missing.map(({ name }) => name)).toEqual([])
})

test.skipIf(!has('promtool'))('promtool finds the rules sound (skipped where it is not installed)', () => {
  expect(execFileSync('promtool', ['check', 'rules', join(DEPLOY, 'alerts.yaml')], { encoding: 'utf8' })).toContain(
    'SUCCESS',
  )
})

test.skipIf(!has('systemd-analyze'))('systemd reads the unit (skipped where it is not installed)', () => {
  const said = execFileSync('systemd-analyze', ['verify', join(DEPLOY, 'endcap-collector.service')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  expect(said).toBe('')
})
