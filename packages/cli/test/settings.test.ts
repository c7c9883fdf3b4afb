import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SINK_TYPES } from '@endcap/collector'
import { afterAll, expect, test } from 'vitest'
import type { Io } from '../src/index.js'
import { readCollectorSchema } from '../src/settings/check-file.js'
import { ENVIRONMENT } from '../src/settings/environment.js'
import { type CollectFlags, readSettings } from '../src/settings/read-settings.js'
import { runCommand, startCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-settings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'etc/site'), { recursive: true })
const write = (name: string, value: unknown) =>
  writeFileSync(join(folder, 'etc', name), typeof value === 'string' ? value : JSON.stringify(value))
write('config.json', { v: 1, placements: [], experiments: [] })
write('token', 'sixteen-letters-or-more\n')
write('url', 'postgres://shop:hidden@db/shop')

const read = (value: unknown, env: Io['env'] = {}, flags: Partial<CollectFlags> = {}) => {
  write('collector.json', value)
  return readSettings({ file: 'etc/collector.json', values: {}, names: {}, ...flags }, { cwd: folder, env })
}
const told = (value: unknown, env?: Io['env']) =>
  read(value, env).problems.map(({ place, detail }) => `${place}: ${detail}`)

test('flags go over the environment, the environment over the file, the file over the defaults', () => {
  const env = { ENDCAP_PORT: '2', ENDCAP_KEYS: 'b, c', ENDCAP_LIMITS_DRAIN_MS: '7', ENDCAP_LOG: '' }
  const { settings, problems } = read(
    { port: 1, keys: ['a'], host: '::', limits: { drainMs: 5, spoolBytes: 9 }, dataDir: 'data', site: 'site' },
    env,
    { values: { port: 3, dataDir: 'flag' }, names: { port: '--port', dataDir: '--data' } },
  )
  expect(problems).toEqual([])
  expect(settings.file).toEqual({
    dataDir: join(folder, 'flag'),
    port: 3,
    keys: ['b', 'c'],
    host: '::',
    origins: '*',
    logger: 'warn',
    sinks: [{ type: 'duckdb' }],
    zone: 'UTC',
    limits: { drainMs: 7, spoolBytes: 9 },
    site: join(folder, 'etc/site'),
  })
})

test('names every problem at once, each where it was said, and what is allowed', () => {
  const problems = told(
    {
      prot: 1,
      host: '',
      origins: ['shop.example'],
      zone: 'Berlin',
      config: 'gone.json',
      keys: 'demo',
      adminToken: { file: 'absent' },
      limits: { drainMs: 'long', spolBytes: 1 },
      sinks: [
        { type: 'redis' },
        { type: 'http' },
        { type: 'postgres', schema: 'A b' },
        { type: 'ga4', measurementId: 'G-1', apiSecret: { env: 'GA_SECRET' } },
        { type: 'http', name: 'hook', url: 'https://u:hidden@x.example', headers: { Authorization: 'hidden' } },
      ],
    },
    { ENDCAP_PORT: 'many', ENDCAP_LOG: 'loud' },
  )
  const file = 'etc/collector.json'
  const places = problems.map((problem) => problem.replace(/: (?!\/[\w/]+: ).*/, ''))
  expect(new Set(places)).toEqual(
    new Set([
      `${file}: /prot`,
      `${file}: /host`,
      `${file}: /origins`,
      `${file}: /zone`,
      `${file}: /config`,
      `${file}: /keys`,
      `${file}: /adminToken`,
      `${file}: /limits/drainMs`,
      `${file}: /limits/spolBytes`,
      `${file}: /sinks/0/type`,
      `${file}: /sinks/1/url`,
      `${file}: /sinks/4/url`,
      `${file}: /sinks/4/headers/Authorization`,
      'ENDCAP_PORT',
      'ENDCAP_LOG',
    ]),
  )
  expect(problems).toContain(`${file}: /sinks/0/type: expected one of ${SINK_TYPES.join(', ')}`)
  expect(problems).toContain('ENDCAP_PORT: expected number')
  expect(problems.join()).not.toContain('hidden')
})

test('what is sound in its shape is looked at more closely', () => {
  const sinks = [
    { type: 'postgres', schema: 'A b' },
    { type: 'ga4', measurementId: 'G-1', apiSecret: { env: 'GA_SECRET' } },
    { type: 'segment' },
  ]
  expect(told({ sinks })).toEqual([
    'etc/collector.json: /sinks/1/apiSecret: the environment variable GA_SECRET is not set',
    expect.stringMatching(/^etc\/collector\.json: \/sinks\/0: .*schema/),
    expect.stringMatching(/^etc\/collector\.json: \/sinks\/2: .*writeKey/),
  ])
})

test('secrets come from variables and files, and their names stand in what is printed', () => {
  const { settings, problems } = read(
    {
      adminToken: { file: 'token' },
      sinks: [{ type: 'postgres' }, { type: 'http', url: 'https://x.example/?key=hidden' }],
    },
    { ENDCAP_POSTGRES_URL_FILE: join(folder, 'etc/url') },
  )
  expect(problems).toEqual([])
  expect(settings.secret.adminToken).toBe('sixteen-letters-or-more')
  expect(settings.sinks[0]).toEqual({ type: 'postgres', url: 'postgres://shop:hidden@db/shop' })
  expect(settings.file.adminToken).toEqual({ file: join(folder, 'etc/token') })
})

test('every type of sink can be written in the file', () => {
  const { definitions } = readCollectorSchema() as { definitions: { FileSink: { oneOf: never[] } } }
  const types = definitions.FileSink.oneOf.map(
    ({ properties }) => (properties as { type: { const: string } }).type.const,
  )
  expect(types.toSorted()).toEqual(SINK_TYPES.toSorted())
  const sinks = [
    { type: 'duckdb' },
    { type: 'ndjson', folder: 'lines' },
    {
      type: 'http',
      url: 'https://x.example',
      secret: { env: 'S' },
      headers: { 'x-shop': 'a', Authorization: { env: 'S' } },
    },
    { type: 'postgres', url: { env: 'S' } },
    { type: 'clickhouse', url: 'http://localhost:8123' },
    { type: 'nats', servers: ['127.0.0.1:4222'], password: { env: 'S' }, stream: { name: 'endcap', replicas: 3 } },
    { type: 'kafka', sasl: { mechanism: 'plain', username: 'u', password: { env: 'S' } } },
    { type: 'parquet', s3: { bucket: 'b', credentials: { accessKeyId: { env: 'S' }, secretAccessKey: { env: 'S' } } } },
    { type: 'ga4', measurementId: 'G-1', apiSecret: { env: 'S' } },
    { type: 'segment', writeKey: { env: 'S' } },
    { type: 'cloudevents', url: 'https://x.example', source: 'https://shop.example' },
  ]
  const { settings, problems } = read({ sinks }, { S: 'http://secret.example' })
  expect(problems).toEqual([])
  expect(settings.sinks[1]).toEqual({ type: 'ndjson', folder: join(folder, 'etc/lines') })
})

test('variables have one place each, and unknown ones are told', () => {
  expect(new Set(ENVIRONMENT.map(({ name }) => name)).size).toBe(ENVIRONMENT.length)
  expect(read({}, { ENDCAP_PROT: '1', PORT: '2' }).warnings).toEqual([
    'the environment variable ENDCAP_PROT is not known',
  ])
})

test.each([
  ['{', 'is not JSON'],
  ['[]', 'expected an object'],
])('a file of %j is named', (text, detail) => {
  expect(told(text).join()).toContain(detail)
})

test('collect --check names problems and ends with 1, or 0 when there are none', async () => {
  write('bad.json', { prot: 1, keys: 'demo' })
  const bad = await runCommand(['collect', '--config-file', 'etc/bad.json', '--check', '--json'], folder)
  expect([bad.code, JSON.parse(bad.stdout).problems]).toEqual([
    1,
    [
      { place: 'etc/bad.json: /prot', detail: expect.stringContaining('not known; known are ') },
      { place: 'etc/bad.json: /keys', detail: 'expected array' },
    ],
  ])
  const unread = await runCommand(['collect', '--config-file', 'none.json', '--check'], folder)
  expect([unread.code, unread.stdout]).toEqual([1, expect.stringContaining('cannot be read')])
  const started = await runCommand(['collect', '--config-file', 'etc/bad.json'], folder)
  expect([started.code, started.stderr]).toEqual([1, expect.stringContaining('2 problems in the settings')])
  expect(started.stderr).toContain('etc/bad.json: /keys: expected array')
  write('good.json', { keys: ['a'] })
  expect((await runCommand(['collect', '--config-file', 'etc/good.json', '--check'], folder)).code).toBe(0)
  expect((await runCommand(['collect', '--port', '99999', '--check'], folder)).code).toBe(2)
})

test('collect --print-config prints what would be used, with no secret in it', async () => {
  write('printed.json', {
    adminToken: { file: 'token' },
    sinks: [{ type: 'http', url: 'https://x.example/?key=hidden' }],
  })
  const { code, stdout } = await runCommand(
    ['collect', '--config-file', 'etc/printed.json', '--print-config', '--port', '1'],
    folder,
    { ENDCAP_ADMIN_TOKEN: 'hidden-hidden-hidden' },
  )
  expect(code).toBe(0)
  expect(stdout).not.toContain('hidden')
  expect(JSON.parse(stdout)).toMatchObject({
    port: 1,
    adminToken: { env: 'ENDCAP_ADMIN_TOKEN' },
    sinks: [{ url: 'https://x.example/?***' }],
  })
})

test('collect runs by its file and the environment', { timeout: 60_000 }, async () => {
  write('run.json', { port: 0, keys: ['shop'], dataDir: 'run', sinks: [{ type: 'duckdb' }, { type: 'ndjson' }] })
  const token = 'a-token-of-the-test'
  const running = startCommand(['collect', '--json'], folder, {
    ENDCAP_CONFIG_FILE: 'etc/run.json',
    ENDCAP_ADMIN_TOKEN: token,
  })
  const said = await running.started
  expect(said).not.toContain(token)
  const { url } = JSON.parse(said)
  const status = await fetch(`${url}/admin/status`, { headers: { authorization: `Bearer ${token}` } })
  const { sinks, dataDir } = (await status.json()) as { sinks: { name: string }[]; dataDir: string }
  expect([sinks.map(({ name }) => name), dataDir]).toEqual([['duckdb', 'ndjson'], join(folder, 'etc/run')])
  await running.stop()
})

test('collect --check names what is wrong with the config of the pages, two decisions with one seed among it', async () => {
  const arms = ['a', 'b'].map((id) => ({ id, weight: 0.5 }))
  const experiments = ['one', 'two'].map((id) => ({ id, placement: id, seed: 'same', variants: arms }))
  const placements = ['one', 'two'].map((id) => ({ id, selector: 'main' }))
  write('pages.json', { v: 1, placements, experiments })
  const check = () => runCommand(['collect', '--config', 'etc/pages.json', '--check'], folder)
  const refused = await check()
  expect([refused.code, refused.stdout]).toEqual([
    1,
    expect.stringMatching(
      /pages\.json \/experiments\/1\/seed: id-duplicate, two and the experiment one have the seed same/,
    ),
  ])
  write('pages.json', { v: 1, placements, experiments: [experiments[0]] })
  expect(await check()).toMatchObject({ code: 0, stdout: 'the settings are sound\n' })
})
