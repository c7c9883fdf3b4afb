/** Lifetime value against published and independently measured figures: ../shared/data/cdnow, ../shared/data/online-retail. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ClvResult, openFileSource, runInsight } from '../src/index.js'

const DATA = resolve(import.meta.dirname, '../../../../shared/data')
const isThere = existsSync(DATA)
const dayOf = (text: string) => Date.parse(text) / 86_400_000

async function analyse(file: string, calibrationEnd?: string, options: object = {}): Promise<ClvResult> {
  const source = await openFileSource({ kind: 'transactions', file: resolve(DATA, file) })
  try {
    const end = calibrationEnd === undefined ? {} : { calibrationEnd: dayOf(calibrationEnd) }
    return await runInsight('clv', source, { ...end, ...options })
  } finally {
    await source.close()
  }
}

// Both data sets are large or not ours to ship; the figures stand in their README files.
describe.skipIf(!isThere)('CDNOW until September 1997', () => {
  interface Reference {
    readonly customers: readonly {
      readonly id: string
      readonly x: number
      readonly t_x_weeks: number
      readonly zbar: number
      readonly holdout_x: number
      readonly p_alive: number
      readonly expected_39w: number
      readonly expected_spend_per_txn: number
      readonly pareto_nbd_p_alive: number
    }[]
    readonly bg_nbd: {
      readonly total_expected_holdout_39w: number
      readonly by_calibration_frequency: readonly {
        readonly expected_holdout_mean: number
        readonly actual_holdout_mean: number
      }[]
    }
    readonly expected_39w_revenue_undiscounted: number
  }
  let result: ClvResult
  let reference: Reference
  beforeAll(async () => {
    reference = JSON.parse(readFileSync(resolve(DATA, 'cdnow/reference.json'), 'utf8')) as Reference
    result = await analyse('cdnow/CDNOW_sample.txt', '1997-09-30')
  }, 120_000)

  test('counts customers and repeat purchases', () => {
    expect(result).toMatchObject({ n: 2357, repeat_customers: 946, repeat_purchases: 2457, as_of: '1997-09-30' })
    expect(result.holdout).toMatchObject({ weeks: 39, actual: 1882, customers: 2357 })
  })

  test.each([
    ['bg_nbd', { r: 0.2425945, alpha: 4.413602, a: 0.792922, b: 2.4259066, log_likelihood: -9582.4292067 }],
    ['pareto_nbd', { r: 0.553277, alpha: 10.5776835, s: 0.6062401, beta: 11.6687377, log_likelihood: -9594.9761789 }],
    ['gamma_gamma', { p: 6.2495724, q: 3.7442249, gamma: 15.4435214, log_likelihood: -4055.9176948 }],
  ] as const)('%s has the published parameters', (name, expected) => {
    const model = result.models[name] as unknown as Readonly<Record<string, number>>
    for (const [parameter, value] of Object.entries(expected)) {
      expect(Math.abs((model[parameter] ?? 0) / value - 1), `${name}.${parameter}`).toBeLessThan(1e-6)
    }
  })

  test('each parameter’s interval holds the published value and is not wide', () => {
    const { intervals } = result.models.bg_nbd as unknown as { intervals: Record<string, [number, number]> }
    for (const [name, value] of Object.entries({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 })) {
      const [low, high] = intervals[name] as [number, number]
      expect(low).toBeLessThan(value)
      expect(high).toBeGreaterThan(value)
      expect(high / low).toBeLessThan(4)
    }
  })

  test('expects 1,653.4 purchases in the holdout by BG/NBD, and as many by group as the reference', () => {
    expect(result.holdout?.models.bg_nbd?.expected).toBeCloseTo(reference.bg_nbd.total_expected_holdout_39w, 3)
    expect(result.holdout?.model).toBe('bg_nbd')
    const groups = result.holdout?.by_frequency ?? []
    reference.bg_nbd.by_calibration_frequency.forEach(({ expected_holdout_mean, actual_holdout_mean }, index) => {
      expect(groups[index]?.expected_mean).toBeCloseTo(expected_holdout_mean, 3)
      expect(groups[index]?.actual_mean).toBeCloseTo(actual_holdout_mean, 3)
    })
  })

  test('expects of each customer what the reference does', () => {
    for (const expected of reference.customers) {
      const found = result.customers.find(({ id }) => id === expected.id)
      expect(found, expected.id).toMatchObject({ x: expected.x, holdout_purchases: expected.holdout_x })
      expect(found?.t_x).toBeCloseTo(expected.t_x_weeks, 5)
      expect(found?.mean_value).toBeCloseTo(expected.zbar, 2)
      expect(found?.models.bg_nbd?.expected_purchases).toBeCloseTo(expected.expected_39w, 4)
      expect(found?.models.pareto_nbd?.p_alive).toBeCloseTo(expected.pareto_nbd_p_alive, 4)
      expect(found?.expected_spend).toBeCloseTo(expected.expected_spend_per_txn, 2)
      if (expected.x > 0) expect(found?.models.bg_nbd?.p_alive).toBeCloseTo(expected.p_alive, 4)
    }
    expect(result.forecast?.revenue).toBeCloseTo(reference.expected_39w_revenue_undiscounted, 0)
  })

  test('says of nobody that they surely stay, of one-time buyers by Pareto/NBD', () => {
    const once = result.customers.filter(({ x }) => x === 0)
    expect(once).toHaveLength(1411)
    expect(once.every(({ p_alive_model }) => p_alive_model === 'pareto_nbd')).toBe(true)
    expect(once.every(({ models }) => models.bg_nbd?.p_alive === null)).toBe(true)
    expect(Math.max(...once.map(({ p_alive }) => p_alive ?? 1))).toBeLessThan(0.5)
  })
})

describe.skipIf(!isThere)('Online Retail until June 2011', () => {
  let result: ClvResult
  beforeAll(async () => {
    result = await analyse('online-retail/online-retail.csv.gz', '2011-06-30')
  }, 120_000)

  test('says that leaving is at its boundary, and falls back', () => {
    for (const name of ['bg_nbd', 'mbg_nbd', 'pareto_nbd'] as const) {
      expect(result.models[name]?.boundary.length, name).toBeGreaterThanOrEqual(2)
      expect(result.models[name]?.message).toContain('boundary')
      expect(result.models[name]?.log_likelihood).toBeCloseTo(-15325.455, 2)
    }
    expect(result.models.nbd?.log_likelihood).toBeCloseTo(-15325.455, 3)
    expect((result.models.nbd as unknown as { r: number }).r).toBeCloseTo(0.744, 3)
    expect((result.models.nbd as unknown as { alpha: number }).alpha).toBeCloseTo(9.047, 2)
    expect(result.chosen).toMatchObject({ model: 'nbd' })
    expect(result.chosen?.reason).toContain('boundary')
  })

  test('forecasts within a fifth of what came, and nothing absurd of anybody', () => {
    const { holdout, customers } = result
    expect(holdout?.weeks).toBeCloseTo(162 / 7, 9)
    expect(Math.abs(holdout?.relative_error ?? 1)).toBeLessThan(0.2)
    for (const customer of customers) {
      expect(customer.expected_purchases).toBeGreaterThanOrEqual(0)
      // Even somebody of whom nothing but the purchases is known buys no quicker than the shop's quickest prior says.
      expect(customer.expected_purchases).toBeLessThan(((0.745 + customer.x) / 9.04) * (162 / 7))
      expect(Number.isFinite(customer.clv)).toBe(true)
      expect(customer.p_alive).toBeNull()
    }
  })
})
