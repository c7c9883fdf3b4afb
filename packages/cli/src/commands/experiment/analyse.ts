import { resolve } from 'node:path'
import { defineCommand } from '../../command.js'
import { openWebhook, WEBHOOK } from '../../server/send-webhook.js'
import { askExperiment, SOURCE_OPTIONS } from './experiment-source.js'

/** `endcap experiment analyse`: one experiment, from the verdict to every number. */
export const analyse = defineCommand({
  name: 'experiment analyse',
  summary:
    'Read one experiment: a verdict in plain words, how sure it is, and whether it can be trusted; also as an HTML page',
  usage: 'experiment analyse --experiment ID (--data DIR | --clickhouse URL) [--config FILE] [--html FILE]',
  options: [
    {
      name: 'experiment',
      type: 'text',
      value: 'ID',
      required: true,
      description: 'Which one; `holdout` for the whole programme',
    },
    ...SOURCE_OPTIONS,
    {
      name: 'metric',
      type: 'text',
      value: 'ID',
      description: 'Metric that decides (left out: the one of the config, else the first goal)',
    },
    {
      name: 'before-days',
      type: 'number',
      default: 14,
      range: [0, 365],
      description: 'Days before the exposure whose behaviour lessens the noise (CUPED); 0: none',
    },
    {
      name: 'currency',
      type: 'text',
      value: 'CODE',
      description: 'Only money of this currency (left out: that of most revenue)',
    },
    {
      name: 'html',
      type: 'text',
      value: 'FILE',
      description: 'HTML page to write: no script, no network, opens offline',
    },
    WEBHOOK,
  ],
  examples: [
    'endcap experiment analyse --experiment row-order --data ./data --config config.json --html row-order.html',
    'endcap experiment analyse --experiment row-order --clickhouse http://reader:secret@localhost:8123 --database shop',
  ],
  async run({ values, io, output }) {
    const { explainVerdict, renderExperimentPage, replaceFile, summariseExperiment } = await import('@endcap/insights')
    const send = values.webhook === undefined ? undefined : openWebhook(values.webhook, io)
    const { result, holdout, currency } = await askExperiment(
      values,
      {
        experiment: values.experiment,
        beforeDays: values['before-days'],
        ...(values.metric !== undefined && { metric: values.metric }),
        ...(values.currency !== undefined && { currency: values.currency }),
      },
      io,
    )
    const html = values.html === undefined ? undefined : resolve(io.cwd, values.html)
    if (html !== undefined) {
      const page = { result, currency, generatedAt: Date.now(), ...(holdout && { holdout }) }
      await replaceFile(html, renderExperimentPage(page))
    }
    const { headline, detail } = explainVerdict(result, currency)
    await send?.({ kind: 'experiment', experiment: values.experiment, verdict: result.verdict, headline, detail })
    output.result(
      { ...result, currency, words: { headline, detail }, ...(holdout && { holdout }), ...(html && { html }) },
      [...summariseExperiment(result, currency), ...(html === undefined ? [] : ['', `page  ${html}`])],
    )
    return 0
  },
})
