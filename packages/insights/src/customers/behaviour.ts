import type { CustomerFacts } from './facts.js'
import type { OrderRhythm } from './gaps.js'
import type { SegmentSettings } from './settings.js'

/**
 * `new`: first order a short while ago, and one day with orders; `active`, `dormant`, `lapsed`: by days since the last order;
 * `potential`: interest, and no order; `visitor`: neither.
 */
export const BEHAVIOURS = ['new', 'active', 'dormant', 'lapsed', 'potential', 'visitor'] as const
/** One of {@link BEHAVIOURS}. */
export type Behaviour = (typeof BEHAVIOURS)[number]

/**
 * By a customer's own rhythm of orders. `acquired`: has ordered on one day, lately; `kept`: the next order is not overdue; `at-risk`: it is,
 * by as long as an order usually takes again; `lost`: by more than twice, and longer ago than 19 of 20 gaps of the shop.
 */
export const STAGES = ['acquired', 'kept', 'at-risk', 'lost'] as const
/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number]

/** What somebody does. */
export function behaviourOf(
  { firstDay, lastDay, orderDays, productViews, searches, carts, wishes }: CustomerFacts,
  day: number,
  { activeDays, lapsedDays }: OrderRhythm,
  { newDays, interestActions }: SegmentSettings,
): Behaviour {
  if (firstDay === null || lastDay === null) {
    // A cart or a wish is more than a look.
    const interest = productViews + searches + (carts + wishes) * interestActions
    return interest >= interestActions ? 'potential' : 'visitor'
  }
  if (orderDays === 1 && day - firstDay <= newDays) return 'new'
  const away = day - lastDay
  return away <= activeDays ? 'active' : away < lapsedDays ? 'dormant' : 'lapsed'
}

/** Days that somebody usually lets pass, drawn to the shop's mean: one gap of the shop is as good as one of their own. */
export function expectedGap(
  { firstDay, lastDay, orderDays }: CustomerFacts,
  { meanDays, activeDays }: OrderRhythm,
): number {
  const shop = meanDays ?? activeDays
  const own = firstDay === null || lastDay === null ? 0 : lastDay - firstDay
  return Math.max(1, (own + shop) / Math.max(1, orderDays))
}

/** Where somebody is in the life of a customer. Null without an order. */
export function stageOf(facts: CustomerFacts, day: number, rhythm: OrderRhythm): Stage | null {
  if (facts.lastDay === null) return null
  const away = day - facts.lastDay
  const expected = expectedGap(facts, rhythm)
  if (away > 3 * expected && away >= rhythm.lapsedDays) return 'lost'
  if (away > 2 * expected) return 'at-risk'
  return facts.orderDays === 1 ? 'acquired' : 'kept'
}
