import type { ParameterInterval } from './fit-lifetime.js'
import { hessian, inverseOf, minimise, polish } from './minimise.js'
import { logGamma } from './special.js'

/** What a customer spent: mean of the repeat purchases, and how many they were. */
export interface Spend {
  readonly x: number
  readonly mean: number
}

/** What a purchase is worth by customer, fitted. */
export interface FittedSpend {
  readonly p: number
  readonly q: number
  readonly gamma: number
  readonly log_likelihood: number
  readonly customers: number
  readonly intervals: Readonly<Record<'p' | 'q' | 'gamma', ParameterInterval>>
  /** Mean over customers; null where q ≤ 1, where there is none. */
  readonly population_mean: number | null
  /** Pearson's, of number and mean value of purchases: the model takes it for 0. */
  readonly correlation: number
  /** A parameter ran away: customers do not differ, or wildly. */
  readonly boundary: readonly string[]
}

const REACH = 14
const EDGE = 12
const NAMES = ['p', 'q', 'gamma'] as const

/**
 * Gamma-gamma model of spend: purchases of a customer are Gamma(p, ν), ν is Gamma(q, γ) over customers; by mean values of repeat
 * purchases above 0. Fader and Hardie 2013, "The Gamma-Gamma model of monetary value".
 */
export function fitSpend(spends: readonly Spend[]): FittedSpend {
  const sound = spends.filter(({ x, mean }) => x > 0 && mean > 0)
  const scale = sound.reduce((sum, { mean }) => sum + mean, 0) / Math.max(1, sound.length) || 1
  const loss = (logs: readonly number[]): number => {
    const [p = 1, q = 1, gamma = 1] = logs.map(Math.exp)
    const sum = sound.reduce((total, { x, mean }) => {
      const z = mean / scale
      return (
        total +
        logGamma(p * x + q) -
        logGamma(p * x) -
        logGamma(q) +
        q * Math.log(gamma) +
        (p * x - 1) * Math.log(z) +
        p * x * Math.log(x) -
        (p * x + q) * Math.log(gamma + x * z)
      )
    }, 0)
    return Number.isFinite(sum) ? -sum / sound.length : 1e10
  }
  const [nearest] = [
    [2, 3, 2],
    [6, 4, 0.5],
    [1, 1.5, 1],
  ]
    .map((start) => minimise(loss, start.map(Math.log), { steps: 15, flat: 1e-4, reach: REACH }))
    .sort((a, b) => a.value - b.value)
  const found = minimise(loss, nearest?.at ?? [0, 0, 0], { steps: 200, flat: 1e-7, reach: REACH })
  const best = found.at.some((log) => Math.abs(log) > EDGE) ? found : polish(loss, found)
  const [p = 1, q = 1, unit = 1] = best.at.map(Math.exp)
  const gamma = unit * scale
  const boundary = NAMES.filter((_, index) => Math.abs(best.at[index] ?? 0) > EDGE)
  const values = { p, q, gamma }
  const halves = boundary.length > 0 ? [] : halvesOf(loss, best.at, sound.length)
  return {
    ...values,
    log_likelihood: -best.value * sound.length - sound.length * Math.log(scale),
    customers: sound.length,
    intervals: Object.fromEntries(
      NAMES.map((name, index) => {
        const half = halves[index]
        return [name, half === undefined ? null : [values[name] * Math.exp(-half), values[name] * Math.exp(half)]]
      }),
    ) as FittedSpend['intervals'],
    population_mean: q > 1 ? (p * gamma) / (q - 1) : null,
    correlation: correlate(sound),
    boundary,
  }
}

/** Half the width of the 95 % interval of each ln parameter; none where the likelihood is flat. */
function halvesOf(loss: (at: readonly number[]) => number, at: readonly number[], customers: number): number[] {
  const covariance = inverseOf(hessian(loss, at).map((row) => row.map((value) => value * customers)))
  return (covariance ?? []).map((row, index) => 1.959963984540054 * Math.sqrt(row[index] ?? 0))
}

/** Expected value of a customer's purchases: between the customer's own mean and that of all. Null where there is no mean. */
export function expectedSpend(
  { p, q, gamma }: Pick<FittedSpend, 'p' | 'q' | 'gamma'>,
  { x, mean }: Spend,
): number | null {
  const weight = p * x + q - 1
  return weight > 0 ? (p * (gamma + x * mean)) / weight : null
}

function correlate(spends: readonly Spend[]): number {
  const n = spends.length
  const [mx, mz] = [spends.reduce((sum, { x }) => sum + x, 0) / n, spends.reduce((sum, { mean }) => sum + mean, 0) / n]
  let [xx, zz, xz] = [0, 0, 0]
  for (const { x, mean } of spends) {
    xx += (x - mx) ** 2
    zz += (mean - mz) ** 2
    xz += (x - mx) * (mean - mz)
  }
  return xx > 0 && zz > 0 ? xz / Math.sqrt(xx * zz) : 0
}
