import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  analyseRfm,
  NO_SEGMENT,
  openFileSource,
  parseRfmRules,
  RFM_RULES,
  type RfmOptions,
  type RfmResult,
  rfmBounds,
  scoreCustomers,
  scoreRfm,
  segmentOf,
} from '../src/index.js'

const data = (name: string) => fileURLToPath(new URL(`data/rfm-orders/${name}`, import.meta.url))
/** What the R package's convention gives for the same orders, computed elsewhere. */
const reference = JSON.parse(readFileSync(data('reference.json'), 'utf8')) as {
  readonly segment_counts: Readonly<Record<string, number>>
  readonly lower_bounds: Readonly<Record<string, readonly number[]>>
  readonly score_counts: Readonly<Record<'R' | 'F' | 'M', Readonly<Record<string, number>>>>
  readonly revenue_total: number
  readonly sample_customers: readonly {
    readonly customer_id: number
    readonly recency_days: number
    readonly orders: number
    readonly revenue: number
    readonly score: string
    readonly segment: string
  }[]
}
const day = (text: string) => Date.parse(text) / 86_400_000

async function read(options: RfmOptions): Promise<RfmResult> {
  const source = await openFileSource({ kind: 'transactions', file: data('rfm_orders.csv.gz') })
  try {
    return await analyseRfm(source, options)
  } finally {
    await source.close()
  }
}

describe('RFM of 4,906 orders of 995 customers', () => {
  let result: RfmResult
  beforeAll(async () => {
    result = await read({ day: day('2006-12-31') })
  })

  test('has the segments of the reference, all ten', () => {
    const counts = Object.fromEntries(result.segments.map(({ segment, customers }) => [segment, customers]))
    expect(counts).toEqual(reference.segment_counts)
    expect([result.n, result.orders, result.revenue]).toEqual([995, 4906, reference.revenue_total])
  })
  test('has its bounds and how many have each score', () => {
    expect(result.bounds).toEqual(reference.lower_bounds)
    const { R, F, M } = reference.score_counts
    expect(result.scores).toEqual({ r: Object.values(R), f: Object.values(F), m: Object.values(M) })
  })
  test.each(reference.sample_customers)('scores customer $customer_id alike', (expected) => {
    const found = result.customers.find(({ customer }) => customer === String(expected.customer_id))
    expect(found).toMatchObject({
      recency: expected.recency_days,
      frequency: expected.orders,
      monetary: expected.revenue,
      score: expected.score,
      segment: expected.segment,
    })
  })
  test('shares and revenue of the segments make up the whole', () => {
    const sum = (of: (segment: RfmResult['segments'][number]) => number) =>
      result.segments.reduce((total, segment) => total + of(segment), 0)
    expect(sum(({ share }) => share)).toBeCloseTo(1, 12)
    expect(sum(({ revenue }) => revenue)).toBe(reference.revenue_total)
    expect(sum(({ revenueShare }) => revenueShare ?? Number.NaN)).toBeCloseTo(1, 12)
  })
  test('goes back in time: later orders do not count', async () => {
    const before = await read({ day: day('2005-06-30') })
    expect(before.orders).toBeLessThan(4906)
    expect(before.customers.every(({ recency }) => recency >= 0)).toBe(true)
  })
  test('takes other rules', async () => {
    const rules = parseRfmRules([{ segment: 'VIP', f: [5, 5], m: [5, 5] }])
    const { segments } = await read({ day: day('2006-12-31'), rules })
    const own = result.customers.filter(({ f, m }) => f === 5 && m === 5).length
    expect(segments.map(({ segment, customers }) => [segment, customers]).sort()).toEqual([
      [NO_SEGMENT, 995 - own],
      ['VIP', own],
    ])
  })
})

test('the value of a bound is in the bin above it, and the shortest recency is the best', () => {
  const customers = Array.from({ length: 11 }, (_, at) => ({ recency: at * 10, frequency: at, monetary: at * 100 }))
  const bounds = rfmBounds(customers)
  expect(bounds).toEqual({ recency: [21, 41, 61, 81], frequency: [3, 5, 7, 9], monetary: [201, 401, 601, 801] })
  expect(scoreRfm({ recency: 21, frequency: 3, monetary: 201 }, bounds)).toEqual({ r: 4, f: 2, m: 2 })
  expect(scoreRfm({ recency: 20.9, frequency: 2.9, monetary: 200.9 }, bounds)).toEqual({ r: 5, f: 1, m: 1 })
})

test('the first rule that fits decides, and whom none fits is told', () => {
  expect(segmentOf({ r: 5, f: 5, m: 5 })).toBe('Champions')
  expect(segmentOf({ r: 5, f: 5, m: 5 }, [...RFM_RULES].reverse())).not.toBe('Champions')
  expect(segmentOf({ r: 3, f: 1, m: 1 }, [])).toBe(NO_SEGMENT)
})

test.each([
  ['no list', {}, 'a list of'],
  ['no name', [{ r: [1, 2] }], '/0/segment'],
  ['a score that there is not', [{ segment: 'A', m: [0, 5] }], '/0/m'],
  ['a range upside down', [{ segment: 'A' }, { segment: 'B', f: [4, 2] }], '/1/f'],
])('rules with %s are refused, and named', (_, value, message) => {
  expect(() => parseRfmRules(value)).toThrow(message)
})

test('one customer is a customer', () => {
  const { customers, segments } = scoreCustomers([{ person: 'a', firstDay: 10, lastDay: 10, orders: 1, value: 5 }])
  expect(customers).toMatchObject([{ customer: 'a', recency: 1, frequency: 1, monetary: 5 }])
  expect(segments).toHaveLength(1)
})
