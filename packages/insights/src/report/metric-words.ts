import type { Measure, MetricDefinition } from '../experiment/metric.js'

/** What is summed over a visitor, in words. */
const MEASURES: Readonly<Record<Extract<Measure, string>, string>> = {
  clicked_requests: 'lists with a click',
  viewed_requests: 'lists seen',
  cart: 'visitors with an addition to the cart',
  buyer: 'visitors with an order',
  revenue: 'revenue less refunds',
  orders: 'orders',
  items: 'pieces ordered',
  sessions: 'sessions',
  pages: 'pages whose quality was told',
  shift_pages: 'pages of browsers that measure it',
  cls: 'cumulative layout shift',
  errors: 'errors of the page',
  host_cart: 'visitors with an addition from outside the rows',
}

/** What a metric counts, in a sentence part: `lists with a click ÷ lists seen, by visitor`. */
export function defineMetric({ numerator, denominator, capQuantile, windowMs }: MetricDefinition): string {
  const parts = [
    denominator === undefined
      ? `${measured(numerator)} ÷ visitors`
      : `${measured(numerator)} ÷ ${measured(denominator)}`,
    denominator !== undefined && 'variance by visitor',
    capQuantile !== undefined && `capped at the ${capQuantile} quantile of visitors`,
    windowMs !== undefined && `within ${Math.round(windowMs / 86_400_000)} days of the exposure`,
  ]
  return parts.filter(Boolean).join(', ')
}

function measured(measure: Measure): string {
  if (typeof measure === 'string') return MEASURES[measure]
  return measure.sum === 'value' ? `value of ${measure.event}` : measure.event
}
