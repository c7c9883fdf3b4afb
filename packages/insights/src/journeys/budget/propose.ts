import { type Curve, type CurveSource, drawCurves } from './draw-curves.js'
import { splitBudget } from './split.js'

/** A number that is not known exactly: its mean over the draws, and the range that holds 95 % of them. */
export interface Expected {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** A channel as it is to be split. */
export interface ProposedChannel {
  readonly source: CurveSource
  /** A week. */
  readonly current: number
  readonly least: number
  readonly most: number
}

/** A split, and what it is expected to change. A week, all of it. */
export interface Proposal {
  readonly spends: readonly number[]
  /** By channel: revenue of the current spend, and of the next unit of it. */
  readonly now: readonly { readonly revenue: Expected; readonly marginal: Expected }[]
  /** Revenue that comes of the spend, as it is and as proposed. */
  readonly revenueNow: Expected
  readonly revenue: Expected
  readonly revenueChange: Expected
  /** Revenue ÷ spend as proposed. */
  readonly roas: Expected
  /** Share of the draws in which the proposal brings more. */
  readonly chanceBetter: number
}

/** Splits a budget by the mean of drawn curves, and tells from the draws what that is expected to bring. */
export function propose(channels: readonly ProposedChannel[], budget: number, draws: number, seed: number): Proposal {
  const drawn = drawCurves(
    channels.map(({ source }) => source),
    draws,
    seed,
  )
  const spends = splitBudget(
    channels.map(({ least, most }, at) => ({
      least,
      most,
      marginal: tabulate((spend) => average(drawn, (curves) => curves[at]?.marginal(spend) ?? 0), least, most),
    })),
    budget,
  ).map((spend, at) => {
    // Equal to what it is but for the last digits of the search: no change.
    const current = channels[at]?.current ?? 0
    return Math.abs(spend - current) < 1e-6 * Math.max(1, current) ? current : spend
  })
  const sum = (curves: readonly Curve[], at: (index: number) => number) =>
    curves.reduce((total, curve, index) => total + curve.revenue(at(index)), 0)
  const before = drawn.map((curves) => sum(curves, (index) => channels[index]?.current ?? 0))
  const after = drawn.map((curves) => sum(curves, (index) => spends[index] ?? 0))
  const spent = spends.reduce((total, spend) => total + spend, 0)
  return {
    spends,
    now: channels.map(({ current }, at) => ({
      revenue: expect(drawn.map((curves) => curves[at]?.revenue(current) ?? 0)),
      marginal: expect(drawn.map((curves) => curves[at]?.marginal(current) ?? 0)),
    })),
    revenueNow: expect(before),
    revenue: expect(after),
    revenueChange: expect(after.map((revenue, draw) => revenue - (before[draw] ?? 0))),
    roas: expect(after.map((revenue) => (spent > 0 ? revenue / spent : 0))),
    chanceBetter: after.filter((revenue, draw) => revenue > (before[draw] ?? 0)).length / Math.max(1, draws),
  }
}

/** Points of a table of marginal revenue: the search for the split asks for thousands. */
const POINTS = 128

/** A falling function between two ends as a table, straight between its points. */
function tabulate(value: (spend: number) => number, least: number, most: number): (spend: number) => number {
  const start = Math.max(least, most * 1e-6)
  const step = (most - start) / (POINTS - 1)
  const table = Array.from({ length: POINTS }, (_, at) => value(start + at * step))
  return (spend) => {
    const place = step > 0 ? Math.min(POINTS - 1, Math.max(0, (spend - start) / step)) : 0
    const below = Math.min(POINTS - 2, Math.floor(place))
    const [left, right] = [table[below] ?? 0, table[below + 1] ?? 0]
    return left + (place - below) * (right - left)
  }
}

function average(drawn: readonly Curve[][], value: (curves: readonly Curve[]) => number): number {
  return drawn.reduce((sum, curves) => sum + value(curves), 0) / drawn.length
}

function expect(values: readonly number[]): Expected {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
    low: at(0.025),
    high: at(0.975),
  }
}
