/** The models by themselves: against an own numerical integration, simulation, and each other where they meet. */

import { createSeededRandom } from '@endcap/testkit'
import hyp2f1 from '@stdlib/math-base-special-hyp2f1'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BG_NBD } from '../src/customers/clv/bg-nbd.js'
import { expectTotal, fitLifetime } from '../src/customers/clv/fit-lifetime.js'
import { expectedSpend, fitSpend } from '../src/customers/clv/gamma-gamma.js'
import type { LifetimeFamily, PurchaseHistory } from '../src/customers/clv/lifetime-model.js'
import { MBG_NBD } from '../src/customers/clv/mbg-nbd.js'
import { minimise, polish } from '../src/customers/clv/minimise.js'
import { NBD } from '../src/customers/clv/nbd.js'
import { PARETO_NBD } from '../src/customers/clv/pareto-nbd.js'
import { plainFormulas } from '../src/customers/clv/plain-formulas.js'
import { hypergeometricOfOne, scaledHypergeometric } from '../src/customers/clv/special.js'

/** Simpson's rule on a fine grid: slow, and not what the models do. */
function integrate(f: (at: number) => number, from: number, to: number, steps = 4000): number {
  const width = (to - from) / steps
  let sum = f(from) + f(to)
  for (let k = 1; k < steps; k += 1) sum += (k % 2 === 1 ? 4 : 2) * f(from + k * width)
  return (sum * width) / 3
}

const HISTORIES: readonly PurchaseHistory[] = [
  { x: 0, t_x: 0, T: 30 },
  { x: 2, t_x: 30.43, T: 38.86 },
  { x: 11, t_x: 20, T: 39 },
  { x: 26, t_x: 30.9, T: 31 },
]
const FAMILIES: readonly (readonly [LifetimeFamily, readonly number[]])[] = [
  [BG_NBD, [0.243, 4.414, 0.793, 2.426]],
  [BG_NBD, [0.9, 6.4, 1, 3]],
  [BG_NBD, [0.9, 6.4, 0.4, 0.6]],
  [MBG_NBD, [0.52, 6.2, 0.9, 1.6]],
  [PARETO_NBD, [0.553, 10.578, 0.606, 11.669]],
  [PARETO_NBD, [0.8, 14, 1, 3]],
  [NBD, [0.74, 9.05]],
]
const named = FAMILIES.map(([family, values]) => [`${family.name} ${values.join(' ')}`, family, values] as const)

describe('special functions', () => {
  test('agree with the library where that one is sound', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        fc.double({ min: 0.2, max: 8, noNaN: true }),
        fc.double({ min: 0.01, max: 0.85, noNaN: true }),
        (b, more, z) => {
          const c = b + more
          const expected = hyp2f1(1, b, c, z)
          expect(Math.abs(hypergeometricOfOne(b, c, z) / expected - 1)).toBeLessThan(1e-9)
          expect(Math.abs(scaledHypergeometric(1, b, c, z, 0) / expected - 1)).toBeLessThan(1e-9)
        },
      ),
      { numRuns: 200, seed: 1 },
    )
  })
  test('do not overflow where powers do', () => {
    // ₂F₁(a, b; b; z) = (1 − z)^−a
    expect(scaledHypergeometric(3000, 5, 5, 0.5, 3000 * Math.log(0.5))).toBeCloseTo(1, 9)
    expect(hypergeometricOfOne(1, 2, 0.9999)).toBeCloseTo(-Math.log(1 - 0.9999) / 0.9999, 9)
  })
})

describe.each(named)('%s', (_, family, values) => {
  const model = family.create(values)
  test('has chances that are chances, and forecasts that grow', () => {
    for (const history of HISTORIES) {
      const alive = model.pAlive(history)
      expect(alive).toBeGreaterThan(0)
      expect(alive).toBeLessThanOrEqual(1)
      const forecasts = [0.1, 1, 10, 39, 200].map((weeks) => model.expected(history, weeks))
      expect(forecasts).toEqual([...forecasts].sort((a, b) => a - b))
      expect(Number.isFinite(forecasts.at(-1))).toBe(true)
      // Somebody who buys in a short while buys once: both say the same.
      expect(model.expected(history, 1e-4) / (alive * model.buysWithin(history, 1e-4))).toBeCloseTo(1, 3)
      expect(model.buysWithin(history, 1e9)).toBeLessThanOrEqual(1 + 1e-12)
    }
  })
  test('gives what happens on average the chance 1', () => {
    // Nobody buys within T: its density at x = 0 and the chance of a first purchase until T make 1.
    const none = Math.exp(model.logLikelihood({ x: 0, t_x: 0, T: 20 }))
    const fresh = integrate(
      (weeks) => {
        const step = 1e-4
        const at = (T: number) => Math.exp(model.logLikelihood({ x: 0, t_x: 0, T }))
        return -(at(weeks + step) - at(weeks - step)) / (2 * step)
      },
      0.01,
      20,
    )
    expect(none + fresh).toBeCloseTo(Math.exp(model.logLikelihood({ x: 0, t_x: 0, T: 0.01 })), 4)
  })
})

test.each(named)('%s: a history updates a forecast as Bayes says', (_, family, values) => {
  const model = family.create(values)
  // Of new customers, what is expected by week 30 is what is expected by week 10, and then of those with each history.
  const more = model.expected({ x: 0, t_x: 0, T: 0.0001 }, 10)
  const fresh = model.expectedOfNew(10)
  expect(more / fresh).toBeCloseTo(1, 2)
})

test('Pareto/NBD has no step where alpha passes beta, nor BG/NBD where a passes 1', () => {
  for (const history of HISTORIES) {
    const pareto = [9.999999, 10, 10.000001].map((beta) => PARETO_NBD.create([0.5, 10, 0.6, beta]))
    const likelihoods = pareto.map((model) => model.logLikelihood(history))
    expect(Math.abs((likelihoods[0] ?? 0) - (likelihoods[2] ?? 1))).toBeLessThan(1e-5)
    expect(likelihoods[1]).toBeCloseTo(((likelihoods[0] ?? 0) + (likelihoods[2] ?? 0)) / 2, 7)
    const [below = 0, at = 0, above = 0] = [0.999, 1, 1.001].map((a) =>
      BG_NBD.create([0.5, 10, a, 3]).expected(history, 39),
    )
    expect(Math.abs(at / ((below + above) / 2) - 1)).toBeLessThan(1e-5)
  }
})

test('Pareto/NBD’s likelihood is what integrating over the moment of leaving gives', () => {
  const [r, alpha, s, beta] = [0.7, 8, 0.9, 15]
  const model = PARETO_NBD.create([r, alpha, s, beta])
  for (const { x, t_x, T } of HISTORIES) {
    const rate = (t: number) => (alpha / (alpha + t)) ** r / (alpha + t) ** x
    const stays = (t: number) => (beta / (beta + t)) ** s
    const left = integrate((t) => ((rate(t) * s) / (beta + t)) * stays(t), t_x, T)
    let rising = 1
    for (let k = 0; k < x; k += 1) rising *= r + k
    expect(model.logLikelihood({ x, t_x, T })).toBeCloseTo(Math.log(rising * (rate(T) * stays(T) + left)), 8)
    expect(model.pAlive({ x, t_x, T })).toBeCloseTo((rate(T) * stays(T)) / (rate(T) * stays(T) + left), 8)
  }
})

test('the chance of a next purchase is what simulated customers do', () => {
  const { unit } = createSeededRandom(11)
  const history = { x: 3, t_x: 10, T: 12 }
  const [r, alpha, s, beta] = [2, 6, 1, 4]
  // Of somebody who has not left: λ is Gamma(r + x, alpha + T), μ Gamma(s, beta + T); whole shapes are sums of waits.
  const gamma = (shape: number, rate: number) => {
    let sum = 0
    for (let k = 0; k < shape; k += 1) sum -= Math.log(1 - unit())
    return sum / rate
  }
  let bought = 0
  const runs = 200_000
  for (let run = 0; run < runs; run += 1) {
    const buys = -Math.log(1 - unit()) / gamma(r + history.x, alpha + history.T)
    const leaves = -Math.log(1 - unit()) / gamma(s, beta + history.T)
    if (buys < 5 && buys < leaves) bought += 1
  }
  const expected = PARETO_NBD.create([r, alpha, s, beta]).buysWithin(history, 5)
  expect(Math.abs(bought / runs - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / runs))
})

test('a fit finds what customers were made by, within its intervals, and its total with it', () => {
  const { unit } = createSeededRandom(4)
  const rows = Array.from({ length: 1500 }, () => {
    const rate = (-Math.log(1 - unit()) - Math.log(1 - unit())) / 10
    const T = 20 + Math.floor(20 * unit())
    let [at, x] = [0, 0]
    for (;;) {
      const next = at - Math.log(1 - unit()) / rate
      if (next > T) break
      at = next
      x += 1
    }
    return { x, t_x: at, T, customers: 1 }
  })
  const fit = fitLifetime(NBD, rows)
  ;[2, 10].forEach((truth, index) => {
    const half = 3 * Math.sqrt(fit.covariance?.[index]?.[index] ?? 0)
    expect(Math.abs(Math.log((fit.values[index] ?? 0) / truth))).toBeLessThan(half)
  })
  const { expected, interval } = expectTotal(fit, (model) => 1000 * model.expectedOfNew(10))
  expect(interval?.[0]).toBeLessThan(2000)
  expect(interval?.[1]).toBeGreaterThan(2000)
  expect(expected).toBeGreaterThan(1850)
})

test('a minimum in a flat valley is found to many digits', () => {
  const valley = ([a = 0, b = 0]: readonly number[]) => (1 - a) ** 2 + 100 * (b - a * a) ** 2
  const found = polish(valley, minimise(valley, [-1.2, 1], { steps: 200, flat: 1e-6, reach: 12 }))
  expect(found.at[0]).toBeCloseTo(1, 7)
  expect(found.at[1]).toBeCloseTo(1, 7)
  // Downhill without end: the wall is where it stops.
  expect(minimise(([a = 0]) => -a, [0], { steps: 50, flat: 1e-9, reach: 12 }).at).toEqual([12])
})

test('spend lies between a customer’s own mean and that of all, nearer to the own with more purchases', () => {
  const { unit } = createSeededRandom(2)
  const spends = Array.from({ length: 800 }, () => {
    const own = 20 + 60 * unit()
    const x = 1 + Math.floor(5 * unit())
    const values = Array.from({ length: x }, () => own * (0.5 + unit()))
    return { x, mean: values.reduce((sum, value) => sum + value, 0) / x }
  })
  const fit = fitSpend(spends)
  const mean = fit.population_mean as number
  expect(Math.abs(mean / 50 - 1)).toBeLessThan(0.05)
  const [one, many] = [1, 20].map((x) => expectedSpend(fit, { x, mean: 100 }) as number) as [number, number]
  expect(one).toBeGreaterThan(mean)
  expect(many).toBeGreaterThan(one)
  expect(many).toBeLessThan(100)
  expect(expectedSpend(fit, { x: 0, mean: 0 })).toBeCloseTo(mean, 9)
})

test('the plain formulas are what their names say', () => {
  const formulas = plainFormulas({
    window_days: 365,
    customers: 10,
    revenue_per_customer_year: 200,
    purchases_per_customer_year: 4,
    purchase_value: 50,
    retention: 0.6,
    period_days: 365.25,
    growth: 0.05,
    margin: 0.5,
    discount: 0.1,
    acquisition: 20,
    maintenance: 5,
    years: 2,
  })
  expect(formulas.simple).toBeCloseTo(100 * 0.6 * 1.05, 9)
  expect(formulas.net_present).toBeCloseTo(-20 + 95 / 1.1 + (100 * 0.6 * 1.05 - 5) / 1.21, 9)
  expect(formulas.profit_share).toBeCloseTo((50 * 4 * 0.5) / 0.4, 9)
  // The same shop told by half years: half the profit and half the maintenance each, at the roots of discount and growth.
  const { simple, net_present, profit_share } = plainFormulas({ ...formulas.inputs, period_days: 365.25 / 2, years: 1 })
  const [growth, discount] = [Math.sqrt(1.05), Math.sqrt(1.1)]
  expect(simple).toBeCloseTo(50 * 0.6 * growth, 9)
  expect(net_present).toBeCloseTo(-20 + 47.5 / discount + (50 * 0.6 * growth - 2.5) / discount ** 2, 9)
  expect(profit_share).toBeCloseTo((50 * 2 * 0.5) / 0.4, 9)
})
