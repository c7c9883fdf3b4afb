import { EndcapError } from '@endcap/core'
import { normalQuantile } from './distribution.js'
import { standardErrorsWide } from './sequence-width.js'

/** A metric between visitors: its mean, and the variance of one visitor's value (linearised, for a ratio of totals). */
export interface Spread {
  readonly mean: number
  readonly variance: number
}

/**
 * How a lift changes the spread. `share`: a share of visitors, variance p (1 − p). `amount`: every visitor's value grows by
 * the lift, and the standard deviation with it; for clicks, money and pieces it errs on the side of more visitors.
 */
export type MetricShape = 'share' | 'amount'

/** What a test is to be able to see. */
export interface PowerQuestion {
  /** Control, as it is today. */
  readonly baseline: Spread
  /** @default 'amount' */
  readonly shape?: MetricShape
  /** Chance of a false alarm over all comparisons with control. @default 0.05 */
  readonly alpha?: number
  /** Chance to see the planned lift. @default 0.9 */
  readonly power?: number
  /** Arms with control; alpha is divided by the comparisons. @default 2 */
  readonly arms?: number
  /**
   * `always-valid`: the interval that may be read every day leaves out zero at the end. `fixed`: one look at the end and none
   * before. @default 'always-valid'
   */
  readonly reading?: Reading
  /** Whether the difference or the difference by control is tested. @default 'absolute' */
  readonly form?: 'absolute' | 'relative'
  /** Correlation of the metric with itself before the exposure: CUPED leaves 1 − ρ² of the variance. @default 0 */
  readonly correlation?: number
}

/** How a result is read. */
export type Reading = 'always-valid' | 'fixed'

export const POWER_DEFAULTS = {
  shape: 'amount',
  alpha: 0.05,
  power: 0.9,
  arms: 2,
  reading: 'always-valid',
  form: 'absolute',
  correlation: 0,
} as const satisfies Omit<PowerQuestion, 'baseline'>

/** Beyond so many visitors an arm no shop waits. */
const MOST_VISITORS = 1e12

/** A share of visitors, 0–1, as a spread. */
export function shareSpread(share: number): Spread {
  return { mean: share, variance: share * (1 - share) }
}

/** The spread of an arm whose metric is `lift` (0.1: 10 %) above the baseline. */
export function liftSpread({ mean, variance }: Spread, lift: number, shape: MetricShape): Spread {
  const lifted = mean * (1 + lift)
  return shape === 'share' ? shareSpread(lifted) : { mean: lifted, variance: variance * (1 + lift) ** 2 }
}

/**
 * Visitors an arm for one comparison with control at the end and no look before, not rounded: (z₁₋α/₂ + z_power)² (v_c + v_t)
 * ÷ δ². With `pooled`, for shares, the null's variance is that of both arms together, as in the textbook's other formula.
 */
export function fixedSampleSize(
  control: Spread,
  test: Spread,
  { alpha, power, pooled = false }: { readonly alpha: number; readonly power: number; readonly pooled?: boolean },
): number {
  const [sureness, strength] = [normalQuantile(1 - alpha / 2), normalQuantile(power)]
  const own = control.variance + test.variance
  const common = pooled ? 2 * shareSpread((control.mean + test.mean) / 2).variance : own
  return ((sureness * Math.sqrt(common) + strength * Math.sqrt(own)) / (test.mean - control.mean)) ** 2
}

/**
 * Visitors that each arm needs to see `lift` (0.1: 10 % above control; below 0: a loss) with the asked power, rounded up.
 * Always-valid: the least n with √n δ ÷ σ ≥ c(2n) + z_power, where c is the half-width of the sequence in standard errors;
 * a test read every day then decides earlier more often than not. Undefined beyond 10¹² an arm. Throws `option-invalid`.
 */
export function visitorsNeeded(question: PowerQuestion, lift: number): number | undefined {
  const { alpha, power, reading } = check(question, lift)
  const { effect, deviation } = effectOf(question, lift)
  const strength = normalQuantile(power)
  const sees = (visitors: number): boolean => {
    const sureness = reading === 'fixed' ? normalQuantile(1 - alpha / 2) : standardErrorsWide(2 * visitors, { alpha })
    return (Math.sqrt(visitors) * Math.abs(effect)) / deviation >= sureness + strength
  }
  return leastCount(sees)
}

/** The least whole number from 2 on for which `sees` holds, when it then holds for every larger one. Undefined beyond 10¹². */
export function leastCount(sees: (count: number) => boolean): number | undefined {
  let [few, enough] = [1, 2]
  while (!sees(enough)) {
    few = enough
    enough *= 2
    if (enough > MOST_VISITORS) return undefined
  }
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2)
    if (sees(middle)) enough = middle
    else few = middle
  }
  return enough
}

/**
 * The least lift above control that `visitors` an arm show with the asked power. It is solved anew for every guess, since the
 * spread of the test arm moves with the lift. Undefined where even a tenfold metric, or for a share everybody, is not seen.
 */
export function detectableLift(question: PowerQuestion, visitors: number): number | undefined {
  const { mean } = question.baseline
  const most = question.shape === 'share' ? Math.min(9, (1 - mean) / mean) : 9
  const sees = (lift: number): boolean => (visitorsNeeded(question, lift) ?? Number.POSITIVE_INFINITY) <= visitors
  if (!sees(most)) return undefined
  let [little, enough] = [0, most]
  // 40 halvings are more digits than any plan needs.
  for (let step = 0; step < 40; step++) {
    const middle = (little + enough) / 2
    if (middle > 0 && sees(middle)) enough = middle
    else little = middle
  }
  return enough
}

/** The effect, and its standard deviation for one visitor in each arm. */
export function effectOf(
  question: PowerQuestion,
  lift: number,
): { readonly effect: number; readonly deviation: number } {
  const { baseline, shape, form, correlation } = { ...POWER_DEFAULTS, ...question }
  const test = liftSpread(baseline, lift, shape)
  const { mean, variance } = baseline
  const left = 1 - correlation * correlation
  if (form === 'absolute') {
    return { effect: test.mean - mean, deviation: Math.sqrt(left * (variance + test.variance)) }
  }
  const relative = test.variance / mean ** 2 + (variance * test.mean ** 2) / mean ** 4
  return { effect: lift, deviation: Math.sqrt(left * relative) }
}

/** The question with its defaults, alpha divided by the comparisons. */
function check(question: PowerQuestion, lift: number) {
  const resolved = { ...POWER_DEFAULTS, ...question }
  const { baseline, shape, alpha, power, arms, correlation } = resolved
  const isRatio = (value: number): boolean => value > 0 && value < 1
  const wrong = (what: string): never => {
    throw new EndcapError('option-invalid', what)
  }
  if (!(baseline.mean > 0) || !(baseline.variance > 0)) wrong('the baseline needs a mean and a variance above 0')
  if (shape === 'share' && !(baseline.mean < 1)) wrong('a share of visitors lies between 0 and 1')
  if (!Number.isFinite(lift) || lift === 0 || lift <= -1) wrong('the lift is a number above -1 and not 0')
  if (shape === 'share' && baseline.mean * (1 + lift) > 1) wrong('with this lift the share would be above 1')
  if (!isRatio(alpha) || !isRatio(power)) wrong('alpha and power lie between 0 and 1')
  if (!(Math.abs(correlation) < 1)) wrong('correlation lies between -1 and 1')
  if (!Number.isInteger(arms) || arms < 2) wrong('a test has two arms or more')
  return { ...resolved, alpha: alpha / (arms - 1) }
}
