import { EndcapError } from '@endcap/core'
import type { InsightSource } from '../../source/source.js'
import { byHistory } from '../clv/holdout.js'
import { type PurchaseHistory, stillThere } from '../clv/lifetime-model.js'
import { readSpan } from '../clv/read-purchases.js'
import type { ChurnCustomer, ChurnReason, ChurnResult, ChurnState } from './churn-result.js'
import { FEATURES, type FeatureName, readSnapshot, type Snapshot, withColumn } from './features.js'
import { type CustomerGaps, readCustomerGaps, readShopGaps } from './gaps.js'
import { createNextOrder, dateNextOrder } from './next-order.js'
import { type Predictor, predictTarget } from './predict-target.js'
import { findSilent, SILENCE_LEVEL, silenceP } from './silence.js'
import { fitStaying, historiesOf, orderChances, testStaying } from './staying.js'

/** What churn is asked. */
export interface ChurnOptions {
  /** The share of gaps after which a customer is late. @default 0.9 */
  readonly quantile?: number | undefined
  /** Days without an order that are called leaving. @default the shop's gap at that share, at most a fifth of the log */
  readonly leaveDays?: number | undefined
  /** Days within which buying is forecast. @default 30, at most `leaveDays` */
  readonly buyDays?: number | undefined
  /** How many customers, from the top, get reasons. @default 100 */
  readonly explained?: number | undefined
  /** Only this customer in the list. */
  readonly customer?: string | undefined
}

const iso = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
const LEAST_DAYS = 7
const WINDOWS = 5
const STATES: readonly ChurnState[] = ['silent', 'late', 'on_time']

/**
 * Warns of customers who leave, one-time buyers too: by the gaps between orders, by Pareto/NBD or MBG/NBD, and by calibrated models that
 * were tested on the newest window. Throws `input-empty` without a repeat order and `option-invalid` for options out of range.
 */
export async function analyseChurn(source: InsightSource, options: ChurnOptions = {}): Promise<ChurnResult> {
  const { quantile = 0.9, explained = 100 } = options
  check(quantile, options)
  const span = await readSpan(source)
  const gaps = span && (await readShopGaps(source, span.last, quantile))
  if (!span || !gaps) throw new EndcapError('input-empty', `${source.basis.source} holds no second order of a customer`)
  const today = span.last
  const customers = await readCustomerGaps(source, today, quantile)
  const usual = Math.max(LEAST_DAYS, Math.min(gaps.days, Math.floor((today - span.first) / WINDOWS)))
  const leaveDays = options.leaveDays ?? usual
  const buyDays = Math.min(options.buyDays ?? 30, leaveDays)
  const histories = customers.map((customer) => historyOf(customer, today))
  const fitted = fitStaying(histories)
  // What stands for the gaps of one-time buyers is as of the first day that is learnt from, as everything learnt is.
  const usualGap = (await readShopGaps(source, today - 3 * leaveDays, quantile))?.median ?? gaps.median
  const snapshot = (day: number) => readSnapshot(source, { day, window: leaveDays, usualGap })
  const predicted = await predictBoth(span.first, today, { leaveDays, buyDays }, snapshot)
  const usable = (predictor: Predictor | string) =>
    typeof predictor !== 'string' && predictor.report.finding ? predictor : undefined
  const [leaving, buying] = [usable(predicted.leaving), usable(predicted.buying)]
  const now = predicted.complete(await snapshot(today))

  const model = typeof fitted === 'string' ? undefined : fitted.model
  const staying = model?.seesLeaving ? byHistory((history) => stillThere(model.model, history)) : undefined
  const silences = model ? histories.map((history) => silenceP(model, history)) : undefined
  const silent =
    staying && typeof fitted !== 'string' && fitted.leaving.finding
      ? findSilent(histories.map(staying))
      : customers.map(() => false)
  const next = model && createNextOrder(model)
  const rowOf = new Map(now.ids.map((id, at) => [id, now.rows[at] ?? []]))
  const warned = customers
    .map((customer, at) => {
      const limit = customer.ownDays ?? gaps.days
      const since = today - customer.lastDay
      const state: ChurnState = silent[at] ? 'silent' : since > limit ? 'late' : 'on_time'
      return { customer, at, limit, since, state }
    })
    .sort(
      (a, b) =>
        STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
        b.customer.value - a.customer.value ||
        (a.customer.id < b.customer.id ? -1 : 1),
    )
  const wanted =
    options.customer === undefined ? warned : warned.filter(({ customer }) => customer.id === options.customer)
  if (wanted.length === 0) {
    throw new EndcapError('reference-unknown', `${source.basis.source} holds no order of customer ${options.customer}`)
  }
  const reportOf = (predictor: Predictor | string) =>
    typeof predictor === 'string' ? { refused: predictor } : predictor.report
  const found = silent.filter(Boolean).length
  const evidence = typeof fitted === 'string' ? null : fitted.leaving
  return {
    basis: source.basis,
    n: customers.length,
    as_of: iso(today),
    gaps,
    ...(typeof fitted === 'string' && { refused: fitted }),
    lifetime_model: model?.family.name ?? null,
    leaving: evidence,
    silence: silences ? { level: SILENCE_LEVEL, tested: silences.length, found } : null,
    counts: Object.fromEntries(
      STATES.map((state) => [state, warned.filter((each) => each.state === state).length]),
    ) as Record<ChurnState, number>,
    models: { leaving: reportOf(predicted.leaving), buying: reportOf(predicted.buying) },
    next_order_test: predicted.nextOrder,
    finding: (evidence?.finding ?? false) || found > 0 || leaving !== undefined,
    customers: wanted.map(({ customer, at, limit, since, state }, place): ChurnCustomer => {
      const history = histories[at] as PurchaseHistory
      const row = rowOf.get(customer.id) ?? []
      return {
        id: customer.id,
        state,
        last_order: iso(customer.lastDay),
        days_since_order: since,
        purchases: customer.purchases,
        value: customer.value,
        limit_days: limit,
        limit_from: customer.ownDays === undefined ? 'shop' : 'own',
        p_alive: staying ? staying(history) : null,
        silence_p: silences?.[at] ?? null,
        p_leaving: leaving ? leaving.chance(row) : null,
        p_buying: buying ? buying.chance(row) : null,
        reasons: leaving && place < explained ? reasonsOf(leaving, now, row) : [],
        next_order: next ? dateNextOrder(next(history), today) : null,
      }
    }),
  }
}

/** The newest window is the test, the one before it the validation; up to three before those are learnt from. */
async function predictBoth(
  first: number,
  today: number,
  { leaveDays, buyDays }: { readonly leaveDays: number; readonly buyDays: number },
  snapshot: (day: number) => Promise<Snapshot>,
) {
  const days = [3, 4, 5].map((back) => today - back * leaveDays).filter((day) => day - first >= leaveDays)
  if (days.length === 0) {
    const words = `the log has ${today - first + 1} days; windows of ${leaveDays} days to learn from, to choose by and to test on need ${4 * leaveDays + 1}`
    return { leaving: words, buying: words, nextOrder: null, complete: (at: Snapshot) => at }
  }
  const train: Snapshot[] = []
  for (const day of days) train.push(await snapshot(day))
  // What the lifetime model says as of the newest day that is learnt from: no parameter knows what came later.
  const early = fitStaying(historiesOf(train[0] as Snapshot))
  const complete = (at: Snapshot): Snapshot =>
    typeof early === 'string'
      ? at
      : withColumn(at, 'order_chance', orderChances(early.model, historiesOf(at), leaveDays))
  const split = {
    train: train.map(complete),
    validation: complete(await snapshot(today - 2 * leaveDays)),
    test: complete(await snapshot(today - leaveDays)),
  }
  const within = (at: Snapshot, index: number, reach: number) =>
    (at.nextDay[index] ?? Number.POSITIVE_INFINITY) <= at.day + reach ? 1 : 0
  const lifetime = testStaying(split.test, [leaveDays, buyDays])
  return {
    leaving: predictTarget(
      split,
      {
        title: `stay away for ${leaveDays} days`,
        days: leaveDays,
        label: (at, index) => 1 - within(at, index, leaveDays),
      },
      lifetime?.chances[0]?.map((chance) => 1 - chance),
    ),
    buying: predictTarget(
      split,
      { title: `buy within ${buyDays} days`, days: buyDays, label: (at, index) => within(at, index, buyDays) },
      lifetime?.chances[1],
    ),
    nextOrder: lifetime?.nextOrder ?? null,
    complete,
  }
}

const historyOf = ({ purchases, firstDay, lastDay }: CustomerGaps, day: number): PurchaseHistory => ({
  x: purchases - 1,
  t_x: (lastDay - firstDay) / 7,
  T: (day - firstDay) / 7,
})

function reasonsOf(predictor: Predictor, { names }: Snapshot, row: readonly number[]): ChurnReason[] {
  return predictor
    .contributions(row)
    .map((contribution, column) => {
      const feature = names[column] as FeatureName
      return { feature, title: FEATURES[feature], value: row[column] ?? 0, contribution }
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, 3)
}

function check(quantile: number, { leaveDays, buyDays }: ChurnOptions): void {
  if (!(quantile >= 0.5 && quantile <= 0.999))
    throw new EndcapError('option-invalid', `quantile is ${quantile}; it is from 0.5 to 0.999`)
  for (const [name, days] of Object.entries({ leaveDays, buyDays })) {
    if (days !== undefined && !(Number.isInteger(days) && days >= 1)) {
      throw new EndcapError('option-invalid', `${name} is ${days}; it is a whole number of days, 1 or more`)
    }
  }
}
