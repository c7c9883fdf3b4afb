/**
 * What reading an experiment costs: a made-up warehouse of 10,000,000 events in DuckDB, and the whole analysis of all metrics with
 * what was before the exposure, days, novelty and segments, in a process of its own with two threads. Prints a line, then one of
 * JSON; exit code 1 above 10 seconds or 2 GB.
 *
 *   node packages/insights/bench/analysis.mjs [--events 10000000]
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
    options: { events: { type: 'string', default: '10000000' }, child: { type: 'string' } },
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
    const met = measured.seconds <= BARS.seconds && measured.peakMb <= BARS.peakMb
    process.stdout.write(
      `${counts.events} events, ${counts.visitors} visitors: ${measured.seconds} s, ${measured.peakMb} MB at most\n`,
    )
    process.stdout.write(`${JSON.stringify({ ...counts, ...measured, bars: BARS, met })}\n`)
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

await main()
