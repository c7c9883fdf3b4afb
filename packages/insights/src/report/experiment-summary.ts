import type { ExperimentResult } from '../experiment/result.js'
import { formatCountOf, formatDifference, formatLift, formatMetric, formatPeriod } from './format.js'
import { explainHealth } from './health-words.js'
import { canBeCompared } from './section/experiment.js'
import { explainVerdict, formatChance } from './verdict-words.js'

/** An experiment as lines of plain text, for a terminal: the verdict, each metric, the checks that ask for attention. */
export function summariseExperiment(result: ExperimentResult, currency: string): string[] {
  const { experiment, arms, span, metrics, filter } = result
  const { headline, detail } = explainVerdict(result, currency)
  const visitors = arms.reduce((sum, arm) => sum + arm.visitors, 0)
  const checks = explainHealth(result)
  return [
    `${experiment}: ${headline}`,
    detail,
    '',
    `${formatPeriod(span)}, ${formatCountOf(visitors, 'visitor')}${filter === undefined ? '' : `; ${filter}`}`,
    ...(canBeCompared(result) ? metrics.flatMap((metric) => linesOf(metric, currency)) : []),
    '',
    ...checks.map(({ tone, name, text }) => `${{ good: 'ok  ', wait: '…   ', bad: 'BAD ' }[tone]}${name}: ${text}`),
  ].filter((line, index, all) => line !== '' || all[index - 1] !== '')
}

function linesOf({ definition, arms, comparisons }: ExperimentResult['metrics'][number], currency: string): string[] {
  const values = arms.map(({ variant, value }) => `${variant} ${formatMetric(definition, value, currency)}`).join(', ')
  const show = (value: number) => formatDifference(definition, value, currency)
  return [
    `${definition.label}: ${values}`,
    ...comparisons.map(({ variant, absolute: { value, low, high, p }, relative }) => {
      const lift = relative ? ` (${formatLift(relative.value)})` : ''
      return `  ${variant}: ${show(value)}${lift}, always valid ${show(low)} to ${show(high)}, p = ${formatChance(p)}`
    }),
  ]
}
