import { EndcapError } from '@endcap/core'
import { correctP } from '../experiment/correct.js'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { type Change, compareDays, type DayValue } from './change.js'
import { type Daily, readDaily, readDays } from './daily.js'

/** What is followed from one stretch of days to the next. */
export const CHANGE_METRICS = [
  'revenue',
  'orders',
  'sessions',
  'conversion',
  'average_order_value',
  'new_customers',
  'returning_share',
  'nps',
  'roas',
] as const
/** One of {@link CHANGE_METRICS}. */
export type ChangeMetric = (typeof CHANGE_METRICS)[number]

/** What to compare. */
export interface ChangesOptions {
  /** Length of each of the two stretches; whole weeks, so that weekdays cancel. @default 28, or as many weeks as there are twice */
  readonly days?: number | undefined
  /** What the shop wants of a stretch, by metric; of revenue, orders, sessions and new customers: in all of its days. */
  readonly goals?: Readonly<Partial<Record<ChangeMetric, number>>> | undefined
}

/** One metric: what it was and is, and whether that is more than chance. */
export interface MetricChange extends Change {
  readonly metric: ChangeMetric
  readonly unit: 'money' | 'count' | 'share' | 'score' | 'ratio'
  /** Corrected over all metrics (Holm): below 0.05 the metric has changed. */
  readonly adjusted_p: number
  readonly goal?: number
  readonly is_reached?: boolean
}

/** What changed in the shop. */
export interface ChangesResult {
  readonly basis: SourceBasis
  /** First day of the later stretch, and the last; whole days since 1970-01-01. */
  readonly first_day: number
  readonly last_day: number
  /** Of each stretch. */
  readonly days: number
  readonly metrics: readonly MetricChange[]
  /** The later stretch and the earlier one, a row a day. */
  readonly daily: readonly Daily[]
}

type Take = (day: Daily) => DayValue

const sumOf =
  (key: keyof Daily): Take =>
  (day) => ({ numerator: day[key], denominator: 1 })
const ratioOf =
  (numerator: keyof Daily, denominator: keyof Daily): Take =>
  (day) => ({
    numerator: day[numerator],
    denominator: day[denominator],
  })

const DEFINITIONS: Readonly<Record<ChangeMetric, { readonly take: Take; readonly unit: MetricChange['unit'] }>> = {
  revenue: { take: sumOf('revenue'), unit: 'money' },
  orders: { take: sumOf('orders'), unit: 'count' },
  sessions: { take: sumOf('sessions'), unit: 'count' },
  conversion: { take: ratioOf('orders', 'sessions'), unit: 'share' },
  average_order_value: { take: ratioOf('revenue', 'orders'), unit: 'money' },
  new_customers: { take: sumOf('newCustomers'), unit: 'count' },
  returning_share: {
    take: (day) => ({ numerator: day.ordersOfPeople - day.newCustomers, denominator: day.ordersOfPeople }),
    unit: 'share',
  },
  nps: {
    take: (day) => ({ numerator: 100 * (day.promoters - day.detractors), denominator: day.answers }),
    unit: 'score',
  },
  roas: { take: ratioOf('paidRevenue', 'cost'), unit: 'ratio' },
}

const SUMS: ReadonlySet<ChangeMetric> = new Set(['revenue', 'orders', 'sessions', 'new_customers'])
const WEEK = 7

/**
 * Compares the last days with as many before them. The last day of the source is left out where it is likely not over: the days end
 * with the last whole one. Metrics of which the source says nothing are not there. Throws `input-empty` with less than two weeks.
 */
export async function analyseChanges(source: InsightSource, options: ChangesOptions = {}): Promise<ChangesResult> {
  const span = await readDays(source)
  const whole = span ? Math.floor((span.last - span.first) / 2 / WEEK) * WEEK : 0
  const days = options.days ?? Math.min(28, whole)
  if (days <= 0 || days % WEEK !== 0) {
    if (options.days !== undefined) throw new EndcapError('option-invalid', 'days are whole weeks: 7, 14, 21, 28, …')
    throw new EndcapError('input-empty', `${source.basis.source} holds less than two weeks`)
  }
  const last = (span?.last ?? 0) - 1
  const daily = await readDaily(source, last - 2 * days + 1, last)
  const before = daily.slice(0, days)
  const now = daily.slice(days)
  const metrics = CHANGE_METRICS.filter((metric) => {
    const { take } = DEFINITIONS[metric]
    return daily.some((day) => take(day).numerator !== 0) && daily.some((day) => take(day).denominator !== 0)
  })
  const found = metrics.map((metric) => changeOf(metric, before, now))
  const adjusted = correctP(
    found.map(({ p }) => p),
    'holm',
  )
  return {
    basis: source.basis,
    first_day: last - days + 1,
    last_day: last,
    days,
    metrics: found.map((change, at) => ({
      ...change,
      adjusted_p: adjusted[at] as number,
      ...goalOf(change, options.goals?.[change.metric]),
    })),
    daily,
  }
}

function changeOf(metric: ChangeMetric, before: readonly Daily[], now: readonly Daily[]) {
  const { take, unit } = DEFINITIONS[metric]
  const change = compareDays(before.map(take), now.map(take), metric === 'nps' ? 'difference' : 'log')
  const scale = SUMS.has(metric) ? now.length : 1
  return { ...change, metric, unit, before: change.before * scale, now: change.now * scale }
}

const goalOf = ({ now }: Change, goal: number | undefined) =>
  goal === undefined ? {} : { goal, is_reached: now >= goal }
