import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { analyseCohorts, type CohortUnit, openFileSource, trendOf, wilson } from '../src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-cohorts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function cohortsOf(file: string, unit?: CohortUnit) {
  const source = await openFileSource({ kind: 'transactions', file })
  try {
    return await analyseCohorts(source, { unit })
  } finally {
    await source.close()
  }
}

function write(rows: readonly (readonly [customer: string, date: string, value: number])[]): string {
  const file = join(folder, `${Math.random()}.csv`)
  writeFileSync(file, ['customer_id,order_date,revenue', ...rows.map((row) => row.join(','))].join('\n'))
  return file
}

const ORDERS = write([
  ['a', '2025-11-03', 10],
  ['b', '2025-11-20', 20],
  ['a', '2025-12-31', 5],
  ['a', '2026-01-01', 5],
  ['c', '2025-12-10', 7],
  ['b', '2026-02-10', 8],
])

describe('cohorts', () => {
  test('are a triangle: a month without orders is 0, and one that has not come is not there', async () => {
    const { cohorts, n, orders, revenue } = await cohortsOf(ORDERS)
    expect([n, orders, revenue]).toEqual([3, 6, 55])
    expect(cohorts.map(({ cohort, customers, isFirst }) => [cohort, customers, isFirst])).toEqual([
      ['2025-11', 2, true],
      ['2025-12', 1, false],
    ])
    const [november, december] = cohorts
    expect(november?.cells.map(({ customers }) => customers)).toEqual([2, 1, 1, 1])
    expect(november?.cells.map(({ revenue }) => revenue)).toEqual([30, 5, 5, 8])
    expect(november?.cells.map(({ revenuePerCustomer }) => revenuePerCustomer)).toEqual([15, 17.5, 20, 24])
    expect(december?.cells.map(({ retention }) => retention)).toEqual([1, 0, 0])
  })
  test('the month in which the data ends counts for nothing that is told of all', async () => {
    const { cohorts, curve } = await cohortsOf(ORDERS)
    expect(cohorts.map(({ cells }) => cells.at(-1)?.isPartial)).toEqual([true, true])
    expect(curve.map(({ since, retention }) => [since, retention.value, retention.n])).toEqual([
      [0, 1, 3],
      [1, 1 / 3, 3],
      [2, 1 / 2, 2],
    ])
  })
  test.each([
    ['quarter', ['2025-Q4'], [3, 2]],
    ['week', ['2025-11-03', '2025-11-17', '2025-12-08'], [1, 0, 0]],
  ] as const)('by %s', async (unit, names, first) => {
    const { cohorts } = await cohortsOf(ORDERS, unit)
    expect(cohorts.map(({ cohort }) => cohort)).toEqual(names)
    expect(cohorts[0]?.cells.slice(0, first.length).map(({ customers }) => customers)).toEqual(first)
  })
  test('of nobody are an error that says so', async () => {
    const file = write([['', '2025-11-03', 10]])
    await expect(cohortsOf(file)).rejects.toMatchObject({ code: 'input-empty' })
  })
})

const ONLINE_RETAIL = fileURLToPath(new URL('../../../examples/script-tag/data/orders.csv.gz', import.meta.url))
test('of Online Retail: the first month has 884 customers, of whom 36.5 % come back', async () => {
  expect(existsSync(ONLINE_RETAIL)).toBe(true)
  const { cohorts, n, trend } = await cohortsOf(ONLINE_RETAIL)
  expect(n).toBe(4334)
  expect(cohorts).toHaveLength(13)
  expect(cohorts[0]).toMatchObject({ cohort: '2010-12', customers: 884, isFirst: true })
  expect(cohorts[0]?.cells[1]?.retention).toBeCloseTo(0.3654, 4)
  // Each customer is in one cohort, and everybody ordered in the month of the first order.
  expect(cohorts.every(({ cells }) => cells[0]?.retention === 1)).toBe(true)
  expect(trend?.direction).toBe('none')
})

test('a trend is told where there is one, and not where there is none', () => {
  const points = (shares: readonly number[]) => shares.map((share, at) => ({ at, successes: share * 1000, n: 1000 }))
  expect(trendOf(points([0.3, 0.27, 0.24, 0.2]))?.direction).toBe('falling')
  expect(trendOf(points([0.2, 0.24, 0.27]))?.direction).toBe('rising')
  expect(trendOf(points([0.25, 0.24, 0.25, 0.25]))?.direction).toBe('none')
  expect(trendOf(points([0.2, 0.4]))).toBeUndefined()
  // Agresti, Categorical Data Analysis (2002), table 5.3: alcohol and malformations, z² = 6.57.
  const counts = [
    [0, 48, 17066],
    [0.5, 38, 14464],
    [1.5, 5, 788],
    [4, 1, 126],
    [7, 1, 37],
  ] as const
  const trend = trendOf(counts.map(([at, successes, rest]) => ({ at, successes, n: rest + successes })))
  expect((trend?.z ?? 0) ** 2).toBeCloseTo(6.57, 2)
})

test('shares have intervals within 0 and 1', () => {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20.
  expect(wilson(81, 263)).toMatchObject({ low: expect.closeTo(0.2553, 4), high: expect.closeTo(0.3662, 4) })
  expect(wilson(15, 148)).toMatchObject({ low: expect.closeTo(0.0624, 4), high: expect.closeTo(0.1605, 4) })
  expect(wilson(0, 20)).toMatchObject({ value: 0, low: 0, high: expect.closeTo(0.1611, 4) })
  expect(wilson(0, 0)).toBeUndefined()
})
