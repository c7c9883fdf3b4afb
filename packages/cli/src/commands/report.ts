import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ReportData, ReportOptions } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { zoneOf } from './insight/day.js'
import { goalsOf } from './insight/goals.js'
import { ratesOf } from './insight/insight-source.js'

/** `endcap report`: what happened, which placements work, how experiments stand. */
export const report = defineCommand({
  name: 'report',
  summary: 'Tell what happened, which placements work and how experiments stand; as text and as one HTML page',
  usage: 'report --data DIR [--out report.html]',
  options: [
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Data folder of `endcap collect`, running or not',
    },
    { name: 'out', type: 'text', value: 'FILE', default: 'report.html', description: 'HTML page to write' },
    {
      name: 'config',
      type: 'text',
      value: 'FILE',
      description: 'config.json, for weights and arms of experiments; a running collector uses its own',
    },
    {
      name: 'unverified-hours',
      type: 'number',
      default: 24,
      range: [0, 1_000_000],
      description:
        'Hours for which an order counts that only a page has told, where the shop’s server tells its orders',
    },
    {
      name: 'zone',
      type: 'text',
      value: 'ZONE',
      default: 'UTC',
      description: 'Time zone of the shop, as Europe/Berlin',
    },
    {
      name: 'rates',
      type: 'text',
      value: 'LIST',
      description:
        'What other currencies are worth in the shop’s, as USD=0.92; orders without a rate are left out of insights',
    },
    {
      name: 'goals',
      type: 'text',
      value: 'LIST',
      description: 'What you want of four weeks, as revenue=20000,conversion=0.03,nps=40',
    },
    {
      name: 'no-insights',
      type: 'flag',
      description: 'Leave out customers, journeys, channels and the catalogue: quicker',
    },
  ],
  examples: [
    'endcap report --data .endcap/demo --out report.html',
    'endcap report --data ./data --zone Europe/Berlin --goals revenue=20000,returning_share=0.3',
  ],
  async run({ values, io, output }) {
    const { renderReport, summariseReport } = await import('@endcap/insights')
    const { findAdmin } = await import('../server/admin-client.js')
    const dataDir = resolve(io.cwd, values.data)
    const admin = findAdmin(dataDir)
    const hours = values['unverified-hours']
    const asked: ReportOptions = {
      unverifiedMs: hours * HOUR_MS,
      shop: await shopOf(values),
      ...(values['no-insights'] && { insights: [] }),
    }
    output.progress('asking the warehouse')
    const data = admin
      ? await admin.post<ReportData>('/admin/report', asked)
      : await readWarehouse(dataDir, values.config, io.cwd, asked)
    const out = resolve(io.cwd, values.out)
    writeFileSync(out, renderReport(data))
    output.result({ ...data, insights: data.insights.map(shortened), out }, [
      ...summariseReport(data),
      '',
      `report  ${out}`,
    ])
    return 0
  },
})

const HOUR_MS = 3_600_000
/** Rows of each list of an insight that are printed; `endcap insight` gives them all. */
const PRINTED_ROWS = 100

function shortened(insight: ReportData['insights'][number]): ReportData['insights'][number] {
  if (!('result' in insight)) return insight
  const rows = Object.entries(insight.result as object).map(([key, value]: [string, unknown]) => [
    key,
    Array.isArray(value) ? value.slice(0, PRINTED_ROWS) : value,
  ])
  return { ...insight, result: Object.fromEntries(rows) }
}

async function shopOf(values: {
  readonly zone: string
  readonly rates?: string | undefined
  readonly goals?: string | undefined
}): Promise<NonNullable<ReportOptions['shop']>> {
  return {
    zone: zoneOf(values.zone),
    ...(values.rates !== undefined && { rates: ratesOf(values.rates) }),
    ...(values.goals !== undefined && { goals: await goalsOf(values.goals) }),
  }
}

async function readWarehouse(
  dataDir: string,
  config: string | undefined,
  cwd: string,
  asked: ReportOptions,
): Promise<ReportData> {
  const { buildReport } = await import('@endcap/insights')
  const { readConfigFile } = await import('../server/config-file.js')
  const { withWarehouse } = await import('../server/with-warehouse.js')
  const plan = config === undefined ? {} : { config: readConfigFile(resolve(cwd, config)).config }
  const options = { ...plan, ...asked }
  return withWarehouse(dataDir, { mustExist: true }, (warehouse) => buildReport(warehouse, options))
}
