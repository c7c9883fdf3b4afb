import { createRandom } from '../../random.js'
import type { HistoryCount, LifetimeFamily, LifetimeModel, PurchaseHistory } from './lifetime-model.js'
import { hessian, inverseOf, minimise, polish } from './minimise.js'

/** A parameter with its 95 % interval; without one where the likelihood is too flat to tell. */
export type ParameterInterval = readonly [low: number, high: number] | null

/** A family with the parameters under which what happened is most likely. */
export interface FittedLifetime {
  readonly family: LifetimeFamily
  readonly values: readonly number[]
  readonly model: LifetimeModel
  readonly log_likelihood: number
  readonly isConverged: boolean
  /** Customers that the fit rests on. */
  readonly customers: number
  /** Parameters that ran to the edge, where customers are all alike, or that say of leaving what chance may have made. */
  readonly boundary: readonly string[]
  /** Whether the model has people leave, and is surely more likely for it. */
  readonly seesLeaving: boolean
  /** Of ln parameters: the inverse of the observed information; undefined where that is none. */
  readonly covariance: readonly (readonly number[])[] | undefined
}

/** Logarithms of parameters stay within ± this: e^12 weeks or purchases are none. */
const REACH = 12
/** A parameter at a factor of 22,000 ran away. */
const EDGE = 10
/** Distinct histories that a fit looks at; of more, a seeded sample of customers. */
const MOST_ROWS = 12_000
/** As many tell where to begin. */
const FEW_ROWS = 300
/** What leaving has to add to the ln likelihood: half of the 95 % point of a chi-square of its two parameters. */
const SURE_GAIN = 2.996

/** Equal histories as one row, in an order of their own, so that sums do not depend on who came first. */
export function countHistories(histories: readonly PurchaseHistory[]): HistoryCount[] {
  const counts = new Map<string, HistoryCount & { customers: number }>()
  for (const { x, t_x, T } of histories) {
    const key = `${x}|${t_x}|${T}`
    const found = counts.get(key)
    if (found) found.customers += 1
    else counts.set(key, { x, t_x, T, customers: 1 })
  }
  return [...counts.values()].sort((a, b) => a.x - b.x || a.t_x - b.t_x || a.T - b.T)
}

/** At most so many histories, drawn by seed where there are more. */
export function sampleHistories(histories: readonly PurchaseHistory[]): HistoryCount[] {
  const rows = countHistories(histories)
  if (rows.length <= MOST_ROWS) return rows
  const random = createRandom(rows.length)
  const share = MOST_ROWS / rows.length
  return countHistories(histories.filter(() => random() < share))
}

/**
 * Fits by maximum likelihood on logarithms, from each of the family's starts, and goes on from the best. `without` is the log likelihood
 * of the same rows where nobody leaves: a family that gains nothing on it has its way of leaving named in `boundary`.
 */
export function fitLifetime(family: LifetimeFamily, rows: readonly HistoryCount[], without?: number): FittedLifetime {
  const customers = rows.reduce((sum, row) => sum + row.customers, 0)
  const meanT = Math.max(1, rows.reduce((sum, row) => sum + row.customers * row.T, 0) / Math.max(1, customers))
  const loss = lossOf(family, rows)
  // Where to begin, a thinned crowd tells as well.
  const step = Math.ceil(rows.length / FEW_ROWS)
  const rough = lossOf(
    family,
    rows.filter((_, index) => index % step === 0),
  )
  const [nearest] = family
    .starts(meanT)
    .map((start) => minimise(rough, start.map(Math.log), { steps: 15, flat: 1e-4, reach: REACH }))
    .sort((a, b) => a.value - b.value)
  const found = minimise(loss, nearest?.at ?? [], { steps: 150, flat: 1e-7, reach: REACH })
  const ranAway = found.at.some((log) => Math.abs(log) > EDGE)
  const best = ranAway ? found : polish(loss, found)
  const values = best.at.map(Math.exp)
  const log_likelihood = -best.value * customers
  const gainsNothing = without !== undefined && family.leaving.length > 0 && log_likelihood - without < SURE_GAIN
  const boundary = family.parameters.filter(
    (name, index) => Math.abs(best.at[index] ?? 0) > EDGE || (gainsNothing && family.leaving.includes(name)),
  )
  const seesLeaving = family.leaving.length > 0 && !gainsNothing
  return {
    family,
    values,
    model: family.create(values),
    log_likelihood,
    isConverged: best.isConverged,
    customers,
    boundary,
    seesLeaving,
    covariance: boundary.length > 0 ? undefined : covarianceOf(loss, best.at, customers),
  }
}

/** Mean of −ln likelihood, per customer, so that what counts as flat is the same for every shop; by ln parameters. */
function lossOf(family: LifetimeFamily, rows: readonly HistoryCount[]): (logs: readonly number[]) => number {
  const customers = rows.reduce((sum, row) => sum + row.customers, 0)
  return (logs) => {
    const { logLikelihood } = family.create(logs.map(Math.exp))
    let sum = 0
    for (const row of rows) sum -= row.customers * logLikelihood(row)
    return Number.isFinite(sum) ? sum / customers : 1e10
  }
}

/** Of ln parameters: the inverse of the information that the customers carry. */
function covarianceOf(loss: (at: readonly number[]) => number, at: readonly number[], customers: number) {
  return inverseOf(hessian(loss, at).map((row) => row.map((value) => value * customers)))
}

/** Whether a model with leaving cannot tell it from pausing; then it is the NBD in disguise. */
export function neverLeaves({ family, seesLeaving }: FittedLifetime): boolean {
  return family.leaving.length > 0 && !seesLeaving
}

/** Standard normal at 97.5 %. */
const Z = 1.959963984540054

/** The parameters by name, and their intervals from the asymptotic normality of their logarithms. */
export function parametersOf({ family, values, covariance }: FittedLifetime) {
  return {
    values: Object.fromEntries(family.parameters.map((name, index) => [name, values[index] ?? 0])),
    intervals: Object.fromEntries(
      family.parameters.map((name, index): [string, ParameterInterval] => {
        const half = Z * Math.sqrt(covariance?.[index]?.[index] ?? Number.NaN)
        const value = values[index] ?? 0
        return [name, Number.isFinite(half) ? [value * Math.exp(-half), value * Math.exp(half)] : null]
      }),
    ),
  }
}

/** A sum over the model with its 95 % interval by the delta method on ln parameters; of what is expected, not of what will come. */
export function expectTotal({ family, values, covariance }: FittedLifetime, total: (model: LifetimeModel) => number) {
  const expected = total(family.create(values))
  if (covariance === undefined) return { expected, interval: null }
  const step = 1e-3
  const slope = values.map((_, index) => {
    const at = (by: number) =>
      total(family.create(values.map((value, each) => (each === index ? value * Math.exp(by) : value))))
    return (at(step) - at(-step)) / (2 * step)
  })
  const variance = slope.reduce(
    (sum, a, i) => sum + slope.reduce((part, b, j) => part + a * b * (covariance[i]?.[j] ?? 0), 0),
    0,
  )
  // On the logarithm: an expected number is never below 0.
  const half = expected > 0 ? (Z * Math.sqrt(Math.max(0, variance))) / expected : 0
  return { expected, interval: [expected * Math.exp(-half), expected * Math.exp(half)] as const }
}
