import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeModel } from '@endcap/ranker'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeModel } from '../src/train/encode.js'
import { type FittedModel, fitModel } from '../src/train/fit.js'
import { readSessions } from '../src/train/read.js'
import { resolveTrainSettings, TRAIN_DEFAULTS, type TrainSettings } from '../src/train/settings.js'
import { train } from '../src/train/train.js'
import { plantedOrders, plantedSessions, type Row } from './train-data.js'

/** Weighted counts alone: rows that can be worked out by hand. */
const PLAIN = {
  halfLifeRatio: 0,
  distanceScale: 2,
  backwardRatio: 0.35,
  spread: 0,
  popularityPower: 0,
  trendPower: 0,
  weightPower: 1,
  confidence: 0,
} as const
const fit = async (rows: readonly Row[], settings: TrainSettings = {}) =>
  fitModel((await readSessions(rows, settings)).interactions, settings)
/** Neighbours of `id` with their weights, as a browser reads them. */
const neighbours = (fitted: FittedModel, id: string, table: 'view' | 'cart' = 'view') => {
  const model = decodeModel(encodeModel(fitted).buffer)
  const { offsets, items, weights } = model.tables[table]
  const item = model.indexOf(id)!
  return Array.from({ length: offsets[item + 1]! - offsets[item]! }, (_, i) => ({
    id: model.ids[items[offsets[item]! + i]!]!,
    weight: weights[offsets[item]! + i]!,
  })).sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))
}
const rows = (...visits: string[]): Row[] =>
  visits.flatMap((visit, s) =>
    [...visit].map((item, i) => ({ session: `s${s}`, item, ts: s * 100 + i, visitor: `v${s}` })),
  )

describe('fitModel', () => {
  it('finds what was planted in visits', async () => {
    const fitted = await fit(plantedSessions())
    for (let pair = 0; pair < 5; pair++) expect(neighbours(fitted, `a${pair}`)[0]!.id).toBe(`b${pair}`)
  })
  it('finds nothing like it in null data', async () => {
    const fitted = await fit(plantedSessions({ planted: false }), { table: PLAIN })
    for (let pair = 0; pair < 5; pair++) {
      const row = neighbours(fitted, `a${pair}`).filter(({ id }) => id.startsWith('b'))
      expect(row[0]!.weight).toBeLessThan(2.5 * row.at(-1)!.weight)
    }
  })
  it('finds what was bought together, for both tables', async () => {
    const fitted = await fit(plantedOrders())
    for (let pair = 0; pair < 6; pair++) {
      expect(neighbours(fitted, `x${pair}`, 'cart')[0]!.id).toBe(`y${pair}`)
      expect(neighbours(fitted, `y${pair}`, 'view')[0]!.id).toBe(`x${pair}`)
    }
    expect(encodeModel(fitted).length).toBeLessThan(
      1.5 * encodeModel({ ...fitted, tables: { ...fitted.tables, view: EMPTY } }).length,
    )
  })
  it('weighs pairs by distance and direction, repeats to the item itself', async () => {
    const fitted = await fit(rows('abc', 'dd'), { minVisitors: 1, table: PLAIN })
    const near = 1
    const far = Math.exp(-0.5)
    const [first, second] = neighbours(fitted, 'a')
    expect(first!.weight).toBeCloseTo(near / (near + far), 2)
    expect(second!.weight).toBeCloseTo(far / (near + far), 2)
    expect(neighbours(fitted, 'b').map(({ id }) => id)).toEqual(['c', 'a'])
    expect(neighbours(fitted, 'b')[1]!.weight).toBeCloseTo(0.35 / 1.35, 2)
    expect(neighbours(fitted, 'd')).toMatchObject([{ id: 'd' }])
  })
  it('leaves out pairs of too few visitors, however often they made them', async () => {
    const two = rows('ab', 'ab', 'ab').map((row, i) => ({ ...row, visitor: i < 4 ? 'one' : 'two' }))
    expect(neighbours(await fit(two), 'a')).toEqual([])
    expect(neighbours(await fit(rows('ab', 'ab', 'ab')), 'a')).toHaveLength(1)
    expect(neighbours(await fit(two, { minVisitors: 2 }), 'a')).toHaveLength(1)
  })
  it('keeps the strongest neighbours only', async () => {
    const fitted = await fit(rows('abcdefgh'), { minVisitors: 1, neighbours: 2, table: PLAIN })
    expect(neighbours(fitted, 'a').map(({ id }) => id)).toEqual(['b', 'c'])
  })
  it('lets old sessions and counts fade', async () => {
    const day = 864e5
    const visit = (session: string, item: string, ts: number): Row[] => [
      { session, item: 'a', ts },
      { session, item, ts: ts + 1 },
    ]
    const data = [...visit('old', 'b', 1.7e12), ...visit('new', 'c', 1.7e12 + 60 * day)]
    const fitted = await fit(data, { minVisitors: 1, table: { ...PLAIN, halfLifeRatio: 1 } })
    const [first, second] = neighbours(fitted, 'a')
    expect([first!.id, second!.id]).toEqual(['c', 'b'])
    expect(first!.weight / second!.weight).toBeCloseTo(2, 1)
    const trend = Object.fromEntries(fitted.ids.map((id, i) => [id, fitted.trend[i]!]))
    expect(trend['c']).toBeCloseTo(1, 6)
    expect(trend['b']).toBeCloseTo(2 ** (-60 / 7), 6)
    expect(fitted.window).toEqual({ from: 1.7e12, to: 1.7e12 + 60 * day + 1 })
  })
  it('fits both tables from events of all kinds', async () => {
    const data: Row[] = plantedSessions().flatMap((row): Row[] => {
      const bought: Row = { ...row, item: `${row.item}!`, type: 'purchase', ts: row.ts! + 0.5 }
      return /^[ab]/.test(row.item) ? [row, bought] : [row]
    })
    const fitted = await fit(data)
    expect(neighbours(fitted, 'a0', 'view')[0]!.id).toBe('b0')
    expect(neighbours(fitted, 'a0!', 'cart')[0]!.id).toBe('b0!')
    expect(neighbours(fitted, 'a0', 'cart')).toEqual([])
  })
})

const EMPTY = { offsets: new Uint32Array(43), items: new Uint32Array(), weights: new Float64Array() }

describe('encodeModel', () => {
  const table = (items: number) =>
    fc.array(
      fc.uniqueArray(fc.tuple(fc.nat(items - 1), fc.double({ min: 1e-6, max: 1, noNaN: true })), {
        selector: ([i]) => i,
        maxLength: 8,
      }),
      {
        minLength: items,
        maxLength: items,
      },
    )
  const anyModel = fc.integer({ min: 1, max: 12 }).chain((items) =>
    fc.record({
      ids: fc.uniqueArray(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.maxSafeNat().map(String),
          fc.nat(99).map((n) => `SKU-${n}`),
        ),
        { minLength: items, maxLength: items },
      ),
      view: table(items),
      cart: table(items),
    }),
  )
  const rowsOf = (lists: readonly (readonly (readonly [number, number])[])[]) => ({
    offsets: Uint32Array.from([0, ...lists.map((_, i) => lists.slice(0, i + 1).flat().length)]),
    items: Uint32Array.from(lists.flat(), ([item]) => item),
    weights: Float64Array.from(lists.flat(), ([, weight]) => weight),
  })
  it('comes back from the decoder: ids, pairs, and weights within a step of the scale', () => {
    fc.assert(
      fc.property(anyModel, ({ ids, view, cart }) => {
        const fitted: FittedModel = {
          ids,
          count: Uint32Array.from(ids, (_, i) => i),
          trend: Float32Array.from(ids, (_, i) => i / 3),
          tables: { view: rowsOf(view), cart: rowsOf(cart) },
          scoring: { steps: [1, 0.5], own: [] },
          table: undefined,
          window: { from: null, to: null },
          sessions: 3,
          interactions: 9,
        }
        const model = decodeModel(encodeModel(fitted).buffer)
        expect(new Set(model.ids)).toEqual(new Set(ids))
        expect(model.header).toMatchObject({ items: ids.length, sessions: 3, interactions: 9, scoring: fitted.scoring })
        ids.forEach((id, item) => {
          const place = model.indexOf(id)!
          if (item < 8) expect(model.count[place]).toBe(item)
          expect(item / 3 / model.trend[place]! || 1).toBeGreaterThan(0.84)
          expect(item / 3 / model.trend[place]! || 1).toBeLessThan(1.19)
        })
        for (const [name, lists] of [
          ['view', view],
          ['cart', cart],
        ] as const) {
          const { offsets, items, weights } = model.tables[name]
          lists.forEach((list, item) => {
            const place = model.indexOf(ids[item]!)!
            const read = Array.from(
              items.subarray(offsets[place], offsets[place + 1]),
              (other, i) => [ids.indexOf(model.ids[other]!), weights[offsets[place]! + i]!] as const,
            )
            expect(new Set(read.map(([other]) => other))).toEqual(new Set(list.map(([other]) => other)))
            for (const [other, weight] of list) {
              const [, decoded] = read.find(([id]) => id === other)!
              // A step of the widest scale: 200 codes over seven decades.
              expect(decoded / weight).toBeGreaterThan(0.91)
              expect(decoded / weight).toBeLessThan(1.09)
            }
          })
        }
      }),
      {
        numRuns: 100,
        // A scale so narrow that its codes round to one float.
        examples: [
          [
            {
              ids: ['a', 'b', 'c'],
              view: [
                [
                  [2, 1.0000000000000003e-9],
                  [1, 1e-9],
                ],
                [],
                [],
              ],
              cart: [[], [], []],
            },
          ],
        ],
      },
    )
  }, 30_000)
})

describe('train', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'endcap-model-'))

  it('writes a model that decodes, and says what is in it', async () => {
    const out = join(folder(), 'deep', 'shop.bin')
    const phases: string[] = []
    const summary = await train({ input: plantedSessions(), out, onProgress: ({ phase }) => phases.push(phase) })
    const model = decodeModel(Uint8Array.from(readFileSync(out)).buffer)
    expect(summary).toMatchObject({
      version: model.header.version,
      sessions: 300,
      interactions: 1200,
      items: 50,
      kind: 'sessions',
      timeUnit: 'order',
    })
    expect(summary.version).toMatch(/^[0-9a-f]{8}$/)
    expect(summary.bytes).toBe(readFileSync(out).length)
    expect(summary.gzipBytes).toBeLessThan(summary.bytes)
    expect(phases).toEqual(['fit', 'write'])
    expect(readdirSync(join(out, '..'))).toEqual(['shop.bin'])
  })

  it('writes the same bytes for the same input, others for others', async () => {
    const write = async (input: Row[], settings?: TrainSettings) => {
      const out = join(folder(), 'm.bin')
      await train({ input, out, ...(settings && { settings }) })
      return readFileSync(out)
    }
    const first = await write(plantedSessions())
    expect(first.equals(await write(plantedSessions()))).toBe(true)
    expect(first.equals(await write(plantedSessions(), { table: { stepScale: 2 } }))).toBe(false)
    expect(first.equals(await write(plantedSessions({ planted: false })))).toBe(false)
  })

  it('leaves the model in use alone when it fails', async () => {
    const dir = folder()
    writeFileSync(join(dir, 'm.bin'), 'in use')
    await expect(train({ input: [], out: join(dir, 'm.bin') })).rejects.toMatchObject({ code: 'input-empty' })
    await expect(train({ input: plantedSessions(), out: join(dir, 'm.bin', 'x') })).rejects.toMatchObject({
      code: 'file-unreadable',
    })
    expect(readdirSync(dir)).toEqual(['m.bin'])
    expect(readFileSync(join(dir, 'm.bin'), 'utf8')).toBe('in use')
  })

  it('asks for its options', async () => {
    await expect(train({ input: '', out: 'x' })).rejects.toMatchObject({ code: 'option-missing' })
    await expect(train({ input: 'x.csv', out: '' })).rejects.toMatchObject({ code: 'option-missing' })
  })
})

describe('resolveTrainSettings', () => {
  it('fills the defaults in', () => {
    expect(resolveTrainSettings()).toEqual(TRAIN_DEFAULTS)
    expect(resolveTrainSettings({ neighbours: 5 })).toEqual({ ...TRAIN_DEFAULTS, neighbours: 5 })
  })
  it.each([
    { neighbours: 0 },
    { neighbours: 2.5 },
    { backwardRatio: 2 },
    { minVisitors: '3' },
    { halfLifeDays: Number.NaN },
    { kind: 'baskets' },
    { neighbors: 3 },
  ])('refuses %o', (settings) => {
    expect(() => resolveTrainSettings(settings as TrainSettings)).toThrow(
      expect.objectContaining({ code: 'option-invalid' }),
    )
  })
})
