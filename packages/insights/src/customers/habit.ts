import type { CustomerFacts, ReadFacts } from './facts.js'
import type { SegmentSettings } from './settings.js'

/**
 * How somebody buys, the first that fits. `variety`: of many categories, none much more than others; `considered`: comes several times before
 * an order; `impulse`: few pieces on the first visit; `loyal`: mostly of one brand or category. `mixed`: none of these.
 */
export const HABITS = ['variety', 'considered', 'impulse', 'loyal', 'mixed'] as const
/** One of {@link HABITS}. */
export type Habit = (typeof HABITS)[number]

/** How somebody buys. Null with too few orders, or where the source tells neither products nor visits. */
export function habitOf(
  facts: CustomerFacts,
  has: ReadFacts['has'],
  { habitOrders, loyalShare, varietyEvenness, visitsBefore, impulsePieces }: SegmentSettings,
): Habit | null {
  const { orders, pieces, categories, categoryShare, brandShare, lines, visitsBefore: visits } = facts
  if (orders < habitOrders) return null
  const tellsLines = has.lines && (facts.category !== null || facts.brand !== null)
  if (!tellsLines && visits === null) return null
  // With as many lines as they have, so many categories are as good as all different.
  const isVaried = categories >= 4 && lines >= 8 && categoryShare <= 1 - varietyEvenness + 1 / categories
  if (tellsLines && isVaried) return 'variety'
  if (visits !== null && visits >= visitsBefore[1]) return 'considered'
  if (visits !== null && visits <= visitsBefore[0] && pieces / orders <= impulsePieces) return 'impulse'
  return tellsLines && Math.max(categoryShare, brandShare) >= loyalShare ? 'loyal' : 'mixed'
}
