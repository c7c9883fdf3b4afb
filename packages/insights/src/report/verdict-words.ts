import type { InterleavingResult } from '../experiment/interleave.js'
import type { ExperimentResult } from '../experiment/result.js'
import { FLOOR_DAYS, FLOOR_VISITORS, PREFERENCE, type Verdict } from '../experiment/verdict.js'
import { formatCountOf, formatDifference, formatMetric, formatPercent } from './format.js'

/** A verdict in plain words. */
export interface VerdictWords {
  readonly tone: 'good' | 'bad' | 'wait'
  readonly headline: string
  readonly detail: string
}

/** Says what an experiment's numbers mean and what to do. Plain text: variant ids in it are not escaped. */
export function explainVerdict(result: ExperimentResult, currency: string): VerdictWords {
  const words = explain(result, currency)
  return result.bias === undefined ? words : { ...words, detail: `${words.detail} ${result.bias}` }
}

function explain(result: ExperimentResult, currency: string): VerdictWords {
  const { verdict, arms, health, isHoldout, interleaving } = result
  if (interleaving && verdict.metric === PREFERENCE && verdict.state !== 'mixed') {
    return explainPreference(interleaving, verdict)
  }
  const arm = arms.find(({ variant }) => variant === verdict.variant)
  const [name, control] = [arm?.variant ?? '', arms[0]?.variant ?? '']
  const numbers = compare(result, currency)
  switch (verdict.state) {
    case 'empty':
      return wait(
        'Nobody has been exposed yet',
        'The first numbers appear once visitors with consent reach the placement.',
      )
    case 'broken':
      return bad(
        'Do not read this result: the split is broken',
        `The arms do not have the sizes they should have (chance of that by luck: ${formatChance(health.sampleRatio.p)}). ` +
          'Something loses visitors in one arm, so the rest of the numbers compare different people. Find it, then start again.',
      )
    case 'mixed':
      return bad(
        'Do not read this result: too many visitors met several variants',
        `${formatCountOf(health.mixed.visitors, 'visitor')} (${formatPercent(health.mixed.share)}) were exposed to more than one. ` +
          'Visitor ids do not last, or the weights were changed under way. Find out which, then start again.',
      )
    case 'early':
      return early(result, numbers)
    case 'harmful':
      return bad(
        `Stop ${name}: it harms what it must not`,
        `Surely worse than with ${control}: ${harmed(result)}. ${numbers} Find out why before it runs on.`,
      )
    case 'better':
      return isHoldout
        ? good('The whole programme earns its keep', numbers)
        : good(`${name} is better than ${control}`, `${numbers} You can give it to everyone.`)
    case 'worse':
      return isHoldout
        ? bad('Visitors without any of it do better', `${numbers} Go through what was shipped, the last first.`)
        : bad(`Keep ${control}: ${name} is worse`, numbers)
    case 'costly':
      return bad(
        `${name} gets more of what it is made for, and less revenue`,
        `${numbers} Revenue per visitor is surely lower than with ${control}: do not give it to everyone.`,
      )
    case 'open':
      return wait('No sure difference yet', `${numbers} ${waitFor(verdict.moreDays)}`)
  }
}

function explainPreference(
  { teams: [control, test], preference, credited, clicks, state }: InterleavingResult,
  { moreDays }: Verdict,
): VerdictWords {
  const share = preference && formatPercent((1 + preference.value) / 2)
  const numbers =
    `${formatCountOf(credited, 'visitor')} chose from one list that both filled: ${formatCountOf(clicks.test, 'item')} of ${test}'s ` +
    `and ${formatCountOf(clicks.control, 'item')} of ${control}'s${share === undefined ? '' : `; by visitor, ${share} for ${test}`}.`
  const next = 'What it earns is for a test of two arms to say.'
  switch (state) {
    case 'empty':
      return wait(
        'Nobody has been exposed yet',
        'The first numbers appear once visitors with consent reach the placement.',
      )
    case 'early':
      return wait(
        'Too early to say',
        moreDays === undefined
          ? `${numbers} Nothing is said below ${FLOOR_VISITORS} visitors who chose.`
          : `${numbers} Less than ${FLOOR_DAYS} days of data: wait ${formatCountOf(moreDays, 'day')} more.`,
      )
    case 'open':
      return wait('Shoppers prefer neither, as far as can be told', numbers)
    case 'test':
      return good(`Shoppers choose from ${test} rather than from ${control}`, `${numbers} ${next}`)
    case 'control':
      return bad(`Shoppers choose from ${control} rather than from ${test}`, `${numbers} ${next}`)
  }
}

function early({ verdict, arms }: ExperimentResult, numbers: string): VerdictWords {
  if (verdict.moreDays === undefined) {
    const fewest = Math.min(...arms.filter(({ share }) => share > 0).map(({ visitors }) => visitors))
    return wait(
      'Too early to say',
      `The smallest arm has ${formatCountOf(fewest, 'visitor')}; nothing is said below ${FLOOR_VISITORS} in each. Keep it running.`,
    )
  }
  const rest = `Less than ${FLOOR_DAYS} days of data: shoppers differ by weekday, so wait ${formatCountOf(verdict.moreDays, 'day')} more.`
  const headline = verdict.leaning ? `${verdict.variant} looks ${verdict.leaning} so far` : 'Too early to say'
  return wait(headline, `${numbers} ${rest}`)
}

/** The deciding metric of the arm that the verdict is about; empty where there is none. */
function compare({ metrics, arms, verdict, alpha }: ExperimentResult, currency: string): string {
  const metric = metrics.find(({ definition }) => definition.id === verdict.metric)
  const control = arms[0]?.variant
  if (!metric || verdict.variant === undefined || verdict.variant === control) return ''
  const { definition } = metric
  const value = (variant: string | undefined) =>
    formatMetric(definition, metric.arms.find((arm) => arm.variant === variant)?.value, currency)
  const values = `${definition.label}: ${value(verdict.variant)} with ${verdict.variant}, ${value(control)} with ${control}`
  const difference = metric.comparisons.find(({ variant }) => variant === verdict.variant)?.absolute
  if (!difference) return `${values}.`
  const show = (bound: number) => formatDifference(definition, bound, currency)
  return `${values}; a difference of ${show(difference.value)}, at ${Math.round((1 - alpha) * 100)} % between ${show(difference.low)} and ${show(difference.high)}.`
}

function harmed({ verdict, metrics }: ExperimentResult): string {
  return verdict.harms
    .filter(({ variant }) => variant === verdict.variant)
    .map(({ metric }) => metrics.find(({ definition }) => definition.id === metric)?.definition.label ?? metric)
    .join(', ')
}

function waitFor(moreDays: number | undefined): string {
  return moreDays === undefined
    ? 'If there is a difference, it is too small to be found soon: keep what you like better.'
    : `If it stays like this, about ${formatCountOf(moreDays, 'more day')} would make it sure.`
}

function good(headline: string, detail: string): VerdictWords {
  return { tone: 'good', headline, detail }
}

function bad(headline: string, detail: string): VerdictWords {
  return { tone: 'bad', headline, detail }
}

function wait(headline: string, detail: string): VerdictWords {
  return { tone: 'wait', headline, detail }
}

/** `0.03`, or `below 0.0001`. */
export function formatChance(p: number | undefined): string {
  if (p === undefined) return '–'
  return p < 0.0001 ? 'below 0.0001' : p.toFixed(p < 0.01 ? 4 : 2)
}
