import betainc from '@stdlib/math-base-special-betainc'
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import { chiSquareAbove } from '../experiment/distribution.js'

/** Successes of trials. */
export interface Trials {
  readonly trials: number
  readonly successes: number
}

/** A rate drawn towards the rate of all, the more so the fewer its trials. */
export interface ShrunkRate {
  readonly rate: number
  /** 95 % interval. */
  readonly low: number
  readonly high: number
  /** Chance that it is below the rate of all. */
  readonly below: number
}

/** All rates with what they are drawn to. */
export interface ShrunkRates {
  /** Of all together. */
  readonly rate: number
  /** Of the hypothesis that all are the same: Pearson's chi-square. */
  readonly p: number
  /** In the order given. */
  readonly rates: readonly ShrunkRate[]
}

/**
 * Shrinks rates by an empirical Bayes beta prior: its mean is the rate of all, its strength is by moments from how much more they differ
 * than chance makes them (Kleinman 1973). Where they differ no more than chance, all are the same.
 */
export function shrinkRates(all: readonly Trials[]): ShrunkRates {
  const known = all.filter(({ trials }) => trials > 0)
  const trials = known.reduce((sum, each) => sum + each.trials, 0)
  const rate = trials > 0 ? known.reduce((sum, each) => sum + each.successes, 0) / trials : 0
  const same: ShrunkRate = { rate, low: rate, high: rate, below: 0.5 }
  if (rate <= 0 || rate >= 1 || known.length < 2) return { rate, p: 1, rates: all.map(() => same) }
  const statistic = known.reduce(
    (sum, each) => sum + (each.successes - each.trials * rate) ** 2 / (each.trials * rate * (1 - rate)),
    0,
  )
  const p = chiSquareAbove(statistic, known.length - 1)
  const spare = known.reduce((sum, each) => sum + each.trials - 1, 0)
  const likeness = Math.min(0.99, Math.max(0, (statistic - (known.length - 1)) / Math.max(1, spare)))
  if (p > 0.05 || likeness === 0) return { rate, p, rates: all.map(() => same) }
  const strength = 1 / likeness - 1
  return {
    rate,
    p,
    rates: all.map((each) => {
      const a = strength * rate + each.successes
      const b = strength * (1 - rate) + each.trials - each.successes
      return {
        rate: a / (a + b),
        low: betaQuantile(0.025, a, b),
        high: betaQuantile(0.975, a, b),
        below: betainc(rate, a, b, true, false),
      }
    }),
  }
}
