import type { Period } from '../query/period.js'
import type { InterleavingResult } from './interleave.js'
import type { Comparison, ExperimentResult, MetricResult } from './result.js'
import { standardErrorsWide } from './sequence-width.js'

/**
 * What to do, as data. `empty`: nobody was exposed. `broken`: the split is wrong, read nothing. `mixed`: too many visitors met several
 * arms, read nothing. `early`: under the floor of visitors or of days. `harmful`: a guardrail is surely worse, said as soon as the
 * floor of visitors is met. `better` and `worse`: against control, sure. `costly`: better on the metric, but revenue is surely lower.
 * `open`: no sure difference yet.
 */
export interface Verdict {
  readonly state: 'empty' | 'broken' | 'mixed' | 'early' | 'harmful' | 'better' | 'worse' | 'costly' | 'open'
  /** Id of the deciding metric; {@link PREFERENCE} of an interleaved experiment. */
  readonly metric: string
  /** The arm that it is about: the one furthest ahead, of those that are surely better if any is. */
  readonly variant: string | undefined
  /** With `early`: the difference is sure by its interval, only the floor is missing. */
  readonly leaning: 'better' | 'worse' | undefined
  /** With `early`: days to a full week. With `open`: about as many until sure, if the difference stays as it is. */
  readonly moreDays: number | undefined
  /** Guardrails that are surely worse, of any arm. */
  readonly harms: readonly { readonly variant: string; readonly metric: string }[]
}

/** Visitors in every arm before anything is said: below, the interval's theory has not begun to hold. */
export const FLOOR_VISITORS = 100
/** A shop's week has a rhythm; a verdict waits for a whole one. */
export const FLOOR_DAYS = 7
/** Waiting longer is not worth it. */
const LONGEST_WAIT_DAYS = 90
const DAY_MS = 86_400_000

/** What decides an interleaved experiment, in place of a metric's id. */
export const PREFERENCE = 'preference'

/** Judges what was read; the first metric decides, the first arm is control. */
export function judge(result: Omit<ExperimentResult, 'verdict'>): Verdict {
  const { arms, metrics, health, span, alpha, interleaving } = result
  if (interleaving) return judgePreference(interleaving, health)
  const goal = metrics[0]
  const none = { metric: goal?.definition.id ?? '', variant: undefined, leaning: undefined, moreDays: undefined }
  const nothing = { ...none, harms: [] }
  if (!goal || !span || arms.every(({ visitors }) => visitors === 0)) return { ...nothing, state: 'empty' }
  if (health.sampleRatio.alarm) return { ...nothing, state: 'broken' }
  if (health.mixed.alarm) return { ...nothing, state: 'mixed' }

  const best = furthestAhead(goal)
  const about = { ...none, variant: best?.variant ?? arms[1]?.variant, harms: [] }
  // Of an arm of weight 0 nobody expects visitors.
  if (arms.some(({ visitors, share }) => share > 0 && visitors < FLOOR_VISITORS)) return { ...about, state: 'early' }
  const harms = harmsOf(metrics)
  const known = { ...about, harms }
  const days = (span.toMs - span.fromMs) / DAY_MS
  if (best?.side !== 'worse' && harms.some(({ variant }) => variant === about.variant)) {
    return { ...known, state: 'harmful' }
  }
  if (days < FLOOR_DAYS) {
    return { ...known, state: 'early', leaning: best?.side, moreDays: Math.ceil(FLOOR_DAYS - days) }
  }
  if (!best?.side) return { ...known, state: 'open', moreDays: best && daysUntilSure(best, span, alpha / tests(arms)) }
  return { ...known, state: best.side === 'better' && losesMoney(metrics, best.variant) ? 'costly' : best.side }
}

function judgePreference({ state, teams, span }: InterleavingResult, { mixed }: ExperimentResult['health']): Verdict {
  const about = { metric: PREFERENCE, variant: teams[1], leaning: undefined, moreDays: undefined, harms: [] }
  if (mixed.alarm) return { ...about, state: 'mixed', variant: undefined }
  if (state === 'control' || state === 'test') return { ...about, state: state === 'test' ? 'better' : 'worse' }
  const days = span ? (span.toMs - span.fromMs) / DAY_MS : 0
  const isWeekMissing = state === 'early' && days < FLOOR_DAYS
  return { ...about, state, moreDays: isWeekMissing ? Math.ceil(FLOOR_DAYS - days) : undefined }
}

function tests(arms: readonly unknown[]): number {
  return Math.max(1, arms.length - 1)
}

/** The best of the arms that are surely better; where none is, of all. */
function furthestAhead({ comparisons, definition }: MetricResult): Comparison | undefined {
  const sign = definition.better === 'higher' ? 1 : -1
  const rank = ({ side }: Comparison) => Number(side === 'better')
  return [...comparisons].sort((a, b) => rank(b) - rank(a) || sign * (b.absolute.value - a.absolute.value))[0]
}

function harmsOf(metrics: readonly MetricResult[]): Verdict['harms'] {
  return metrics.flatMap(({ definition, comparisons }) =>
    comparisons
      .filter(({ guardrail }) => guardrail?.state === 'harmed')
      .map(({ variant }) => ({ variant, metric: definition.id })),
  )
}

/** Surely less money a visitor, however the metric is called. */
function losesMoney(metrics: readonly MetricResult[], variant: string): boolean {
  return metrics.some(
    ({ definition, comparisons }) =>
      definition.unit === 'money' &&
      definition.kind === 'mean' &&
      comparisons.some((comparison) => comparison.variant === variant && comparison.side === 'worse'),
  )
}

/** Solved by the sequence's own width, at the pace of visitors so far. Undefined past a quarter year. */
function daysUntilSure(
  { absolute, visitors }: Comparison,
  { fromMs, toMs }: Period,
  alpha: number,
): number | undefined {
  const days = (toMs - fromMs) / DAY_MS
  const half = absolute.high - absolute.value
  const unit = half / standardErrorsWide(visitors, { alpha })
  for (let more = 1; more <= LONGEST_WAIT_DAYS; more++) {
    const growth = 1 + more / days
    const later = (unit * standardErrorsWide(visitors * growth, { alpha })) / Math.sqrt(growth)
    if (later < Math.abs(absolute.value)) return more
  }
  return undefined
}
