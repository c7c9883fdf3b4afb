import type { CustomerFacts, ReadFacts } from './facts.js'
import type { SegmentSettings } from './settings.js'

/**
 * How somebody buys. `loyal`: mostly of one brand or category; `variety`: of many, none much more than others; `impulse`: almost each visit
 * is an order; `considered`: comes several times before. `mixed`: none of these.
 */
export const HABITS = ['loyal', 'variety', 'impulse', 'considered', 'mixed'] as const
/** One of {@link HABITS}. */
export type Habit = (typeof HABITS)[number]

/** How somebody buys. Null with too few orders, or where the source tells neither products nor visits. */
export function habitOf(
  facts: CustomerFacts,
  has: ReadFacts['has'],
  { habitOrders, loyalShare, varietyEvenness, visitsPerOrder }: SegmentSettings,
): Habit | null {
  const { orders, sessions, categories, categoryShare, brandShare, lines } = facts
  if (orders < habitOrders) return null
  const tellsLines = has.lines && (facts.category !== null || facts.brand !== null)
  const tellsVisits = has.sessions && sessions > 0
  if (!tellsLines && !tellsVisits) return null
  if (tellsVisits) {
    // Orders that no visit is known of would make everybody impulsive.
    const visits = Math.max(sessions, orders) / orders
    if (visits >= visitsPerOrder[1]) return 'considered'
    if (visits <= visitsPerOrder[0] && sessions >= orders * 0.8) {
      return tellsLines && isLoyal({ categoryShare, brandShare }, loyalShare) && orders >= 2 * habitOrders
        ? 'loyal'
        : 'impulse'
    }
  }
  if (!tellsLines) return 'mixed'
  if (isLoyal({ categoryShare, brandShare }, loyalShare)) return 'loyal'
  // With as many lines as they have, so many categories are as good as all different.
  const isVaried = categories >= 3 && lines >= 5 && categoryShare <= 1 - varietyEvenness + 1 / categories
  return isVaried ? 'variety' : 'mixed'
}

const isLoyal = (shares: Pick<CustomerFacts, 'categoryShare' | 'brandShare'>, least: number): boolean =>
  Math.max(shares.categoryShare, shares.brandShare) >= least
