import type { Config } from '@endcap/core'
import { type ExperimentOptions, listExperiments, queryExperiment } from '../query/experiment.js'
import { queryInterleaving } from '../query/interleaving.js'
import type { Database } from '../warehouse/database.js'
import { metricsOf } from './own-metric.js'
import { type ReadOptions, readExperiment } from './read.js'
import type { ExperimentResult } from './result.js'

/** Which experiment, and how it is read. */
export interface AnalyseOptions extends ExperimentOptions, Pick<ReadOptions, 'alpha' | 'horizonDays'> {
  /** Gives weights, the order of arms, the placement and the deciding metric. @default equal shares, the metrics' own order */
  readonly config?: Config
  /** Id of the metric that decides. @default what the experiment says, else the first goal */
  readonly metric?: string
}

/**
 * Reads one experiment from a warehouse, from its exposures to the verdict. Throws `option-invalid` for a metric that there is not, and
 * what {@link queryExperiment} and {@link readExperiment} throw. One that nobody was exposed to has the verdict `empty`.
 */
export async function analyseExperiment(database: Database, options: AnalyseOptions): Promise<ExperimentResult> {
  const { config, metric, alpha, horizonDays, ...query } = options
  const plan = config?.experiments?.find(({ id }) => id === options.experiment)
  const data = await queryExperiment(database, {
    metrics: metricsOf(config?.metrics),
    ...query,
    ...(plan && !query.placement && { placement: plan.placement }),
  })
  const deciding = metric ?? plan?.metric
  const interleaving =
    plan?.interleave &&
    (await queryInterleaving(database, { experiment: plan, ...(query.period && { period: query.period }) }))
  return readExperiment({ ...data, ...(interleaving && { interleaving }) }, plan, {
    ...(deciding !== undefined && { metric: deciding }),
    ...(config?.holdout && { holdout: config.holdout }),
    ...(alpha !== undefined && { alpha }),
    ...(horizonDays !== undefined && { horizonDays }),
  })
}

/** Every experiment: in the config's order, then those that only the warehouse knows. */
export async function analyseExperiments(
  database: Database,
  options: Omit<AnalyseOptions, 'experiment' | 'metric'>,
): Promise<ExperimentResult[]> {
  const planned = options.config?.experiments?.map(({ id }) => id) ?? []
  const results: ExperimentResult[] = []
  for (const experiment of new Set([...planned, ...(await listExperiments(database, options.period))])) {
    results.push(await analyseExperiment(database, { ...options, experiment }))
  }
  return results
}
