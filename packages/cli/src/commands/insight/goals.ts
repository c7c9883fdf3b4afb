import type { ChangeMetric } from '@endcap/insights'
import { UsageError } from '../../io.js'
import { pairsOf } from './pairs.js'

const METRICS = [
  'revenue',
  'orders',
  'sessions',
  'conversion',
  'average_order_value',
  'new_customers',
  'returning_share',
  'nps',
  'roas',
] as const satisfies readonly ChangeMetric[]

/** What a shop wants of a stretch of days: `revenue=20000,nps=40`. Throws `UsageError` for a number that is not followed. */
export function goalsOf(list: string): Partial<Record<ChangeMetric, number>> {
  const goals = pairsOf('goals', list).map(([name, text]) => {
    const metric = METRICS.find((known) => known === name)
    if (metric === undefined) throw new UsageError(`--goals: ${name} is none of ${METRICS.join(', ')}`)
    if (!Number.isFinite(Number(text))) throw new UsageError(`--goals: ${name} is a number`)
    return [metric, Number(text)] as const
  })
  return Object.fromEntries(goals)
}
