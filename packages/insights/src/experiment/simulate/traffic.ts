import { EndcapError } from '@endcap/core'
import { normalBelow } from '../distribution.js'

/** Shoppers as the simulations draw them. Ratios lie in 0–1. */
export interface Traffic {
  /** New visitors of the placement on an average day, of all arms together. */
  readonly visitorsPerDay: number
  readonly days: number
  /** Lists that a session sees, on average; at least 1. */
  readonly listsPerSession: number
  /** Chance that a visitor comes back after a session, each time. */
  readonly returnRatio: number
  /** Days until then, on average; at least 1. */
  readonly gapDays: number
  /** Lists with a click, of those seen, by control. */
  readonly clickRatio: number
  /** Sessions with an order, by control. */
  readonly buyRatio: number
  /** Mean value of an order by control; log-normal. */
  readonly orderValue: number
  /** Standard deviation of its logarithm. */
  readonly orderSpread: number
  /** Standard deviation of the logarithm of a visitor's taste, by which his chances to click and to buy are multiplied; mean 1. */
  readonly tasteSpread: number
  /** Visitors who had been there in the two weeks before. */
  readonly knownRatio: number
  /** Sessions that each of them had then, on average; at least 1. */
  readonly sessionsBefore: number
  /** Visitors on Saturday and Sunday against other days. */
  readonly weekendVisitors: number
  /** Chance to buy then against other days. */
  readonly weekendBuying: number
}

/** A shop of middling size, with a long tail of tastes and of orders. Chosen before any simulation ran. */
export const TRAFFIC: Traffic = {
  visitorsPerDay: 200,
  days: 100,
  listsPerSession: 2,
  returnRatio: 0.3,
  gapDays: 4,
  clickRatio: 0.06,
  buyRatio: 0.03,
  orderValue: 60,
  orderSpread: 0.9,
  tasteSpread: 0.8,
  knownRatio: 0.4,
  sessionsBefore: 1.5,
  weekendVisitors: 1.4,
  weekendBuying: 1.2,
}

/** What an arm changes, relative to control: 0.2 is 20 % more. */
export interface PlantedArm {
  readonly clicks?: number
  readonly orders?: number
  readonly orderValue?: number
  /** Share of the arm's visitors whose exposure is lost on the way. @default 0 */
  readonly lostRatio?: number
  /** @default 1, and all arms share alike */
  readonly weight?: number
}

/** Tastes beyond so many deviations are drawn again, so that no chance passes 1. */
const MOST_DEVIATIONS = 3

/** Tastes by traffic: mean 1 exactly, and `most` at the most. */
export function tasteOf({ tasteSpread: spread }: Pick<Traffic, 'tasteSpread'>) {
  const mean = (Math.exp((spread * spread) / 2) * normalBelow(MOST_DEVIATIONS - spread)) / normalBelow(MOST_DEVIATIONS)
  return {
    most: Math.exp(spread * MOST_DEVIATIONS) / mean,
    draw(normal: () => number): number {
      let z = normal()
      while (z > MOST_DEVIATIONS) z = normal()
      return Math.exp(spread * z) / mean
    },
  }
}

/** Refuses what cannot be drawn, with `option-invalid`. */
export function checkTraffic(traffic: Traffic, arms: readonly PlantedArm[]): void {
  const wrong = (what: string): never => {
    throw new EndcapError('option-invalid', what)
  }
  const { visitorsPerDay, days, listsPerSession, sessionsBefore, gapDays, returnRatio, knownRatio } = traffic
  if (!(visitorsPerDay > 0) || !Number.isInteger(days) || days < 1)
    wrong('a day has visitors, and there is one at least')
  if (!(Math.min(listsPerSession, sessionsBefore, gapDays) >= 1)) {
    wrong('listsPerSession, sessionsBefore and gapDays are at least 1')
  }
  if (!(returnRatio >= 0 && returnRatio < 1) || !(knownRatio >= 0 && knownRatio <= 1)) {
    wrong('returnRatio and knownRatio are shares')
  }
  if (arms.length < 2) wrong('an experiment has two arms or more')
  const { most } = tasteOf(traffic)
  for (const { clicks = 0, orders = 0 } of arms) {
    const click = traffic.clickRatio * (1 + clicks) * most
    const buy = traffic.buyRatio * (1 + orders) * most * Math.max(1, traffic.weekendBuying)
    if (!(click >= 0 && click <= 1)) wrong(`the keenest visitor would click with chance ${click.toFixed(2)}`)
    if (!(buy >= 0 && buy <= 1)) wrong(`the keenest visitor would buy with chance ${buy.toFixed(2)}`)
  }
}
