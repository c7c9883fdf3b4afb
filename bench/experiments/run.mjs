/**
 * Experiments on simulated shoppers: false alarms, coverage, power, CUPED, interleaving and the split; off-policy estimates on the
 * Open Bandit Dataset, and the time to assign a million visitors. Exits 1 when a condition does not hold.
 *
 *   npm run bench -- experiments [--json] [--write] [--runs 2000] [--many 20000]
 *
 * `--json` ends with one line of JSON; `--write` puts the tables into docs/bench-experiments.md. `--runs` experiments each, and `--many` of
 * those that are cheap. Seeds stand in `studies.mjs` and were set before the first run.
 */
import { parseArgs } from 'node:util'
import { loadSource } from '../../packages/insights/bench/rig.mjs'
import { finish } from '../pages.mjs'
import { timeAssignment } from './assignment.mjs'
import { estimatePolicies } from './off-policy.mjs'
import { check, tables } from './report.mjs'
import { createStudies } from './studies.mjs'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    runs: { type: 'string', default: '2000' },
    many: { type: 'string', default: '20000' },
  },
})
const [runs, many] = [values.runs, values.many].map(Number)
if (!(runs >= 10) || !(many >= 10)) {
  process.stderr.write('bench: --runs and --many are numbers from 10\n')
  process.exit(2)
}
const source = await loadSource(`
  export * from './index.js'
  export { compareMoments } from './experiment/simulate/compare.js'
  export { RANKING_WORLD } from './experiment/simulate/ranking.js'
  export { studyRanking } from './experiment/simulate/ranking-study.js'
  export { createAssigner, createHoldout } from '@endcap/experiments'`)
const studies = createStudies(source, { runs, many })
const result = { date: new Date().toISOString().slice(0, 10), node: process.versions.node, runs, many }
for (const [name, study] of Object.entries(studies)) await measure(name, study)
await measure('offPolicy', () => estimatePolicies(source))
await measure('assignment', () => timeAssignment(source))
await finish('experiments', result, { check, tables, write: values.write, json: values.json })

async function measure(name, task) {
  const started = performance.now()
  result[name] = await task()
  process.stdout.write(`bench: ${name}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`)
}
