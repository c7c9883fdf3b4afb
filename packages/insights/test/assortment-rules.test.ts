import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeededRandom } from '@endcap/testkit'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { adjustAmong } from '../src/assortment/adjust.js'
import { chiSquareOf, createFisher, poissonAbove, poissonInterval } from '../src/assortment/count-tests.js'
import { analyseRules, analyseSequences, openFileSource, placeRulesInConfig, type RuleOptions } from '../src/index.js'
import { renderRules } from '../src/report/section/rules.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-rules-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const GROCERIES = new URL('../../../../shared/data/groceries/', import.meta.url).pathname
let files = 0

/** Rules of baskets as lines of text. */
async function rulesOf(lines: readonly string[], options: RuleOptions) {
  const file = join(folder, `${++files}.csv`)
  writeFileSync(file, lines.join('\n'))
  const source = await openFileSource({ kind: 'baskets', file })
  try {
    return await analyseRules(source, options)
  } finally {
    await source.close()
  }
}

// The data may not be handed on: it lies beside the repository on machines that develop it.
describe.skipIf(!existsSync(GROCERIES))('the groceries of arules', () => {
  const ask = async (options: RuleOptions) => {
    const source = await openFileSource({ kind: 'baskets', file: join(GROCERIES, 'groceries.csv') })
    const result = await analyseRules(source, options)
    await source.close()
    return result
  }

  test('give the rules that arules counts', async () => {
    const asked = [
      { support: 0.001, confidence: 0.8, rules: 410, byLength: { 3: 29, 4: 229, 5: 140, 6: 12 } },
      { support: 0.006, confidence: 0.25, rules: 463, byLength: { 2: 150, 3: 297, 4: 16 } },
      { support: 0.01, confidence: 0.5, minLength: 1, rules: 15, byLength: { 3: 15 } },
      { support: 0.01, confidence: 0.2, rules: 231, byLength: { 2: 151, 3: 80 } },
      { support: 0.02, confidence: 0.3, rules: 37, byLength: { 2: 32, 3: 5 } },
      { support: 0.005, confidence: 0.3, maxLength: 2, rules: 109, byLength: { 2: 109 } },
    ]
    for (const { rules, byLength, ...options } of asked) {
      const found = await ask(options)
      expect([found.n, found.nRules, found.byLength]).toEqual([9835, rules, byLength])
    }
  }, 120_000)

  test('give the measures of arules, rule by rule', async () => {
    for (const [name, options] of [
      ['rules_s0.01_c0.5.json', { support: 0.01, confidence: 0.5, minLength: 1 }],
      ['rules_s0.006_c0.25.json', { support: 0.006, confidence: 0.25 }],
    ] as const) {
      const expected = JSON.parse(readFileSync(join(GROCERIES, name), 'utf8')) as Record<string, number | string>[]
      const { rules } = await ask(options)
      const byName = new Map(rules.map((rule) => [`${[...rule.lhs].sort().join('|')}>${rule.rhs}`, rule]))
      expect(rules).toHaveLength(expected.length)
      for (const row of expected) {
        // A label of the package ends in a blank; files are read without.
        const rule = byName.get(
          `${String(row.lhs)
            .split('|')
            .map((item) => item.trim())
            .sort()
            .join('|')}>${row.rhs}`,
        )
        expect(rule?.count, `${row.lhs} > ${row.rhs}`).toBe(row.count)
        for (const [own, other] of [
          ['support', 'support'],
          ['confidence', 'confidence'],
          ['lift', 'lift'],
          ['leverage', 'leverage'],
          ['conviction', 'conviction'],
          ['chiSquared', 'chiSquared'],
          ['p', 'fishersExactTest'],
        ] as const) {
          const [found, wanted] = [rule?.[own] as number, row[other] as number]
          expect(Math.abs(found / wanted - 1), `${row.lhs} > ${row.rhs}: ${own}`).toBeLessThan(1e-8)
        }
      }
    }
  }, 120_000)
})

test('every frequent set is found, as by trying all of them', async () => {
  const basket = fc.uniqueArray(fc.constantFrom(...'abcdefg'), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(basket, { minLength: 8, maxLength: 25 }), async (baskets) => {
      const lines = baskets.map((items) => items.join(','))
      const minCount = 3
      const { rules } = await rulesOf(['z,y', ...lines], { minCount, support: 0, confidence: 0 })
      const sets = Array.from({ length: 2 ** 7 }, (_, bits) => [...'abcdefg'].filter((_, at) => bits & (1 << at)))
      const expected = sets.flatMap((set) => {
        const count = baskets.filter((items) => set.every((item) => items.includes(item))).length
        return set.length > 1 && count >= minCount
          ? set.map((rhs) => `${set.filter((i) => i !== rhs).join()}>${rhs} ${count}`)
          : []
      })
      const found = rules.map(({ lhs, rhs, count }) => `${[...lhs].sort().join()}>${rhs} ${count}`)
      expect(found.sort()).toEqual(expected.sort())
    }),
    { numRuns: 12 },
  )
}, 120_000)

test('sets that do not fit are not looked for, and the answer says so', async () => {
  const lines = Array.from({ length: 20 }, () => 'a,b,c,d,e,f')
  const all = await rulesOf(lines, { minCount: 5 })
  expect([all.frequentSets, all.isComplete, all.maxLengthUsed]).toEqual([63, true, 10])
  const some = await rulesOf(lines, { minCount: 5, budget: 45 })
  expect([some.isComplete, some.maxLengthUsed, some.frequentSets]).toEqual([false, 3, 41])
  const none = await rulesOf(['a', 'b', 'c'], { minCount: 2 })
  expect([none.n, none.nRules, none.rules]).toEqual([3, 0, []])
})

test('large baskets, which hold more of everything, make no rule', async () => {
  // Every item is in every large basket or in none: together, but no more than any two.
  const items = Array.from({ length: 12 }, (_, n) => `i${n}`)
  const pick = (seed: number, size: number) =>
    items
      .map((item, n) => [(n * 7 + seed * 5 + n * n * seed) % 13, item] as const)
      .sort((a, b) => a[0] - b[0])
      .slice(0, size)
      .map(([, item]) => item)
  const lines = Array.from({ length: 400 }, (_, n) => pick(n, n % 4 === 0 ? 9 : 1).join(','))
  const { nCorrected, nSignificant } = await rulesOf(lines, { confidence: 0, maxLength: 2 })
  expect(nCorrected).toBeGreaterThan(50)
  expect(nSignificant).toBe(0)
})

test('wrong options and empty files are refused with what is wrong', async () => {
  await expect(rulesOf(['a,b'], { support: 2 })).rejects.toThrow('support is a share from 0 to 1')
  await expect(rulesOf(['a,b'], { minLength: 3, maxLength: 2 })).rejects.toThrow('lengths of rules')
})

test('tests and intervals agree with published values', () => {
  // Fisher's tea: 3 of 4 guessed, one-sided 0.2429.
  expect(createFisher(8)(3, 4, 4)).toBeCloseTo(17 / 70, 12)
  expect(createFisher(8)(0, 4, 4)).toBe(1)
  expect(createFisher(8)(1, 4, 4)).toBeCloseTo(69 / 70, 12)
  expect(chiSquareOf(3, 4, 4, 8)).toBeCloseTo(2, 12)
  expect(poissonAbove(3, 1)).toBeCloseTo(1 - 2.5 / Math.E, 12)
  // Garwood 1936, a count of 10.
  expect(poissonInterval(10).map((limit) => limit.toFixed(3))).toEqual(['4.795', '18.390'])
  expect([...adjustAmong(Float64Array.from([0.01, 0.02, 0.5]), 10)].map((p) => p.toFixed(3))).toEqual([
    '0.100',
    '0.100',
    '1.000',
  ])
})

test('what is bought later is found by people, not by their many orders', async () => {
  const file = join(folder, 'later.csv')
  const rows = ['order_id,customer_id,date,item_id,quantity,price']
  const { unit } = createSeededRandom(3)
  const pick = (most: number) => `x${Math.floor(unit() * most)}`
  for (let n = 0; n < 200; n++) {
    const day = (add: number) => new Date(Date.UTC(2026, 0, 1 + (n % 40) + add)).toISOString().slice(0, 10)
    const isPrinter = n % 4 === 0
    rows.push(`a${n},c${n},${day(0)},${isPrinter ? 'printer' : pick(7)},1,9`)
    rows.push(`b${n},c${n},${day(20)},${isPrinter ? 'ink' : pick(7)},1,9`)
    rows.push(`c${n},c${n},${day(200)},${pick(5)},1,9`)
  }
  writeFileSync(file, rows.join('\n'))
  const source = await openFileSource({ kind: 'transactions', file })
  const { sequences, n, nSignificant } = await analyseSequences(source, { withinDays: 60 })
  const [first] = sequences
  expect([n, first?.first, first?.next, first?.count, first?.buyers, first?.reverse, first?.medianDays]).toEqual([
    200,
    'printer',
    'ink',
    50,
    50,
    0,
    20,
  ])
  expect([first?.isSignificant, nSignificant]).toEqual([true, 1])
  await source.close()
})

describe('rules become part of a config', () => {
  const lines = Array.from({ length: 400 }, (_, n) =>
    n % 8 === 0 ? 'mug,spoon' : n % 8 === 1 ? `mug,x${n % 5}` : `x${n % 5},x${(n + 1 + (n % 3)) % 5}`,
  )
  const config = { v: 1, later: 'kept', placements: [{ id: 'cart', selector: '#cart', strategy: ['related'] }] }

  test('pins on a placement, or an arm of a draft; what is not known stays', async () => {
    const { rules } = await rulesOf(lines, { significantOnly: true, maxLength: 2 })
    const placed = placeRulesInConfig(config, rules, { placement: 'cart', pins: 1 })
    expect(placed.config).toEqual({
      ...config,
      placements: [
        { id: 'cart', selector: '#cart', strategy: ['bought-together', 'related'], rules: { pin: placed.pins } },
      ],
    })
    expect(['mug', 'spoon']).toContain(placed.pins[0])
    const test = placeRulesInConfig(config, rules, { placement: 'cart', experiment: 'pairs' }).config as {
      experiments: { status: string; variants: { set?: object }[] }[]
      placements: object[]
    }
    expect(test.placements).toEqual(config.placements)
    expect(test.experiments[0]?.status).toBe('draft')
    expect(test.experiments[0]?.variants[1]?.set).toMatchObject({ strategy: ['bought-together', 'related'] })
    const fresh = placeRulesInConfig(config, rules, { placement: 'new', selector: 'main' }).config as typeof config
    expect(fresh.placements[1]).toMatchObject({ id: 'new', selector: 'main', pages: ['product', 'cart'] })
  })

  test('what cannot be is refused', async () => {
    const { rules } = await rulesOf(lines, { maxLength: 2 })
    const place =
      (options: object, source: object = config) =>
      () =>
        placeRulesInConfig(source, rules, { placement: 'cart', ...options })
    expect(place({ placement: 'other' })).toThrow('the config has no placement other (it has cart)')
    expect(place({ placement: 'No id', selector: 'main' })).toThrow('value-invalid')
    expect(place({ selector: 'main' })).toThrow('is there already')
    expect(place({}, { v: 9 })).toThrow('config/v')
    const twice = {
      ...config,
      experiments: [
        {
          id: 'e',
          placement: 'cart',
          variants: [
            { id: 'a', weight: 0.5 },
            { id: 'b', weight: 0.5 },
          ],
        },
      ],
    }
    expect(place({ experiment: 'e' }, twice)).toThrow('id-duplicate')
    expect(() => placeRulesInConfig(config, [], { placement: 'cart' })).toThrow('no rule holds')
  })
})

test('the section says what to do, hides small groups and escapes what came from data', async () => {
  const name = '<b>mug</b>'
  const lines = Array.from({ length: 300 }, (_, n) => (n % 10 === 0 ? `${name},spoon` : `x${n % 5},x${(n % 3) + 6}`))
  const markup = renderRules(await rulesOf(lines, {})).markup
  expect(markup).toContain('&lt;b&gt;mug&lt;/b&gt;')
  expect(markup).not.toContain(name)
  expect(markup).toMatch(/<svg role="img"[\s\S]*<desc[\s\S]*<table>/)
  const few = renderRules(await rulesOf(lines.slice(0, 60), { minCount: 2, support: 0 })).markup
  expect(few).toContain('Do nothing here')
})
