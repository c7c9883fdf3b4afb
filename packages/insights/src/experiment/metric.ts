import type { EventType } from '@endcap/core'

/** What is summed over a visitor, by name; or the events of one type, counted or summed over their value. */
export type Measure =
  | 'clicked_requests'
  | 'viewed_requests'
  | 'cart'
  | 'buyer'
  | 'revenue'
  | 'orders'
  | 'items'
  | 'sessions'
  | 'pages'
  | 'shift_pages'
  | 'cls'
  | 'errors'
  | 'host_cart'
  | { readonly event: EventType; readonly sum?: 'value' | 'count' }

/** A metric as data. What it means in SQL is the query's. */
export interface MetricDefinition {
  readonly id: string
  readonly label: string
  /** `mean`: of the numerator, per visitor. `ratio`: of two totals, with the visitor as the unit. */
  readonly kind: 'mean' | 'ratio'
  readonly numerator: Measure
  /** For a ratio. */
  readonly denominator?: Measure
  readonly unit: 'share' | 'money' | 'count'
  readonly better: 'higher' | 'lower'
  /** The first goal decides, unless the experiment names its metric. */
  readonly role: 'goal' | 'secondary' | 'guardrail'
  /** A visitor's numerator counts at most as much as this quantile of both arms together (winsorised), 0–1. */
  readonly capQuantile?: number
  /** From the first exposure on. Absent: to the end of the period. */
  readonly windowMs?: number
}

/** Beyond this quantile of visitors a single one decides what a mean of money is. */
const MONEY_CAP = 0.999

/** The metrics of every experiment, the deciding ones first. `docs/experiment-results.md` says what each counts. */
export const METRICS: readonly MetricDefinition[] = [
  ratio('ctr', 'Clicks per row seen', 'clicked_requests', 'viewed_requests', 'share', 'goal'),
  mean('conversion', 'Visitors who bought', 'buyer', 'share', 'goal'),
  mean('cart_rate', 'Visitors who added to cart', 'cart', 'share', 'secondary'),
  { ...mean('revenue_per_visitor', 'Revenue per visitor', 'revenue', 'money', 'secondary'), capQuantile: MONEY_CAP },
  {
    ...ratio('revenue_per_session', 'Revenue per session', 'revenue', 'sessions', 'money', 'secondary'),
    capQuantile: MONEY_CAP,
  },
  { ...ratio('aov', 'Revenue per order', 'revenue', 'orders', 'money', 'secondary'), capQuantile: MONEY_CAP },
  ratio('items_per_order', 'Pieces per order', 'items', 'orders', 'count', 'secondary'),
  mean('host_cart_rate', 'Visitors who added to cart outside rows', 'host_cart', 'share', 'guardrail'),
  { ...ratio('cls', 'Layout shift per page', 'cls', 'shift_pages', 'count', 'guardrail'), better: 'lower' },
  { ...ratio('errors', 'Errors per page', 'errors', 'pages', 'count', 'guardrail'), better: 'lower' },
]

type Role = MetricDefinition['role']
type Unit = MetricDefinition['unit']

function mean(id: string, label: string, numerator: Measure, unit: Unit, role: Role): MetricDefinition {
  return { id, label, kind: 'mean', numerator, unit, better: 'higher', role }
}

function ratio(
  id: string,
  label: string,
  numerator: Measure,
  denominator: Measure,
  unit: Unit,
  role: Role,
): MetricDefinition {
  return { id, label, kind: 'ratio', numerator, denominator, unit, better: 'higher', role }
}
