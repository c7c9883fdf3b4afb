/**
 * What insights cost. A made-up warehouse of 10,000,000 events in DuckDB; every table that insights read and every insight, each in
 * a process of its own with two threads and 3 GB for the engine. Prints a line each, then one of JSON; exit code 1 above 10 seconds or
 * 4 GB. An insight's time has the tables in it that it makes ready.
 *
 *   node packages/insights/bench/insights.mjs [--events 10000000] [--only NAME,NAME] [--warehouse FILE]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { makeWarehouse } from './analysis/make.mjs'
import { loadSource } from './rig.mjs'

const BARS = { seconds: 10, peakMb: 4096 }
const SETTINGS = { threads: '2', memory_limit: '3GB' }
/** What an insight needs to be told. */
const ASKED = { regress: { table: 'sessions', formula: 'revenue ~ carts + product_views + channel' } }

async function main() {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '10000000' },
      only: { type: 'string' },
      warehouse: { type: 'string' },
      child: { type: 'string' },
    },
  })
  if (values.child) return measure(values.warehouse, values.child)
  const folder = mkdtempSync(join(tmpdir(), 'endcap-insights-'))
  const path = values.warehouse ?? join(folder, 'warehouse.duckdb')
  try {
    if (!existsSync(path)) await makeWarehouse(path, Number(values.events))
    const { INSIGHT_TABLES, INSIGHTS } = await loadSource()
    const all = [...Object.keys(INSIGHT_TABLES).map((name) => `table ${name}`), ...Object.keys(INSIGHTS)]
    const names = values.only ? values.only.split(',') : all
    const results = names.map((name) => askChild(path, name))
    const met = results.every(({ seconds, peakMb }) => seconds <= BARS.seconds && peakMb <= BARS.peakMb)
    process.stdout.write(`${JSON.stringify({ events: Number(values.events), results, bars: BARS, met })}\n`)
    process.exitCode = met ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function askChild(path, name) {
  const self = fileURLToPath(import.meta.url)
  const child = spawnSync(process.execPath, [self, '--child', name, '--warehouse', path], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`)
  const measured = JSON.parse(child.stdout.trim().split('\n').at(-1))
  process.stdout.write(
    `${name.padEnd(20)} ${measured.seconds} s, ${measured.peakMb} MB${measured.said ? `  (${measured.said})` : ''}\n`,
  )
  return { name, ...measured }
}

/** In a process of its own, so that time and memory are those of one question. */
async function measure(path, name) {
  const { openWarehouse, openWarehouseSource, runInsight } = await loadSource()
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY', ...SETTINGS })
  const warehouse = await openWarehouse({ path, instance, readOnly: true })
  const startedMs = performance.now()
  const startedCpu = process.cpuUsage()
  let said
  try {
    const source = await openWarehouseSource(warehouse, { zone: 'Europe/Berlin' })
    if (name.startsWith('table ')) await readAll(source, name.slice('table '.length))
    else await runInsight(name, source, ASKED[name] ?? {})
    await source.close()
  } catch (error) {
    // What an insight cannot say of this shop, it says: that is an answer.
    if (error.code === undefined) throw error
    said = error.code
  }
  const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(2))
  const { user, system } = process.cpuUsage(startedCpu)
  warehouse.close()
  instance.closeSync()
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${JSON.stringify({ seconds, cpuSeconds: Number(((user + system) / 1e6).toFixed(2)), peakMb, ...(said && { said }) })}\n`,
  )
}

/** Every row of a table is made, and three of its columns looked at. */
async function readAll(source, table) {
  if (!source.has(table)) return
  const { INSIGHT_TABLES } = await loadSource()
  const columns = INSIGHT_TABLES[table].split(', ').slice(0, 3)
  const looked = columns.map((column) => `max(${column})`).join(', ')
  await source.ask(`SELECT count(*) AS n, ${looked} FROM ${await source.table(table)} AS t`)
}

await main()
