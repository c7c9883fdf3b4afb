import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ModelStore, VersionManifest } from '@endcap/insights'
import type { Command } from '../command.js'
import { defineCommand } from '../command.js'
import { CommandError, type Io } from '../io.js'

const DIR = {
  name: 'dir',
  type: 'text',
  value: 'DIR',
  required: true,
  description: 'Model folder, with current.json in it',
} as const

const list = defineCommand({
  name: 'models list',
  summary: 'List the published models of a folder, the newest first',
  usage: 'models list --dir DIR',
  options: [DIR],
  examples: ['endcap models list --dir ./data/model'],
  async run({ values, io, output }) {
    const store = await open(values.dir, io)
    const current = await store.current()
    const versions = await store.listVersions()
    const lines = versions.map(({ version, publishedAt, files, previous }) => {
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0).toLocaleString('en')
      const since = `${new Date(publishedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
      const mark = version === current?.version ? '*' : ' '
      return `${mark} ${version.padEnd(16)} ${since}  ${bytes} bytes${previous ? `, after ${previous}` : ''}`
    })
    output.result({ current: current?.version ?? null, versions }, lines.length > 0 ? lines : ['no model is published'])
    return 0
  },
})

const rollBack = defineCommand({
  name: 'models roll-back',
  summary: 'Put an earlier model in use again',
  usage: 'models roll-back --dir DIR [--to VERSION]',
  options: [
    DIR,
    {
      name: 'to',
      type: 'text',
      value: 'VERSION',
      description: 'Which one (left out: the one before the model in use, or the newest before it that is undamaged)',
    },
  ],
  examples: ['endcap models roll-back --dir ./data/model'],
  async run({ values, io, output }) {
    const store = await open(values.dir, io)
    const current = await store.rollBack(values.to)
    output.result(current, [`${current.version} is in use, ${current.rolledBackFrom ?? 'nothing'} is not`])
    return 0
  },
})

const verify = defineCommand({
  name: 'models verify',
  summary: 'Compare the files of published models with their checksums; fails when any is damaged or missing',
  usage: 'models verify --dir DIR [--version VERSION]',
  options: [DIR, { name: 'version', type: 'text', value: 'VERSION', description: 'Which one (left out: all of them)' }],
  examples: ['endcap models verify --dir ./data/model'],
  async run({ values, io, output }) {
    const store = await open(values.dir, io)
    const problems = await store.verify(values.version)
    const lines = problems.map(({ version, path, problem }) => `${path ? `${version}/${path}` : version} is ${problem}`)
    output.result({ ok: problems.length === 0, problems }, problems.length > 0 ? lines : ['all files are as published'])
    return problems.length === 0 ? 0 : 1
  },
})

const drift = defineCommand({
  name: 'models drift',
  summary: 'Tell how far the shop has moved since a model was trained, or between two models',
  usage: 'models drift --dir DIR --warehouse DIR [--version VERSION] [--against VERSION]',
  options: [
    DIR,
    {
      name: 'warehouse',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Data folder of `endcap collect`, which must not be running',
    },
    { name: 'version', type: 'text', value: 'VERSION', description: 'Which model (left out: the one in use)' },
    {
      name: 'against',
      type: 'text',
      value: 'VERSION',
      description: 'A model to compare with, by their training windows (left out: what came after the window)',
    },
  ],
  examples: ['endcap models drift --dir ./data/model --warehouse ./data'],
  async run({ values, io, output }) {
    const { describeDrift, profileWarehouse, reportDrift } = await import('@endcap/insights')
    const { findAdmin } = await import('../server/admin-client.js')
    const { withWarehouse } = await import('../server/with-warehouse.js')
    const store = await open(values.dir, io)
    const version = values.version ?? (await store.current())?.version
    if (version === undefined) throw new CommandError('no model is in use', 'publish one, or name one by --version')
    const then = await windowOf(store, version)
    const now = values.against === undefined ? undefined : await windowOf(store, values.against)
    const dataDir = resolve(io.cwd, values.warehouse)
    const admin = findAdmin(dataDir)
    if (admin) throw new CommandError(`${dataDir} is in use by ${admin.url}`, 'stop it, then run this again')
    const fresh = now ?? { fromMs: then.toMs, toMs: Number.MAX_SAFE_INTEGER }
    const report = await withWarehouse(dataDir, { mustExist: true }, async (warehouse) => {
      output.progress('reading both windows')
      return reportDrift(await profileWarehouse(warehouse, then), await profileWarehouse(warehouse, fresh))
    })
    output.result({ version, against: values.against ?? null, ...report }, describeDrift(report))
    return 0
  },
})

/** `endcap models …`: what is published, and which one is in use. */
export const MODELS: readonly Command[] = [list, rollBack, verify, drift]

async function open(dir: string, io: Io): Promise<ModelStore> {
  const { createModelStore } = await import('@endcap/insights')
  const folder = resolve(io.cwd, dir)
  if (!existsSync(folder))
    throw new CommandError(`there is no folder ${folder}`, 'give the --publish of `endcap train`')
  return createModelStore(folder, { now: io.now })
}

async function windowOf(store: ModelStore, version: string): Promise<NonNullable<VersionManifest['window']>> {
  const manifest = (await store.listVersions()).find((each) => each.version === version)
  if (!manifest) throw new CommandError(`there is no model ${version}`, '`endcap models list` shows them')
  if (!manifest.window) throw new CommandError(`model ${version} does not say what time it was trained on`)
  return manifest.window
}
