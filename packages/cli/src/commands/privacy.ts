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
    default: '.endcap/data',
    description: 'Folder of spool and warehouse, whether a collector runs there or not',
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
  usage: 'export (--visitor ID | --customer HASH) [--out FILE] [--data DIR]',
  options: [
    ...OPTIONS,
    { name: 'out', type: 'text', value: 'FILE', description: 'Where to; standard output when left out' },
  ],
  examples: ['endcap export --customer 5f2c… --out ann.ndjson --data ./data'],
  async run({ values, io, output }) {
    const who = readWho(values)
    const { records, missing } = await ask<SubjectExport>(io, values.data, '/v1/export', who)
    const lines = records.map((record) => JSON.stringify(record))
    if (values.out !== undefined) {
      writeFileSync(resolve(io.cwd, values.out), lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    }
    const summary = { records: records.length, out: values.out ?? null, missing }
    if (output.isJson) output.result({ ...summary, ...(values.out === undefined && { held: records }) }, [])
    else output.result(summary, values.out === undefined ? lines : [`${records.length} records in ${values.out}`])
    for (const place of missing) output.note(`${place} was not asked: look there yourself`)
    return 0
  },
})

const erase = defineCommand({
  name: 'erase',
  summary: 'Erase everything held of a person, and print what was erased where; fails while a sink owes it',
  usage: 'erase (--visitor ID | --customer HASH) [--data DIR]',
  options: OPTIONS,
  examples: ['endcap erase --visitor V1StGXR8_Z5jdHi6B-myT --data ./data', 'endcap erase --customer 5f2c… --json'],
  async run({ values, io, output }) {
    const receipt = await ask<ErasureReceipt>(io, values.data, '/v1/erase', readWho(values))
    const { places, visitors, customers, complete } = receipt
    output.result(receipt, [
      ...places.map(({ place, state, events }) => `${place.padEnd(28)} ${TOLD[state](events)}`),
      `${visitors} devices, ${customers} accounts`,
    ])
    output.note('backups keep their copies until they are deleted')
    return complete ? 0 : 1
  },
})

const TOLD = {
  erased: (events: number) => `${events} events erased`,
  outstanding: () => 'does not answer; erased once it does',
  'not-here': () => 'hands events on: tell whoever has them',
}

function readWho({ visitor, customer }: { visitor: string | undefined; customer: string | undefined }) {
  if ((visitor === undefined) === (customer === undefined)) throw new UsageError('give --visitor or --customer')
  return visitor === undefined ? { customer } : { visitor }
}

/** Asks the collector of a folder; where none runs, one that is started for it and that nobody else knows. */
async function ask<T>(io: Io, data: string, path: string, who: object): Promise<T> {
  const { findAdmin } = await import('../server/admin-client.js')
  const dataDir = resolve(io.cwd, data)
  const running = findAdmin(dataDir)
  if (running) return running.post<T>(path, who)
  if (!existsSync(join(dataDir, 'spool')))
    throw new CommandError(`${data} holds no events`, 'give the --data of collect')
  const { startServer } = await import('../server/start-server.js')
  const server = await startServer({
    dataDir,
    host: '127.0.0.1',
    port: 0,
    keys: [randomBytes(16).toString('base64url')],
    origins: [],
    logger: 'silent',
    staticFiles: {},
    configFile: undefined,
  })
  try {
    const admin = findAdmin(dataDir)
    if (!admin) throw new CommandError(`the collector of ${data} ended`)
    const answer = await admin.post<T>(path, who)
    io.stderr('no collector runs there: of its sinks only the warehouse of this folder was reached\n')
    return answer
  } finally {
    await server.close()
  }
}

/** The commands for people who ask what is held of them, or want it gone. */
export const PRIVACY: readonly Command[] = [exportCommand, erase]
