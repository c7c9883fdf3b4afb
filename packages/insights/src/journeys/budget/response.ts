import { EndcapError } from '@endcap/core'
import { type LeastSquares, leastSquaresInTime } from '../least-squares.js'
import type { Weekly } from './weekly.js'

/** How weekly revenue answers to what is spent: β ln(1 + spend ÷ κ), which grows ever more slowly. */
export interface ResponseFit {
  /** In the order of `beta`. */
  readonly channels: readonly string[]
  readonly beta: readonly number[]
  /** Of `beta`. */
  readonly covariance: readonly (readonly number[])[]
  /** Spend a week at which a channel's answer bends, by channel. */
  readonly kappa: readonly number[]
  /** Share of a week's effect that is left in the week after. */
  readonly carryOver: number
  readonly degrees: number
  /** Share of the variance of weekly revenue that is explained. */
  readonly rSquared: number
}

/** A channel whose weekly costs vary less than this share of their mean says nothing of its answer. */
export const LEAST_VARIATION = 0.2
/** Weeks needed beyond two a column. */
const SPARE_WEEKS = 12
const BENDS = [0.25, 0.5, 1, 2, 4]
const CARRY_OVERS = [0, 0.3, 0.6]

/**
 * Fits weekly revenue of the whole shop to a trend and the costs of all channels that vary enough: least squares with residuals that may
 * follow each other; bend and carry-over, the same for all channels, are those that fit best. Undefined where weeks or variation are too
 * few. The fit sees what moved together: spend that followed demand looks like its cause.
 */
export function fitResponse({ weeks, revenue, costs }: Weekly): ResponseFit | undefined {
  const varied = Array.from(costs).filter(([, spent]) => variation(spent) >= LEAST_VARIATION)
  if (varied.length === 0 || weeks < SPARE_WEEKS + 2 * (varied.length + 2)) return undefined
  let best: { fit: LeastSquares; bend: number; carryOver: number; loss: number } | undefined
  for (const bend of BENDS) {
    for (const carryOver of CARRY_OVERS) {
      const columns = varied.map(([, spent]) =>
        carried(spent, carryOver).map((amount) => Math.log(1 + amount / (bend * mean(spent)))),
      )
      const rows = revenue.map((_, week) => [...columns.map((column) => column[week] as number), 1, week])
      const fit = tryFit(rows, revenue)
      if (!fit) continue
      const loss = fit.variance * fit.degrees
      if (!best || loss < best.loss) best = { fit, bend, carryOver, loss }
    }
  }
  if (!best) return undefined
  const { fit, bend, carryOver, loss } = best
  const level = mean(revenue)
  const whole = revenue.reduce((sum, value) => sum + (value - level) ** 2, 0)
  return {
    channels: varied.map(([channel]) => channel),
    beta: fit.coefficients.slice(0, varied.length),
    covariance: fit.covariance.slice(0, varied.length).map((row) => row.slice(0, varied.length)),
    kappa: varied.map(([, spent]) => bend * mean(spent)),
    carryOver,
    degrees: fit.degrees,
    rSquared: whole > 0 ? Math.max(0, 1 - loss / whole) : 0,
  }
}

/** Spend as it works: a part of each week's goes on into the next; what is spent evenly stays as it is. */
function carried(spent: readonly number[], carryOver: number): number[] {
  let held = mean(spent)
  return spent.map((amount) => {
    held = carryOver * held + (1 - carryOver) * amount
    return held
  })
}

function tryFit(rows: readonly (readonly number[])[], revenue: readonly number[]): LeastSquares | undefined {
  try {
    return leastSquaresInTime(rows, revenue)
  } catch (error) {
    // Channels that were always spent on together cannot be told apart.
    if (error instanceof EndcapError) return undefined
    throw error
  }
}

/** Standard deviation ÷ mean. */
export function variation(values: readonly number[]): number {
  const level = mean(values)
  if (!(level > 0) || values.length < 2) return 0
  return Math.sqrt(values.reduce((sum, value) => sum + (value - level) ** 2, 0) / (values.length - 1)) / level
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
