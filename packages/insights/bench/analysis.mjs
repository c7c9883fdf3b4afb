/**
 * What reading an experiment costs: a made-up warehouse of 10,000,000 events in DuckDB, and the whole analysis of all metrics with
 * what was before the exposure, days, novelty and segments, in a process of its own with two threads. Prints a line, then one of
 * JSON; exit code 1 above 10 seconds or 2 GB.
 *
 * With `--engines` the same rows go into ClickHouse's engine too, and every number of its answer is held against DuckDB's; exit code
 * 1 too where one differs by more than 1e-9 of itself.
 *
 *   node packages/insights/bench/analysis.mjs [--events 10000000] [--engines]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { makeWarehouse } from './analysis/make.mjs'
import { loadSource } from './rig.mjs'

const BARS = { seconds: 10, peakMb: 2048 }
const SETTINGS = { threads: '2', memory_limit: '1500MB' }

async function main() {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '10000000' },
      engines: { type: 'boolean', default: false },
      child: { type: 'string' },
    },
  })
  if (values.child) return analyse(values.child)
  const events = Number(values.events)
  const folder = mkdtempSync(join(tmpdir(), 'endcap-analysis-'))
  const path = join(folder, 'warehouse.duckdb')
  try {
    const counts = await makeWarehouse(path, events)
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', path], { encoding: 'utf8' })
    if (child.status !== 0) throw new Error(child.stderr)
    const measured = JSON.parse(child.stdout.trim().split('\n').at(-1))
    const engines = values.engines ? await compareEngines(path, folder) : undefined
    const met = measured.seconds <= BARS.seconds && measured.peakMb <= BARS.peakMb && !engines?.differences.length
    process.stdout.write(
      `${counts.events} events, ${counts.visitors} visitors: ${measured.seconds} s, ${measured.peakMb} MB at most\n`,
    )
    if (engines) {
      const { numbers, seconds, differences } = engines
      process.stdout.write(
        `ClickHouse's engine: ${differences.length} of ${numbers} numbers differ from DuckDB's, ${seconds} s\n`,
      )
      for (const line of differences.slice(0, 20)) process.stdout.write(`  ${line}\n`)
    }
    process.stdout.write(`${JSON.stringify({ ...counts, ...measured, bars: BARS, engines, met })}\n`)
    process.exitCode = met ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In a process of its own, so that time and memory are those of the analysis alone. */
async function analyse(path) {
  const { openWarehouse, queryExperiment, readExperiment } = await loadSource()
  const startedMs = performance.now()
  const startedCpu = process.cpuUsage()
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY', ...SETTINGS })
  const warehouse = await openWarehouse({ path, instance, readOnly: true })
  const data = await queryExperiment(warehouse, { experiment: 'exp', currency: 'EUR' })
  const { verdict, metrics, arms } = readExperiment(data)
  const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(2))
  const { user, system } = process.cpuUsage(startedCpu)
  const cpuSeconds = Number(((user + system) / 1e6).toFixed(2))
  warehouse.close()
  instance.closeSync()
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
  const told = { verdict: verdict.state, metrics: metrics.length, exposed: arms.map(({ visitors }) => visitors) }
  process.stdout.write(
    `${JSON.stringify({ seconds, cpuSeconds, peakMb, ...told, days: data.cumulative?.length ?? 0 })}\n`,
  )
}

/** The rows of the warehouse in chdb as well, by way of Parquet, and the same question to both. */
async function compareEngines(path, folder) {
  const { openClickHouse, openWarehouse, queryExperiment, warehouseMigration } = await loadSource(
    "export * from './index.js'\nexport { warehouseMigration } from '@endcap/core'",
  )
  const { differences } = await import('@endcap/testkit')
  const { startChdb } = await import('@endcap/testkit/services/chdb')
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY', ...SETTINGS })
  const duckdb = await openWarehouse({ path, instance, readOnly: true })
  const server = await startChdb()
  try {
    for (const statement of warehouseMigration('clickhouse', () => false)) await server.query(statement)
    for (const table of ['raw_events', 'raw_event_items']) {
      const file = join(folder, `${table}.parquet`)
      const columns = (await duckdb.query(`DESCRIBE ${table}`)).map(({ column_name: name }) => name)
      await duckdb.query(`COPY ${table} TO '${file}' (FORMAT parquet)`)
      const list = columns.join(', ')
      await server.query(`INSERT INTO ${table} (${list}) SELECT ${list} FROM file('${file}', Parquet)`)
    }
    const clickhouse = await openClickHouse({ url: server.url })
    const asked = { experiment: 'exp', currency: 'EUR' }
    const expected = await queryExperiment(duckdb, asked)
    const startedMs = performance.now()
    const found = await queryExperiment(clickhouse, asked)
    const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(2))
    await clickhouse.close()
    return { numbers: countNumbers(expected), seconds, differences: differences(found, expected) }
  } finally {
    duckdb.close()
    instance.closeSync()
    await server.close()
  }
}

const isObject = (value) => typeof value === 'object' && value !== null

const countNumbers = (value) =>
  isObject(value)
    ? Object.values(value).reduce((sum, one) => sum + countNumbers(one), 0)
    : Number(typeof value === 'number')

await main()
