import { checkSampleRatio } from '../srm.js'
import { type ComparisonForm, compareMoments, type Reads } from './compare.js'
import { createShop, type SimulatedMetric } from './experiment.js'
import type { PlantedArm, Traffic } from './traffic.js'

/** The same experiment many times over, with another seed each time. */
export interface StudyOptions {
  readonly traffic: Traffic
  /** Control first. */
  readonly arms: readonly [control: PlantedArm, test: PlantedArm]
  readonly runs: number
  /** The first run's; each further run counts one up. */
  readonly seed: number
  /** Every day's evening, or the last one only. @default 'daily' */
  readonly looks?: 'daily' | 'last'
  readonly metrics: readonly StudyMetric[]
  /** @default 0.05 */
  readonly alpha?: number
  readonly onProgress?: (runs: number) => void
}

/** A difference that a study follows. */
export interface StudyMetric {
  readonly metric: SimulatedMetric
  readonly form: ComparisonForm
  /** What was planted, in the units of the form. @default 0 */
  readonly truth?: number
}

/** Runs, of all, by the interval that was read. */
export interface ByReading {
  readonly fixed: number
  readonly alwaysValid: number
}

/** How one difference did over the runs. */
export interface StudyRow extends Required<StudyMetric> {
  /** The interval left out the truth at one look or more: with no effect, a false alarm. */
  readonly missedAtAnyLook: ByReading
  readonly missedAtEnd: ByReading
  /** The interval left out zero on the truth's side, or on either when the truth is zero. */
  readonly foundAtAnyLook: ByReading
  readonly foundAtEnd: ByReading
  /** Days to the first look at which the always-valid interval left out zero, of the runs that came to it, ascending. */
  readonly daysToFind: readonly number[]
}

/** What a study saw. */
export interface Study {
  readonly runs: number
  /** Looks of a run. */
  readonly looks: number
  /** Visitors of both arms at the end, on average. */
  readonly visitors: number
  /** Runs whose split was alarmed of at the end. */
  readonly splitAlarms: number
  readonly rows: readonly StudyRow[]
}

/** Runs an experiment `runs` times and counts what each way to read it says. Throws `option-invalid`. */
export function runStudy(options: StudyOptions): Study {
  const { traffic, arms, runs, seed, looks = 'daily', alpha = 0.05, onProgress } = options
  const shop = createShop(traffic, arms)
  const weights = arms.map(({ weight = 1 }) => weight)
  const followed = options.metrics.map((metric) => createFollowed(metric))
  const metrics = new Set(followed.map(({ metric }) => metric))
  let [visitors, splitAlarms] = [0, 0]
  for (let run = 0; run < runs; run++) {
    for (const { start } of followed) start()
    shop.run(seed + run, (day, [control, test]) => {
      const isLast = day === traffic.days
      if (!control || !test || (looks === 'last' && !isLast)) return true
      for (const metric of metrics) {
        const compared = compareMoments(metric, [control.metrics[metric], test.metrics[metric]], { alpha })
        for (const one of followed) if (one.metric === metric) one.look(day, isLast, compared?.[one.form])
      }
      if (isLast) {
        visitors += control.visitors + test.visitors
        if (checkSampleRatio([control.visitors, test.visitors], weights).alarm) splitAlarms++
      }
      return true
    })
    onProgress?.(run + 1)
  }
  return {
    runs,
    looks: looks === 'daily' ? traffic.days : 1,
    visitors: visitors / runs,
    splitAlarms,
    rows: followed.map(({ row }) => row()),
  }
}

type Bounds = { readonly low: number; readonly high: number }

/** Counts over runs; a run counts once. */
function createFollowed({ metric, form, truth = 0 }: StudyMetric) {
  const zero = () => ({ fixed: 0, alwaysValid: 0 })
  const [missedAtAnyLook, missedAtEnd, foundAtAnyLook, foundAtEnd] = [zero(), zero(), zero(), zero()]
  const daysToFind: number[] = []
  const done = { missed: { fixed: false, alwaysValid: false }, found: { fixed: false, alwaysValid: false } }
  const misses = ({ low, high }: Bounds): boolean => low > truth || high < truth
  const finds = ({ low, high }: Bounds): boolean => (truth >= 0 && low > 0) || (truth <= 0 && high < 0)

  function count(name: keyof ByReading, day: number, isLast: boolean, bounds: Bounds): void {
    const [isMissed, isFound] = [misses(bounds), finds(bounds)]
    if (isMissed && !done.missed[name]) {
      done.missed[name] = true
      missedAtAnyLook[name]++
    }
    if (isFound && !done.found[name]) {
      done.found[name] = true
      foundAtAnyLook[name]++
      if (name === 'alwaysValid') daysToFind.push(day)
    }
    if (isLast && isMissed) missedAtEnd[name]++
    if (isLast && isFound) foundAtEnd[name]++
  }
  return {
    metric,
    form,
    start() {
      done.missed.fixed = done.missed.alwaysValid = done.found.fixed = done.found.alwaysValid = false
    },
    look(day: number, isLast: boolean, read: Reads | undefined): void {
      if (!read) return
      count('fixed', day, isLast, read.fixed)
      count('alwaysValid', day, isLast, read.alwaysValid)
    },
    row(): StudyRow {
      daysToFind.sort((a, b) => a - b)
      return { metric, form, truth, missedAtAnyLook, missedAtEnd, foundAtAnyLook, foundAtEnd, daysToFind }
    },
  }
}
