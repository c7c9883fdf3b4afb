import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ReportData } from '@endcap/insights'
import { defineCommand } from '../command.js'

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
  ],
  examples: ['endcap report --data .endcap/demo --out report.html'],
  async run({ values, io, output }) {
    const { renderReport, summariseReport } = await import('@endcap/insights')
    const { findAdmin } = await import('../server/admin-client.js')
    const dataDir = resolve(io.cwd, values.data)
    const admin = findAdmin(dataDir)
    const hours = values['unverified-hours']
    const data = admin
      ? await admin.get<ReportData>(`/admin/report?unverifiedHours=${hours}`)
      : await readWarehouse(dataDir, values.config, io.cwd, hours * HOUR_MS)
    const out = resolve(io.cwd, values.out)
    writeFileSync(out, renderReport(data))
    output.result({ ...data, out }, [...summariseReport(data), '', `report  ${out}`])
    return 0
  },
})

const HOUR_MS = 3_600_000

async function readWarehouse(
  dataDir: string,
  config: string | undefined,
  cwd: string,
  unverifiedMs: number,
): Promise<ReportData> {
  const { buildReport } = await import('@endcap/insights')
  const { readConfigFile } = await import('../server/config-file.js')
  const { withWarehouse } = await import('../server/with-warehouse.js')
  const plan = config === undefined ? {} : { config: readConfigFile(resolve(cwd, config)).config }
  const options = { ...plan, unverifiedMs }
  return withWarehouse(dataDir, { mustExist: true }, (warehouse) => buildReport(warehouse, options))
}
