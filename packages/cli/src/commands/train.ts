import { resolve } from 'node:path'
import type { TrainSummary } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { UsageError } from '../io.js'
import type { TrainLimits } from '../server/train-from.js'

/** `endcap train`: the model file from past sessions or orders. */
export const train = defineCommand({
  name: 'train',
  summary: 'Train the model file that pages load, from a file of sessions or orders or from the warehouse',
  usage: 'train (--input FILE | --warehouse DIR) --out FILE',
  options: [
    {
      name: 'input',
      type: 'text',
      value: 'FILE',
      description: 'Sessions or orders: .csv, .ndjson or .jsonl, each also .gz',
    },
    { name: 'warehouse', type: 'text', value: 'DIR', description: 'Data folder of `endcap collect`, running or not' },
    {
      name: 'out',
      type: 'text',
      value: 'FILE',
      required: true,
      description: 'Model file to write, for example model/model.bin; with --shards a folder',
    },
    {
      name: 'max-bytes',
      type: 'number',
      range: [1, 1_000_000_000],
      description: 'Limit of the model file, after gzip',
    },
    {
      name: 'shards',
      type: 'flag',
      description: 'A manifest and shards instead of one file, for large catalogues',
    },
    {
      name: 'session-bytes',
      type: 'number',
      range: [1024, 1_000_000_000],
      description: 'Bytes after gzip that a session may load of the shards, on the mean; implies --shards [20480]',
    },
  ],
  examples: [
    'endcap train --input orders.csv.gz --out model/model.bin',
    'endcap train --warehouse ./data --out ./data/model/model.bin',
  ],
  async run({ values, io, output }) {
    const { input, warehouse } = values
    if ((input === undefined) === (warehouse === undefined)) throw new UsageError('give either --input or --warehouse')
    const out = resolve(io.cwd, values.out)
    const limits = limitsOf(values)
    const { trainFrom } = await import('../server/train-from.js')
    const summary =
      input === undefined
        ? await fromWarehouse(resolve(io.cwd, warehouse as string), out, limits)
        : await trainFrom(resolve(io.cwd, input), out, output.progress, limits)
    output.result(summary, describe(summary))
    return 0
  },
})

/** The limits of the files that the options give. Throws where they exclude each other. */
export function limitsOf(values: {
  readonly 'max-bytes'?: number | undefined
  readonly shards?: boolean | undefined
  readonly 'session-bytes'?: number | undefined
}): TrainLimits {
  const { 'max-bytes': maxBytes, shards, 'session-bytes': sessionBytes } = values
  if (maxBytes !== undefined && (shards || sessionBytes !== undefined)) {
    throw new UsageError('--max-bytes is for one file; with --shards give --session-bytes')
  }
  if (sessionBytes !== undefined) return { shards: { sessionBytes } }
  return { ...(maxBytes !== undefined && { maxBytes }), ...(shards && { shards }) }
}

function describe({ version, kind, items, sessions, interactions, bytes, gzipBytes, ms, report, out }: TrainSummary) {
  const number = (value: number) => value.toLocaleString('en')
  return [
    `${out}: version ${version}, ${number(items)} items, ${number(bytes)} bytes (${number(gzipBytes)} gzipped)`,
    `from ${number(interactions)} interactions in ${number(sessions)} ${kind}, in ${(ms / 1000).toFixed(1)} s`,
    ...report.problems.map(({ line, code, detail }) => `line ${line}: ${code} ${detail}`),
    ...(report.badRows > report.problems.length ? [`${number(report.badRows)} bad rows in all`] : []),
  ]
}

async function fromWarehouse(dataDir: string, out: string, limits: TrainLimits): Promise<TrainSummary> {
  const { findAdmin } = await import('../server/admin-client.js')
  const { trainFrom } = await import('../server/train-from.js')
  const { withWarehouse } = await import('../server/with-warehouse.js')
  const admin = findAdmin(dataDir)
  if (admin) return admin.post('/admin/train', { out, ...limits })
  return withWarehouse(dataDir, { mustExist: true }, (warehouse) => trainFrom(warehouse, out, undefined, limits))
}
