/**
 * Off-policy evaluation on the Open Bandit Dataset (Saito et al. 2020), whose logs carry true propensities: what one policy
 * would have earned, from the log of the other, beside what it did earn. `npm run bench -- insights-off-policy`; the data
 * lie beside the repository, in `../shared/data/open-bandit`, and may not be kept in it. The last line is JSON.
 */
import { existsSync } from 'node:fs'
import { DATA, loadSource } from './rig.mjs'

const FOLDER = `${DATA}open-bandit/`
if (!existsSync(FOLDER)) {
  process.stderr.write(`the Open Bandit Dataset is not at ${FOLDER}\n`)
  process.exit(1)
}
const { empiricalPolicy, evaluatePolicy, readLoggedImpressions, uniformPolicy } = await loadSource()
const read = async (name) => (await readLoggedImpressions(`${FOLDER}${name}.csv.gz`)).rows
const rows = []
for (const group of ['men', 'women']) {
  const [random, thompson] = [await read(`${group}-random`), await read(`${group}-bts`)]
  const items = [...new Set(random.map(({ item }) => item))]
  rows.push(measure(`${group}: uniform log → Thompson`, random, empiricalPolicy(thompson), thompson))
  rows.push(measure(`${group}: Thompson log → uniform`, thompson, uniformPolicy(items), random))
}
process.stdout.write(`${JSON.stringify({ rows })}\n`)

function measure(name, log, policy, target) {
  const started = performance.now()
  const { estimates, weights, verdict, reason } = evaluatePolicy(log, policy)
  const ms = Math.round(performance.now() - started)
  const truth = target.filter(({ clicked }) => clicked).length / target.length
  const rate = (value) => value.toFixed(5)
  const { snips } = estimates
  process.stdout.write(
    `${name}: ${verdict}, ${reason}\n` +
      `  ${Object.entries(estimates)
        .map(([estimator, { value }]) => `${estimator} ${rate(value)}`)
        .join('  ')}\n` +
      `  SNIPS ${rate(snips.low)} to ${rate(snips.high)}, truth ${rate(truth)}; mean weight ${weights.mean.value.toFixed(3)}, ` +
      `effective sample ${Math.round(weights.effectiveSample)}, largest ${weights.largest.toFixed(1)}, ` +
      `clipped ${(weights.clippedRatio * 100).toFixed(2)} %, ${ms} ms\n`,
  )
  return { name, verdict, truth, estimates, weights, ms }
}
