import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AuditEntry } from '@endcap/collector'
import { SENSITIVITIES } from '@endcap/core'
import { defineCommand } from '../command.js'
import type { Audit, Finding } from '../server/audit.js'

/** `endcap audit`: what is held, of which sensitivity, with which consent, and which rules are broken. */
export const audit = defineCommand({
  name: 'audit',
  summary:
    'Tell what is held and how sensitive it is, with which consent, since when, by which keys; fails when a rule is broken',
  usage: 'audit --data DIR [--max-age-days N]',
  options: [
    {
      name: 'data',
      type: 'text',
      value: 'DIR',
      required: true,
      description: 'Data folder of `endcap collect`, running or not',
    },
    {
      name: 'max-age-days',
      type: 'number',
      range: [1, 36_500],
      description: 'An older event breaks the rule of retention',
    },
  ],
  examples: ['endcap audit --data ./data --max-age-days 400', 'endcap audit --data ./data --json'],
  async run({ values, io, output }) {
    const { findBroken } = await import('../server/audit.js')
    const { findAdmin } = await import('../server/admin-client.js')
    const dataDir = resolve(io.cwd, values.data)
    const found = (await findAdmin(dataDir)?.get<Audit>('/admin/audit')) ?? (await readStopped(dataDir))
    const findings = findBroken(found, { nowMs: io.now(), maxAgeDays: values['max-age-days'] })
    output.result({ ok: findings.length === 0, findings, ...found }, linesOf(found, findings))
    return findings.length === 0 ? 0 : 1
  },
})

async function readStopped(dataDir: string): Promise<Audit> {
  const { auditWarehouse } = await import('@endcap/insights')
  const { withWarehouse } = await import('../server/with-warehouse.js')
  const { countActions, countOutstanding } = await import('../server/audit.js')
  return {
    warehouse: await withWarehouse(dataDir, { mustExist: true }, auditWarehouse),
    actions: countActions(readLog(dataDir)),
    outstanding: countOutstanding(dataDir),
  }
}

function readLog(dataDir: string): AuditEntry[] {
  try {
    const lines = readFileSync(join(dataDir, 'audit.ndjson'), 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditEntry)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function linesOf({ warehouse, keys, actions, outstanding }: Audit, findings: readonly Finding[]): string[] {
  const { events, visitors, customers, oldestAt, columns, consent, sites } = warehouse
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return [
    `${events} events of ${visitors} devices and ${customers} accounts${oldestAt === undefined ? '' : `, since ${day(oldestAt)}`}`,
    '',
    'what is held, by sensitivity (column: values)',
    ...SENSITIVITIES.map((name) => {
      const used = columns.filter(({ sensitivity, filled }) => sensitivity === name && filled > 0)
      const told = used.map(
        ({ table, column, filled }) => `${table === 'raw_events' ? '' : 'item '}${column}: ${filled}`,
      )
      return `  ${name.padEnd(10)} ${told.join(', ') || '-'}`
    }),
    '',
    'consent to analytics by month (granted, denied, unknown)',
    ...consent.map(({ month, granted, denied, unknown }) => `  ${month}  ${granted}  ${denied}  ${unknown}`),
    ...(sites.some(({ site }) => site !== null)
      ? ['', 'sites', ...sites.map((site) => `  ${(site.site ?? '-').padEnd(16)} ${site.events} events`)]
      : []),
    ...(keys ? ['', 'write keys since the start'] : []),
    ...(keys ?? []).map(({ key, state, batches, origins }) => {
      const used = batches === 0 ? 'unused' : `${batches} batches from ${origins.join(' ') || 'no page'}`
      return `  ${key.padEnd(24)} ${state.padEnd(8)} ${used}`
    }),
    ...(actions.length > 0 ? ['', 'done'] : []),
    ...actions.map(({ action, count, lastAt }) => `  ${action.padEnd(16)} ${count} times, last ${day(lastAt)}`),
    ...(outstanding > 0 ? [`  ${outstanding} erasures outstanding`] : []),
    '',
    ...(findings.length > 0 ? findings.map(({ rule, detail }) => `broken: ${rule}: ${detail}`) : ['no rule is broken']),
  ]
}
