import type { FittedFamilies } from './fit-all.js'
import { expectTotal, neverLeaves } from './fit-lifetime.js'
import { LIFETIME_MODELS, type LifetimeModelName, type PurchaseHistory } from './lifetime-model.js'
import type { CustomerPurchases } from './read-purchases.js'

/** What forecasts: a model, or `own_rate`, everybody as often as so far. */
export type ForecastName = LifetimeModelName | 'own_rate'

/** How a forecast did in weeks that it had not seen. */
export interface HoldoutError {
  readonly expected: number
  /** 95 %, of what is expected under uncertain parameters; null without one. */
  readonly interval: readonly [number, number] | null
  /** (expected − actual) / actual; null without any purchase. */
  readonly relative_error: number | null
  /** Root of the mean squared error per customer. */
  readonly rmse: number
  readonly mae: number
}

/** Customers with as many repeat purchases before, and what came. */
export interface FrequencyGroup {
  readonly x: string
  readonly customers: number
  readonly expected_mean: number
  readonly actual_mean: number
}

/** The weeks after the calibration, that no fit saw. */
export interface Holdout {
  readonly weeks: number
  readonly customers: number
  readonly actual: number
  /** Of the model that was chosen. */
  readonly model: ForecastName
  readonly expected: number
  readonly interval: readonly [number, number] | null
  readonly relative_error: number | null
  readonly models: Readonly<Partial<Record<ForecastName, HoldoutError>>>
  readonly by_frequency: readonly FrequencyGroup[]
  /** Why this model. */
  readonly reason: string
}

/** Expected purchases by {@link ForecastName}. */
export function expectedBy(
  name: ForecastName,
  fits: FittedFamilies,
): (history: PurchaseHistory, weeks: number) => number {
  if (name === 'own_rate') return ({ x, T }, weeks) => (x / Math.max(T, 1)) * weeks
  return fits[name].model.expected
}

/** Memory of what was computed for equal histories: most customers share theirs. */
export function byHistory(ask: (history: PurchaseHistory) => number): (history: PurchaseHistory) => number {
  const known = new Map<string, number>()
  return (history) => {
    const key = `${history.x}|${history.t_x}|${history.T}`
    const found = known.get(key)
    if (found !== undefined) return found
    const value = ask(history)
    known.set(key, value)
    return value
  }
}

/**
 * Compares what every model expects with what came, and chooses: the first of BG/NBD, MBG/NBD, Pareto/NBD, NBD and the own rate whose
 * squared error per customer is within one standard error of the best (Breiman et al. 1984). Models at their boundary do not stand.
 */
export function judgeHoldout(fits: FittedFamilies, customers: readonly CustomerPurchases[], weeks: number): Holdout {
  const actual = customers.reduce((sum, { later }) => sum + later, 0)
  const n = customers.length
  const names: ForecastName[] = [...LIFETIME_MODELS.filter((name) => !neverLeaves(fits[name])), 'own_rate']
  const judged = names.map((name) => {
    const ask = byHistory((history) => expectedBy(name, fits)(history, weeks))
    const forecasts = customers.map(ask)
    const squares = forecasts.map((expected, index) => (expected - (customers[index]?.later ?? 0)) ** 2)
    const absolute = forecasts.reduce(
      (sum, expected, index) => sum + Math.abs(expected - (customers[index]?.later ?? 0)),
      0,
    )
    const total =
      name === 'own_rate'
        ? { expected: forecasts.reduce((sum, value) => sum + value, 0), interval: null }
        : expectTotal(fits[name], (model) => {
            const expected = byHistory((history) => model.expected(history, weeks))
            return customers.reduce((sum, customer) => sum + expected(customer), 0)
          })
    const mse = squares.reduce((sum, value) => sum + value, 0) / n
    const error: HoldoutError = {
      ...total,
      relative_error: actual > 0 ? (total.expected - actual) / actual : null,
      rmse: Math.sqrt(mse),
      mae: absolute / n,
    }
    return { name, forecasts, squares, mse, error }
  })
  const best = judged.reduce((least, each) => (each.mse < least.mse ? each : least))
  const chosen = judged.find(({ squares, mse }) => mse - best.mse <= standardError(squares, best.squares)) ?? best
  return {
    weeks,
    customers: n,
    actual,
    model: chosen.name,
    expected: chosen.error.expected,
    interval: chosen.error.interval,
    relative_error: chosen.error.relative_error,
    models: Object.fromEntries(judged.map(({ name, error }) => [name, error])),
    by_frequency: groupByFrequency(customers, chosen.forecasts),
    reason:
      chosen === best
        ? 'the least squared error per customer in the holdout'
        : `within one standard error of the least squared error per customer, that of ${best.name}`,
  }
}

/** Of the mean difference of two lists of squared errors of the same customers. */
function standardError(a: readonly number[], b: readonly number[]): number {
  const differences = a.map((value, index) => value - (b[index] ?? 0))
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length
  const variance =
    differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, differences.length - 1)
  return Math.sqrt(variance / differences.length)
}

const MOST = 7

function groupByFrequency(customers: readonly CustomerPurchases[], forecasts: readonly number[]): FrequencyGroup[] {
  return Array.from({ length: MOST + 1 }, (_, x) => {
    const members = customers.flatMap((customer, index) =>
      Math.min(customer.x, MOST) === x ? [{ later: customer.later, expected: forecasts[index] ?? 0 }] : [],
    )
    const mean = (of: (member: (typeof members)[number]) => number) =>
      members.reduce((sum, member) => sum + of(member), 0) / Math.max(1, members.length)
    return {
      x: x === MOST ? `${MOST}+` : String(x),
      customers: members.length,
      expected_mean: mean(({ expected }) => expected),
      actual_mean: mean(({ later }) => later),
    }
  }).filter(({ customers: count }) => count > 0)
}
