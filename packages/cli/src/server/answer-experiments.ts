import { RESERVED } from '@endcap/core'
import {
  type AnalyseOptions,
  analyseExperiment,
  analyseExperiments,
  type Database,
  type ExperimentResult,
  listExperiments,
  queryCurrency,
} from '@endcap/insights'

/** Which experiments. With `experiment`, that one, and the holdout where visitors are held out; else all. */
export type ExperimentsQuestion = Omit<AnalyseOptions, 'experiment'> & { readonly experiment?: string }

/**
 * Reads experiments from a warehouse. Money is that of the currency with the most revenue, unless one is given. One that is neither in the
 * config nor in the warehouse is not among the results.
 */
export async function answerExperiments(
  database: Database,
  { experiment, metric, ...question }: ExperimentsQuestion,
): Promise<{ currency: string; results: ExperimentResult[] }> {
  const currency = question.currency ?? (await queryCurrency(database, question.period))
  const options = { ...question, currency }
  if (experiment === undefined) return { currency, results: await analyseExperiments(database, options) }
  const known = await listExperiments(database, question.period)
  const planned = question.config?.experiments?.map(({ id }) => id) ?? []
  if (!known.includes(experiment) && !planned.includes(experiment)) return { currency, results: [] }
  const results = [
    await analyseExperiment(database, { ...options, experiment, ...(metric !== undefined && { metric }) }),
  ]
  if (experiment !== RESERVED.holdout && known.includes(RESERVED.holdout)) {
    results.push(await analyseExperiment(database, { ...options, experiment: RESERVED.holdout }))
  }
  return { currency, results }
}
