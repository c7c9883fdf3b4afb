/**
 * The click rate of one policy from the log of the other, on the Open Bandit Dataset (Saito et al. 2020): the log of the uniform policy
 * tells of Thompson sampling. The data lie beside the repository, in `../shared/data/open-bandit`, and may not be kept in it.
 */
import { existsSync } from 'node:fs'
import { DATA } from '../../packages/insights/bench/rig.mjs'

const FOLDER = `${DATA}open-bandit/`

/** Undefined where the data are not there. */
export async function estimatePolicies({ readLoggedImpressions, evaluatePolicy, empiricalPolicy, uniformPolicy }) {
  if (!existsSync(FOLDER)) return undefined
  const read = async (name) => (await readLoggedImpressions(`${FOLDER}${name}.csv.gz`)).rows
  const rows = []
  for (const group of ['men', 'women']) {
    const [random, thompson] = [await read(`${group}-random`), await read(`${group}-bts`)]
    const items = [...new Set(random.map(({ item }) => item))]
    const forth = evaluatePolicy(random, empiricalPolicy(thompson))
    const back = evaluatePolicy(thompson, uniformPolicy(items))
    rows.push(
      rowOf(`${group}: uniform log, Thompson`, forth, thompson),
      rowOf(`${group}: Thompson log, uniform`, back, random),
    )
  }
  return rows
}

function rowOf(label, { verdict, reason, estimates, weights }, target) {
  const { ips, snips, doublyRobust } = estimates
  const truth = target.filter(({ clicked }) => clicked).length / target.length
  return { label, verdict, reason, truth, ips, snips, doublyRobust, effectiveSample: weights.effectiveSample }
}
