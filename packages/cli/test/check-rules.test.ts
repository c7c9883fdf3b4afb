import type { Catalogue, Config } from '@endcap/core'
import { describe, expect, it } from 'vitest'
import { checkRules } from '../src/doctor/check-rules.js'

const catalogue: Catalogue = {
  v: 1,
  products: [
    {
      id: 'a',
      groupId: 'g',
      title: 'A',
      url: '/a',
      price: 1,
      currency: 'GBP',
      brand: 'Falcon',
      categories: ['Kitchen', 'Mugs'],
      tags: ['gift'],
    },
  ],
}
const config = (more: Partial<Config>): Config => ({ v: 1, placements: [], ...more })
const placement = { id: 'row', selector: '#x' }

describe('the doctor of rules', () => {
  it('has nothing to say of a config without rules', () => {
    expect(checkRules(config({ placements: [placement] }), catalogue)).toBeUndefined()
  })

  it('is content with what the catalogue has, in any letters where letters do not matter', () => {
    const rules = {
      pin: ['a'],
      exclude: [{ groups: ['g'] }, { brands: ['FALCON'], categories: ['kitchen'] }],
      boost: [{ tags: ['Gift'], factor: 2 }],
    }
    expect(checkRules(config({ rules }), catalogue)?.state).toBe('ok')
  })

  it.each([
    ['a pin of the site', config({ rules: { pin: ['a', 'gone'] } }), '/rules/pin/1 (gone)'],
    [
      'a name in a filter of a placement',
      config({ placements: [{ ...placement, rules: { bury: [{ ids: ['a'] }, { brands: ['Falcno'] }] } }] }),
      '/placements/0/rules/bury/1/brands/0 (Falcno)',
    ],
    [
      'a pin of a variant, and says how many more there are',
      config({
        experiments: [
          {
            id: 't',
            placement: 'row',
            variants: [
              { id: 'x', weight: 0.5 },
              { id: 'y', weight: 0.5, set: { rules: { pin: ['A'], include: [{ tags: ['x'] }] } } },
            ],
          },
        ],
      }),
      '/experiments/0/variants/1/set/rules/pin/0 (A), and 1 more',
    ],
  ])('names %s that is not there', (_, value, told) => {
    expect(checkRules(value, catalogue)).toMatchObject({ state: 'warn', detail: `not in the catalogue: ${told}` })
  })
})
