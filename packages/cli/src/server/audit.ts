import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditEntry, KeyUse } from '@endcap/collector'
import type { WarehouseAudit } from '@endcap/insights'

/** What a collector holds and how it is used. */
export interface Audit {
  readonly warehouse: WarehouseAudit
  /** Absent where no collector runs. */
  readonly keys?: readonly KeyUse[]
  /** From the audit log: how often each action was done, and when last. */
  readonly actions: readonly { readonly action: string; readonly count: number; readonly lastAt: number }[]
  /** Erasures that a sink still owes. */
  readonly outstanding: number
}

/** A rule that is broken, and what to do. */
export interface Finding {
  readonly rule: 'consent' | 'contact-data' | 'retention' | 'erasures'
  readonly detail: string
}

/** Counts entries of the audit log by their action. */
export function countActions(entries: readonly AuditEntry[]): Audit['actions'] {
  const actions = new Map<string, { action: string; count: number; lastAt: number }>()
  for (const { action, at } of entries) {
    const { count, lastAt } = actions.get(action) ?? { count: 0, lastAt: 0 }
    actions.set(action, { action, count: count + 1, lastAt: Math.max(lastAt, at) })
  }
  return [...actions.values()]
}

/** How many erasures the file of a data folder says are to be done. */
export function countOutstanding(dataDir: string): number {
  try {
    return (JSON.parse(readFileSync(join(dataDir, 'erasures.json'), 'utf8')) as readonly unknown[]).length
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

const DAY_MS = 86_400_000

/** The rules that an audit breaks. */
export function findBroken(
  { warehouse, outstanding }: Audit,
  { nowMs, maxAgeDays }: { readonly nowMs: number; readonly maxAgeDays: number | undefined },
): readonly Finding[] {
  const { idsWithoutConsent, columns, oldestAt } = warehouse
  const findings: Finding[] = []
  if (idsWithoutConsent > 0) {
    findings.push({ rule: 'consent', detail: `${idsWithoutConsent} events carry an id of a device without consent` })
  }
  for (const { column, contacts = 0 } of columns) {
    if (contacts === 0) continue
    findings.push({ rule: 'contact-data', detail: `${contacts} values of ${column} look like an e-mail address` })
  }
  const ageDays = oldestAt === undefined ? 0 : (nowMs - oldestAt) / DAY_MS
  if (maxAgeDays !== undefined && ageDays > maxAgeDays) {
    findings.push({ rule: 'retention', detail: `the oldest event is ${Math.floor(ageDays)} days old` })
  }
  if (outstanding > 0) findings.push({ rule: 'erasures', detail: `${outstanding} places still owe an erasure` })
  return findings
}
