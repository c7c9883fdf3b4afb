import { EndcapError } from '@endcap/core'
import { RFM_BINS, type RfmScores } from './rfm-score.js'

/** Lowest and highest score. */
export type ScoreRange = readonly [from: number, to: number]

/** Who belongs to a segment: all three ranges must hold. */
export interface RfmRule {
  readonly segment: string
  readonly r: ScoreRange
  readonly f: ScoreRange
  readonly m: ScoreRange
  /** What to do about them. */
  readonly treatment?: string
}

/** Whom no rule fits. */
export const NO_SEGMENT = 'Others'

/** The table of segments that marketers know, of the R package `rfm`: the first rule that fits decides. */
export const RFM_RULES: readonly RfmRule[] = [
  {
    segment: 'Champions',
    r: [5, 5],
    f: [5, 5],
    m: [5, 5],
    treatment: 'Early access and thanks, no discounts; ask for a review or a recommendation',
  },
  {
    segment: 'Potential Loyalist',
    r: [3, 5],
    f: [3, 5],
    m: [2, 5],
    treatment: 'Offer membership; recommend what goes with the last order',
  },
  {
    segment: 'Loyal Customers',
    r: [2, 4],
    f: [2, 4],
    m: [2, 4],
    treatment: 'Recommend a step up; reward the next order',
  },
  {
    segment: 'Promising',
    r: [3, 4],
    f: [1, 3],
    m: [3, 5],
    treatment: 'Show new products of their categories; make the second order easy',
  },
  {
    segment: 'New Customers',
    r: [4, 5],
    f: [1, 3],
    m: [1, 5],
    treatment: 'Welcome and help with the first order; recommend what goes with it',
  },
  {
    segment: "Can't Lose Them",
    r: [1, 2],
    f: [3, 4],
    m: [4, 5],
    treatment: 'Write in person, ask what is wrong, and offer something of worth',
  },
  {
    segment: 'At Risk',
    r: [1, 2],
    f: [2, 5],
    m: [4, 5],
    treatment: 'Remind of what they bought; an offer that ends soon',
  },
  {
    segment: 'Need Attention',
    r: [1, 3],
    f: [3, 5],
    m: [3, 5],
    treatment: 'An offer by what they looked at last',
  },
  {
    segment: 'About To Sleep',
    r: [2, 3],
    f: [1, 3],
    m: [1, 4],
    treatment: 'Popular products and a small incentive',
  },
  {
    segment: 'Lost',
    r: [1, 1],
    f: [1, 5],
    m: [1, 5],
    treatment: 'One last message, then none: do not spend on them',
  },
]

/** The segment of the first rule that fits, else {@link NO_SEGMENT}. */
export function segmentOf(scores: RfmScores, rules: readonly RfmRule[] = RFM_RULES): string {
  const fits = (key: keyof RfmScores) => (rule: RfmRule) => scores[key] >= rule[key][0] && scores[key] <= rule[key][1]
  return rules.filter(fits('r')).filter(fits('f')).find(fits('m'))?.segment ?? NO_SEGMENT
}

/**
 * Reads a table of rules as a shop writes it: `[{ "segment": "VIP", "r": [5, 5], "f": [4, 5], "m": [4, 5] }]`; a score that is left
 * out may be any. Throws `value-invalid` that names the rule.
 */
export function parseRfmRules(value: unknown): RfmRule[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new EndcapError('type-wrong', 'the rules of segments are a list of { segment, r, f, m }')
  }
  return value.map((entry: unknown, index) => {
    const at = `/${index}`
    if (typeof entry !== 'object' || entry === null) throw new EndcapError('type-wrong', `${at}: expected a rule`)
    const source = entry as Record<string, unknown>
    const { segment, treatment } = source
    if (typeof segment !== 'string' || segment === '') {
      throw new EndcapError('field-missing', `${at}/segment: the name of the segment`)
    }
    const range = (name: 'r' | 'f' | 'm') => rangeOf(source[name] ?? source[name.toUpperCase()], `${at}/${name}`)
    return {
      segment,
      r: range('r'),
      f: range('f'),
      m: range('m'),
      ...(typeof treatment === 'string' && { treatment }),
    }
  })
}

function rangeOf(value: unknown, at: string): ScoreRange {
  if (value === undefined) return [1, RFM_BINS]
  const [from, to] = Array.isArray(value) ? (value as unknown[]) : [value, value]
  const isScore = (score: unknown): score is number =>
    typeof score === 'number' && Number.isInteger(score) && score >= 1 && score <= RFM_BINS
  if (!isScore(from) || !isScore(to) || from > to) {
    throw new EndcapError('value-invalid', `${at}: expected [from, to], scores of 1 to ${RFM_BINS}`)
  }
  return [from, to]
}
