import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import type { KeyUse, WriteKey } from '@endcap/collector'
import type { Command } from '../command.js'
import { defineCommand } from '../command.js'
import { CommandError, type Io } from '../io.js'

const FILE = {
  name: 'file',
  type: 'text',
  value: 'FILE',
  required: true,
  description: 'JSON file with a list "keys", which `endcap collect --keys` reads',
} as const

const DATA = {
  name: 'data',
  type: 'text',
  value: 'DIR',
  default: '.endcap/data',
  description: 'Folder of the collector that reads the file; it takes the keys over at once, when it runs',
} as const

/** How long a retired key goes on by default: pages and caches that have it are gone by then. */
const RETIRE_DAYS = 7
const DAY_MS = 86_400_000

const list = defineCommand({
  name: 'keys list',
  summary: 'List write keys: whose, from where, until when, and how they are used',
  usage: 'keys list --file FILE [--data DIR]',
  options: [FILE, DATA],
  examples: ['endcap keys list --file keys.json --data ./data'],
  async run({ values, io, output }) {
    const { readKeysFile } = await import('../server/keys-file.js')
    const { findAdmin } = await import('../server/admin-client.js')
    const { keys } = readKeysFile(resolve(io.cwd, values.file))
    const answer = await findAdmin(resolve(io.cwd, values.data))?.get<{ keys: readonly KeyUse[] }>('/admin/keys')
    const uses = new Map(answer?.keys.map((use) => [use.key, use]))
    const listed = keys.map((key) => ({ ...key, ...(answer && { use: uses.get(key.key) ?? null }) }))
    output.result(
      { keys: listed },
      keys.map((key) => lineOf(key, uses.get(key.key))),
    )
    return 0
  },
})

const create = defineCommand({
  name: 'keys new',
  summary: 'Add a write key to the file; the others stay valid beside it',
  usage: 'keys new --file FILE [--site NAME] [--origins ORIGINS] [--data DIR]',
  options: [
    FILE,
    { name: 'site', type: 'text', value: 'NAME', description: 'Site whose events carry its name' },
    { name: 'origins', type: 'text', value: 'ORIGINS', description: 'Origins whose pages may send, by commas' },
    DATA,
  ],
  examples: ['endcap keys new --file keys.json --site mugs --origins https://mugs.example'],
  async run({ values, io, output }) {
    const { readKeysFile } = await import('../server/keys-file.js')
    const file = readKeysFile(resolve(io.cwd, values.file))
    const origins = values.origins?.split(',').map((origin) => origin.trim())
    const key: WriteKey = {
      key: `wk_${randomBytes(15).toString('base64url')}`,
      ...(values.site === undefined ? {} : { site: values.site }),
      ...(origins && { origins }),
    }
    file.write([...file.keys, key])
    const isInForce = await reload(io, values.data)
    output.result({ ...key, inForce: isInForce }, [key.key])
    if (!isInForce) output.note('it holds once `endcap collect --keys` starts with this file')
    return 0
  },
})

const retire = defineCommand({
  name: 'keys retire',
  summary: `Let a write key end, in ${RETIRE_DAYS} days or when you say; afterwards it is refused by key-expired`,
  usage: 'keys retire --file FILE --key KEY [--until DATE] [--data DIR]',
  options: [
    FILE,
    { name: 'key', type: 'text', value: 'KEY', required: true, description: 'Which one' },
    { name: 'until', type: 'text', value: 'DATE', description: 'A date, a time such as 2026-12-01T09:00:00Z, or now' },
    DATA,
  ],
  examples: ['endcap keys retire --file keys.json --key my-shop --until 2026-12-01'],
  async run({ values, io, output }) {
    const { readKeysFile } = await import('../server/keys-file.js')
    const file = readKeysFile(resolve(io.cwd, values.file))
    const found = file.keys.find(({ key }) => key === values.key)
    if (!found) throw new CommandError(`${values.file} has no key ${values.key}`, '`endcap keys list` shows them')
    const at = values.until === 'now' ? new Date(io.now()).toISOString() : values.until
    const until = at ?? new Date(io.now() + RETIRE_DAYS * DAY_MS).toISOString()
    const others = file.keys.filter((key) => key !== found && !(endOf(key) <= Date.parse(until)))
    file.write(file.keys.map((key) => (key === found ? { ...key, until } : key)))
    if (others.length === 0) output.note('no other key holds beyond that: make one by `endcap keys new`')
    const isInForce = await reload(io, values.data)
    output.result({ ...found, until, inForce: isInForce }, [`${values.key} holds until ${until}`])
    return 0
  },
})

/** Has the running collector of a folder read its file again. False: none runs there. */
async function reload(io: Io, data: string): Promise<boolean> {
  const { findAdmin } = await import('../server/admin-client.js')
  const admin = findAdmin(resolve(io.cwd, data))
  if (!admin) return false
  return (await admin.post<{ reloaded: boolean }>('/admin/keys/reload', {})).reloaded
}

function endOf({ until = Number.POSITIVE_INFINITY }: WriteKey): number {
  return typeof until === 'string' ? Date.parse(until) : until
}

function lineOf({ key, site, origins, until }: WriteKey, use: KeyUse | undefined): string {
  const from = origins === undefined ? 'the collector’s origins' : origins === '*' ? 'all origins' : origins.join(' ')
  const end = until === undefined ? '' : `  until ${new Date(until).toISOString()}`
  const used =
    use && (use.batches === 0 ? '  unused' : `  ${use.batches} batches, from ${use.origins.join(' ') || '-'}`)
  return `${key.padEnd(24)} ${(site ?? '-').padEnd(16)} ${from}${end}${used ?? ''}`
}

/** The commands about write keys. */
export const KEYS: readonly Command[] = [list, create, retire]
