import type { ArmResult, ExperimentResult } from '../experiment/result.js'
import { FLOOR_DAYS, FLOOR_VISITORS } from '../experiment/verdict.js'
import { formatCountOf, formatDifference, formatMetric, METRIC_TITLES } from './format.js'

/** A verdict in plain words. */
export interface VerdictWords {
  readonly tone: 'good' | 'bad' | 'wait'
  readonly headline: string
  readonly detail: string
}

/** Says what an experiment's numbers mean and what to do. Plain text: variant ids in it are not escaped. */
export function explainVerdict(result: ExperimentResult, currency: string): VerdictWords {
  const { verdict, arms, sampleRatio } = result
  const arm = arms.find(({ variant }) => variant === verdict.variant)
  const [name, control] = [arm?.variant ?? '', arms[0]?.variant ?? '']
  const numbers = arm ? compare(arm, result, currency) : ''
  switch (verdict.state) {
    case 'empty':
      return wait(
        'Nobody has been exposed yet',
        'The first numbers appear once visitors with consent reach the placement.',
      )
    case 'broken':
      return {
        tone: 'bad',
        headline: 'Do not read this result: the split is broken',
        detail:
          `The arms do not have the sizes they should have (chance of that by luck: ${formatChance(sampleRatio.p)}). ` +
          'Something loses visitors in one arm, so the rest of the numbers compare different people. Find it, then start again.',
      }
    case 'early':
      return early(result, numbers)
    case 'better':
      return {
        tone: 'good',
        headline: `${name} is better than ${control}`,
        detail: `${numbers} You can give it to everyone.`,
      }
    case 'worse':
      return { tone: 'bad', headline: `Keep ${control}: ${name} is worse`, detail: numbers }
    case 'costly':
      return {
        tone: 'bad',
        headline: `${name} gets more of what it is made for, and less revenue`,
        detail: `${numbers} Revenue per visitor is surely lower than with ${control}: do not give it to everyone.`,
      }
    case 'open':
      return wait('No sure difference yet', `${numbers} ${waitFor(verdict.moreDays)}`)
  }
}

function early({ verdict, arms }: ExperimentResult, numbers: string): VerdictWords {
  if (verdict.moreDays === undefined) {
    const fewest = Math.min(...arms.map(({ visitors }) => visitors))
    return wait(
      'Too early to say',
      `The smallest arm has ${formatCountOf(fewest, 'visitor')}; nothing is said below ${FLOOR_VISITORS} in each. Keep it running.`,
    )
  }
  const rest = `Less than ${FLOOR_DAYS} days of data: shoppers differ by weekday, so wait ${formatCountOf(verdict.moreDays, 'day')} more.`
  const headline = verdict.leaning ? `${verdict.variant} looks ${verdict.leaning} so far` : 'Too early to say'
  return wait(headline, `${numbers} ${rest}`)
}

function compare({ variant, metrics }: ArmResult, { verdict, arms }: ExperimentResult, currency: string): string {
  const { metric } = verdict
  const { value, difference } = metrics[metric]
  const control = arms[0]
  const values =
    `${METRIC_TITLES[metric]}: ${formatMetric(metric, value, currency)} with ${variant}, ` +
    `${formatMetric(metric, control?.metrics[metric].value, currency)} with ${control?.variant}`
  if (!difference) return `${values}.`
  const show = (bound: number) => formatDifference(metric, bound, currency)
  return `${values}; a difference of ${show(difference.value)}, at 95 % between ${show(difference.low)} and ${show(difference.high)}.`
}

function waitFor(moreDays: number | undefined): string {
  return moreDays === undefined
    ? 'If there is a difference, it is too small to be found soon: keep what you like better.'
    : `If it stays like this, about ${formatCountOf(moreDays, 'more day')} would make it sure.`
}

function wait(headline: string, detail: string): VerdictWords {
  return { tone: 'wait', headline, detail }
}

/** `0.03`, or `below 0.0001`. */
export function formatChance(p: number | undefined): string {
  if (p === undefined) return '–'
  return p < 0.0001 ? 'below 0.0001' : p.toFixed(p < 0.01 ? 4 : 2)
}
