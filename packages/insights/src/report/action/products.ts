import type { PriceSensitivity } from '../../assortment/prices.js'
import type { ProductResult } from '../../assortment/products.js'
import type { Restock } from '../../assortment/restock.js'
import { formatAmount, formatCountOf, formatLift, formatPercent } from '../format.js'
import {
  ACTION_LEVEL,
  type Action,
  type ActionContext,
  type ActionFinder,
  FOUR_WEEKS,
  LEAST_COUNT,
  moneySize,
} from './action.js'

/** What to order, to show, to bury and to price anew; of each the product with most at stake. */
export const findProducts: ActionFinder<'products'> = (result, context) => [
  ...restocked(result, context),
  ...shown(result, context),
  ...buried(result, context),
  ...priced(result, context),
]

const named = ({ item, name }: { readonly item: string; readonly name?: string }): string => name ?? item
const missing = ({ demand, stock, price = 0 }: Restock): number => Math.max(0, demand - Math.max(0, stock)) * price

function restocked({ restock }: ProductResult, { currency }: ActionContext): Action[] {
  const [first] = restock
  if (!first) return []
  const days = first.coverDays ?? 0
  const left =
    first.stock <= 0 ? 'is sold out' : `runs out ${days < 1 ? 'today' : `in ${formatCountOf(Math.floor(days), 'day')}`}`
  const others = restock.length > 1 ? `, and ${formatCountOf(restock.length - 1, 'more product')} may run out, too` : ''
  return [
    {
      text: `${named(first)} ${left}: order ${formatCountOf(first.order, 'piece')}${others}.`,
      ...moneySize(
        restock.reduce((sum, row) => sum + missing(row), 0),
        currency,
      ),
      // Even the low end of what will be asked for is not there.
      confidence: first.stock <= 0 || (first.demandLow ?? 0) > first.stock ? 'sure' : 'likely',
      section: 'products',
      how: 'endcap insight products --data ./data',
    },
  ]
}

/** Whether products differ at all in how they sell when seen. */
const differ = ({ rateP }: ProductResult): boolean => rateP !== null && rateP <= ACTION_LEVEL / 2

function shown(result: ProductResult, { currency, fourWeeks }: ActionContext): Action[] {
  const [best] = result.promote.filter(({ views }) => views >= LEAST_COUNT)
  if (!best || !differ(result)) return []
  return [
    {
      text: `${named(best)} sells to ${formatPercent(best.rate)} of the visits that see it (${formatPercent(result.shopRate ?? 0)} is usual), but few see it: give it a place.`,
      ...moneySize(fourWeeks(best.orders * (best.price ?? 0)), currency),
      confidence: 'unsure',
      section: 'products',
      how: `"pin": [${JSON.stringify(best.item)}] in the rules of a placement in config.json`,
    },
  ]
}

function buried(result: ProductResult, { currency, fourWeeks }: ActionContext): Action[] {
  const [worst] = result.bury.filter(({ views }) => views >= LEAST_COUNT)
  if (!worst || !differ(result)) return []
  return [
    {
      text: `${formatCountOf(worst.views, 'visit')} saw ${named(worst)}, and ${formatPercent(worst.rate)} bought it (${formatPercent(result.shopRate ?? 0)} is usual): mend its page or its price, or bury it.`,
      ...moneySize(fourWeeks(worst.orders * (worst.price ?? 0)), currency),
      confidence: 'unsure',
      section: 'products',
      how: `"bury": [{ "ids": [${JSON.stringify(worst.item)}] }] in the rules of config.json`,
    },
  ]
}

function priced({ prices }: ProductResult, { currency }: ActionContext): Action[] {
  const gain = ({ suggestion, sold, days, price }: PriceSensitivity): number =>
    (suggestion?.effect ?? 0) * sold * price * (FOUR_WEEKS / days)
  const [best] = prices.products
    .filter(({ suggestion, pAdjusted }) => suggestion && pAdjusted <= ACTION_LEVEL)
    .sort((a, b) => gain(b) - gain(a))
  const move = best?.suggestion
  if (!best || !move) return []
  return [
    {
      text: `Try ${formatAmount(move.price, currency)} instead of ${formatAmount(best.price, currency)} for ${named(best)}: its ${move.goal} would change by ${formatLift(move.effect)} (${formatLift(move.effectLow)} to ${formatLift(move.effectHigh)}).`,
      ...moneySize(gain(best), currency),
      confidence: 'likely',
      section: 'products',
      how: 'endcap insight changes --data ./data',
    },
  ]
}
