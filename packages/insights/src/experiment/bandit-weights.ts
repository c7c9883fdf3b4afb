import { EndcapError, type Experiment } from '@endcap/core'
import { type BanditArm, type BanditShares, thompsonShares } from './bandit.js'
import type { ExperimentData } from './data.js'
import { linearise } from './linearise.js'

/**
 * The weights of a running bandit, by what its experiment has shown so far: {@link thompsonShares} on the experiment's own metric, or
 * the first goal. Throws `option-invalid` for an experiment that is no bandit, or is interleaved, or names a metric that was not read.
 */
export function banditWeights(
  data: ExperimentData,
  experiment: Experiment,
): BanditShares & { readonly metric: string } {
  const { id, bandit, interleave, variants } = experiment
  if (!bandit) throw new EndcapError('option-invalid', `the experiment ${id} has no "bandit" in the config`)
  if (interleave) throw new EndcapError('option-invalid', `${id} is interleaved: its weights do not count`)
  const asked = experiment.metric ?? data.metrics.find(({ role }) => role === 'goal')?.id
  const definition = data.metrics.find((metric) => metric.id === asked)
  if (!definition) throw new EndcapError('option-invalid', `the metric ${asked} of ${id} was not read`)
  const arms = variants.map(({ id: variant, weight }): BanditArm => {
    const moments = data.moments[variant]?.[definition.id]
    const linear = moments && linearise(moments)
    const visitors = moments?.visitors ?? 0
    return {
      variant,
      weight,
      visitors,
      estimate: linear && { value: linear.value, variance: linear.variance / visitors },
    }
  })
  const { floor } = bandit
  const shares = thompsonShares(arms, { better: definition.better, ...(floor !== undefined && { floor }) })
  return { ...shares, metric: definition.id }
}
