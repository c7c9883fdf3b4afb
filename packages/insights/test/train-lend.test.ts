import { createScorer, decodeModel } from '@endcap/ranker'
import { describe, expect, it } from 'vitest'
import { encodeModel } from '../src/train/encode.js'
import { fitModel } from '../src/train/fit.js'
import { lendToUnseen, withCatalogue } from '../src/train/lend.js'
import { readSessions } from '../src/train/read.js'
import type { ItemTraits } from '../src/train/read-items.js'
import type { NeighbourRows } from '../src/train/rows.js'
import { plantedOrders, plantedSessions } from './train-data.js'

const traitsOf = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, ItemTraits> =>
  new Map(Object.entries(entries).map(([id, category]) => [id, { categories: [category], attributes: [] }]))

/** Rows as [neighbour, weight] lists. */
const rowsOf = (lists: readonly (readonly (readonly [number, number])[])[]) => ({
  offsets: Uint32Array.from([0, ...lists.map((_, i) => lists.slice(0, i + 1).flat().length)]),
  items: Uint32Array.from(lists.flat().map(([item]) => item)),
  weights: Float64Array.from(lists.flat().map(([, weight]) => weight)),
})
const listOf = ({ offsets, items, weights }: NeighbourRows, row: number) =>
  Array.from({ length: offsets[row + 1]! - offsets[row]! }, (_, i) => [
    items[offsets[row]! + i]!,
    Math.round(weights[offsets[row]! + i]! * 1e6) / 1e6,
  ])

describe('lendToUnseen', () => {
  // 0 leads to 1; 2 is new and like 1, a little like 0.
  const rows = rowsOf([[[1, 0.8]], [[0, 0.4]], []])
  const content = rowsOf([
    [],
    [],
    [
      [1, 0.3],
      [0, 0.1],
    ],
  ])
  it('gives a new item the mean row of those like it, and its place in the rows that lead to them', () => {
    const lent = lendToUnseen(rows, content, [5, 5, 0], 10)
    expect(listOf(lent, 0)).toEqual([
      [1, 0.8],
      [2, 0.6],
    ])
    expect(listOf(lent, 2)).toEqual([
      [0, 0.3],
      [1, 0.2],
    ])
  })
  it('keeps the heaviest neighbours', () => {
    expect(listOf(lendToUnseen(rows, content, [5, 5, 0], 1), 0)).toEqual([[1, 0.8]])
  })
  it('leaves rows as they are where everything was met, or nothing is known of the new', () => {
    expect(lendToUnseen(rows, content, [5, 5, 1], 10)).toBe(rows)
    expect(lendToUnseen(rows, undefined, [5, 5, 0], 10)).toBe(rows)
    expect(lendToUnseen(rows, rowsOf([[], [], []]), [5, 5, 0], 10)).toBe(rows)
  })
})

describe('products that nobody has met', () => {
  const catalogue = traitsOf({ b0: 'mugs', b1: 'lamps', b2: 'chairs', 'new mug': 'mugs', odd: 'else' })
  it('are numbered after the others', async () => {
    const { interactions } = await readSessions(plantedSessions())
    const { ids } = withCatalogue(interactions, catalogue)
    expect(ids.slice(-2)).toEqual(['new mug', 'odd'])
    expect(ids.slice(0, -2)).toEqual(interactions.ids)
    expect(withCatalogue(interactions, undefined)).toBe(interactions)
  })
  it('follow what those like them follow, in the file that pages read', async () => {
    const { interactions } = await readSessions(plantedSessions({ sessions: 120 }))
    const fitted = fitModel(interactions, { minVisitors: 1 }, { traits: catalogue })
    const model = decodeModel(encodeModel(fitted).buffer)
    const score = createScorer(model)
    const answer = (id: string) => score([model.indexOf(id)!]).map(({ index }) => model.ids[index])
    expect(answer('a0').slice(0, 2)).toEqual(['b0', 'new mug'])
    expect(answer('a1')).not.toContain('odd')
    expect(answer('new mug').length).toBeGreaterThan(0)
    expect(answer('odd')).toEqual([])
  })
  it.each(['order', 'ridge'] as const)('are bought together with what those like them are, by %s', async (baskets) => {
    const { interactions } = await readSessions(plantedOrders(120))
    const traits = traitsOf({ y0: 'mugs', y1: 'lamps', 'new mug': 'mugs' })
    const fitted = fitModel(interactions, { minVisitors: 1, baskets }, { traits })
    expect(fitted.tables.view).toBe(fitted.tables.cart)
    expect(fitted.table === undefined).toBe(baskets === 'ridge')
    const model = decodeModel(encodeModel(fitted).buffer)
    const [first, second] = createScorer(model)([model.indexOf('x0')!], { table: 'cart' })
    expect([first, second].map((found) => model.ids[found!.index])).toEqual(['y0', 'new mug'])
  })
})
