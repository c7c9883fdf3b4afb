import { expect, test } from 'vitest'
import {
  DRIFT_THRESHOLDS,
  describeDrift,
  type ProfileRow,
  profileWarehouse,
  profileWindow,
  reportDrift,
} from '../src/index.js'
import { jensenShannon, stabilityIndex } from '../src/publish/drift.js'
import { createRandom } from '../src/random.js'
import { eventOf, START_MS, warehouseOf } from './planted.js'

interface Window {
  readonly seed: number
  readonly rows?: number
  readonly items?: number
  /** Items are numbered from here on. */
  readonly from?: number
  /** How steeply popularity falls. */
  readonly steepness?: number
  readonly length?: number
  readonly types?: readonly string[]
  readonly categories?: number
}

function* plantWindow(window: Window): Generator<ProfileRow> {
  const { seed, rows = 8000, items = 500, from = 0, steepness = 0.8, length = 4 } = window
  const { types = ['view_item', 'view_item', 'view_item', 'add_to_cart'], categories = 8 } = window
  const random = createRandom(seed)
  const ends: number[] = []
  for (let n = 0, sum = 0; n < items; n++) ends.push((sum += 1 / (n + 1) ** steepness))
  let [session, left] = [0, 0]
  for (let row = 0; row < rows; row++) {
    if (left-- <= 0) {
      session++
      left = Math.floor(random() * length * 2)
    }
    const at = random() * (ends.at(-1) as number)
    const item = ends.findIndex((end) => end > at)
    const type = types[Math.floor(random() * types.length)] as string
    yield { session: `s${session}`, item: `i${from + item}`, type, category: `c${item % categories}` }
  }
}
const compare = async (then: Window, now: Window, options = {}) =>
  reportDrift(await profileWindow(plantWindow(then)), await profileWindow(plantWindow(now)), options)
const levels = ({ figures }: { figures: readonly { name: string; level: string }[] }) =>
  Object.fromEntries(figures.filter(({ level }) => level !== 'steady').map(({ name, level }) => [name, level]))

test('counts items, types, categories and lengths of sessions', async () => {
  const row = (session: string, item: string, type = 'view_item', category?: string) => ({
    session,
    item,
    type,
    category: category ?? null,
  })
  const rows = [
    row('a', 'x', 'view_item', 'hats'),
    row('a', 'y'),
    row('b', 'x', 'purchase'),
    ...Array.from({ length: 14 }, () => row('c', 'z')),
  ]
  const profile = await profileWindow(rows)
  expect(profile).toMatchObject({ interactions: 17, sessions: 3 })
  expect([...profile.items]).toEqual([
    ['x', 2],
    ['y', 1],
    ['z', 14],
  ])
  expect([...profile.types]).toEqual([
    ['view_item', 16],
    ['purchase', 1],
  ])
  expect([...profile.categories]).toEqual([
    ['hats', 1],
    ['', 16],
  ])
  expect([...profile.lengths]).toEqual([
    ['2', 1],
    ['1', 1],
    ['10', 1],
  ])
})

test('a shop that stays as it was is steady, in twenty draws of twenty', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const report = await compare({ seed }, { seed: 1000 + seed, rows: 2000 })
    expect(report).toMatchObject({ verdict: 'steady', says: 'the shop is as it was when the model was trained' })
  }
})

test('a long tail is not turnover, and many categories are not drift', async () => {
  // A quarter of what is met was not met before, as in any window of a catalogue so large.
  const then = { seed: 1, rows: 20_000, items: 18_000, categories: 900 }
  const report = await compare(then, { ...then, seed: 2, rows: 5000 })
  expect(report.verdict).toBe('steady')
  expect(report.figures[0]?.says).toMatch(/^2\d\.\d % .* is unknown to the model; 2\d\.\d % would be in any case$/)
})

test.each<[string, Partial<Window>, object]>([
  ['new items, of which a sixth of the dealings are', { from: 250 }, { turnover: 'moved' }],
  ['attention that went from head to tail', { steepness: 0.3 }, { popularity: 'changed' }],
  ['orders in the place of views', { types: ['view_item', 'purchase'] }, { types: 'changed' }],
  ['longer sessions', { length: 8 }, { 'session-length': 'changed' }],
  ['fewer categories', { categories: 5 }, { categories: 'changed' }],
])('finds %s', async (_, now, expected) => {
  expect(levels(await compare({ seed: 3 }, { seed: 4, ...now }))).toMatchObject(expected)
})

test('a catalogue that is all new is found, and told', async () => {
  const report = await compare({ seed: 5 }, { seed: 6, from: 5000 })
  expect(report).toMatchObject({
    verdict: 'changed',
    says: expect.stringMatching(/^turnover.* changed much: train now$/),
  })
  expect(report.figures[0]?.value).toBeGreaterThan(0.95)
  expect(describeDrift(report)).toEqual([
    expect.stringMatching(/^changed: /),
    expect.stringMatching(/^ {2}then {2}8,000 interactions/),
    expect.stringMatching(/^ {2}now {3}8,000 interactions/),
    expect.stringMatching(/^ {2}changed {2}turnover {8}[01]\.\d{3} {2}100\.0 % /),
    ...Array(4).fill(expect.stringMatching(/^ {2}(steady|moved|changed) +[a-z-]+ +\d+\.\d{3} {2}/)),
  ])
})

test('items that a model leaves out by its own rule are not turnover', async () => {
  const knows = (item: string) => Number(item.slice(1)) < 100
  const report = await compare({ seed: 7 }, { seed: 8 }, { knows })
  expect(report.figures[0]).toMatchObject({ name: 'turnover', level: 'steady' })
})

test('windows with few interactions are thin, not steady', async () => {
  const report = await compare({ seed: 9 }, { seed: 10, rows: 999 })
  expect(report).toMatchObject({ verdict: 'thin', figures: [] })
  const nothing = await profileWindow([])
  expect(reportDrift(nothing, nothing).verdict).toBe('thin')
  expect(
    reportDrift(nothing, nothing, { minInteractions: 0 }).figures.every(({ value }) => Number.isFinite(value)),
  ).toBe(true)
})

test('the index and the distance by hand', () => {
  const bins = [[50, 80], [50, 20]] as const // biome-ignore format: a table
  expect(stabilityIndex(bins)).toBeCloseTo(0.3 * Math.log(1.6) - 0.3 * Math.log(0.4), 12)
  expect(stabilityIndex([[3, 30], [7, 70]])).toBeCloseTo(0, 12) // biome-ignore format: a table
  expect(jensenShannon([[1, 0], [0, 1]])).toBe(1) // biome-ignore format: a table
  expect(jensenShannon([[3, 30], [7, 70]])).toBeCloseTo(0, 6) // biome-ignore format: a table
  expect(stabilityIndex([[100, 0], [0, 100]])).toBeLessThan(12) // biome-ignore format: a table
  expect(DRIFT_THRESHOLDS).toEqual([0.1, 0.25])
})

test('reads a period of a warehouse, dealings alone', async () => {
  const items = [{ item_id: 'x', item_category: 'hats' }]
  const at = (id: string, type: 'view_item' | 'purchase' | 'view_item_list', ts: number) =>
    eventOf(id, { type, ts, items, session: 's', visitor: 'v' })
  const warehouse = await warehouseOf([
    at('a', 'view_item', START_MS),
    { ...at('b', 'purchase', START_MS + 1), order: { transactionId: 'o', value: 5, currency: 'EUR' } },
    at('c', 'view_item_list', START_MS + 2),
    at('d', 'view_item', START_MS + 10),
  ])
  const profile = await profileWarehouse(warehouse, { fromMs: START_MS, toMs: START_MS + 10 })
  expect(profile).toMatchObject({ interactions: 2, sessions: 1 })
  expect([...profile.categories]).toEqual([['hats', 2]])
})
