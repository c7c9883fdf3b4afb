import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ATTRIBUTION_MODELS, attribute } from '../src/journeys/attribution/attribution.js'
import { creditMarkov } from '../src/journeys/attribution/markov.js'
import { dropRepeats, type Path, parsePaths } from '../src/journeys/attribution/path.js'
import { creditTouches } from '../src/journeys/attribution/touch-models.js'

const FOLDER = fileURLToPath(new URL('../../../../shared/data/channel-paths/', import.meta.url))
const hasData = existsSync(`${FOLDER}paths.csv`)

const path = (steps: string, conversions: number, nulls = 0, value = conversions): Path => ({
  steps: steps.split(' > '),
  conversions,
  value,
  nulls,
})

interface Named {
  readonly [channel: string]: number
}

function readPaths(): Path[] {
  const rows: Record<string, string>[] = parse(readFileSync(`${FOLDER}paths.csv`), { columns: true })
  return parsePaths(
    rows.map((row) => ({
      path: row['path'] ?? '',
      conversions: Number(row['total_conversions']),
      value: Number(row['total_conversion_value']),
      nulls: Number(row['total_null']),
    })),
  )
}

const read = (name: string) => JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8'))

function expectNear(found: Named, expected: Named, tolerance: number): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
  for (const [channel, value] of Object.entries(expected)) {
    expect(Math.abs((found[channel] ?? Number.NaN) - value), channel).toBeLessThanOrEqual(tolerance)
  }
}

test.skipIf(!hasData)(
  'equals the reference on channel paths: first, last, linear, Markov; skipped without ../shared',
  () => {
    const reference = read('reference.json')
    const { totals, models } = attribute(readPaths(), { draws: 0 })
    expect(totals.paths).toBe(reference.totals.paths)
    expect(totals.conversions).toBe(reference.totals.conversions)
    expect(totals.nulls).toBe(reference.totals.nulls)
    expect(totals.value).toBeCloseTo(reference.totals.value, 6)
    for (const model of ['first', 'last', 'linear'] as const) {
      expectNear(models[model].conversions, reference.heuristics[model], 5.1e-7)
      expectNear(models[model].value, reference.heuristics[`${model}_value`], 5.1e-7)
    }
    const expected = reference.markov_order1_keep_repeats
    expect(models.markov.base).toBeCloseTo(expected.base, 12)
    expectNear(models.markov.removal_effect, expected.removal_effect, 5.1e-7)
    expectNear(models.markov.conversions, expected.conversions, 5.1e-7)
  },
)

test.skipIf(!hasData)('equals the toy cases; skipped without ../shared', () => {
  const { cases } = read('toy-cases.json')
  const paths = (index: number): Path[] =>
    cases[index].paths.map((row: (string | number)[]) => {
      const steps = row.filter((cell) => typeof cell === 'string')
      const [conversions = 0, nulls = 0] = row.filter((cell) => typeof cell === 'number')
      return path(steps.join(' > '), conversions, nulls)
    })
  const models = (index: number) => attribute(paths(index), { draws: 0 }).models
  expect(models(0).position.conversions).toEqual(cases[0].position_40_40)
  const { markov } = models(1)
  expectNear(
    Object.fromEntries(Object.entries(markov.transition ?? {}).filter(([name]) => !name.endsWith('->null'))),
    cases[1].transition,
    1e-12,
  )
  expect(markov.base).toBeCloseTo(cases[1].base_conversion, 12)
  expect(models(2).shapley.conversions).toEqual(cases[2].shapley)
  expect(models(3).shapley.conversions).toEqual(cases[3].shapley)
  expect(models(4).linear.conversions).toEqual(cases[4].linear_counting_repeats)
})

test.skipIf(!hasData)('chains that look further back keep the totals; skipped without ../shared', () => {
  const paths = readPaths()
  for (const [order, some] of [
    [2, paths],
    [3, paths.slice(0, 300)],
  ] as const) {
    const sold = some.reduce((sum, { conversions }) => sum + conversions, 0)
    const journeyCount = some.reduce((sum, { nulls }) => sum + nulls, sold)
    const { credits, base, states } = creditMarkov(some, order)
    expect(Object.values(credits).reduce((sum, { conversions }) => sum + conversions, 0)).toBeCloseTo(sold, 6)
    expect(base).toBeCloseTo(sold / journeyCount, 10)
    expect(states).toBeGreaterThan(80)
  }
})

const journeys = fc.array(
  fc.record({
    steps: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'direct'), { minLength: 1, maxLength: 6 }),
    conversions: fc.integer({ min: 0, max: 50 }),
    nulls: fc.integer({ min: 0, max: 50 }),
  }),
  { minLength: 1, maxLength: 12 },
)

test('every model keeps orders and value, whatever the paths', () => {
  fc.assert(
    fc.property(journeys, (rows) => {
      const paths = rows.map((row) => ({ ...row, value: row.conversions * 2.5 }))
      const conversions = paths.reduce((sum, row) => sum + row.conversions, 0)
      fc.pre(conversions > 0)
      const { models } = attribute(paths, { draws: 0 })
      for (const model of ATTRIBUTION_MODELS) {
        const total = (credits: Named) => Object.values(credits).reduce((sum, value) => sum + value, 0)
        expect(total(models[model].conversions), model).toBeCloseTo(conversions, 8)
        expect(total(models[model].value), model).toBeCloseTo(conversions * 2.5, 8)
        expect(Math.min(...Object.values(models[model].conversions)), model).toBeGreaterThanOrEqual(-1e-9)
      }
    }),
  )
})

test('dropping immediate repeats leaves the chain of order 1 as it is, and moves linear credit', () => {
  fc.assert(
    fc.property(journeys, (rows) => {
      const paths = rows.map((row) => ({ ...row, value: row.conversions }))
      fc.pre(paths.some(({ conversions }) => conversions > 0))
      expectNear(creditMarkov(dropRepeats(paths)).removal_effect, creditMarkov(paths).removal_effect, 1e-9)
    }),
  )
  const repeated = [path('a > a > b', 6)]
  expect(creditTouches(repeated, 'linear').credits).toMatchObject({ a: { conversions: 4 }, b: { conversions: 2 } })
  expect(creditTouches(dropRepeats(repeated), 'linear').credits).toMatchObject({ a: { conversions: 3 } })
})

test('position and time decay are as their definitions say', () => {
  const share = (steps: string, model: 'position' | 'time_decay' | 'last_non_direct', options = {}) =>
    attribute([path(steps, 1)], { draws: 0, ...options }).models[model].conversions
  expect(share('a', 'position')).toEqual({ a: 1 })
  expect(share('a > b', 'position')).toEqual({ a: 0.5, b: 0.5 })
  expectNear(share('a > b > c > d', 'position'), { a: 0.4, b: 0.1, c: 0.1, d: 0.4 }, 1e-12)
  expectNear(share('a > b > c', 'position', { firstShare: 0.3, lastShare: 0.5 }), { a: 0.3, b: 0.2, c: 0.5 }, 1e-12)
  expectNear(share('a > b > c', 'time_decay'), { a: 1 / 7, b: 2 / 7, c: 4 / 7 }, 1e-12)
  expectNear(share('a > b > c', 'time_decay', { halfLifeTouches: 2 }), halves([2 ** -1, 2 ** -0.5, 1]), 1e-12)
  expect(share('a > b > Direct > direct', 'last_non_direct')).toMatchObject({ b: 1, direct: 0 })
  expect(share('direct > direct', 'last_non_direct')).toEqual({ direct: 1 })
})

function halves([a = 0, b = 0, c = 0]: readonly number[]): Named {
  return { a: a / (a + b + c), b: b / (a + b + c), c: c / (a + b + c) }
}

test('Markov: a channel that every order needs is worth all, worth is counted apart, and chains may look further back', () => {
  const { removal_effect } = creditMarkov([path('a > b', 10, 5), path('b', 0, 20), path('c > b', 4, 9)])
  expect(removal_effect['b']).toBeCloseTo(1, 12)
  const dear = creditMarkov([path('a', 10, 10, 1000), path('b', 10, 10, 10)])
  expect(dear.removal_effect['a']).toBeCloseTo(0.5, 12)
  expect(dear.removal_effect_value['a']).toBeCloseTo(1000 / 1010, 12)
  // After "a > b" all buy, after "c > b" nobody: a chain of one touch cannot tell, one of two can.
  const paths = [path('a > b', 50, 0), path('c > b', 0, 50)]
  expect(creditMarkov(paths, 1).removal_effect['c']).toBeCloseTo(0.5, 12)
  expect(creditMarkov(paths, 2).removal_effect['c']).toBeCloseTo(0, 12)
})

test('Shapley: the closed form is the sum over all coalitions', () => {
  const paths = [path('a', 5), path('a > b', 7), path('c > b > a', 11), path('d > c', 2), path('d > b > d', 3)]
  const channels = ['a', 'b', 'c', 'd']
  const worth = (members: readonly string[]) =>
    paths.reduce((sum, p) => (p.steps.every((step) => members.includes(step)) ? sum + p.conversions : sum), 0)
  const subsets = (of: readonly string[]): string[][] =>
    of.reduce<string[][]>((sets, channel) => sets.concat(sets.map((set) => set.concat(channel))), [[]])
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const { conversions } = attribute(paths, { draws: 0 }).models.shapley
  for (const channel of channels) {
    const expected = subsets(channels.filter((other) => other !== channel)).reduce((sum, set) => {
      const weight = (factorial(set.length) * factorial(channels.length - set.length - 1)) / factorial(channels.length)
      return sum + weight * (worth([...set, channel]) - worth(set))
    }, 0)
    expect(conversions[channel], channel).toBeCloseTo(expected, 10)
  }
})

test('standard errors are those of counting again', () => {
  const { models } = attribute([path('a', 100, 900), path('b', 400, 600), path('a > b', 64, 100)], { draws: 400 })
  expect(models.last.se?.['a']).toBeCloseTo(10, 10)
  expect(models.last.se?.['b']).toBeCloseTo(Math.sqrt(464), 10)
  expect(models.shapley.se?.['a']).toBeCloseTo(Math.sqrt(100 + 64 / 4), 10)
  expect(models.markov.se?.['a']).toBeGreaterThan(5)
  expect(models.markov.se?.['a']).toBeLessThan(20)
})

test('refuses what cannot be, and says what', () => {
  const row = { path: 'a > > b', conversions: 1, value: 1, nulls: 0 }
  expect(() => parsePaths([row])).toThrow(/"a > > b" has an empty step/)
  expect(() => parsePaths([{ ...row, path: 'a', conversions: -1 }])).toThrow(/"a" has -1 as its conversions/)
  expect(() => attribute([path('a', 0, 5)])).toThrow(/no path holds an order/)
  expect(() => attribute([path('a', 1)], { markovOrder: 4 })).toThrow(/order of the Markov chain/)
  expect(() => attribute([path('a', 1)], { firstShare: 0.8 })).toThrow(/at most 1 together/)
})
