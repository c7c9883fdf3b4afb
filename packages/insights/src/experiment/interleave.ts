import type { Period } from '../query/period.js'
import { binomialBelow, studentBelow, studentQuantile } from './distribution.js'
import { type Difference, differ } from './sequential.js'
import { FLOOR_DAYS, FLOOR_VISITORS } from './verdict.js'

/** What leaves the database of an interleaved experiment: sums over visitors. A visitor's preference is (b − a) ÷ (a + b). */
export interface InterleavingSums {
  /** Visitors who could see the list. */
  readonly exposed: number
  /** Visitors with a click on an item that one team alone had picked. */
  readonly credited: number
  /** Sum of the preferences, each from −1 (all credit to control) to 1. */
  readonly sum: number
  readonly sumSquares: number
  /** Visitors who preferred control, who preferred the other, and with as many clicks for each. */
  readonly prefers: { readonly control: number; readonly test: number; readonly neither: number }
  /** Clicks by who picked the item; neutral items credit nobody. */
  readonly clicks: { readonly control: number; readonly test: number; readonly neutral: number }
  /** From the first to the last exposure. Undefined without any. */
  readonly span: Period | undefined
}

/** Which of two strategies shoppers choose from, when both fill one list. */
export interface InterleavingResult extends InterleavingSums {
  /** Control, then the other. */
  readonly teams: readonly [control: string, test: string]
  /**
   * Mean preference, −1 to 1; above 0 the other strategy is preferred. The interval may be read every day. Undefined while
   * fewer than two visitors carry credit, or all are of one mind.
   */
  readonly preference: Difference | undefined
  /** One-sample t test of the mean preference: for one look at the end. */
  readonly fixed:
    | { readonly low: number; readonly high: number; readonly p: number; readonly degrees: number }
    | undefined
  /** Exact sign test over the visitors who prefer one: for one look at the end. */
  readonly signP: number
  /**
   * `empty`: nobody was exposed. `early`: under the floor of visitors with credit or of days. `open`: not sure. `control` and
   * `test`: surely preferred. A preference is no revenue: what it earns is for an A/B test to say.
   */
  readonly state: 'empty' | 'early' | 'open' | 'control' | 'test'
}

/** Visitors with credit at which the interval is narrowest: a tenth of the 5,000 of a test of two arms, as it needs so few. */
export const INTERLEAVING_TUNING = 500
const ALPHA = 0.05
const DAY_MS = 86_400_000

/**
 * Reads a team draft (Radlinski, Kurup, Joachims, CIKM 2008) with the visitor as the unit: who clicks twenty times counts as
 * much as who clicks once. Confidence sequence as in {@link differ}, beside the t test and the sign test.
 */
export function readInterleaving(
  sums: InterleavingSums,
  teams: readonly [control: string, test: string],
): InterleavingResult {
  const preference = preferenceOf(sums)
  return {
    ...sums,
    teams,
    preference,
    fixed: testOnce(sums),
    signP: signTest(sums.prefers.control, sums.prefers.test),
    state: stateOf(sums, preference),
  }
}

/** The mean preference with its always-valid interval. */
export function preferenceOf({ credited: n, sum, sumSquares }: Sums): Difference | undefined {
  if (n < 2) return undefined
  const mean = sum / n
  const estimate = { value: mean, variance: varianceOf(n, sum, sumSquares) / n }
  return differ(estimate, { value: 0, variance: 0 }, n, { alpha: ALPHA, tuning: INTERLEAVING_TUNING })
}

type Sums = Pick<InterleavingSums, 'credited' | 'sum' | 'sumSquares'>

function testOnce({ credited: n, sum, sumSquares }: Sums): InterleavingResult['fixed'] {
  const variance = n < 2 ? 0 : varianceOf(n, sum, sumSquares)
  if (variance === 0) return undefined
  const [mean, error, degrees] = [sum / n, Math.sqrt(variance / n), n - 1]
  const half = studentQuantile(1 - ALPHA / 2, degrees) * error
  return { low: mean - half, high: mean + half, p: 2 * studentBelow(-Math.abs(mean / error), degrees), degrees }
}

function varianceOf(n: number, sum: number, sumSquares: number): number {
  // Rounding can leave a hair below zero when all are of one mind.
  return Math.max(0, (sumSquares - (sum * sum) / n) / (n - 1))
}

/** Two-sided exact test that either side is as likely; 1 without any. */
export function signTest(one: number, other: number): number {
  return Math.min(1, 2 * binomialBelow(Math.min(one, other), one + other, 0.5))
}

function stateOf({ exposed, credited, span }: InterleavingSums, preference: Difference | undefined) {
  if (exposed === 0 || !span) return 'empty'
  if (credited < FLOOR_VISITORS || span.toMs - span.fromMs < FLOOR_DAYS * DAY_MS) return 'early'
  if (!preference) return 'open'
  return preference.low > 0 ? 'test' : preference.high < 0 ? 'control' : 'open'
}
