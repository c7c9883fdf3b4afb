import type { Rule } from '../../assortment/rule.js'
import { formatAbout, formatCount, formatSmall } from '../format.js'
import { ACTION_LEVEL, type Action, type ActionFinder, LEAST_COUNT, wordOf } from './action.js'

/** What sells together: the rule whose right side sells most above what baskets of those sizes would hold by chance. */
export const findPairs: ActionFinder<'rules'> = ({ rules, level }, { currency, fourWeeks, placements }) => {
  if (level !== 'item') return []
  const [best] = rules
    .filter(
      ({ lhs, isSignificant, count, pAdjusted, sizePAdjusted }) =>
        lhs.length > 0 &&
        isSignificant &&
        count >= LEAST_COUNT &&
        pAdjusted <= ACTION_LEVEL &&
        sizePAdjusted <= ACTION_LEVEL,
    )
    .sort((a, b) => worthOf(b) - worthOf(a) || a.lhs.length - b.lhs.length || b.lift - a.lift)
  if (!best) return []
  const extra = best.count - best.expected
  const size: Pick<Action, 'size' | 'unit' | 'currency'> =
    best.price === undefined
      ? { size: extra, unit: 'orders' }
      : { size: fourWeeks(extra * best.price), unit: 'money', currency }
  const worth = size.unit === 'money' ? `, which is ${formatAbout(size.size, currency)} of sales in four weeks` : ''
  const cart = placements.find(({ placement }) => /cart|basket/.test(placement))
  const place = cart ? wordOf(cart.placement, 'PLACEMENT') : "cart-row --selector '#cart'"
  return [
    {
      text: `${nameAt(best, best.lhs.length)} sells together with ${best.lhs.map((_, at) => nameAt(best, at)).join(' and ')}: in ${formatCount(best.count)} baskets, where chance gives ${formatSmall(best.expected)}${worth}. Show it to whoever has the other in the cart.`,
      ...size,
      confidence: 'unsure',
      section: 'rules',
      how: `endcap insight rules --data ./data --place ${place} --config config.json --experiment bought-together --write`,
    },
  ]
}

const worthOf = ({ count, expected, price = 0 }: Rule): number => (count - expected) * price

const nameAt = ({ lhs, rhs, names }: Rule, at: number): string => names?.[at] ?? lhs[at] ?? rhs
