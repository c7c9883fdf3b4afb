import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../../source/source.js'
import { type CustomerValue, valueCustomers } from './customer-value.js'
import { type FittedFamilies, type FittedModel, fitAll, LEAST_REPEAT_BUYERS, tellFit } from './fit-all.js'
import { expectTotal, neverLeaves } from './fit-lifetime.js'
import { type FittedSpend, fitSpend } from './gamma-gamma.js'
import { byHistory, type ForecastName, type Holdout, judgeHoldout } from './holdout.js'
import type { LifetimeModelName } from './lifetime-model.js'
import { type PlainFormulas, type PlainOptions, readPlainFormulas } from './plain-formulas.js'
import { type CustomerPurchases, readPurchases, readSpan } from './read-purchases.js'

/** What lifetime value is asked. Shares and rates are ratios: 0.1 is 10 %. */
export interface ClvOptions {
  /**
   * Last day that the models may see, in days since 1970-01-01; the days after it are the holdout, and forecasts begin there.
   * @default two thirds of the log to choose a model, then everything for the forecast
   */
  readonly calibrationEnd?: number | undefined
  /** @default the holdout where `calibrationEnd` is given, else 52 */
  readonly horizonWeeks?: number | undefined
  /** A year's. @default 0.1 */
  readonly discount?: number | undefined
  /** Share of a purchase that is profit. @default 1: values are revenue */
  readonly margin?: number | undefined
  /** Of a customer's purchases in a year, for the plain formulas. @default 0 */
  readonly growth?: number | undefined
  /** Share of a year's customers who buy in the next. @default that of a window's customers who buy in the next window, as the log shows */
  readonly retention?: number | undefined
  /** What winning a customer costs. @default 0 */
  readonly acquisition?: number | undefined
  /** What keeping a customer costs a year. @default 0 */
  readonly maintenance?: number | undefined
  /** That `net_present` looks ahead. @default 5 */
  readonly years?: number | undefined
  /** Only this customer in the list. */
  readonly customer?: string | undefined
}

/** What customers will bring. Keys are in snake case: the result is the JSON that people read. */
export interface ClvResult {
  readonly basis: SourceBasis
  /** Customers. */
  readonly n: number
  /** Day that forecasts begin after, `YYYY-MM-DD`. */
  readonly as_of: string
  readonly currency: string
  readonly repeat_customers: number
  readonly repeat_purchases: number
  /** Set where there is too little to fit: why. Then only `formulas` tell something. */
  readonly refused?: string
  readonly models: Readonly<Partial<Record<LifetimeModelName, FittedModel>>> & { readonly gamma_gamma?: FittedSpend }
  /** What forecasts, and why. */
  readonly chosen?: { readonly model: ForecastName; readonly reason: string }
  /** Null where the log is too short for one. */
  readonly holdout: (Holdout & { readonly calibration_end: string; readonly end: string }) | null
  readonly forecast?: {
    readonly weeks: number
    readonly discount: number
    readonly margin: number
    readonly expected_purchases: number
    readonly interval: readonly [number, number] | null
    /** Undiscounted revenue. */
    readonly revenue: number
    /** Discounted, times margin. */
    readonly clv: number
  }
  readonly formulas: PlainFormulas
  /** By lifetime value, greatest first. */
  readonly customers: readonly CustomerValue[]
}

/** Options that have a value in any case. */
type Settings = ClvOptions & PlainOptions

const DEFAULTS: PlainOptions = { discount: 0.1, margin: 1, growth: 0, acquisition: 0, maintenance: 0, years: 5 }
const iso = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

/**
 * Customer lifetime value: BG/NBD, MBG/NBD, Pareto/NBD and NBD by maximum likelihood with gamma-gamma for spend, chosen by the error in a
 * holdout, beside plain formulas. Below 100 repeat buyers nothing is fitted and `refused` says so. Throws `input-empty` without any
 * customer's order, `option-invalid` for options out of range and `reference-unknown` for a customer who is not there.
 */
export async function analyseClv(source: InsightSource, options: ClvOptions = {}): Promise<ClvResult> {
  const settings: Settings = { ...DEFAULTS, ...defined(options) }
  check(settings)
  const span = await readSpan(source)
  if (!span) throw new EndcapError('input-empty', `${source.basis.source} holds no order of a customer`)
  const split = options.calibrationEnd ?? span.last - Math.round((span.last - span.first) / 3)
  if (split < span.first || (options.calibrationEnd !== undefined && split > span.last)) {
    throw new EndcapError('option-invalid', `the calibration ends within ${iso(span.first)} and ${iso(span.last)}`)
  }
  const asOf = options.calibrationEnd ?? span.last
  const early = await readPurchases(source, split, span.last)
  const known = asOf === split ? early : await readPurchases(source, asOf, span.last)
  const formulas = await readPlainFormulas(source, { first: span.first, last: asOf }, settings)
  const repeat = known.filter(({ x }) => x > 0)
  const base = {
    basis: source.basis,
    n: known.length,
    as_of: iso(asOf),
    currency: source.basis.currency,
    repeat_customers: repeat.length,
    repeat_purchases: repeat.reduce((sum, { x }) => sum + x, 0),
    formulas,
  }
  if (repeat.length < LEAST_REPEAT_BUYERS) {
    return {
      ...base,
      refused: refusal(repeat.length, known.length, iso(asOf)),
      models: {},
      holdout: null,
      customers: [],
    }
  }
  const fits = fitAll(known)
  const tested = asOf === split ? fits : fitWhereEnough(early)
  const weeks = (span.last - split) / 7
  const judged = tested && weeks >= 1 ? judgeHoldout(tested, early, weeks) : undefined
  const chosen = choose(judged, fits)
  const horizon = options.horizonWeeks ?? (options.calibrationEnd === undefined || weeks < 1 ? 52 : weeks)
  const spend = fitSpend(repeat.map((customer) => customer.spend))
  const customers = valueCustomers(known, fits, spend, chosen.model, { weeks: horizon, ...settings })
  const { model } = chosen
  const total =
    model === 'own_rate'
      ? { expected: customers.reduce((sum, { expected_purchases }) => sum + expected_purchases, 0), interval: null }
      : expectTotal(fits[model], (each) => {
          const expected = byHistory((history) => each.expected(history, horizon))
          return known.reduce((sum, customer) => sum + expected(customer), 0)
        })
  return {
    ...base,
    models: {
      ...(Object.fromEntries(Object.entries(fits).map(([name, fit]) => [name, tellFit(fit)])) as Record<
        LifetimeModelName,
        FittedModel
      >),
      gamma_gamma: spend,
    },
    chosen,
    holdout: judged ? { calibration_end: iso(split), end: iso(span.last), ...judged } : null,
    forecast: {
      weeks: horizon,
      discount: settings.discount,
      margin: settings.margin,
      expected_purchases: total.expected,
      interval: total.interval,
      revenue: customers.reduce((sum, { expected_revenue }) => sum + expected_revenue, 0),
      clv: customers.reduce((sum, { clv }) => sum + clv, 0),
    },
    customers: pick(customers, options.customer, source.basis.source),
  }
}

function fitWhereEnough(customers: readonly CustomerPurchases[]): FittedFamilies | undefined {
  return customers.filter(({ x }) => x > 0).length < LEAST_REPEAT_BUYERS ? undefined : fitAll(customers)
}

/** What the holdout chose, unless on everything that is known its way of leaving is at the boundary; without a holdout the first that stands. */
function choose(judged: Holdout | undefined, fits: FittedFamilies): NonNullable<ClvResult['chosen']> {
  const stands = (name: ForecastName) => name === 'own_rate' || !neverLeaves(fits[name])
  const reached = (['bg_nbd', 'mbg_nbd', 'pareto_nbd'] as const).filter((name) => !stands(name))
  const boundary =
    reached.length > 0 ? `; ${reached.join(', ')} at the boundary, where leaving cannot be told from pausing` : ''
  if (judged && stands(judged.model)) return { model: judged.model, reason: `${judged.reason}${boundary}` }
  const model = (['bg_nbd', 'mbg_nbd', 'pareto_nbd'] as const).find(stands) ?? 'nbd'
  return { model, reason: `the first that can be fitted; the log is too short for a holdout${boundary}` }
}

function pick(customers: readonly CustomerValue[], id: string | undefined, where: string): readonly CustomerValue[] {
  if (id === undefined) return customers
  const found = customers.filter((customer) => customer.id === id)
  if (found.length === 0) throw new EndcapError('reference-unknown', `${where} holds no order of customer ${id}`)
  return found
}

const refusal = (repeat: number, customers: number, day: string): string =>
  `${repeat} of ${customers} customers had bought again by ${day}; a model of repeat buying needs ${LEAST_REPEAT_BUYERS} of them, below that its forecasts would be guesses.`

function check(settings: Settings): void {
  const rules: readonly (readonly [keyof ClvOptions, boolean, string])[] = [
    ['discount', settings.discount >= 0, '0 or more'],
    ['margin', settings.margin > 0 && settings.margin <= 1, 'above 0 and at most 1'],
    ['growth', settings.growth > -1, 'above −1'],
    [
      'retention',
      settings.retention === undefined || (settings.retention >= 0 && settings.retention < 1),
      'from 0 to below 1',
    ],
    ['acquisition', settings.acquisition >= 0, '0 or more'],
    ['maintenance', settings.maintenance >= 0, '0 or more'],
    [
      'years',
      Number.isInteger(settings.years) && settings.years >= 1 && settings.years <= 50,
      'a whole number from 1 to 50',
    ],
    [
      'horizonWeeks',
      settings.horizonWeeks === undefined || (settings.horizonWeeks > 0 && settings.horizonWeeks <= 520),
      'above 0 and at most 520 weeks',
    ],
    [
      'calibrationEnd',
      settings.calibrationEnd === undefined || Number.isInteger(settings.calibrationEnd),
      'a whole day',
    ],
  ]
  for (const [name, isFine, words] of rules) {
    if (!isFine) throw new EndcapError('option-invalid', `${name} is ${String(settings[name])}; it is ${words}`)
  }
}

/** What was given: an option that is undefined leaves its default. */
const defined = (options: ClvOptions) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Settings>
