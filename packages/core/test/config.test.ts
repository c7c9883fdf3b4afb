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
        },
      ],
      experiments: [test],
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
