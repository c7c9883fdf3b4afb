import type { FittedLifetime } from '../clv/fit-lifetime.js'
import { byHistory } from '../clv/holdout.js'
import type { PurchaseHistory } from '../clv/lifetime-model.js'

/** When a customer who has not left buys next; days as `YYYY-MM-DD`, null: later than ten years. */
export interface NextOrder {
  /** As likely before as after. */
  readonly date: string | null
  /** 80 %: one in ten buys before `low`, one in ten after `high`. */
  readonly low: string | null
  readonly high: string | null
}

/** The interval in days from now. */
export interface NextOrderDays {
  readonly low: number | null
  readonly middle: number | null
  readonly high: number | null
}

const MOST_WEEKS = 521.8
const iso = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** Days until the next order at 10, 50 and 90 %, of somebody who has not left. */
export function createNextOrder({ model }: FittedLifetime): (history: PurchaseHistory) => NextOrderDays {
  const quantile = (share: number) =>
    byHistory((history) => 7 * weeksUntil((weeks) => model.buysWithin(history, weeks), share))
  const [low, middle, high] = [quantile(0.1), quantile(0.5), quantile(0.9)]
  const told = (days: number) => (Number.isFinite(days) ? days : null)
  return (history) => ({ low: told(low(history)), middle: told(middle(history)), high: told(high(history)) })
}

/** Days from now as days of the calendar; the next order is tomorrow at the earliest. */
export function dateNextOrder({ low, middle, high }: NextOrderDays, today: number): NextOrder {
  const date = (days: number | null) => (days === null ? null : iso(today + Math.max(1, Math.round(days))))
  return { date: date(middle), low: date(low), high: date(high) }
}

/** Weeks until a chance that only grows is reached, by halving; infinite where that takes longer than ten years. */
function weeksUntil(chance: (weeks: number) => number, share: number): number {
  if (chance(MOST_WEEKS) < share) return Number.POSITIVE_INFINITY
  let [from, to] = [0, MOST_WEEKS]
  for (let step = 0; step < 40; step += 1) {
    const middle = (from + to) / 2
    if (chance(middle) < share) from = middle
    else to = middle
  }
  return (from + to) / 2
}
