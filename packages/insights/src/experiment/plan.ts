import { EndcapError } from '@endcap/core'
import { detectableLift, effectOf, POWER_DEFAULTS, type PowerQuestion, type Reading, visitorsNeeded } from './power.js'
import { type Stopping, simulateStopping } from './simulate/stopping.js'
import { FLOOR_DAYS, FLOOR_VISITORS } from './verdict.js'

/** A test to be planned. */
export interface PlanOptions extends Omit<PowerQuestion, 'reading'> {
  /** The lift that is worth finding: 0.1 is 10 % above control. */
  readonly lift: number
  /** New visitors a day who could see the placement and would be enrolled, of all arms together. */
  readonly visitorsPerDay: number
  /** Of the simulated stopping times. @default 1 */
  readonly seed?: number
}

/** What one way to read needs. */
export interface PlanNeed {
  /** Undefined beyond any shop's patience. */
  readonly perArm: number | undefined
  readonly total: number | undefined
  /** Days of the asked traffic, not below a week. */
  readonly days: number | undefined
}

/** What a test will take. */
export interface Plan {
  readonly lift: number
  readonly power: number
  readonly alpha: number
  readonly arms: number
  readonly visitorsPerDay: number
  /** Read every day, and stopped when it is sure: what `endcap` shows. */
  readonly alwaysValid: PlanNeed
  /** Looked at once, at the end, and never before. */
  readonly fixed: PlanNeed
  /** Whole weeks for the always-valid reading: a shop's week has a rhythm. Undefined with its days. */
  readonly weeks: number | undefined
  /** When tests with just this lift end. Undefined without an end, or beyond two years. */
  readonly stopping: Stopping | undefined
  /** The least lift that so many days show with the asked power. */
  readonly detectable: readonly {
    readonly days: number
    readonly perArm: number
    readonly alwaysValid: number | undefined
    readonly fixed: number | undefined
  }[]
}

const WEEKS = [1, 2, 3, 4, 6, 8, 12]
const LONGEST_DAYS = 730

/** Plans a test: visitors and days for a lift, and the lift for days. Throws `option-invalid`. */
export function planExperiment(options: PlanOptions): Plan {
  const { lift, visitorsPerDay, seed = 1, ...asked } = options
  if (!(visitorsPerDay > 0)) throw new EndcapError('option-invalid', 'visitorsPerDay is a number above 0')
  const question = { ...POWER_DEFAULTS, ...asked }
  const { alpha, power, arms } = question
  const perDay = visitorsPerDay / arms
  const needOf = (reading: Reading): PlanNeed => {
    const needed = visitorsNeeded({ ...question, reading }, lift)
    if (needed === undefined) return { perArm: undefined, total: undefined, days: undefined }
    const perArm = Math.max(FLOOR_VISITORS, needed)
    return { perArm, total: perArm * arms, days: Math.max(FLOOR_DAYS, Math.ceil(perArm / perDay)) }
  }
  const [alwaysValid, fixed] = [needOf('always-valid'), needOf('fixed')]
  const { effect, deviation } = effectOf(question, lift)
  const { days } = alwaysValid
  return {
    lift,
    power,
    alpha,
    arms,
    visitorsPerDay,
    alwaysValid,
    fixed,
    weeks: days === undefined ? undefined : Math.ceil(days / 7),
    stopping:
      days === undefined || days > LONGEST_DAYS
        ? undefined
        : simulateStopping({
            effect: effect / deviation,
            visitorsPerDay: perDay,
            days,
            alpha: alpha / (arms - 1),
            seed,
          }),
    detectable: WEEKS.map((weeks) => {
      const perArm = Math.floor(weeks * 7 * perDay)
      const least = (reading: Reading) => detectableLift({ ...question, reading }, perArm)
      return { days: weeks * 7, perArm, alwaysValid: least('always-valid'), fixed: least('fixed') }
    }),
  }
}
