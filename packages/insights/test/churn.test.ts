import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createSyntheticShop } from '@endcap/testkit'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { areaUnderCurve } from '../src/customers/churn/probability-score.js'
import { type ChurnResult, type ClvResult, openFileSource, runInsight } from '../src/index.js'
import { askOrdersOf } from './shop-orders.js'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const SHOP = { seed: 5, visitors: 3000, days: 364 }

describe('a shop with planted leavers', () => {
  const shop = createSyntheticShop(SHOP)
  let churn: ChurnResult
  let clv: ClvResult
  const left = new Map<string, number>()
  beforeAll(async () => {
    for (const { index, leftAt } of shop.truth.people()) left.set(`p${index}`, leftAt === undefined ? 0 : 1)
    const answers = await askOrdersOf(shop, async (source) => ({
      churn: await runInsight('churn', source, {}),
      clv: await runInsight('clv', source, {}),
    }))
    churn = answers.churn
    clv = answers.clv
  })

  test('is found to have them', () => {
    expect(churn.leaving).toMatchObject({ finding: true })
    expect(churn.leaving?.p).toBeLessThan(1e-20)
    expect(churn.finding).toBe(true)
  })

  test('has its parameters recovered', () => {
    const truth = shop.truth.orders as NonNullable<typeof shop.truth.orders>
    const model = clv.models.bg_nbd as unknown as Record<'r' | 'alpha' | 'a' | 'b', number>
    expect(clv.chosen?.model).toBe('bg_nbd')
    expect(Math.abs(model.r / truth.r - 1)).toBeLessThan(0.2)
    expect(Math.abs((7 * model.alpha) / truth.alpha - 1)).toBeLessThan(0.25)
    const mean = truth.a / (truth.a + truth.b)
    expect(Math.abs(model.a / (model.a + model.b) / mean - 1)).toBeLessThan(0.2)
    expect(Math.abs(clv.holdout?.relative_error ?? 1)).toBeLessThan(0.1)
  })

  test('has its leavers told from those who stay, and as many as there are', () => {
    const repeat = clv.customers.filter(({ x }) => x > 0)
    const labels = repeat.map(({ id }) => 1 - (left.get(id) ?? 0))
    const chances = repeat.map(({ p_alive }) => p_alive ?? Number.NaN)
    const { auc } = areaUnderCurve(chances, labels)
    expect(auc).toBeGreaterThan(0.8)
    // How long somebody was silent is a rule that anybody has; the model has to know more.
    const byRecency = repeat.map(({ T, t_x }) => t_x - T)
    expect(auc).toBeGreaterThan(areaUnderCurve(byRecency, labels).auc + 0.02)
    const stayed = labels.reduce((sum, label) => sum + label, 0)
    const expected = chances.reduce((sum, chance) => sum + chance, 0)
    expect(Math.abs(expected / stayed - 1)).toBeLessThan(0.1)
  })

  test('names as silent those who left', () => {
    const silent = churn.customers.filter(({ state }) => state === 'silent')
    expect(silent.length).toBeGreaterThan(10)
    expect(silent.filter(({ id }) => left.get(id) === 1).length / silent.length).toBeGreaterThan(0.9)
  })

  test('has a model of leaving that was right in the newest window', () => {
    const { leaving } = churn.models
    if ('refused' in leaving) throw new Error(leaving.refused)
    expect(leaving.finding).toBe(true)
    // Orders were made by a lifetime model: nothing that is learnt can be much better, and should not be much worse.
    expect(leaving.test.auc).toBeGreaterThan((leaving.lifetime_model?.auc ?? 1) - 0.02)
    expect(leaving.test.auc_interval[0]).toBeGreaterThan(0.65)
    expect(leaving.test.calibration_error).toBeLessThan(0.06)
    expect(leaving.test.reliability).toHaveLength(10)
  })

  test('has reasons for the first customers, and dates with their intervals in order', () => {
    for (const { reasons, next_order } of churn.customers.slice(0, 100)) {
      expect(reasons).toHaveLength(3)
      expect(next_order?.low?.localeCompare(next_order.date ?? '9')).toBeLessThanOrEqual(0)
      expect(next_order?.date?.localeCompare(next_order.high ?? '9')).toBeLessThanOrEqual(0)
    }
    const { expected, actual } = churn.next_order_test as NonNullable<ChurnResult['next_order_test']>
    expect(Math.abs(actual / expected - 1)).toBeLessThan(0.15)
  })

  test('never says that somebody surely stays', () => {
    for (const { p_alive } of churn.customers) expect(p_alive).toBeLessThan(0.9995)
    for (const { x, p_alive } of clv.customers) expect(x > 0 || p_alive === null || p_alive < 0.9995).toBe(true)
  })
})

describe('a shop where nobody leaves', () => {
  let churn: ChurnResult
  let clv: ClvResult
  beforeAll(async () => {
    const answers = await askOrdersOf(createSyntheticShop({ ...SHOP, isNull: true }), async (source) => ({
      churn: await runInsight('churn', source, {}),
      clv: await runInsight('clv', source, {}),
    }))
    churn = answers.churn
    clv = answers.clv
  })

  test('gives no finding', () => {
    expect(churn.n).toBeGreaterThan(2900)
    expect(churn.finding).toBe(false)
    expect(churn.leaving).toMatchObject({ finding: false })
    expect(churn.silence).toMatchObject({ found: 0 })
    for (const model of Object.values(churn.models)) expect('refused' in model || model.finding).toBe(false)
    expect(churn.customers.every(({ p_leaving, reasons }) => p_leaving === null && reasons.length === 0)).toBe(true)
  })

  test('is said to be at the boundary, and forecast without leaving', () => {
    for (const name of ['bg_nbd', 'mbg_nbd', 'pareto_nbd'] as const) {
      expect(clv.models[name]?.message, name).toContain('cannot be told from pausing')
    }
    expect(clv.chosen?.model).toBe('nbd')
    expect(Math.abs(clv.holdout?.relative_error ?? 1)).toBeLessThan(0.05)
    expect(churn.lifetime_model).toBe('nbd')
    expect(churn.customers.every(({ p_alive }) => p_alive === null)).toBe(true)
  })
})

describe('small files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-churn-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'few.csv')
  // ann buys every 10 days and stopped; bob bought once long ago; eve once lately.
  const days = [1, 11, 21, 31, 41, 51, 61].map((day) => `ann,${new Date(Date.UTC(2026, 0, day)).toISOString()},10`)
  writeFileSync(
    file,
    [
      'customer_id,date,value',
      ...days,
      'bob,2026-01-05,10',
      'eve,2026-04-19,10',
      'flo,2026-01-01,1',
      'flo,2026-02-20,1',
      'kim,2026-04-20,5',
    ].join('\n'),
  )
  const ask = async <Name extends 'churn' | 'clv'>(name: Name, options: object = {}) => {
    const source = await openFileSource({ kind: 'transactions', file })
    try {
      return await runInsight(name, source, options)
    } finally {
      await source.close()
    }
  }

  test('warn by the customer’s own gaps, else by the shop’s, one-time buyers too', async () => {
    const churn = await ask('churn')
    expect(churn.gaps).toEqual({ n: 7, median: 10, quantile: 0.9, days: 50 })
    const of = (id: string) => churn.customers.find((customer) => customer.id === id)
    expect(of('ann')).toMatchObject({ state: 'late', limit_days: 10, limit_from: 'own', days_since_order: 49 })
    expect(of('bob')).toMatchObject({ state: 'late', limit_days: 50, limit_from: 'shop', days_since_order: 105 })
    expect(of('eve')).toMatchObject({ state: 'on_time', days_since_order: 1, p_alive: null, next_order: null })
    expect(churn).toMatchObject({ n: 5, counts: { silent: 0, late: 3, on_time: 2 }, finding: false })
    expect(churn.refused).toContain('2 of 5 customers had bought again')
    expect(churn.models.leaving).toHaveProperty('refused')
  })

  test('are too few to fit: the plain formulas remain, and the reason is said', async () => {
    const clv = await ask('clv', { margin: 0.5, acquisition: 3 })
    expect(clv.refused).toBe(
      '2 of 5 customers had bought again by 2026-04-20; a model of repeat buying needs 100 of them, below that its forecasts would be guesses.',
    )
    expect(clv.customers).toEqual([])
    expect(clv.formulas.inputs).toMatchObject({ window_days: 55, customers: 3, margin: 0.5, acquisition: 3 })
  })

  test.each([
    ['clv', { margin: 2 }, 'option-invalid'],
    ['clv', { calibrationEnd: 1 }, 'option-invalid'],
    ['clv', { horizonWeeks: 0 }, 'option-invalid'],
    ['churn', { quantile: 1 }, 'option-invalid'],
    ['churn', { leaveDays: 0 }, 'option-invalid'],
    ['churn', { customer: 'nobody' }, 'reference-unknown'],
  ] as const)('%s refuses %o', async (name, options, code) => {
    await expect(ask(name, options)).rejects.toMatchObject({ code })
  })
})

const CDNOW = resolve(import.meta.dirname, '../../../../shared/data/cdnow/CDNOW_sample.txt')

// The data have no licence of their own: they are read where they are, and not kept here.
describe.skipIf(!existsSync(CDNOW))('CDNOW', () => {
  test('its gaps, and chances that came true', async () => {
    const source = await openFileSource({ kind: 'transactions', file: CDNOW })
    const churn = await runInsight('churn', source, { quantile: 0.8 })
    await source.close()
    expect(churn.gaps).toEqual({ n: 4339, median: 34, quantile: 0.8, days: 117 })
    expect(churn.lifetime_model).toBe('pareto_nbd')
    const once = churn.customers.filter(({ purchases }) => purchases === 1)
    expect(Math.max(...once.map(({ p_alive }) => p_alive ?? 1))).toBeLessThan(0.5)
    const { leaving } = churn.models
    if ('refused' in leaving) throw new Error(leaving.refused)
    expect(leaving.test.auc_interval[0]).toBeGreaterThan(0.75)
    expect(leaving.test.brier).toBeLessThanOrEqual((leaving.lifetime_model?.brier ?? 0) * 1.02)
  })
})
