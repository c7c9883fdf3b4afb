import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { type CustomerTotals, readCustomerTotals } from './totals.js'

/** How to score. */
export interface RfmOptions {
  /** The day that recency is counted to, in whole days since 1970-01-01. @default the day after the last order */
  readonly day?: number | undefined
}

/** A customer by recency, frequency and monetary value. */
export interface RfmCustomer {
  readonly customer: string
  /** Days since the last order. */
  readonly recency: number
  /** Orders. */
  readonly frequency: number
  /** What all of them brought. */
  readonly monetary: number
}

/** Recency, frequency and monetary value of every customer. */
export interface RfmResult {
  readonly basis: SourceBasis
  readonly day: number
  readonly n: number
  readonly customers: readonly RfmCustomer[]
}

/** Reads RFM from orders. Throws `input-empty` without any customer's order. */
export async function analyseRfm(source: InsightSource, options: RfmOptions = {}): Promise<RfmResult> {
  const totals = await readCustomerTotals(source)
  if (totals.length === 0) throw new EndcapError('input-empty', `${source.basis.source} holds no order of a customer`)
  const day = options.day ?? Math.max(...totals.map(({ lastDay }) => lastDay)) + 1
  return { basis: source.basis, day, n: totals.length, customers: totals.map((total) => rfmOf(total, day)) }
}

const rfmOf = ({ person, lastDay, orders, value }: CustomerTotals, day: number): RfmCustomer => ({
  customer: person,
  recency: day - lastDay,
  frequency: orders,
  monetary: value,
})
