import type { InsightSource } from '../../source/source.js'

/** What the plain formulas rest on: given, or read from the last two windows of equal length, of a year each where there is that much. */
export interface PlainInputs {
  /** Length of a window. */
  readonly window_days: number
  readonly customers: number
  readonly revenue_per_customer_year: number
  readonly purchases_per_customer_year: number
  readonly purchase_value: number
  /** Share of a period's customers who buy in the period after it: as given, else as the two windows show it. */
  readonly retention: number
  /** Length of that period: a year where the share was given, else a window. */
  readonly period_days: number
  readonly growth: number
  readonly margin: number
  readonly discount: number
  readonly acquisition: number
  readonly maintenance: number
  readonly years: number
}

/** Lifetime value by formulas that people know by heart, per customer in the shop's currency. */
export interface PlainFormulas {
  readonly inputs: PlainInputs
  /** Net profit of a period × retention × (1 + growth of a period). */
  readonly simple: number
  /** Margin of the periods that a customer stays, discounted, less acquisition and discounted maintenance; over `years`. */
  readonly net_present: number
  /** Purchase value × purchases a period × periods of staying, 1 / (1 − retention), × the share that is profit. */
  readonly profit_share: number
}

/** What the shop knows and a log does not. */
export interface PlainOptions {
  readonly margin: number
  readonly discount: number
  readonly growth: number
  readonly acquisition: number
  readonly maintenance: number
  readonly years: number
  readonly retention?: number | undefined
}

const YEAR = 365.25
/** A customer who never leaves would stay for ever: the formulas end there. */
const MOST_RETENTION = 0.99

/** Counts the last two windows until a day, and computes the formulas. */
export async function readPlainFormulas(
  source: InsightSource,
  { first, last }: { readonly first: number; readonly last: number },
  options: PlainOptions,
): Promise<PlainFormulas> {
  const window = Math.max(1, Math.min(365, Math.floor((last - first + 1) / 2)))
  const within = (from: string, to: string, what: string) =>
    `sum(CASE WHEN day > ${from} AND day <= ${to} THEN ${what} ELSE 0 END)`
  const [row] = await source.ask<Record<'early' | 'both' | 'recent' | 'purchases' | 'revenue', number | null>>(
    // Names differ from level to level: ClickHouse would take one of the outer for the inner.
    `SELECT sum(CASE WHEN c.before_then > 0 THEN 1 ELSE 0 END) AS early, sum(CASE WHEN c.before_then > 0 AND c.of_late > 0 THEN 1 ELSE 0 END) AS "both",
       sum(CASE WHEN c.of_late > 0 THEN 1 ELSE 0 END) AS recent, sum(c.of_late) AS purchases, sum(c.brought) AS revenue
     FROM (SELECT person, ${within('$start', '$middle', '1')} AS before_then, ${within('$middle', '$last', '1')} AS of_late,
         ${within('$middle', '$last', 'value')} AS brought
       FROM (SELECT person, day, sum(value) AS value FROM ${await source.table('orders')} AS o
         WHERE person IS NOT NULL GROUP BY person, day) AS d GROUP BY person) AS c`,
    { start: last - 2 * window, middle: last - window, last },
  )
  const number = (name: keyof NonNullable<typeof row>) => Number(row?.[name] ?? 0)
  const [recent, purchases, revenue] = [number('recent'), number('purchases'), number('revenue')]
  const perYear = YEAR / window
  // Of the window as it is: raised to a year it would take everybody who pauses once for gone, over and over.
  const seen = number('early') > 0 ? number('both') / number('early') : 0
  const { margin, discount, growth, acquisition, maintenance, years } = options
  return plainFormulas({
    window_days: window,
    customers: recent,
    revenue_per_customer_year: recent > 0 ? (revenue / recent) * perYear : 0,
    purchases_per_customer_year: recent > 0 ? (purchases / recent) * perYear : 0,
    purchase_value: purchases > 0 ? revenue / purchases : 0,
    retention: Math.min(MOST_RETENTION, options.retention ?? seen),
    period_days: options.retention === undefined ? window : YEAR,
    growth,
    margin,
    discount,
    acquisition,
    maintenance,
    years,
  })
}

/** The formulas by themselves. Discount, growth and maintenance are those of a year, and are taken for the part of it that a period is. */
export function plainFormulas(inputs: PlainInputs): PlainFormulas {
  const { retention, margin, acquisition, years } = inputs
  // A window of 365 days is a year.
  const part = Math.round(inputs.period_days) >= 365 ? 1 : inputs.period_days / YEAR
  const [growth, discount] = [(1 + inputs.growth) ** part, (1 + inputs.discount) ** part]
  const profit = inputs.revenue_per_customer_year * part * margin
  let net = -acquisition
  for (let period = 1; period <= Math.max(1, Math.round(years / part)); period += 1) {
    const stayed = profit * (retention * growth) ** (period - 1)
    net += (stayed - inputs.maintenance * part) / discount ** period
  }
  return {
    inputs,
    simple: profit * retention * growth,
    net_present: net,
    profit_share: (inputs.purchase_value * inputs.purchases_per_customer_year * part * margin) / (1 - retention),
  }
}
