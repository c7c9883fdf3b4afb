import { chiSquareAbove } from '../../experiment/distribution.js'
import { LEAST_REPEAT_BUYERS } from '../clv/fit-all.js'
import { type FittedLifetime, fitLifetime, neverLeaves, sampleHistories } from '../clv/fit-lifetime.js'
import { byHistory } from '../clv/holdout.js'
import type { PurchaseHistory } from '../clv/lifetime-model.js'
import { MBG_NBD } from '../clv/mbg-nbd.js'
import { NBD } from '../clv/nbd.js'
import { PARETO_NBD } from '../clv/pareto-nbd.js'
import type { FeatureName, Snapshot } from './features.js'
import { createNextOrder } from './next-order.js'

/** Whether customers leave at all: the likelihood with leaving against that without, by a chi-square of two degrees. */
export interface LeavingEvidence {
  readonly likelihood_ratio: number
  readonly p: number
  readonly finding: boolean
}

/** A model of who stays, and what speaks for it. */
export interface FittedStaying {
  readonly model: FittedLifetime
  readonly leaving: LeavingEvidence
}

/** Next orders between their 10 % and their 90 % day, in the newest window. */
export interface NextOrderTest {
  readonly days: number
  readonly customers: number
  /** By the model as it was before the window. */
  readonly expected: number
  readonly actual: number
}

/** Of a likelihood that is no better with leaving. */
const LEVEL = 0.01

/** Fits Pareto/NBD where leaving can be told, else MBG/NBD, else NBD; gives words where there are too few repeat buyers. */
export function fitStaying(histories: readonly PurchaseHistory[]): FittedStaying | string {
  const repeat = histories.filter(({ x }) => x > 0).length
  if (repeat < LEAST_REPEAT_BUYERS) {
    return `${repeat} of ${histories.length} customers had bought again; a model of repeat buying needs ${LEAST_REPEAT_BUYERS}. Warnings go by the gaps between orders alone.`
  }
  const rows = sampleHistories(histories)
  const nbd = fitLifetime(NBD, rows)
  const pareto = fitLifetime(PARETO_NBD, rows, nbd.log_likelihood)
  const other = neverLeaves(pareto) ? fitLifetime(MBG_NBD, rows, nbd.log_likelihood) : pareto
  const model = neverLeaves(other) ? nbd : other
  const likelihood_ratio = Math.max(0, 2 * (other.log_likelihood - nbd.log_likelihood))
  const p = chiSquareAbove(likelihood_ratio, 2)
  return { model, leaving: { likelihood_ratio, p, finding: p < LEVEL && model !== nbd } }
}

/** The histories of everybody in a snapshot, in its order. */
export function historiesOf(snapshot: Snapshot): PurchaseHistory[] {
  const of = (row: readonly number[], name: FeatureName) => row[snapshot.names.indexOf(name)] ?? 0
  return snapshot.rows.map((row) => {
    const tenure = of(row, 'tenure')
    return { x: of(row, 'purchases') - 1, T: tenure / 7, t_x: (tenure - of(row, 'days_since_order')) / 7 }
  })
}

/** The chance of each history of an order within so many days. */
export function orderChances({ model }: FittedLifetime, histories: readonly PurchaseHistory[], days: number): number[] {
  return histories.map(byHistory((history) => model.pAlive(history) * model.buysWithin(history, days / 7)))
}

/**
 * Fits what was known on a snapshot's day, and says of everybody in it the chance of an order within so many days, a list for each of
 * `reaches`; the first is the window in which next orders are tested. Undefined with too few repeat buyers.
 */
export function testStaying(snapshot: Snapshot, reaches: readonly number[]) {
  const histories = historiesOf(snapshot)
  const fitted = fitStaying(histories)
  if (typeof fitted === 'string') return undefined
  const { model } = fitted.model
  const window = reaches[0] ?? 0
  const next = createNextOrder(fitted.model)
  let [expected, actual] = [0, 0]
  histories.forEach((history, at) => {
    const { low, high } = next(history)
    const [from, to] = [Math.round(Math.min(window, low ?? window)), Math.round(Math.min(window, high ?? window))]
    expected += model.pAlive(history) * (model.buysWithin(history, to / 7) - model.buysWithin(history, from / 7))
    const came = (snapshot.nextDay[at] ?? Number.POSITIVE_INFINITY) - snapshot.day
    if (came > from && came <= to) actual += 1
  })
  const nextOrder: NextOrderTest = { days: window, customers: histories.length, expected, actual }
  return {
    nextOrder,
    chances: reaches.map((reach) => orderChances(fitted.model, histories, reach)),
  }
}
