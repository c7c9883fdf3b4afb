import { formatMoney } from '@endcap/core'
import type { MetricDefinition } from '../experiment/metric.js'
import type { Overview } from '../query/overview.js'
import type { Period } from '../query/period.js'

/** Numbers and dates as a reader wants them. English and UTC throughout, so that a report reads the same everywhere. */
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const AMOUNT = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const SMALL = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })

/** `12,345`. */
export function formatCount(count: number): string {
  return WHOLE.format(count)
}

/** A number of any size in two digits, and 0 for what is next to nothing: `0.14`, `0`, `4,300`. */
export function formatSmall(value: number): string {
  return Math.abs(value) < 1e-6 ? '0' : SMALL.format(value)
}

/** `1 visitor`, `12,345 visitors`. */
export function formatCountOf(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`
}

/** `4.2 %`; `–` when there is nothing to divide by. */
export function formatPercent(ratio: number | undefined): string {
  return ratio === undefined ? '–' : `${(ratio * 100).toFixed(1)} %`
}

/** `£1,234.50`; a bare number without a currency. */
export function formatAmount(value: number, currency: string): string {
  return currency === '' ? value.toFixed(2) : formatMoney(value, currency, 'en')
}

/** Money that is an estimate, in three digits: `€18,300`, `€0.52`. */
export function formatAbout(value: number, currency: string): string {
  if (currency === '') return AMOUNT.format(value)
  return formatMoney(Number(value.toPrecision(3)), currency, 'en').replace(/\.00(?!\d)/, '')
}

/** Who told of the orders, in sentences; undefined where no server tells them. */
export function describeOrderSources({ orderSources, currency }: Overview): string | undefined {
  if (!orderSources) return undefined
  const { confirmed, confirmedRevenue, unverified, unverifiedRevenue, leftOut, cancelled, refunded } = orderSources
  const counted = confirmed + unverified
  const share = (part: number, rest: number) => formatPercent(part + rest > 0 ? part / (part + rest) : undefined)
  return [
    `Since it tells orders, the shop's server confirmed ${formatCount(confirmed)} of ${formatCountOf(counted, 'order')} ` +
      `(${share(confirmed, unverified)}), and ${share(confirmedRevenue, unverifiedRevenue)} of their revenue.`,
    leftOut > 0 && `Left out: ${formatCountOf(leftOut, 'order')} that only pages told.`,
    cancelled > 0 && `Cancelled: ${formatCountOf(cancelled, 'order')}.`,
    refunded > 0 && `Refunded and subtracted: ${formatAmount(refunded, currency)}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** `21 Nov 2026`. */
export function formatDay(ms: number): string {
  return DATE.format(ms)
}

/** `21 Nov 2026, 14:05 UTC`. */
export function formatMoment(ms: number): string {
  return `${formatDay(ms)}, ${TIME.format(ms)} UTC`
}

/** `21 Nov 2026` or `1 Nov 2026 – 21 Nov 2026`; within a day, with the hours. */
export function formatPeriod(period: Period | undefined): string {
  if (!period) return 'no events yet'
  const [from, to] = [formatDay(period.fromMs), formatDay(period.toMs - 1)]
  if (from !== to) return `${from} – ${to}`
  return `${from}, ${TIME.format(period.fromMs)}–${TIME.format(period.toMs - 1)} UTC`
}

/** The value of a metric: a share, money, or a number a visitor. */
export function formatMetric({ unit }: MetricUnit, value: number | undefined, currency: string): string {
  if (value === undefined) return '–'
  if (unit === 'money') return formatAmount(value, currency)
  return unit === 'share' ? formatPercent(value) : AMOUNT.format(value)
}

/** A difference with its sign: points of a share, money, or a number. */
export function formatDifference({ unit }: MetricUnit, value: number, currency: string): string {
  const sign = value < 0 ? '−' : '+'
  const size = Math.abs(value)
  if (unit === 'money') return sign + formatAmount(size, currency)
  return sign + (unit === 'share' ? `${(size * 100).toFixed(1)} points` : AMOUNT.format(size))
}

/** `+4.2 %`, of control's value. */
export function formatLift(lift: number | undefined): string {
  return lift === undefined ? '–' : `${lift < 0 ? '−' : '+'}${formatPercent(Math.abs(lift))}`
}

type MetricUnit = Pick<MetricDefinition, 'unit'>
