/** A rule as the field measures it: who buys what is on the left also buys what is on the right, in the same basket. */
export interface Rule {
  readonly lhs: readonly string[]
  readonly rhs: string
  /** Names, where the source has them, in the order of `lhs`, then of `rhs`. */
  readonly names?: readonly string[]
  /** Mean price of a piece of the right side; left out where no price is known. */
  readonly price?: number
  /** Baskets with all of it. */
  readonly count: number
  readonly lhsCount: number
  readonly rhsCount: number
  /** Of the whole rule. */
  readonly support: number
  readonly confidence: number
  readonly lift: number
  /** 95 % interval of the lift, each rule by itself. */
  readonly liftLow: number
  readonly liftHigh: number
  readonly leverage: number
  /** Null: infinite, at a confidence of 1. */
  readonly conviction: number | null
  /** Pearson's, one degree of freedom, without a correction for continuity. */
  readonly chiSquared: number
  /** Fisher's exact test, more than by chance. */
  readonly p: number
  /** Benjamini–Hochberg over everything that was looked for. */
  readonly pAdjusted: number
  /** How many baskets with all of it are expected of baskets of the same sizes, filled by chance. */
  readonly expected: number
  /** `count` against that. */
  readonly sizeLift: number
  /** Poisson test of `count` against `expected`, corrected in the same way; 1 where `p` is no alarm by itself. */
  readonly sizePAdjusted: number
  /** Both corrected p-values are at most alpha. */
  readonly isSignificant: boolean
  /** Confidence less the best one of a rule with a shorter left side. Not above 0: the shorter rule says as much. */
  readonly improvement: number
}

/** The measures of a rule that follow from its four counts. */
export type RuleMeasures = Pick<
  Rule,
  'support' | 'confidence' | 'lift' | 'liftLow' | 'liftHigh' | 'leverage' | 'conviction'
>

/** 97.5 % of the normal distribution. */
const Z = 1.959963984540054

/** Measures a rule. The interval is on the logarithm of the lift, by the delta method on the four cells of the table. */
export function measureRule(count: number, lhs: number, rhs: number, n: number): RuleMeasures {
  const [support, left, right] = [count / n, lhs / n, rhs / n]
  const confidence = support / left
  const lift = confidence / right
  const slopes = [
    { share: support, slope: 1 / support - 1 / left - 1 / right },
    { share: left - support, slope: -1 / left },
    { share: right - support, slope: -1 / right },
  ]
  const mean = slopes.reduce((sum, { share, slope }) => sum + share * slope, 0)
  const square = slopes.reduce((sum, { share, slope }) => sum + share * slope * slope, 0)
  const reach = Math.exp(Z * Math.sqrt(Math.max(0, square - mean * mean) / n))
  return {
    support,
    confidence,
    lift,
    liftLow: lift / reach,
    liftHigh: lift * reach,
    leverage: support - left * right,
    conviction: confidence < 1 ? (1 - right) / (1 - confidence) : null,
  }
}
