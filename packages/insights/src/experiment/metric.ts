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
  | 'cls'
  | 'errors'
  | 'host_cart'
  | { readonly event: string; readonly sum?: 'value' | 'count' }

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

/** The metrics of every experiment, the deciding ones first. */
export const METRICS: readonly MetricDefinition[] = [
  {
    id: 'ctr',
    label: 'Clicks per row seen',
    kind: 'ratio',
    numerator: 'clicked_requests',
    denominator: 'viewed_requests',
    unit: 'share',
    better: 'higher',
    role: 'goal',
  },
  {
    id: 'conversion',
    label: 'Visitors who bought',
    kind: 'mean',
    numerator: 'buyer',
    unit: 'share',
    better: 'higher',
    role: 'goal',
  },
  {
    id: 'cart_rate',
    label: 'Visitors who added to cart',
    kind: 'mean',
    numerator: 'cart',
    unit: 'share',
    better: 'higher',
    role: 'secondary',
  },
  {
    id: 'revenue_per_visitor',
    label: 'Revenue per visitor',
    kind: 'mean',
    numerator: 'revenue',
    unit: 'money',
    better: 'higher',
    role: 'secondary',
  },
]
