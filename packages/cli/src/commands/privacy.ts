import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ErasureReceipt, SubjectExport } from '@endcap/collector'
import type { Command } from '../command.js'
import { defineCommand } from '../command.js'
import { CommandError, type Io, UsageError } from '../io.js'

const OPTIONS = [
  {
    name: 'data',
    type: 'text',
    value: 'DIR',
    description: 'Folder of spool and warehouse, whether a collector runs there or not [.endcap/data]',
  },
  {
    name: 'config-file',
    type: 'text',
    value: 'FILE',
    description: 'collector.json of that collector: where it does not run, its sinks are reached by it',
  },
  {
    name: 'visitor',
    type: 'text',
    value: 'ID',
    description: 'Id of a device, as `tracker.visitor()` tells it on its pages',
  },
  { name: 'customer', type: 'text', value: 'HASH', description: 'Hash of an account, as the shop gives it at login' },
] as const

const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write everything held of a person as NDJSON, with the accounts and devices that belong together',
  usage: 'export (--visitor ID | --customer HASH) [--out FILE] [--data DIR] [--config-file FILE]',
  options: [
    ...OPTIONS,
    { name: 'out', type: 'text', value: 'FILE', description: 'Where to; standard output when left out' },
  ],
  examples: ['endcap export --customer 5f2c… --out ann.ndjson --data ./data'],
  async run({ values, io, output }) {
    const who = readWho(values)
    const { answer, areSinksKnown } = await ask<SubjectExport>(io, values, '/v1/export', who)
    const { records, missing } = answer
    const lines = records.map((record) => JSON.stringify(record))
    if (values.out !== undefined) {
      writeFileSync(resolve(io.cwd, values.out), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    }
    const summary = { records: records.length, out: values.out ?? null, missing }
    if (output.isJson) output.result({ ...summary, ...(values.out === undefined && { held: records }) }, [])
    else output.result(summary, values.out === undefined ? lines : [`${records.length} records in ${values.out}`])
    for (const place of missing) output.note(`${place} was not asked: look there yourself`)
    if (!areSinksKnown) output.note(UNKNOWN_SINKS)
    return 0
  },
})

const erase = defineCommand({
  name: 'erase',
  summary: 'Erase everything held of a person, and print what was erased where; fails while a sink owes it',
  usage: 'erase (--visitor ID | --customer HASH) [--data DIR] [--config-file FILE]',
  options: OPTIONS,
  examples: ['endcap erase --visitor V1StGXR8_Z5jdHi6B-myT --data ./data', 'endcap erase --customer 5f2c… --json'],
  async run({ values, io, output }) {
    const {
      answer: receipt,
      areSinksKnown,
      absent,
    } = await ask<ErasureReceipt>(io, values, '/v1/erase', readWho(values))
    const { places, visitors, customers, complete } = receipt
    output.result(receipt, [
      ...places.map(({ place, state, events }) => `${place.padEnd(28)} ${TOLD[state](events)}`),
      `${visitors} devices, ${customers} accounts`,
    ])
    output.note('backups keep their copies until they are deleted')
    if (absent.length > 0) {
      output.note(`${absent.join(', ')}: erased when the collector starts; to do it now, give its --config-file`)
    }
    if (!areSinksKnown) output.note(UNKNOWN_SINKS)
    return complete && areSinksKnown ? 0 : 1
  },
})

/** A folder of an earlier version does not say where its events went. */
const UNKNOWN_SINKS =
  'the folder does not say which sinks its collector has: only its warehouse was reached; give --config-file, or ask the collector while it runs'

const TOLD = {
  erased: (events: number) => `${events} events erased`,
  outstanding: () => 'was not reached; erased once it is',
  'not-here': () => 'hands events on: tell whoever has them',
}

function readWho({ visitor, customer }: { visitor: string | undefined; customer: string | undefined }) {
  if ((visitor === undefined) === (customer === undefined)) throw new UsageError('give --visitor or --customer')
  return visitor === undefined ? { customer } : { visitor }
}

interface Answered<T> {
  readonly answer: T
  /** Sinks of the folder's collector that were not started. */
  readonly absent: readonly string[]
  readonly areSinksKnown: boolean
}

/**
 * Asks the collector of a folder; where none runs, one that is started for it and that nobody else knows: with the sinks of `--config-file`, or
 * else with the warehouse alone, and the names of the others.
 */
async function ask<T>(
  io: Io,
  values: { readonly data: string | undefined; readonly 'config-file': string | undefined },
  path: string,
  who: object,
): Promise<Answered<T>> {
  const { findAdmin } = await import('../server/admin-client.js')
  const settings = values['config-file'] === undefined ? undefined : await readFile(io, values['config-file'])
  const data = values.data ?? settings?.file.dataDir ?? '.endcap/data'
  const dataDir = resolve(io.cwd, data)
  const running = findAdmin(dataDir)
  if (running) return { answer: await running.post<T>(path, who), absent: [], areSinksKnown: true }
  if (!existsSync(join(dataDir, 'spool')))
    throw new CommandError(`${data} holds no events`, 'give the --data of collect')
  const { readSinkNames } = await import('../server/sink-names.js')
  const { startServer } = await import('../server/start-server.js')
  const names = readSinkNames(dataDir)
  const sinks = settings?.sinks ?? [{ type: 'duckdb' }]
  const started = sinks.map(({ name, type }) => name ?? type)
  const absent = (names ?? []).filter((name) => !started.includes(name))
  const server = await startServer({
    dataDir,
    host: '127.0.0.1',
    port: 0,
    keys: [randomBytes(16).toString('base64url')],
    origins: [],
    logger: 'silent',
    staticFiles: {},
    configFile: undefined,
    sinks,
    absentSinks: absent,
  })
  try {
    const admin = findAdmin(dataDir)
    if (!admin) throw new CommandError(`the collector of ${data} ended`)
    const answer = await admin.post<T>(path, who)
    return { answer, absent, areSinksKnown: names !== undefined || settings !== undefined }
  } finally {
    await server.close()
  }
}

async function readFile(io: Io, path: string) {
  const { readSettings } = await import('../settings/read-settings.js')
  const { settings, problems } = readSettings({ file: path, values: {}, names: {} }, io)
  const [first] = problems
  if (first) throw new CommandError(`${first.place}: ${first.detail}`, '`endcap collect --check` names everything')
  return settings
}

/** The commands for people who ask what is held of them, or want it gone. */
export const PRIVACY: readonly Command[] = [exportCommand, erase]
