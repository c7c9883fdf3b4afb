import { readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Catalogue, Config, EndcapError } from '@endcap/core'
import { decodeModel } from '@endcap/ranker'
import { describe, expect, it } from 'vitest'
import { createServerRecommender, type ServerFiles } from '../src/server.js'
import { PRODUCTS, publishSharded } from './published.js'

const catalogue: Catalogue = {
  v: 1,
  products: Array.from({ length: 12 }, (_, i) => ({
    id: `p${i}`,
    title: `Product ${i}`,
    url: `/p${i}`,
    price: 5 + i,
    currency: 'GBP',
    categories: [i < 6 ? 'Mugs' : 'Lamps'],
  })),
}
const place = (id: string, more: object = {}) => ({
  id,
  selector: 'main',
  strategy: ['trending'] as const,
  count: 3,
  min: 1,
  ...more,
})
const config: Config = {
  v: 1,
  placements: [
    place('second', { heading: 'Second' }),
    place('first', { priority: 1, pages: ['home'] }),
    place('related', { strategy: ['related'], pages: ['product'] }),
    place('scarce', { min: 40 }),
    place('gone', { hidden: true }),
    place('list', { widget: 'reorder' }),
    place('banner', { widget: 'offer', message: { title: 'Ten off' } }),
    place('sale', { campaign: 'spring' }),
    place('tested'),
  ],
  experiments: [
    {
      id: 'test',
      placement: 'tested',
      variants: [
        { id: 'control', weight: 0, set: { heading: 'Control' } },
        { id: 'other', weight: 1, set: { heading: 'Other' } },
      ],
    },
  ],
}
let made = 0
const files: ServerFiles = { config, catalogue, now: () => Date.UTC(2026, 0, 1), newId: () => `r${++made}` }
const ids = (slot: { items: readonly { product: { id: string } }[] } | undefined) =>
  slot?.items.map(({ product }) => product.id)

describe('createServerRecommender', () => {
  it('fills the slots of a page together, the same for everyone, as plain JSON', () => {
    const recommend = createServerRecommender(files)
    const initial = recommend({ placements: ['second', 'first'] })
    expect(Object.keys(initial).sort()).toEqual(['first', 'second'])
    expect(ids(initial['first'])).toHaveLength(3)
    expect(ids(initial['first'])?.filter((id) => ids(initial['second'])?.includes(id))).toEqual([])
    expect(initial['second']).toMatchObject({
      state: 'ready',
      placement: 'second',
      heading: 'Second',
      strategy: 'trending',
      widget: 'row',
      items: [{ index: 0, product: { title: expect.any(String) }, reason: { strategy: 'trending' } }, {}, {}],
    })
    expect(new Set(Object.values(initial).map(({ requestId }) => requestId)).size).toBe(2)
    expect(JSON.parse(JSON.stringify(initial))).toEqual(initial)
    expect(ids(recommend({ placements: ['second', 'first'] })['first'])).toEqual(ids(initial['first']))
  })

  it('takes the placements of this kind of page, without those that show nothing or wait for the browser', () => {
    const recommend = createServerRecommender(files)
    expect(Object.keys(recommend({ page: 'home' })).sort()).toEqual(['first', 'second', 'tested'])
    expect(recommend({ placements: ['scarce', 'gone', 'list', 'banner', 'sale', 'nowhere'] })).toEqual({})
  })

  it('starts from the product of the page and leaves it out', () => {
    const { related } = createServerRecommender(files)({ placements: ['related'], context: { productId: 'p7' } })
    expect(ids(related)?.every((id) => Number(id.slice(1)) > 5 && id !== 'p7')).toBe(true)
  })

  it('ranks by a model, given as bytes or decoded, and names its version', async () => {
    const { folder, version } = await publishSharded()
    const bytes = await readFile(join(folder, version, 'whole.bin'))
    await rm(dirname(folder), { recursive: true })
    const ask = (model: ServerFiles['model']) =>
      createServerRecommender({ ...files, catalogue: { v: 1, products: PRODUCTS }, model: model! })({
        placements: ['related'],
        context: { productId: 'a7' },
      })['related']
    const related = ask(bytes)
    expect(ids(related)?.[0]).toBe('b7')
    expect(related?.items[0]?.reason.source).toBe('model')
    expect(related?.model).toBe(decodeModel(bytes.buffer.slice(bytes.byteOffset) as ArrayBuffer).header.version)
    expect(ids(ask(decodeModel(new Uint8Array(bytes).buffer)))).toEqual(ids(related))
    expect(() => ask(new Uint8Array(64))).toThrow(/model-damaged/)
  })

  it('draws control of an experiment and enrols nobody', () => {
    const { tested } = createServerRecommender(files)({ placements: ['tested'] })
    expect(tested).toMatchObject({ heading: 'Control', experiment: undefined, variant: undefined })
  })

  it('tells of entries that it leaves out', () => {
    const errors: EndcapError[] = []
    const bad = { v: 1, products: [...catalogue.products, { id: 'x' }] } as Catalogue
    createServerRecommender({ ...files, catalogue: bad, onError: (error) => errors.push(error) })
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['value-invalid', '[endcap] value-invalid: catalogue/products/12'],
    ])
  })
})
