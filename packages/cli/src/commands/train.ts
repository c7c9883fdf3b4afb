import { resolve } from 'node:path'
import type { PublishTrained, TrainSummary, Warehouse } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { UsageError } from '../io.js'
import { LIMIT_OPTIONS, limitsOf } from '../limits.js'
import type { PublishRequest } from '../server/publish-from.js'

/** `endcap train`: the model file from past sessions or orders. */
export const train = defineCommand({
  name: 'train',
  summary: 'Train the model file that pages load, from a file of sessions or orders or from the warehouse',
  usage: 'train (--input FILE | --warehouse DIR) (--out FILE | --publish DIR)',
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
      description: 'Model file to write, for example model/model.bin; with --shards a folder',
    },
    {
      name: 'publish',
      type: 'text',
      value: 'DIR',
      description: 'Folder of versions: puts the model in use there if it beats the one in use on the last days',
    },
    { name: 'holdout-days', type: 'number', range: [1, 90], description: 'Last days that judge, with --publish [3]' },
    { name: 'force', type: 'flag', description: 'With --publish: whatever the last days say' },
    { name: 'items', type: 'text', value: 'FILE', description: 'Catalogue: lends neighbours to new and rare products' },
    ...LIMIT_OPTIONS,
  ],
  examples: [
    'endcap train --input orders.csv.gz --out model/model.bin',
    'endcap train --warehouse ./data --out ./data/model/model.bin',
    'endcap train --warehouse ./data --publish ./data/model',
  ],
  async run({ values, io, output }) {
    const { input, warehouse } = values
    if ((input === undefined) === (warehouse === undefined)) throw new UsageError('give either --input or --warehouse')
    if ((values.out === undefined) === (values.publish === undefined))
      throw new UsageError('give either --out or --publish')
    const limits = limitsOf(values)
    const at = (path: string) => resolve(io.cwd, path)
    const items = values.items === undefined ? {} : { items: at(values.items) }
    if (values.publish !== undefined) {
      const request: PublishRequest = {
        folder: at(values.publish),
        ...limits,
        ...items,
        force: values.force,
        ...(values['holdout-days'] !== undefined && { holdoutDays: values['holdout-days'] }),
      }
      const { publishFrom } = await import('../server/publish-from.js')
      const published =
        input === undefined
          ? await fromWarehouse<PublishTrained>(at(warehouse as string), '/admin/publish', request, (source) =>
              publishFrom(source, request, output.progress),
            )
          : await publishFrom(at(input), request, output.progress)
      output.result(
        { ...published, published: published.state === 'published' },
        tellPublished(published, values.publish),
      )
      return published.state === 'conflict' ? 1 : 0
    }
    if (values.force || values['holdout-days'] !== undefined) {
      throw new UsageError('--force and --holdout-days go with --publish')
    }
    const out = at(values.out as string)
    const asked = { ...limits, ...items }
    const { trainFrom } = await import('../server/train-from.js')
    const summary =
      input === undefined
        ? await fromWarehouse<TrainSummary>(at(warehouse as string), '/admin/train', { out, ...asked }, (source) =>
            trainFrom(source, out, output.progress, asked),
          )
        : await trainFrom(at(input), out, output.progress, asked)
    output.result(summary, describe(summary))
    return 0
  },
})

function describe({ version, kind, items, sessions, interactions, bytes, gzipBytes, ms, report, out }: TrainSummary) {
  const number = (value: number) => value.toLocaleString('en')
  return [
    `${out}: version ${version}, ${number(items)} items, ${number(bytes)} bytes (${number(gzipBytes)} gzipped)`,
    `from ${number(interactions)} interactions in ${number(sessions)} ${kind}, in ${(ms / 1000).toFixed(1)} s`,
    ...report.problems.map(({ line, code, detail }) => `line ${line}: ${code} ${detail}`),
    ...(report.badRows > report.problems.length ? [`${number(report.badRows)} bad rows in all`] : []),
  ]
}

function tellPublished({ state, version, decision }: PublishTrained, folder: string): string[] {
  const inUse = version === null ? 'no model is in use' : `${version} is in use`
  return [
    state === 'published' ? `${folder}: version ${version} is in use now` : `${folder}: not published, ${inUse}`,
    state === 'conflict' ? 'another version was published meanwhile; run this again' : decision.reason,
    `judged on ${decision.predictions.toLocaleString('en')} questions of ${decision.sessions.toLocaleString('en')} sessions`,
  ]
}

/** Asks the process that owns the warehouse, else opens it. */
async function fromWarehouse<Result>(
  dataDir: string,
  route: string,
  request: object,
  run: (warehouse: Warehouse) => Promise<Result>,
): Promise<Result> {
  const { findAdmin } = await import('../server/admin-client.js')
  const { withWarehouse } = await import('../server/with-warehouse.js')
  const admin = findAdmin(dataDir)
  return admin ? admin.post<Result>(route, request) : withWarehouse(dataDir, { mustExist: true }, run)
}
