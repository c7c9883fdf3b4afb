import { resolve } from 'node:path'
import type { MetricsAt } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { CommandError } from '../io.js'

/** `endcap evaluate`: how well the model predicts, by replay of later sessions. */
export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Measure how well a model trained on one file predicts the sessions of a later one',
  usage: 'evaluate --train FILE --test FILE [options]',
  options: [
    {
      name: 'train',
      type: 'text',
      value: 'FILE',
      required: true,
      description: 'Earlier sessions or orders, to fit on',
    },
    { name: 'test', type: 'text', value: 'FILE', required: true, description: 'Later ones, to predict' },
    {
      name: 'mode',
      type: 'text',
      value: 'MODE',
      default: 'storefront',
      choices: ['published', 'storefront'],
      description: 'As the literature measures, or as a shop shows',
    },
    {
      name: 'protocol',
      type: 'text',
      value: 'NAME',
      choices: ['session', 'basket'],
      description: 'Next item of a session, or rest of a basket; told by the data when left out',
    },
    { name: 'k', type: 'number', default: 20, range: [1, 1000], description: 'Length of the lists' },
    { name: 'baselines', type: 'flag', description: 'Measure popularity and item-kNN in the same run' },
  ],
  examples: ['endcap evaluate --train train.csv --test test.csv --mode published --k 20 --json'],
  async run({ values, io, output }) {
    const { evaluateFiles } = await import('@endcap/insights')
    const { k, mode, protocol, baselines } = values
    const result = await evaluateFiles({
      train: resolve(io.cwd, values.train),
      test: resolve(io.cwd, values.test),
      mode,
      ...(protocol && { protocol }),
      k: [k],
      baselines,
      onProgress: ({ phase, rows }) => output.progress(`${phase}: ${rows.toLocaleString('en')} rows`),
    })
    const methods = Object.entries(result.methods).map(([name, replay]) => ({
      name,
      replay,
      at: replay.at[k] as MetricsAt,
    }))
    const [own, ...others] = methods
    if (!own) throw new CommandError('nothing was measured')
    const { at: _, ...replay } = own.replay
    const { reports: __, methods: ___, train, test, model, notes } = result
    const rivals = Object.fromEntries(others.map(({ name, at }) => [name, at]))
    const flat = {
      protocol: result.protocol,
      mode,
      k,
      ...own.at,
      ...replay,
      version: model.version,
      fitMs: model.fitMs,
    }
    output.result({ ...flat, train, test, notes, ...(baselines && { baselines: rivals }) }, [
      `${result.protocol}, ${mode}, lists of ${k}: ${replay.predictions.toLocaleString('en')} predictions`,
      ['method'.padEnd(10), ...COLUMNS.map((name) => name.padStart(9))].join(' '),
      ...methods.map(({ name, at }) =>
        [name.padEnd(10), ...COLUMNS.map((column) => at[column].toFixed(4).padStart(9))].join(' '),
      ),
      ...notes,
    ])
    return 0
  },
})

/** Metrics of the table, in the order of the literature. */
const COLUMNS = ['hr', 'mrr', 'ndcg', 'precision', 'recall', 'f1', 'coverage'] as const
