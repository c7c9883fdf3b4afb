import { resolve } from 'node:path'
import type { RetainReport } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { DATA } from '../data-option.js'
import { CommandError } from '../io.js'

/** `endcap retention`: deletes what the warehouse keeps no longer. */
export const retention = defineCommand({
  name: 'retention',
  summary: 'Delete events past their age from the warehouse, and say how many; `collect` does so daily when told to',
  usage: 'retention [--days N] [--zone ZONE] [--dry-run] [--data DIR]',
  options: [
    DATA,
    {
      name: 'days',
      type: 'number',
      range: [1, 36_500],
      description: 'Whole days to keep, today not counted [what the running collector was told]',
    },
    { name: 'zone', type: 'text', value: 'ZONE', description: "The shop's time zone, for example Europe/Berlin [UTC]" },
    { name: 'dry-run', type: 'flag', description: 'Count, and delete nothing' },
  ],
  examples: ['endcap retention --data ./data --days 365 --zone Europe/Berlin --dry-run'],
  async run({ values, io, output }) {
    const { findAdmin } = await import('../server/admin-client.js')
    const { retainEvents } = await import('@endcap/insights')
    const { withWarehouse } = await import('../server/with-warehouse.js')
    const { days, zone, 'dry-run': isDryRun } = values
    const dataDir = resolve(io.cwd, values.data)
    const admin = findAdmin(dataDir)
    if (!admin && days === undefined) throw new CommandError(`no process serves ${values.data}`, 'say how many --days')
    const report = admin
      ? await admin.post<RetainReport>('/admin/retention', { days, zone, isDryRun })
      : await withWarehouse(dataDir, { mustExist: true }, (warehouse) =>
          retainEvents(warehouse, { days: days as number, ...(zone && { zone }), isDryRun, now: io.now() }),
        )
    const { before, events, items } = report
    const number = (value: number) => value.toLocaleString('en')
    output.result(report, [
      `${isDryRun ? 'would delete' : 'deleted'} ${number(events)} events and ${number(items)} items from before ${new Date(before).toISOString()}`,
    ])
    return 0
  },
})
