import { defineCommand } from '../../command.js'
import { askExperiments, SOURCE_OPTIONS } from './experiment-source.js'
import { count } from './format.js'

/** `endcap experiment list`: every experiment, with where it stands. */
export const list = defineCommand({
  name: 'experiment list',
  summary: 'List the experiments of config and warehouse, each with its verdict',
  usage: 'experiment list (--data DIR | --clickhouse URL) [--config FILE]',
  options: SOURCE_OPTIONS,
  examples: ['endcap experiment list --data ./data --config config.json'],
  async run({ values, io, output }) {
    const { explainVerdict } = await import('@endcap/insights')
    const { results, currency } = await askExperiments(values, {}, io)
    const experiments = results.map((result) => {
      const { experiment, placement, arms, span, verdict, configured } = result
      return {
        experiment,
        placement,
        configured,
        visitors: arms.reduce((sum, { visitors }) => sum + visitors, 0),
        arms: arms.map(({ variant, visitors }) => ({ variant, visitors })),
        span,
        verdict,
        headline: explainVerdict(result, currency).headline,
      }
    })
    const widest = Math.max(...experiments.map(({ experiment }) => experiment.length), 0)
    output.result(
      { experiments },
      experiments.length > 0
        ? experiments.map(({ experiment, visitors, headline }) => {
            return `${experiment.padEnd(widest)}  ${count(visitors).padStart(9)} visitors  ${headline}`
          })
        : ['No experiment has run, and the config has none.'],
    )
    return 0
  },
})
