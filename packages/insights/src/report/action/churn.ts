import type { ChurnResult } from '../../customers/churn/churn-result.js'
import { formatAbout, formatCountOf } from '../format.js'
import { ACTION_LEVEL, type ActionFinder, LEAST_COUNT, moneySize } from './action.js'

/** Customers who are overdue, where it is sure that customers leave at all. */
export const findLeaving: ActionFinder<'churn'> = (result, { currency, fourWeeks }) => {
  const overdue = result.customers.filter(({ state }) => state !== 'on_time')
  if (overdue.length < LEAST_COUNT || !leaves(result)) return []
  const brought = overdue.reduce((sum, { value }) => sum + value, 0)
  return [
    {
      text: `${formatCountOf(overdue.length, 'customer')} who brought ${formatAbout(brought, currency)} so far have not ordered for longer than is usual: write to those who brought most first, and leave a tenth without a message, to see what it brings.`,
      ...moneySize(fourWeeks(brought), currency),
      confidence: 'likely',
      section: 'churn',
      how: `endcap insight churn --data ./data --limit ${overdue.length} --json`,
    },
  ]
}

function leaves({ leaving, models }: ChurnResult): boolean {
  if (leaving?.finding && leaving.p <= ACTION_LEVEL / 2) return true
  const model = models.leaving
  return !('refused' in model) && model.finding && model.test.auc_p <= ACTION_LEVEL / 2
}
