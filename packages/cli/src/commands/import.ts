import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EndcapError } from '@endcap/core'
import type { ImportReport } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { UsageError } from '../io.js'
import type { ImportRequest } from '../server/import-into.js'

/** Bad lines that are named; the rest is counted. */
const SHOWN_PROBLEMS = 20

/** `endcap import`: past orders or recorded events into the warehouse. */
export const importCommand = defineCommand({
  name: 'import',
  summary: 'Bring past orders (CSV) or recorded events (NDJSON) into the warehouse; a second time adds nothing',
  usage: 'import (--orders FILE | --events FILE) --data DIR',
  options: [
    {
      name: 'orders',
      type: 'text',
      value: 'FILE',
      description: 'CSV, also .gz: order_id, ordered_at, item_id, and customer_id, quantity, price',
    },
    { name: 'events', type: 'text', value: 'FILE', description: 'Endcap events, one JSON object a line, also .gz' },
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Data folder of `endcap collect`, running or not; made when missing',
    },
    { name: 'currency', type: 'text', value: 'CODE', default: 'EUR', description: 'Currency of the orders' },
    {
      name: 'skip-bad',
      type: 'flag',
      description: 'Leave bad lines out; otherwise one bad line stops the import and nothing is written',
    },
  ],
  examples: [
    'endcap import --orders orders.csv.gz --currency GBP --data ./data',
    'endcap import --events events.ndjson --data ./data',
  ],
  async run({ values, io, output }) {
    const { orders, events, currency } = values
    const given = orders ?? events
    if (given === undefined || (orders !== undefined && events !== undefined)) {
      throw new UsageError('give either --orders or --events')
    }
    if (!/^[A-Z]{3}$/.test(currency)) throw new UsageError('--currency is a code of three capital letters')
    const kind = orders === undefined ? 'events' : 'orders'
    const request: ImportRequest = { kind, file: resolve(io.cwd, given), skipBad: values['skip-bad'], currency }
    const report = await runImport(resolve(io.cwd, values.data), request, (lines) =>
      output.progress(`${lines} lines read`),
    )
    const { lines, added, duplicates, skipped, problems } = report
    for (const { line, code, path, detail } of problems.slice(0, SHOWN_PROBLEMS)) {
      output.note(`line ${line}: ${code} ${path} ${detail ?? ''}`.trimEnd())
    }
    const isRefused = problems.length > 0 && !values['skip-bad']
    output.result(report, [
      `${lines} lines: ${added} events added, ${duplicates} already there, ${skipped} skipped, ${problems.length} problems`,
      ...(isRefused ? ['nothing was written: mend the lines, or leave them out with --skip-bad'] : []),
    ])
    return isRefused ? 1 : 0
  },
})

async function runImport(
  dataDir: string,
  request: ImportRequest,
  onProgress: (lines: number) => void,
): Promise<ImportReport> {
  const { findAdmin } = await import('../server/admin-client.js')
  const { importInto } = await import('../server/import-into.js')
  const { withWarehouse } = await import('../server/with-warehouse.js')
  // Here, because a running process answers without naming the file.
  if (!existsSync(request.file)) throw new EndcapError('file-unreadable', request.file)
  const admin = findAdmin(dataDir)
  if (admin) return admin.post('/admin/import', request)
  return withWarehouse(dataDir, { mustExist: false }, (warehouse) => importInto(warehouse, request, onProgress))
}
