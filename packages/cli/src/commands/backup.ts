import { resolve } from 'node:path'
import { type Command, defineCommand } from '../command.js'
import { DATA } from '../data-option.js'
import { CommandError } from '../io.js'

const backup = defineCommand({
  name: 'backup',
  summary: 'Copy warehouse, spool, dead letters and models to a folder, also from a running collector',
  usage: 'backup --out DIR [--data DIR]',
  options: [
    DATA,
    { name: 'out', type: 'text', value: 'DIR', required: true, description: 'Folder to write; new or empty' },
  ],
  examples: ['endcap backup --data ./data --out /backups/2026-11-22'],
  async run({ values, io, output }) {
    const { findAdmin } = await import('../server/admin-client.js')
    const { createBackup } = await import('../backup/backup.js')
    const { withWarehouse } = await import('../server/with-warehouse.js')
    const [dataDir, out] = [resolve(io.cwd, values.data), resolve(io.cwd, values.out)]
    const admin = findAdmin(dataDir)
    type Report = Awaited<ReturnType<typeof createBackup>>
    const written = admin
      ? await admin.post<Report>('/admin/backup', { out })
      : await withWarehouse(dataDir, { mustExist: true }, (warehouse) =>
          createBackup({ dataDir, warehouse, out, now: io.now() }),
        )
    const number = (value: number) => value.toLocaleString('en')
    output.result(written, [
      `${out}: ${number(written.events)} events, ${number(written.files)} files, ${number(written.bytes)} bytes`,
    ])
    return 0
  },
})

const restore = defineCommand({
  name: 'restore',
  summary: 'Put a backup back, after checking every file of it; the collector must be stopped',
  usage: 'restore --from DIR [--data DIR] [--force]',
  options: [
    { name: 'from', type: 'text', value: 'DIR', required: true, description: 'What `endcap backup` wrote' },
    DATA,
    { name: 'force', type: 'flag', description: 'Set aside what the data folder holds, beside what is restored' },
  ],
  examples: ['endcap restore --from /backups/2026-11-22 --data ./data'],
  async run({ values, io, output }) {
    const { readAdminFile } = await import('../server/admin-file.js')
    const { restoreBackup } = await import('../backup/restore.js')
    const dataDir = resolve(io.cwd, values.data)
    const owner = readAdminFile(dataDir)
    if (owner) throw new CommandError(`process ${owner.pid} serves ${dataDir}`, 'stop it first')
    const from = resolve(io.cwd, values.from)
    const restored = await restoreBackup({ from, dataDir, isForced: values.force, now: io.now() })
    output.result(restored, [
      `${dataDir}: ${restored.events.toLocaleString('en')} events, as of ${restored.createdAt}`,
      ...(restored.setAside ? [`what was there before stands in ${restored.setAside}`] : []),
    ])
    return 0
  },
})

/** The commands that keep a data folder safe. */
export const BACKUP: readonly Command[] = [backup, restore]
