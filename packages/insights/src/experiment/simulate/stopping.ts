import { createRandom } from '../../random.js'
import { standardErrorsWide } from '../sequence-width.js'
import { FLOOR_DAYS } from '../verdict.js'
import { createDraw } from './draw.js'

/** A comparison that is read every evening. */
export interface StoppingOptions {
  /** Of one visitor's worth, planted, in units of the standard deviation for one visitor in each arm. */
  readonly effect: number
  /** Visitors an arm and day. */
  readonly visitorsPerDay: number
  readonly days: number
  /** Of this comparison. */
  readonly alpha: number
  /** @default 2000 */
  readonly runs?: number
  /** @default 1 */
  readonly seed?: number
}

/** When tests end that are read every evening with the always-valid interval. */
export interface Stopping {
  readonly runs: number
  /** Runs that decided by the last day, 0–1. */
  readonly decidedRatio: number
  /** Day by which half, and nine in ten, of all runs had decided. Undefined where fewer ever did. */
  readonly medianDay: number | undefined
  readonly ninetiethDay: number | undefined
  /** Days that a run took on average; who did not decide took all of them. */
  readonly meanDays: number
}

/**
 * Simulates the difference of two arms as it wanders day by day around a planted effect, and notes the first evening, not
 * before the week's floor, at which the interval leaves out zero. Sums of visitors are normal here; shoppers are drawn one by
 * one in {@link import('./experiment.js').createShop}.
 */
export function simulateStopping(options: StoppingOptions): Stopping {
  const { effect, visitorsPerDay, days, alpha, runs = 2000, seed = 1 } = options
  const { normal } = createDraw(createRandom(seed))
  const wide = Array.from({ length: days }, (_, day) => standardErrorsWide(2 * visitorsPerDay * (day + 1), { alpha }))
  const ends: number[] = []
  let total = 0
  for (let run = 0; run < runs; run++) {
    let [sum, ended] = [0, 0]
    for (let day = 1; day <= days && ended === 0; day++) {
      sum += visitorsPerDay * effect + Math.sqrt(visitorsPerDay) * normal()
      const z = sum / Math.sqrt(visitorsPerDay * day)
      if (day >= FLOOR_DAYS && Math.abs(z) > wide[day - 1]!) ended = day
    }
    if (ended > 0) ends.push(ended)
    total += ended || days
  }
  ends.sort((a, b) => a - b)
  const dayOf = (share: number): number | undefined => ends[Math.ceil(share * runs) - 1]
  return {
    runs,
    decidedRatio: ends.length / runs,
    medianDay: dayOf(0.5),
    ninetiethDay: dayOf(0.9),
    meanDays: total / runs,
  }
}
