import type { FittedFamilies } from './fit-all.js'
import { neverLeaves } from './fit-lifetime.js'
import { expectedSpend, type FittedSpend } from './gamma-gamma.js'
import { byHistory, expectedBy, type ForecastName } from './holdout.js'
import { LIFETIME_MODELS, type LifetimeModelName, stillThere } from './lifetime-model.js'
import type { CustomerPurchases } from './read-purchases.js'

/** One customer's past and what is expected. Times in weeks, money in the shop's currency. */
export interface CustomerValue {
  readonly id: string
  readonly x: number
  readonly t_x: number
  readonly T: number
  /** Everything bought until now. */
  readonly value: number
  /** Mean value of the repeat purchases; 0 without any. */
  readonly mean_value: number
  /** Within the horizon. */
  readonly expected_purchases: number
  /** Of one purchase. */
  readonly expected_spend: number
  readonly expected_revenue: number
  /** Discounted revenue times margin. */
  readonly clv: number
  /** Chance of not having left, for those who bought today as of tomorrow; null where no model can tell. */
  readonly p_alive: number | null
  /** Which model says so: BG/NBD cannot for one-time buyers. */
  readonly p_alive_model: LifetimeModelName | null
  /** What each model says that stands. */
  readonly models: Readonly<Partial<Record<LifetimeModelName, ModelView>>>
  /** Purchases after the forecast began, where the log goes on. */
  readonly holdout_purchases: number
}

/** One model's view of a customer; BG/NBD has none on whether a one-time buyer left. */
export interface ModelView {
  readonly p_alive: number | null
  readonly expected_purchases: number
}

const YEAR_WEEKS = 365.25 / 7
const STEP_WEEKS = 4

/** Values every customer over the horizon, greatest first; equal values by id. */
export function valueCustomers(
  customers: readonly CustomerPurchases[],
  fits: FittedFamilies,
  spend: FittedSpend,
  model: ForecastName,
  { weeks, discount, margin }: { readonly weeks: number; readonly discount: number; readonly margin: number },
): CustomerValue[] {
  const standing = LIFETIME_MODELS.filter((name) => name === 'nbd' || !neverLeaves(fits[name]))
  const views = standing.map((name) => ({
    name,
    pAlive: byHistory(fits[name].model.pAlive),
    stays: byHistory((history) => stillThere(fits[name].model, history)),
    expected: byHistory((history) => fits[name].model.expected(history, weeks)),
  }))
  const ask = expectedBy(model, fits)
  const expected = byHistory((history) => ask(history, weeks))
  // Purchases are paid in the middle of the four weeks that they fall in.
  const discounted = byHistory((history) => {
    let sum = 0
    let before = 0
    for (let from = 0; from < weeks; from += STEP_WEEKS) {
      const to = Math.min(weeks, from + STEP_WEEKS)
      const until = ask(history, to)
      sum += (until - before) * (1 + discount) ** (-(from + to) / 2 / YEAR_WEEKS)
      before = until
    }
    return sum
  })
  const shopMean = meanValue(customers)
  return customers
    .map((customer): CustomerValue => {
      const told = Object.fromEntries(
        views.map(({ name, pAlive, expected: within }) => {
          const isBlind = name === 'nbd' || (name === 'bg_nbd' && customer.x === 0)
          return [name, { p_alive: isBlind ? null : pAlive(customer), expected_purchases: within(customer) }]
        }),
      ) as Partial<Record<LifetimeModelName, ModelView>>
      const sayer = ([model, 'pareto_nbd', 'mbg_nbd', 'bg_nbd'] as const).find(
        (name): name is LifetimeModelName => name !== 'own_rate' && typeof told[name]?.p_alive === 'number',
      )
      const perPurchase =
        (spend.boundary.length === 0 ? expectedSpend(spend, customer.spend) : null) ??
        (customer.x > 0 ? customer.spend.mean : shopMean)
      const purchases = expected(customer)
      return {
        id: customer.id,
        x: customer.x,
        t_x: customer.t_x,
        T: customer.T,
        value: customer.value,
        mean_value: customer.spend.mean,
        expected_purchases: purchases,
        expected_spend: perPurchase,
        expected_revenue: purchases * perPurchase,
        clv: discounted(customer) * perPurchase * margin,
        p_alive: views.find(({ name }) => name === sayer)?.stays(customer) ?? null,
        p_alive_model: sayer ?? null,
        models: told,
        holdout_purchases: customer.later,
      }
    })
    .sort((a, b) => b.clv - a.clv || (a.id < b.id ? -1 : 1))
}

/** Of all purchases until now. */
function meanValue(customers: readonly CustomerPurchases[]): number {
  const purchases = customers.reduce((sum, { x }) => sum + x + 1, 0)
  return purchases > 0 ? customers.reduce((sum, { value }) => sum + value, 0) / purchases : 0
}
