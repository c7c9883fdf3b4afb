import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { EndcapError } from '@endcap/core'
import type { EvaluateProgress } from '@endcap/insights'
import { defineCommand } from '../command.js'
import { CommandError, UsageError } from '../io.js'
import { LIMIT_OPTIONS, limitsOf } from '../limits.js'

/** `endcap evaluate`: how well the model predicts, by replay of later sessions, beside the methods of the literature. */
export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Measure how well a model trained on one file predicts the sessions of a later one, beside known methods',
  usage: 'evaluate --train FILE --test FILE [options]',
  options: [
    {
      name: 'train',
      type: 'text',
      value: 'FILE',
      required: true,
      description: 'Earlier sessions or orders, to fit on; for the protocol sequence, lines of user and items',
    },
    {
      name: 'test',
      type: 'text',
      value: 'FILE',
      description: 'Later ones, to predict; the protocol sequence splits its one file itself',
    },
    {
      name: 'items',
      type: 'text',
      value: 'FILE',
      description: 'Catalogue (.csv, .json) or attribute lists by item id (.json), also .gz',
    },
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
      choices: ['session', 'sequence', 'basket'],
      description: 'Next item of a session, last item of a line, or rest of a basket; told by the data when left out',
    },
    { name: 'k', type: 'number', default: 20, range: [1, 1000], description: 'Length of the lists' },
    {
      name: 'min-prefix',
      type: 'number',
      default: 1,
      range: [1, 1000],
      description: 'Ask only when so many items are known',
    },
    {
      name: 'span-days',
      type: 'number',
      range: [1, 36_500],
      description: 'Spread sessions of which only the order is known evenly over so many days',
    },
    ...LIMIT_OPTIONS,
    {
      name: 'baselines',
      type: 'text',
      value: 'LIST',
      default: 'default',
      description: 'Methods measured in the same run, for example "default;stan;vstan:k=500,snh=20,label=vstan-500"',
    },
    { name: 'no-baselines', type: 'flag', description: 'Measure the own model alone' },
    {
      name: 'cold',
      type: 'number',
      value: 'RATIO',
      range: [0.001, 0.5],
      isFraction: true,
      description:
        'Hide this share of the items from training, and measure what new items and visitors get; needs --items',
    },
    { name: 'seed', type: 'number', range: [0, 1_000_000_000], description: 'Which items --cold hides [1]' },
    { name: 'html', type: 'text', value: 'FILE', description: 'Also write the result as one HTML page' },
  ],
  examples: [
    'endcap evaluate --train train.csv --test test.csv --mode published --k 20 --json',
    'endcap evaluate --train baskets.csv --test later.csv --protocol basket --items catalogue.csv --html result.html',
    'endcap evaluate --train sequences.txt.gz --protocol sequence --baselines "default;ar"',
    'endcap evaluate --train train.csv --test test.csv --items catalogue.csv --cold 0.1',
  ],
  async run({ values, io, output }) {
    const insights = await import('@endcap/insights')
    const { evaluateFiles, parseBaselines, renderEvaluation, resolveBaselines, summariseEvaluation } = insights
    const { protocol, mode, k } = values
    const limits = limitsOf(values)
    const at = (path: string) => resolve(io.cwd, path)
    if (protocol === 'sequence' && values.test !== undefined) {
      throw new UsageError('--protocol sequence splits --train itself; leave --test out')
    }
    if (protocol !== 'sequence' && values.test === undefined) throw new UsageError('--test is required')
    if (values.test !== undefined && at(values.train) === at(values.test)) {
      throw new UsageError('--train and --test are one file; the test must be later')
    }
    const baselines = values['no-baselines'] ? [] : asUsage(() => parseBaselines(values.baselines))
    // What the data will say of the protocol is not known yet; then a wrong name is found after reading.
    if (protocol) asUsage(() => resolveBaselines(baselines, protocol))
    const asked = {
      train: at(values.train),
      ...(values.test !== undefined && { test: at(values.test) }),
      ...(protocol && { protocol }),
      ...(values['span-days'] !== undefined && { spanDays: values['span-days'] }),
      ...limits,
      mode,
      k,
      onProgress: (progress: EvaluateProgress) => output.progress(tell(progress)),
    }
    const show = (result: object, warnings: readonly string[], lines: string[], page: () => string): number => {
      if (values.html !== undefined) writeFileSync(at(values.html), page())
      if (output.isJson) for (const warning of warnings) output.note(`warning: ${warning}`)
      output.result(result, lines)
      if (values.html !== undefined) output.note(`page  ${at(values.html)}`)
      return 0
    }
    if (values.cold !== undefined) {
      const { items, cold: ratio, seed } = values
      if (items === undefined) throw new UsageError('--cold needs --items: what is new is known by its catalogue')
      if (limits.shards) throw new UsageError('--cold measures one file; leave --shards and --session-bytes out')
      const { evaluateColdFiles, renderCold, summariseCold } = insights
      const evaluation = await evaluateColdFiles({
        ...asked,
        items: at(items),
        ratio,
        ...(seed !== undefined && { seed }),
      })
      const { reports: _, ...result } = evaluation
      return show(result, evaluation.warnings, summariseCold(evaluation), () => renderCold(evaluation))
    }
    if (values.seed !== undefined) throw new UsageError('--seed goes with --cold')
    const evaluation = await evaluateFiles({
      ...asked,
      ...(values.items !== undefined && { items: at(values.items) }),
      minPrefix: values['min-prefix'],
      baselines,
    })
    if (evaluation.predictions === 0) throw new CommandError('nothing was measured: no test session is long enough')
    const { reports: _, ...result } = evaluation
    return show(result, evaluation.warnings, summariseEvaluation(evaluation), () => renderEvaluation(evaluation))
  },
})

/** What the list of baselines gets wrong is wrong use. */
function asUsage<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    throw error instanceof EndcapError ? new UsageError(error.message.replace(/^.*option-invalid: /, '')) : error
  }
}

function tell({ phase, method, ratio, rows }: EvaluateProgress): string {
  const percent = ratio === undefined ? '' : ` ${Math.round(ratio * 100)} %`
  if (phase === 'read') return `read: ${(rows ?? 0).toLocaleString('en')} rows`
  return `${phase}${method === undefined ? '' : ` ${method}`}${percent}`
}
