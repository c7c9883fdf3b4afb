import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { startCommand } from './run-command.js'

vi.setConfig({ testTimeout: 120_000 })

const folder = mkdtempSync(join(tmpdir(), 'endcap-insight-customers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const few = join(folder, 'few.csv')
writeFileSync(few, 'customer_id,date,value\nann,2026-01-01,5\nann,2026-01-09,5\nbob,2026-01-02,7\n')
const CDNOW = resolve(import.meta.dirname, '../../../../shared/data/cdnow/CDNOW_sample.txt')

const run = (...argv: readonly string[]) => startCommand(['insight', ...argv]).stop()

test('clv says why a small shop gets no model, and ends with 1', async () => {
  const { code, stdout } = await run('clv', '--transactions', few)
  expect(code).toBe(1)
  expect(stdout).toMatch(/^1 of 2 customers had bought again by 2026-01-09; .*needs 100/)
  const json = await run('clv', '--transactions', few, '--json')
  expect(json.stdout.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(json.stdout)).toMatchObject({ n: 2, refused: expect.stringContaining('needs 100'), models: {} })
})

test('churn warns in a small shop by its gaps alone', async () => {
  const { code, stdout } = await run('churn', '--transactions', few, '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    n: 2,
    finding: false,
    gaps: { median: 8 },
    customers: [
      { id: 'ann', state: 'on_time' },
      { id: 'bob', state: 'on_time', p_alive: null },
    ],
  })
})

test.each([
  [['clv', '--transactions', few, '--calibration-end', 'yesterday'], 2],
  [['clv', '--transactions', few, '--margin', '3'], 2],
  [['clv'], 2],
  [['churn', '--transactions', few, '--quantile', '1'], 2],
  [['churn', '--transactions', few, '--customer', 'nobody'], 1],
  [['clv', '--help'], 0],
  [['churn', '--help'], 0],
] as const)('%s ends with %i', async (argv, code) => {
  expect((await run(...argv)).code).toBe(code)
})

// The data have no licence of their own: they are read where they are, and not kept here.
test.skipIf(!existsSync(CDNOW))('clv tells CDNOW in plain words and in one line of JSON', async () => {
  const told = await run('clv', '--transactions', CDNOW, '--calibration-end', '1997-09-30', '--limit', '1')
  expect(told.code).toBe(0)
  expect(told.stdout).toMatch(/^2357 customers will buy 1653 times \(1514 to 1806\) in 39 weeks after 1997-09-30/)
  expect(told.stdout).toContain('1653.4 expected (1514 to 1806), 1882 came (error -12.1 %)')
  const one = await run(
    'clv',
    '--transactions',
    CDNOW,
    '--calibration-end',
    '1997-09-30',
    '--customer',
    '0001',
    '--json',
  )
  const result = JSON.parse(one.stdout)
  expect(result.models.bg_nbd.r).toBeCloseTo(0.242595, 5)
  expect(result.models.pareto_nbd.log_likelihood).toBeCloseTo(-9594.9762, 3)
  expect(result.models.gamma_gamma.q).toBeCloseTo(3.744225, 4)
  expect(result.customers).toHaveLength(1)
  expect(result.customers[0]).toMatchObject({ id: '0001', x: 2, holdout_purchases: 1, p_alive_model: 'bg_nbd' })
  expect(result.customers[0].expected_purchases).toBeCloseTo(1.226, 3)
})
