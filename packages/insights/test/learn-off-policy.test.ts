import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import {
  empiricalPolicy,
  evaluatePolicy,
  type Impression,
  type Policy,
  type PolicyEvaluation,
  readLoggedImpressions,
  uniformPolicy,
} from '../src/index.js'
import { createRandom } from '../src/random.js'
import { plantShop } from './learn-shop.js'
import { temporaryFile } from './train-data.js'

const OPEN_BANDIT = fileURLToPath(new URL('../../../../shared/data/open-bandit/', import.meta.url))
// The Open Bandit Dataset may not be kept in this repository.
const withData = test.skipIf(!existsSync(OPEN_BANDIT))
const read = async (name: string) => (await readLoggedImpressions(`${OPEN_BANDIT}${name}.csv.gz`)).rows
const round = (value: number) => Math.round(value * 1e5) / 1e5

/** The published table: IPS, SNIPS, direct, doubly robust, effective sample, low and high of SNIPS. */
withData.each([
  ['men', [0.00566, 0.00574, 0.0056, 0.00579], 2869, [0.00315, 0.00883], 0.0069],
  ['women', [0.00581, 0.00583, 0.00554, 0.00585], 3492, [0.00371, 0.00838], 0.0046],
] as const)(
  'uniform log to Thompson sampling, %s: the figures of the reference',
  async (group, figures, ess, [low, high], truth) => {
    const [log, target] = [await read(`${group}-random`), await read(`${group}-bts`)]
    const result = evaluatePolicy(log, empiricalPolicy(target))
    const { ips, snips, direct, doublyRobust } = result.estimates
    expect([ips, snips, direct, doublyRobust].map(({ value }) => round(value))).toEqual(figures)
    expect(result.verdict).toBe('sound')
    expect(Math.round(result.weights.effectiveSample)).toBe(ess)
    expect(result.weights.mean.value).toBeCloseTo(1, 1)
    // Other draws than those of the reference: the ends of an interval move by some hundredths.
    expect(Math.abs(snips.low - low)).toBeLessThan(0.0002)
    expect(Math.abs(snips.high - high)).toBeLessThan(0.0004)
    expect(target.filter(({ clicked }) => clicked).length / target.length).toBe(truth)
    expect(truth).toBeGreaterThan(snips.low)
    expect(truth).toBeLessThan(snips.high)
  },
  20_000,
)

withData.each([
  ['men', 656, 'sound', [0.00301, 0.00319, 0.00301]],
  ['women', 2, 'refused', [0.00744, 0.00237, 0.00438]],
] as const)(
  'Thompson log to uniform, %s: an effective sample of %i is %s',
  async (group, ess, verdict, figures) => {
    const log = await read(`${group}-bts`)
    const result = evaluatePolicy(log, uniformPolicy([...new Set(log.map(({ item }) => item))]))
    const { ips, snips, clipped } = result.estimates
    expect(Math.round(result.weights.effectiveSample)).toBe(ess)
    expect(result.verdict).toBe(verdict)
    expect([ips, snips, clipped].map(({ value }) => round(value))).toEqual(figures)
  },
  20_000,
)

const card = (fields: Partial<Impression>): Impression => ({
  requestId: 'r',
  placement: 'row',
  position: 0,
  propensity: 0.5,
  strategy: null,
  model: null,
  item: 'a',
  visitor: null,
  session: null,
  ts: 0,
  clicked: false,
  carted: false,
  bought: false,
  ...fields,
})
const always = (item: string): Policy => ({ name: item, chances: () => new Map([[item, 1]]) })

test('every estimate by hand', () => {
  // a: shown with 1/2, 1 click of 2; b: shown with 1/4, 0 of 1. The policy shows a, always.
  const log = [card({ clicked: true }), card({}), card({ item: 'b', propensity: 0.25 })]
  const model = (_: Impression, item: string) => (item === 'a' ? 0.4 : 0.1)
  const { estimates, weights, logged, gains } = evaluatePolicy(log, always('a'), { model, clip: 1.5, draws: 10 })
  expect(logged.value).toBeCloseTo(1 / 3, 12)
  expect(estimates.ips.value).toBeCloseTo(2 / 3, 12)
  expect(estimates.snips.value).toBeCloseTo(1 / 2, 12)
  expect(estimates.clipped.value).toBeCloseTo(1.5 / 3, 12)
  expect(estimates.direct.value).toBeCloseTo(0.4, 12)
  expect(estimates.doublyRobust.value).toBeCloseTo(0.4 + (2 * 0.6 - 2 * 0.4) / 3, 12)
  expect(gains.snips.value).toBeCloseTo(1 / 2 - 1 / 3, 12)
  expect(weights).toMatchObject({ effectiveSample: 2, largest: 2, clippedRatio: 2 / 3 })
  expect(weights.mean.value).toBeCloseTo(4 / 3, 12)
})

/** A log of two items with clicks of known rates; the policy shows `b` nine times of ten. */
function bandit(seed: number, rows = 3000): PolicyEvaluation {
  const random = createRandom(seed)
  const log = Array.from({ length: rows }, (_, row) => {
    const item = random() < 0.7 ? 'a' : 'b'
    const clicked = random() < (item === 'a' ? 0.05 : 0.15)
    return card({ requestId: `r${row}`, item, propensity: item === 'a' ? 0.7 : 0.3, clicked })
  })
  const policy: Policy = { name: 'b', chances: () => new Map([['a', 0.1], ['b', 0.9]]) } // biome-ignore format: a table
  return evaluatePolicy(log, policy, { draws: 200, seed })
}

test('intervals cover the truth about as often as they say', () => {
  const truth = 0.1 * 0.05 + 0.9 * 0.15
  const RUNS = 120
  const covered = { ips: 0, snips: 0, doublyRobust: 0 }
  for (let seed = 0; seed < RUNS; seed++) {
    const { estimates } = bandit(seed)
    for (const name of ['ips', 'snips', 'doublyRobust'] as const) {
      if (estimates[name].low <= truth && truth <= estimates[name].high) covered[name]++
    }
  }
  for (const count of Object.values(covered)) {
    expect(count / RUNS).toBeGreaterThan(0.89)
    expect(count / RUNS).toBeLessThan(1)
  }
}, 30_000)

test('a visitor with many impressions widens the interval', () => {
  const alone = Array.from({ length: 2000 }, (_, row) => card({ requestId: `r${row}`, clicked: row % 10 === 0 }))
  // Twenty visitors; whoever clicks does so every time.
  const together = alone.map((row, n) => ({ ...row, visitor: `v${n % 20}` }))
  const width = (rows: readonly Impression[]) => {
    const { low, high } = evaluatePolicy(rows, always('a'), { draws: 300 }).estimates.snips
    return high - low
  }
  expect(width(together)).toBeGreaterThan(3 * width(alone))
})

test('the policy of the log itself gains nothing', () => {
  const log = plantShop({ seed: 1, lists: 600, weights: { mark: 1 } })
  const same: Policy = { name: 'same', chances: ({ item, propensity }) => new Map([[item, propensity as number]]) }
  const { weights, gains } = evaluatePolicy(log, same, { draws: 50 })
  expect(weights.mean.value).toBe(1)
  expect(weights.effectiveSample).toBe(log.length)
  expect(gains.snips).toEqual({ value: 0, low: 0, high: 0 })
})

test('impressions without a usable propensity are counted and left out', () => {
  const wrong = [null, 0, -1, 1.5, Number.NaN].map((propensity) => card({ propensity }))
  const result = evaluatePolicy([...wrong, card({})], always('a'), { draws: 5 })
  expect(result).toMatchObject({ impressions: 1, withoutPropensity: 5, verdict: 'refused' })
  expect(() => evaluatePolicy(wrong, always('a'))).toThrow('input-empty')
})

test('impressions of interleaved lists are counted and left out', () => {
  const log = [card({ clicked: true }), card({})]
  const mixed = [...log, card({ interleaved: true, clicked: true }), card({ interleaved: true, propensity: null })]
  const [alone, result] = [log, mixed].map((rows) => evaluatePolicy(rows, always('a'), { draws: 5 }))
  expect(result).toEqual({ ...alone, interleaved: 2 })
  expect(alone).toMatchObject({ impressions: 2, interleaved: 0, withoutPropensity: 0 })
  expect(() => evaluatePolicy([card({ interleaved: true })], always('a'))).toThrow('input-empty')
})

test('a policy that shows what the log never showed is refused', () => {
  const log = Array.from({ length: 500 }, (_, row) => card({ requestId: `r${row}` }))
  const result = evaluatePolicy(log, always('never'), { draws: 20 })
  expect(result.verdict).toBe('refused')
  expect(result.estimates.snips.value).toBeNaN()
  const half: Policy = { name: 'half', chances: () => new Map([['a', 0.2], ['never', 0.8]]) } // biome-ignore format: a table
  expect(evaluatePolicy(log, half, { draws: 20 }).reason).toContain('it would show what the log never showed')
})

test('reads a file of logged impressions, bad rows counted', async () => {
  const file = temporaryFile(
    'log.csv',
    [
      '\ufefftimestamp,item_id,position,click,propensity_score,more',
      '2019-11-24 00:01:03.979311+00:00,2,2,1,0.5,x',
      '2019-11-24 00:01:03+00:00,2,0,1,0.5,x',
      '2019-11-24 00:01:03+00:00,2,1,2,0.5,x',
      '2019-11-24 00:01:03+00:00,2,1,0,0,x',
      '2019-11-24 00:01:03+00:00,2,1,0,1.01,x',
      'never,2,1,0,0.5,x',
      '2019-11-24 00:01:03+00:00,,1,0,0.5,x',
      '2019-11-24 00:01:03+00:00,2,1',
    ].join('\n'),
  )
  const { rows, badRows } = await readLoggedImpressions(file)
  expect(badRows).toBe(7)
  expect(rows).toMatchObject([
    { item: '2', position: 1, clicked: true, propensity: 0.5, visitor: null, ts: Date.UTC(2019, 10, 24, 0, 1, 3, 979) },
  ])
})

test.each([
  ['no such file', () => '/nowhere/log.csv', 'file-unreadable'],
  [
    'a file that is not packed',
    () => temporaryFile('log.csv', 'x').replace('log.csv', 'none.csv.gz'),
    'file-unreadable',
  ],
  ['a missing column', () => temporaryFile('log.csv', 'timestamp,item_id\n1,2\n'), 'field-missing'],
  ['no rows', () => temporaryFile('log.csv', 'timestamp,item_id,position,click,propensity_score\n'), 'input-empty'],
  ['nothing', () => temporaryFile('log.csv', ''), 'input-empty'],
])('%s is refused', async (_, file, code) => {
  await expect(readLoggedImpressions(file())).rejects.toThrow(code)
})
