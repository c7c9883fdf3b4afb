import type { ChangeMetric, ChangesResult, MetricChange } from '../../changes/changes.js'
import { formatAbout, formatPercent } from '../format.js'
import { ACTION_LEVEL, type ActionContext, type ActionFinder, FOUR_WEEKS, moneySize } from './action.js'

const WORDS: Readonly<Record<ChangeMetric, string>> = {
  revenue: 'revenue',
  orders: 'orders',
  sessions: 'visits',
  conversion: 'orders a visit',
  average_order_value: 'the average order',
  new_customers: 'new customers',
  returning_share: 'the share of orders of returning customers',
  nps: 'the net promoter score',
  roas: 'revenue a unit of advertising cost',
}

/** What fell from one stretch of days to the next: the fall that costs most leads. */
export const findChanges: ActionFinder<'changes'> = (result, context) => {
  const fallen = result.metrics
    .filter(({ adjusted_p, change }) => adjusted_p <= ACTION_LEVEL && change !== undefined && change < 0)
    .map((metric) => ({ metric, lost: (lossOf(metric, result, context) * FOUR_WEEKS) / result.days }))
    .sort((a, b) => b.lost - a.lost)
  const [worst, ...others] = fallen
  if (!worst) return []
  const { metric, lost } = worst
  const also = others.length > 0 ? `; so did ${others.map(({ metric: { metric } }) => WORDS[metric]).join(', ')}` : ''
  const money = lost > 0 ? `, about ${formatAbout(lost, context.currency)} in four weeks` : ''
  return [
    {
      text: `In the last ${result.days} days ${WORDS[metric.metric]} fell ${stepOf(metric)}${money}${also}: see which channel or category it comes from.`,
      ...moneySize(lost, context.currency),
      confidence: 'sure',
      section: 'changes',
      how: `endcap insight watch --data ./data --days ${result.days}`,
    },
  ]
}

function stepOf({ unit, change = 0 }: MetricChange): string {
  return unit === 'score' ? `by ${Math.abs(change).toFixed(1)} points` : `by ${formatPercent(Math.abs(change))}`
}

/** Money that the later stretch lacks, where the metric tells it. */
function lossOf({ metric, before, now }: MetricChange, { daily, days }: ChangesResult, context: ActionContext): number {
  const later = daily.slice(days)
  const sum = (key: 'orders' | 'sessions') => later.reduce((total, day) => total + day[key], 0)
  if (metric === 'revenue') return before - now
  if (metric === 'orders') return (before - now) * context.orderValue
  if (metric === 'conversion') return (before - now) * sum('sessions') * context.orderValue
  return metric === 'average_order_value' ? (before - now) * sum('orders') : 0
}
