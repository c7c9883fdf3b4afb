import type { CollectorOptions } from '@endcap/collector'
import { type RetainReport, retainEvents, type Warehouse } from '@endcap/insights'
import { type BackupReport, createBackup } from '../backup/backup.js'
import type { RetentionSettings } from '../settings/collector-file.js'
import type { BoundMemory } from './bound-memory.js'
import { startSchedule } from './schedule.js'

type App = Parameters<NonNullable<CollectorOptions['register']>>[0]
type Tools = Parameters<NonNullable<CollectorOptions['register']>>[1]

/** What the upkeep of a data folder works on. */
export interface MaintenanceParts {
  readonly warehouse: Warehouse
  /** Around what asks it past `warehouse`. */
  readonly during: BoundMemory['during']
  readonly dataDir: string
  readonly retention: RetentionSettings | undefined
  /** The shop's time zone. */
  readonly zone: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A run by the clock that failed, or deleted something. */
  readonly onRetained: (result: RetainReport | Error) => void
}

/** What a request may ask of `retain`. */
export interface RetentionRequest {
  /** @default what the settings say */
  readonly days?: number | undefined
  readonly zone?: string | undefined
  readonly isDryRun?: boolean | undefined
}

/** Keeps a data folder small and safe. */
export interface Maintenance {
  backup(out: string): Promise<BackupReport>
  /** Throws an `Error` when nobody said how many days. */
  retain(request: RetentionRequest): Promise<RetainReport>
  /** Adds its numbers to `/metrics`. */
  observe(tools: Pick<Tools, 'gauge'>): void
  stop(): void
}

const RETAIN_AT = '03:30'

/** Creates the upkeep, and starts what the settings say is to be done by the clock. */
export function createMaintenance(parts: MaintenanceParts): Maintenance {
  const { warehouse, during, dataDir, retention, zone, now, onRetained } = parts
  let last: { readonly at: number; readonly events: number } | undefined
  let backedUpAt: number | undefined

  async function retain({
    days = retention?.days,
    isDryRun = false,
    ...rest
  }: RetentionRequest): Promise<RetainReport> {
    if (days === undefined) throw new Error('this collector was told no days of retention')
    const report = await retainEvents(warehouse, { days, zone: rest.zone ?? zone, isDryRun, now: now() })
    if (!isDryRun) last = { at: now(), events: report.events }
    return report
  }

  const stop = retention
    ? startSchedule({ at: [retention.at ?? RETAIN_AT], zone }, () => retain({}).then(onRetained, onRetained))
    : () => {}
  return {
    retain,
    async backup(out) {
      const report = await during(() => createBackup({ dataDir, warehouse, out, now: now() }))
      backedUpAt = now()
      return report
    },
    observe({ gauge }) {
      const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000)
      gauge('endcap_retention_timestamp_seconds', 'When events past their age were last deleted.', () =>
        seconds(last?.at),
      )
      gauge('endcap_retention_deleted_events', 'Events that were deleted then.', () => last?.events)
      gauge('endcap_backup_timestamp_seconds', 'When this process last wrote a backup.', () => seconds(backedUpAt))
    },
    stop,
  }
}

/** `POST /admin/backup` `{ out }` and `POST /admin/retention` `{ days?, zone?, isDryRun? }`, in a scope that lets only the admin in. */
export function maintenanceRoutes(app: App, maintenance: Maintenance, catchUp: () => Promise<unknown>): void {
  /** What is wrong is said to the admin, who is on this machine. */
  async function answer(task: () => Promise<object>): Promise<object> {
    return task().catch((error: Error) => Promise.reject(Object.assign(error, { statusCode: 400 })))
  }
  app.post<{ Body: { out?: unknown } | undefined }>('/admin/backup', ({ body }) =>
    answer(async () => {
      if (typeof body?.out !== 'string') throw new Error('expected { out }')
      await catchUp()
      return maintenance.backup(body.out)
    }),
  )
  app.post<{ Body: RetentionRequest | undefined }>('/admin/retention', ({ body }) =>
    answer(() => maintenance.retain(body ?? {})),
  )
}
