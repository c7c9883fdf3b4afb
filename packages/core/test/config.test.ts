import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parseConfig, resolvePlacement } from '../src/index.js'

const row = { id: 'row', selector: '#rows' }
const arms = [
  { id: 'control', weight: 0.5 },
  { id: 'other', weight: 0.5, set: { heading: 'Hello' } },
]
const test = { id: 'test', placement: 'row', variants: arms }
const rules = {
  pin: ['a', 'b'],
  exclude: [{ ids: ['c'], groups: ['g'] }],
  bury: [{ categories: ['Sale'], brands: ['x'], tags: ['old'], onSale: true }],
  boost: [{ attributes: { colour: ['red'] }, numbers: { margin: { min: 0.3 } }, factor: 1.5 }],
  include: [{ price: { min: 5, max: 50 }, newDays: 30, same: ['category', 'brand', 'price'] }],
  boughtDays: 60,
}
const schema = JSON.parse(readFileSync(new URL('../schema/config.schema.json', import.meta.url), 'utf8'))
const matchesSchema = new Ajv({ strict: false }).compile(schema)

describe('parseConfig', () => {
  it('reads a sound config whole, and the schema accepts it', () => {
    const config = {
      v: 1,
      placements: [
        {
          ...row,
          pages: ['home'],
          mode: 'append',
          widget: 'row',
          strategy: ['for-you', 'trending'],
          heading: 'Hi',
          count: 8,
          min: 2,
          priority: 3,
          diversity: 0.4,
          caps: { category: 2, brand: 3 },
          rotate: false,
          explore: 0.2,
          dedupe: false,
          trigger: 'visible',
          rules,
          audience: { all: [{ visitor: 'dormant', dormantDays: 30 }, { not: { any: [{ tiers: ['gold'] }] } }] },
          schedule: {
            from: '2026-11-27',
            to: '2026-11-30T12:00+01:00',
            days: ['fri'],
            hours: { from: '18:00', to: '24:00' },
            zone: 'Europe/Berlin',
          },
          frequency: { campaign: 'black-friday', caps: [{ max: 3, per: 'day' }], quietMinutes: 5 },
        },
        { ...row, id: 'instead', mode: 'replace', audience: { cartValue: { min: 50 }, pages: ['cart'] } },
      ],
      experiments: [test],
      rules: { exclude: [{ tags: ['adult'] }] },
      frequency: { caps: [{ max: 1, per: 'session' }], quietMinutes: 60 },
    }
    expect(parseConfig(config)).toEqual({ config, problems: [] })
    expect(matchesSchema(config)).toBe(true)
  })

  it.each([
    [
      'an unknown strategy',
      { placements: [{ ...row, strategy: ['magic'] }] },
      'value-invalid',
      '/placements/0/strategy/0',
    ],
    ['a count of 0', { placements: [{ ...row, count: 0 }] }, 'value-invalid', '/placements/0/count'],
    ['a missing selector', { placements: [{ id: 'row' }] }, 'field-missing', '/placements/0/selector'],
    ['a diversity above 1', { placements: [{ ...row, diversity: 2 }] }, 'value-invalid', '/placements/0/diversity'],
    [
      'an exploration above a half',
      { placements: [{ ...row, explore: 0.6 }] },
      'value-invalid',
      '/placements/0/explore',
    ],
    ['a cap of 0', { placements: [{ ...row, caps: { brand: 0 } }] }, 'value-invalid', '/placements/0/caps/brand'],
    ['an id with spaces', { placements: [{ ...row, id: 'my row' }] }, 'value-invalid', '/placements/0/id'],
    ['an unknown mode', { placements: [{ ...row, mode: 'over' }] }, 'value-invalid', '/placements/0/mode'],
    [
      'a factor of 0',
      { placements: [{ ...row, rules: { boost: [{ brands: ['x'], factor: 0 }] } }] },
      'value-invalid',
      '/placements/0/rules/boost/0/factor',
    ],
    [
      'a slip of the pen in a filter',
      { placements: [{ ...row, rules: { exclude: [{ brnads: ['x'] }] } }] },
      'value-invalid',
      '/placements/0/rules/exclude/0/brnads',
    ],
    [
      'a slip of the pen in the site’s rules',
      { placements: [], rules: { exlude: [] } },
      'value-invalid',
      '/rules/exlude',
    ],
    [
      'a kind of visitor that nobody knows',
      { placements: [{ ...row, audience: { any: [{ not: { visitor: 'rich' } }] } }] },
      'value-invalid',
      '/placements/0/audience/any/0/not/visitor',
    ],
    [
      'a date in other words',
      { placements: [{ ...row, schedule: { from: '27.11.2026' } }] },
      'value-invalid',
      '/placements/0/schedule/from',
    ],
    [
      'an hour that no day has',
      { placements: [{ ...row, schedule: { hours: { from: '24:00', to: '24:00' } } }] },
      'value-invalid',
      '/placements/0/schedule/hours/from',
    ],
    [
      'a cap over another window',
      { placements: [{ ...row, frequency: { caps: [{ max: 1, per: 'month' }] } }] },
      'value-invalid',
      '/placements/0/frequency/caps/0/per',
    ],
    [
      'a cap of 51',
      { placements: [], frequency: { caps: [{ max: 51, per: 'ever' }] } },
      'value-invalid',
      '/frequency/caps/0/max',
    ],
    ['an unknown page', { placements: [{ ...row, pages: ['moon'] }] }, 'value-invalid', '/placements/0/pages/0'],
    [
      'one arm only',
      { placements: [row], experiments: [{ ...test, variants: [arms[0]] }] },
      'value-invalid',
      '/experiments/0/variants',
    ],
    [
      'a weight above 1',
      { placements: [row], experiments: [{ ...test, variants: [{ id: 'a', weight: 2 }, arms[1]] }] },
      'value-invalid',
      '/experiments/0/variants/0/weight',
    ],
  ])('names %s, and so does the schema', (_, partial, code, path) => {
    const value = { v: 1, ...partial }
    expect(parseConfig(value).problems).toContainEqual(expect.objectContaining({ code, path }))
    expect(matchesSchema(value)).toBe(false)
  })

  it.each([
    ['a placement twice', { placements: [row, row] }, 'id-duplicate', '/placements/1/id'],
    [
      'an experiment on nothing',
      { placements: [], experiments: [test] },
      'reference-unknown',
      '/experiments/0/placement',
    ],
    [
      'weights that do not sum to 1',
      { placements: [row], experiments: [{ ...test, variants: [arms[0], { id: 'b', weight: 0.1 }] }] },
      'value-invalid',
      '/experiments/0/variants',
    ],
    [
      'a filter that means all',
      { placements: [{ ...row, rules: { exclude: [{}] } }] },
      'value-invalid',
      '/placements/0/rules/exclude/0',
    ],
    [
      'a boost that means all',
      { placements: [], rules: { boost: [{ factor: 2 }] } },
      'value-invalid',
      '/rules/boost/0',
    ],
    [
      'bounds that nothing is within',
      { placements: [{ ...row, audience: { spent: { min: 2, max: 1 } } }] },
      'value-invalid',
      '/placements/0/audience/spent',
    ],
    [
      'a day that no year has',
      { placements: [{ ...row, schedule: { to: '2026-02-30' } }] },
      'value-invalid',
      '/placements/0/schedule/to',
    ],
    [
      'a zone that is none',
      { placements: [{ ...row, schedule: { zone: 'Moon/Base' } }] },
      'value-invalid',
      '/placements/0/schedule/zone',
    ],
    [
      'a shared seed',
      {
        placements: [row, { ...row, id: 'b' }],
        experiments: [test, { ...test, id: 'two', placement: 'b', seed: 'test' }],
      },
      'id-duplicate',
      '/experiments/1/seed',
    ],
    [
      'two active tests on a placement',
      { placements: [row], experiments: [test, { ...test, id: 'two' }] },
      'id-duplicate',
      '/experiments/1/placement',
    ],
  ])('names %s, which a schema cannot say', (_, partial, code, path) => {
    expect(parseConfig({ v: 1, ...partial }).problems).toContainEqual(expect.objectContaining({ code, path }))
  })

  it('leaves out rules of the site that are wrong in one place, whole', () => {
    const { config } = parseConfig({ v: 1, placements: [row], rules: { pin: ['a'], exclude: [{ onSale: 'yes' }] } })
    expect(config).toEqual({ v: 1, placements: [row], experiments: [] })
  })

  it('reads audiences that are composed eight deep, and no deeper', () => {
    const deep = (levels: number): object => (levels ? { not: deep(levels - 1) } : { signedIn: true })
    const problemsOf = (levels: number) =>
      parseConfig({ v: 1, placements: [{ ...row, audience: deep(levels) }] }).problems.map(({ path }) => path)
    expect(problemsOf(8)).toEqual([])
    expect(problemsOf(9)).toEqual([`/placements/0/audience${'/not'.repeat(9)}`])
  })

  it('keeps the good placements beside a bad one', () => {
    const { config, problems } = parseConfig({ v: 1, placements: [{ id: '' }, row] })
    expect(config.placements).toEqual([row])
    expect(problems.length).toBeGreaterThan(0)
  })

  it.each([[null], ['text'], [{ v: 2, placements: [] }], [{}]])(
    'reads %j as an empty config with a problem',
    (value) => {
      const { config, problems } = parseConfig(value)
      expect(config.placements).toEqual([])
      expect(problems.length).toBeGreaterThan(0)
    },
  )
})

describe('resolvePlacement', () => {
  it('lays the variant over the placement over the defaults', () => {
    expect(resolvePlacement({ ...row, heading: 'A', count: 4 }, { heading: 'B' })).toMatchObject({
      heading: 'B',
      count: 4,
      mode: 'append',
      widget: 'row',
    })
  })
})
