import { formatCount } from '../format.js'
import { ACTION_LEVEL, type ActionFinder, LEAST_COUNT } from './action.js'

/** People who would not recommend the shop, where they become more. */
export const findUnhappy: ActionFinder<'feedback'> = ({ all, trends }) => {
  const { promoters } = trends
  // Three trends are tested.
  if (promoters?.direction !== 'falling' || promoters.p > ACTION_LEVEL / 3) return []
  const unhappy = all.nps?.detractors ?? 0
  if (!all.nps || unhappy < LEAST_COUNT) return []
  return [
    {
      text: `Fewer and fewer customers would recommend the shop (net promoter score ${Math.round(all.nps.value)} over all; ${formatCount(unhappy)} of ${formatCount(all.nps.n)} would not): ask the unhappy ones what went wrong.`,
      size: unhappy,
      unit: 'people',
      confidence: 'sure',
      section: 'feedback',
      how: 'endcap insight feedback --data ./data',
    },
  ]
}
