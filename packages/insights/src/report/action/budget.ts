import { formatAbout, formatPercent } from '../format.js'
import { type ActionFinder, moneySize } from './action.js'

const WEEKS = 4
/** Chance that the proposal brings more, at least. */
const LEAST_CHANCE = 0.975
/** A smaller move of a channel's money is none. */
const LEAST_MOVE = 0.005

/** How to split the money that is spent anyway. */
export const findSplit: ActionFinder<'budget'> = ({ channels, total, withoutHoldout }, { currency }) => {
  const { revenueChange, chanceBetter } = total
  if (!total.isSure || chanceBetter < LEAST_CHANCE) return []
  const moves = channels
    .filter(({ current, proposed }) => current > 0 && Math.abs(proposed / current - 1) > LEAST_MOVE)
    .map(({ channel, current, proposed }) => ({ channel, change: proposed - current }))
    .sort((a, b) => a.change - b.change)
  const [from, to] = [moves[0], moves.at(-1)]
  if (!from || !to || from.change >= 0 || to.change <= 0) return []
  const money = (value: number) => formatAbout(value, currency)
  return [
    {
      text: `Give ${to.channel} ${money(to.change)} more a week, and ${from.channel} ${money(-from.change)} less: that should bring ${money(revenueChange.mean)} more a week (${money(revenueChange.low)} to ${money(revenueChange.high)}; the chance that it brings more is ${formatPercent(chanceBetter)})${withoutHoldout.length > 0 ? ', if the orders come of the visits, which no holdout has shown yet' : ''}.`,
      ...moneySize(revenueChange.mean * WEEKS, currency),
      confidence: withoutHoldout.length > 0 ? 'unsure' : 'likely',
      section: 'budget',
      how: 'endcap insight budget --data ./data --max-change 0.1',
    },
  ]
}
