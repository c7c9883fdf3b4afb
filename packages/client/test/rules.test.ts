import { EMPTY_PROFILE, type Product, type ProductFilter, type Rules, resolvePlacement } from '@endcap/core'
import { createRanker } from '@endcap/ranker'
import { createRefine } from '@endcap/ranker/refine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AllocateInput, allocate } from '../src/allocate.js'
import { createRules, testOf } from '../src/rules.js'

const NOW = Date.UTC(2026, 10, 22)
const DAY_MS = 864e5
const product = (id: string, more: Partial<Product> = {}): Product => ({
  id,
  title: id,
  url: `/${id}`,
  price: 10,
  currency: 'GBP',
  ...more,
})
const mug = product('mug', {
  groupId: 'mugs',
  price: 12,
  salePrice: 9,
  brand: 'Falcon',
  categories: ['Kitchen', 'Mugs'],
  tags: ['Gift'],
  attributes: { colour: 'Blue', margin: '0.4' },
  publishedAt: '2026-11-12',
})

describe('a filter', () => {
  const yes: [string, ProductFilter][] = [
    ['an id', { ids: ['x', 'mug'] }],
    ['a group', { groups: ['mugs'] }],
    ['any level of the category', { categories: ['kitchen'] }],
    ['a brand in other letters', { brands: ['FALCON'] }],
    ['a tag', { tags: ['gift'] }],
    ['a value of an attribute', { attributes: { colour: ['red', 'blue'] } }],
    ['a number in an attribute', { numbers: { margin: { min: 0.4, max: 0.5 } } }],
    ['what the shopper pays', { price: { max: 9 } }],
    ['on sale', { onSale: true }],
    ['ten days old', { newDays: 10 }],
    ['several fields', { brands: ['falcon'], onSale: true }],
    ['the narrowest category of the page', { same: ['category'] }],
    ['the brand and band of the page', { same: ['brand', 'price'] }],
  ]
  const no: [string, ProductFilter][] = [
    ['another id', { ids: ['Mug'] }],
    ['another category', { categories: ['Mug'] }],
    ['an attribute that is no number', { numbers: { colour: { min: 0 } } }],
    ['an attribute that is not there', { numbers: { weight: { max: 9 } } }],
    ['the price before the sale', { price: { min: 12 } }],
    ['not on sale', { onSale: false }],
    ['nine days old', { newDays: 9 }],
    ['one field of two', { brands: ['falcon'], onSale: false }],
    ['no field', {}],
    ['something else than a filter', 7 as unknown as ProductFilter],
  ]
  const current = product('page', { brand: 'falcon', categories: ['Home', 'Kitchen'], price: 8 })
  it.each(yes)('means %s', (_, filter) => {
    expect(testOf(filter, { current, now: NOW })?.(mug)).toBe(true)
  })
  it.each(no)('does not mean %s', (_, filter) => {
    expect(testOf(filter, { current, now: NOW })?.(mug)).toBe(false)
  })
  it.each([
    ['without a product of the page', undefined],
    ['whose product has no brand', product('plain')],
  ])('that compares brands counts as not written on a page %s', (_, page) => {
    expect(testOf({ ids: ['mug'], same: ['brand'] }, { current: page, now: NOW })).toBeUndefined()
  })
})

/** Ten products, newest first by id; a list without rules is p0, p1, … */
const CATALOGUE = Array.from({ length: 10 }, (_, i) =>
  product(`p${i}`, {
    publishedAt: new Date(NOW - (i + 1) * DAY_MS).toISOString(),
    brand: i % 2 ? 'odd' : 'even',
    price: 10 + i,
    ...(i > 7 && { groupId: 'pair' }),
  }),
)

function list(
  own: Rules | undefined,
  site?: Rules,
  more: { catalogue?: Product[]; count?: number; explore?: number; visitor?: string } & Partial<AllocateInput> = {},
) {
  const { catalogue = CATALOGUE, count = 4, explore = 0, visitor, ...input } = more
  const errors: string[] = []
  const rules = createRules(site, catalogue, (code, detail) => errors.push(`${code} ${detail}`))
  const refined = createRefine(createRanker({ products: catalogue }), { products: catalogue })
  const question = { profile: EMPTY_PROFILE, context: {}, now: NOW, ...input }
  const placement = resolvePlacement({
    id: 'row',
    selector: '#x',
    strategy: ['trending'],
    count,
    min: 1,
    diversity: 0,
    explore,
    ...(own && { rules: own }),
  })
  const [answer] = allocate([{ placement }], {
    ...question,
    ranker: {
      ...refined,
      recommend: (query) => refined.recommend({ ...query, visitor }),
      explore: (part, query) => refined.explore(part, { ...query, visitor }),
    },
    product: (id) => catalogue.find((entry) => entry.id === id),
    rules: (wish) => rules(wish, question),
  })
  return { ids: answer!.items.map((item) => item.product.id).join(' '), items: answer!.items, answer, errors }
}

describe('rules of a list', () => {
  const cases: [string, Rules | undefined, Rules | undefined, string][] = [
    ['none', undefined, undefined, 'p0 p1 p2 p3'],
    ['pins stand on top in their order', { pin: ['p7', 'p5'] }, undefined, 'p7 p5 p0 p1'],
    ['pins of the site before those of the placement', { pin: ['p7'] }, { pin: ['p6'] }, 'p6 p7 p0 p1'],
    ['a pin that is not there is left out', { pin: ['gone', 'p7'] }, undefined, 'p7 p0 p1 p2'],
    ['one pin of a group', { pin: ['p8', 'p9'] }, undefined, 'p8 p0 p1 p2'],
    ['exclusions are filled from further down', { exclude: [{ brands: ['even'] }] }, undefined, 'p1 p3 p5 p7'],
    ['a pin is safe from exclusions', { pin: ['p0'], exclude: [{ brands: ['even'] }] }, undefined, 'p0 p1 p3 p5'],
    ['the site refuses before a placement pins', { pin: ['p0'] }, { exclude: [{ ids: ['p0'] }] }, 'p1 p2 p3 p4'],
    ['the site pins before a placement refuses', { exclude: [{ ids: ['p9'] }] }, { pin: ['p9'] }, 'p9 p0 p1 p2'],
    ['what is buried comes where the rest ends', { bury: [{ price: { max: 17 } }] }, undefined, 'p8 p0 p1 p2'],
    ['what is buried is not seen where the rest suffices', { bury: [{ ids: ['p0'] }] }, undefined, 'p1 p2 p3 p4'],
    ['a boost lifts', { boost: [{ ids: ['p3'], factor: 100 }] }, undefined, 'p3 p0 p1 p2'],
    ['a boost below 1 lowers', { boost: [{ ids: ['p0'], factor: 0.01 }] }, undefined, 'p1 p2 p3 p4'],
    ['what is boosted alike keeps its order', { boost: [{ brands: ['odd'], factor: 100 }] }, undefined, 'p1 p3 p5 p7'],
    ['only what is included', { include: [{ ids: ['p9'] }, { price: { min: 17, max: 17 } }] }, undefined, 'p7 p9'],
    ['both inclusions must hold', { include: [{ ids: ['p2', 'p3'] }] }, { include: [{ brands: ['odd'] }] }, 'p3'],
    ['an inclusion by a page without a product', { include: [{ same: ['brand'] }] }, undefined, 'p0 p1 p2 p3'],
    [
      'all of them in their order',
      {
        pin: ['p4'],
        exclude: [{ ids: ['p0'] }],
        bury: [{ ids: ['p1'] }],
        boost: [{ ids: ['p3', 'p1', 'p0'], factor: 100 }],
        include: [{ ids: ['p0', 'p1', 'p2', 'p3'] }],
      },
      undefined,
      'p4 p3 p2 p1',
    ],
  ]
  it.each(cases)('%s', (_, own, site, ids) => {
    expect(list(own, site).ids).toBe(ids)
  })

  it.each([
    ['sold out', { catalogue: [product('p7', { availability: 'out_of_stock' }), ...CATALOGUE.slice(0, 6)] }],
    ['in the cart', { profile: { ...EMPTY_PROFILE, cart: [{ id: 'p7', quantity: 1 }] } }],
    ['dismissed', { profile: { ...EMPTY_PROFILE, dismissed: ['p7'] } }],
    ['the product of the page', { context: { productId: 'p7' } }],
    [
      'lately bought',
      {
        profile: {
          ...EMPTY_PROFILE,
          orders: [{ transactionId: 't', ts: NOW - 29 * DAY_MS, value: 1, items: ['p7'] }],
        },
      },
    ],
  ] as [string, object][])('a pin that is %s is left out', (_, more) => {
    expect(list({ pin: ['p7'] }, undefined, more).ids).toBe('p0 p1 p2 p3')
  })

  it('tells which rule of whom acted', () => {
    const { items, answer } = list(
      { bury: [{ ids: ['p1'] }], include: [{ ids: ['p1', 'p2'] }] },
      { pin: ['p9'], boost: [{ ids: ['p2'], factor: 3 }] },
    )
    expect(items.map(({ product: { id }, reason: { source, rules } }) => [id, source, rules])).toEqual([
      ['p9', 'rule', [{ rule: 'pin', of: 'site' }]],
      ['p2', 'content', [{ rule: 'boost', of: 'site', factor: 3 }]],
      ['p1', 'content', [{ rule: 'bury', of: 'placement' }]],
    ])
    expect(answer?.strategy).toBe('trending')
  })

  it('names no strategy where pins alone fill the list', () => {
    expect(list({ pin: ['p1', 'p2', 'p3', 'p4', 'p5'] }).answer?.strategy).toBeUndefined()
  })

  it('looks at the page’s product anew on another page', () => {
    const rules: Rules = { include: [{ same: ['brand'] }] }
    expect(list(rules, undefined, { context: { productId: 'p1' } }).ids).toBe('p3 p5 p7 p9')
    expect(list(rules, undefined, { context: { productId: 'p0' } }).ids).toBe('p2 p4 p6 p8')
  })

  it('leaves the list empty and says so where rules cannot be read', () => {
    const { ids, errors } = list({ exclude: [{ brands: 5 }] } as unknown as Rules)
    expect([ids, errors]).toEqual(['', ['value-invalid rules of row']])
  })

  it('keeps pins on top and the buried last while the rest is in an order by lot', () => {
    const orders = new Set<string>()
    for (let i = 0; i < 40; i++) {
      const rules: Rules = { pin: ['p9'], bury: [{ ids: ['p0'] }], include: [{ ids: ['p0', 'p1', 'p2', 'p3'] }] }
      const { ids, items } = list(rules, undefined, { count: 5, explore: 0.5, visitor: `v${i}` })
      expect(ids).toMatch(/^p9 .* p0$/)
      orders.add(ids)
      const propensities = items.map(({ reason }) => reason.propensity ?? 1)
      expect([propensities[0], propensities[4]]).toEqual([1, 1])
      for (const propensity of propensities.slice(1, 4)) expect([0.5 + 0.5 / 3, 0.5 / 3]).toContainEqual(propensity)
    }
    expect(orders.size).toBeGreaterThan(3)
  })
})

describe('any rules over any catalogue', () => {
  const ids = fc.subarray(CATALOGUE.map(({ id }) => id))
  const filter: fc.Arbitrary<ProductFilter> = fc.oneof(
    ids.filter((list) => list.length > 0).map((some) => ({ ids: some })),
    fc.constantFrom('odd', 'even').map((brand) => ({ brands: [brand] })),
    fc.integer({ min: 9, max: 21 }).map((max) => ({ price: { max } })),
  )
  const filters = fc.array(filter, { maxLength: 2 })
  const rules: fc.Arbitrary<Rules> = fc.record(
    {
      pin: fc.shuffledSubarray(
        CATALOGUE.map(({ id }) => id),
        { maxLength: 3 },
      ),
      exclude: filters,
      bury: filters,
      boost: fc.array(
        fc.tuple(filter, fc.double({ min: 0.1, max: 10, noNaN: true })).map(([f, factor]) => ({ ...f, factor })),
        { maxLength: 2 },
      ),
      include: filters,
    },
    { requiredKeys: [] },
  )

  it('pins, then the others, then the buried; nothing that is refused; as long as it can be', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 12 }), (own, count) => {
        const { items } = list(own, undefined, { count })
        const place = { current: undefined, now: NOW }
        const means = (some: readonly ProductFilter[] = [], of: Product) => some.some((f) => testOf(f, place)?.(of))
        const kindOf = (of: Product, isPinned: boolean) => (isPinned ? 0 : means(own.bury, of) ? 2 : 1)
        const isPinned = items.map(({ reason }) => reason.source === 'rule')
        const kinds = items.map((item, i) => kindOf(item.product, isPinned[i]!))
        expect(kinds).toEqual([...kinds].sort())
        expect(new Set(items.map(({ product: { id, groupId } }) => groupId ?? id)).size).toBe(items.length)
        items.forEach((item, i) => {
          if (isPinned[i]) return
          expect(means(own.exclude, item.product)).toBe(false)
          if (own.include?.length) expect(means(own.include, item.product)).toBe(true)
        })
        const allowed = CATALOGUE.filter(
          (of) =>
            own.pin?.includes(of.id) || (!means(own.exclude, of) && (!own.include?.length || means(own.include, of))),
        )
        const articles = new Set(allowed.map(({ id, groupId }) => groupId ?? id)).size
        expect(items.length).toBe(Math.min(count, articles))
      }),
      { numRuns: 300 },
    )
  })
})
