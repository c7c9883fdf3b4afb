import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { quantileOf } from './quantile.js'
import { NO_SEGMENT, RFM_RULES, type RfmRule, segmentOf } from './rfm-rules.js'
import { type RfmBounds, type RfmScores, type RfmValues, rfmBounds, scoreRfm } from './rfm-score.js'
import { type CustomerTotals, readCustomerTotals } from './totals.js'

/** How to score. */
export interface RfmOptions {
  /** The day that recency is counted to, in whole days since 1970-01-01; later orders do not count. @default the day after the last order */
  readonly day?: number | undefined
  /** Segments by score; the first rule that fits decides. @default RFM_RULES */
  readonly rules?: readonly RfmRule[] | undefined
}

/** A customer with scores and segment. */
export interface RfmCustomer extends RfmValues, RfmScores {
  readonly customer: string
  /** The three scores in a row, as `543`. */
  readonly score: string
  readonly segment: string
}

/** Who makes up a segment. */
export interface RfmSegment {
  readonly segment: string
  readonly customers: number
  /** Of all customers, 0–1. */
  readonly share: number
  readonly revenue: number
  /** Of all revenue, 0–1; undefined without any. */
  readonly revenueShare: number | undefined
  readonly orders: number
  readonly medianRecency: number
  readonly medianFrequency: number
  readonly medianMonetary: number
  readonly treatment?: string | undefined
}

/** Recency, frequency and monetary value of every customer, and the segments they make. */
export interface RfmResult {
  readonly basis: SourceBasis
  readonly day: number
  readonly n: number
  readonly orders: number
  readonly revenue: number
  /** Least values of the second to the last bin. */
  readonly bounds: RfmBounds
  /** How many customers have each score, from 1 on. */
  readonly scores: Readonly<Record<keyof RfmScores, readonly number[]>>
  readonly rules: readonly RfmRule[]
  /** Those that have customers, largest first. */
  readonly segments: readonly RfmSegment[]
  /** By id. */
  readonly customers: readonly RfmCustomer[]
}

/** Reads RFM from orders. Throws `input-empty` without any customer's order. */
export async function analyseRfm(source: InsightSource, options: RfmOptions = {}): Promise<RfmResult> {
  const totals = await readCustomerTotals(source, options.day)
  if (totals.length === 0) throw new EndcapError('input-empty', `${source.basis.source} holds no order of a customer`)
  return { basis: source.basis, ...scoreCustomers(totals, options) }
}

/** Scores customers. */
export function scoreCustomers(
  totals: readonly CustomerTotals[],
  { day: given, rules = RFM_RULES }: RfmOptions = {},
): Omit<RfmResult, 'basis'> {
  const day = given ?? totals.reduce((last, { lastDay }) => Math.max(last, lastDay), -Infinity) + 1
  const values = totals.map((total) => valuesOf(total, day))
  const bounds = rfmBounds(values)
  const customers = values.map((value, index): RfmCustomer => {
    const scores = scoreRfm(value, bounds)
    const { r, f, m } = scores
    const customer = totals[index]?.person ?? ''
    return { customer, ...value, ...scores, score: `${r}${f}${m}`, segment: segmentOf(scores, rules) }
  })
  const counted = (key: keyof RfmScores) =>
    [1, 2, 3, 4, 5].map((score) => customers.filter((customer) => customer[key] === score).length)
  const revenue = customers.reduce((sum, { monetary }) => sum + monetary, 0)
  return {
    day,
    n: customers.length,
    orders: customers.reduce((sum, { frequency }) => sum + frequency, 0),
    revenue,
    bounds,
    scores: { r: counted('r'), f: counted('f'), m: counted('m') },
    rules,
    segments: [...new Set([...rules.map(({ segment }) => segment), NO_SEGMENT])]
      .flatMap((segment) => segmentFacts(segment, customers, { revenue, rules }))
      .sort((a, b) => b.customers - a.customers),
    customers,
  }
}

const valuesOf = ({ lastDay, orders, value }: CustomerTotals, day: number): RfmValues => ({
  recency: day - lastDay,
  frequency: orders,
  monetary: value,
})

function segmentFacts(
  segment: string,
  all: readonly RfmCustomer[],
  { revenue, rules }: { readonly revenue: number; readonly rules: readonly RfmRule[] },
): RfmSegment[] {
  const own = all.filter((customer) => customer.segment === segment)
  if (own.length === 0) return []
  const median = (key: keyof RfmValues) => quantileOf(Float64Array.from(own, (customer) => customer[key]).sort(), 0.5)
  const sum = (key: keyof RfmValues) => own.reduce((total, customer) => total + customer[key], 0)
  return [
    {
      segment,
      customers: own.length,
      share: own.length / all.length,
      revenue: sum('monetary'),
      revenueShare: revenue > 0 ? sum('monetary') / revenue : undefined,
      orders: sum('frequency'),
      medianRecency: median('recency'),
      medianFrequency: median('frequency'),
      medianMonetary: median('monetary'),
      treatment: rules.find((rule) => rule.segment === segment)?.treatment,
    },
  ]
}
