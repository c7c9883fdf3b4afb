import { EndcapError } from '@endcap/core'

/** By what customers are told apart. All of it can be changed, and stands in the result. */
export interface SegmentSettings {
  /** Days since the first order, or visit, that somebody counts as new. */
  readonly newDays: number
  /** Days since the last order that somebody counts as active; undefined: 3 of 4 gaps between orders are no longer. */
  readonly activeDays?: number | undefined
  /** Days since the last order from which somebody counts as lapsed; undefined: 19 of 20 gaps are shorter. */
  readonly lapsedDays?: number | undefined
  /** Gaps between orders at least for those two to be read from; below it {@link FALLBACK_DAYS} hold. */
  readonly leastGaps: number
  /** Products viewed, searches and carts at least for interest without an order. */
  readonly interestActions: number
  /** Orders at least before a habit is told. */
  readonly habitOrders: number
  /** Share of pieces of one brand or category from which somebody is loyal to it, of this against the shop's as much again. */
  readonly loyalShare: number
  /** How even the categories of somebody are who looks for variety, 0–1: at 1 none may be bought more often than the others. */
  readonly varietyEvenness: number
  /** Visits in the seven days up to an order, its own included, on average: up to the first number on impulse, from the second on considered. */
  readonly visitsBefore: readonly [impulse: number, considered: number]
  /** Pieces an order that count as few. */
  readonly impulsePieces: number
  /** What counts for the value of a customer; only how they are to each other matters. */
  readonly weights: ValueWeights
  /** The best share of customers by value, then the next ones; the rest is the last tier. */
  readonly tiers: readonly { readonly tier: string; readonly share: number }[]
}

/** Parts of the value score. What is not known of anybody is left out, and the others count in its place. */
export interface ValueWeights {
  /** What they spent. */
  readonly financial: number
  /** How often and how lately they order and visit. */
  readonly behavioural: number
  /** Whether they recommend, rate, share and wish. */
  readonly emotional: number
}

/** Where nothing says better. */
export const SEGMENT_DEFAULTS = {
  newDays: 30,
  leastGaps: 50,
  interestActions: 3,
  habitOrders: 3,
  loyalShare: 0.6,
  varietyEvenness: 0.85,
  visitsBefore: [2, 3],
  impulsePieces: 2.5,
  weights: { financial: 0.5, behavioural: 0.35, emotional: 0.15 },
  tiers: [
    { tier: 'top', share: 0.05 },
    { tier: 'high', share: 0.15 },
    { tier: 'middle', share: 0.3 },
    { tier: 'low', share: 0.5 },
  ],
} as const satisfies SegmentSettings

/** Days where the shop's own gaps say too little: two and six months. */
export const FALLBACK_DAYS = { active: 60, lapsed: 180 } as const

/** Fills the defaults in. Throws `option-invalid` that names the setting. */
export function resolveSettings(given: Partial<SegmentSettings> = {}): SegmentSettings {
  const settings: SegmentSettings = { ...SEGMENT_DEFAULTS, ...given }
  const wrong = (name: string, rule: string): never => {
    throw new EndcapError('option-invalid', `${name} of the segments: ${rule}`)
  }
  const known = new Set([...Object.keys(SEGMENT_DEFAULTS), 'activeDays', 'lapsedDays'])
  for (const name of Object.keys(given)) if (!known.has(name)) wrong(name, `there is none; ${[...known].join(', ')}`)
  for (const name of [
    'newDays',
    'leastGaps',
    'interestActions',
    'habitOrders',
    'loyalShare',
    'varietyEvenness',
    'impulsePieces',
  ] as const) {
    if (!(settings[name] > 0)) wrong(name, 'a number above 0')
  }
  const { activeDays = 1, lapsedDays = activeDays + 1, visitsBefore, weights, tiers } = settings
  if (!(activeDays > 0 && lapsedDays > activeDays)) wrong('lapsedDays', 'more days than activeDays')
  if (!(visitsBefore[0] <= visitsBefore[1])) wrong('visitsBefore', '[impulse, considered], the second one higher')
  const parts = [weights.financial, weights.behavioural, weights.emotional]
  if (parts.some((weight) => !(weight >= 0)) || parts.every((weight) => weight === 0)) {
    wrong('weights', 'financial, behavioural and emotional, none below 0, one above')
  }
  const total = tiers.reduce((sum, { share }) => sum + share, 0)
  if (tiers.length === 0 || tiers.some(({ share }) => !(share > 0)) || Math.abs(total - 1) > 1e-6) {
    wrong('tiers', 'a list of { tier, share }, shares that sum to 1')
  }
  return settings
}
