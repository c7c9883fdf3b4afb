import { describe, expect, it } from 'vitest'
import { COLD_PARTS, evaluateCold } from '../src/evaluate/cold/cold.js'
import { hideItems } from '../src/evaluate/cold/hide-items.js'
import { labelsOf } from '../src/evaluate/cold/labels.js'
import { asNewcomer } from '../src/evaluate/cold/pages.js'
import { amongOnly, createCategoryRival, createRandomRival } from '../src/evaluate/cold/rivals.js'
import type { Question } from '../src/evaluate/predict.js'
import { evaluateColdFiles, renderCold, summariseCold } from '../src/index.js'
import type { Interactions } from '../src/train/interactions.js'
import { readSessions } from '../src/train/read.js'
import type { ItemTraits } from '../src/train/read-items.js'
import { type Row, seeded } from './train-data.js'

const KINDS = 12
const SIZE = 5

/** Visits of four items of one kind each, or of any. */
function visits(sessions: number, isPlanted = true): Row[] {
  const random = seeded(5)
  const any = (most: number) => Math.floor(random() * most)
  return Array.from({ length: sessions }, (_, s) => {
    const kind = any(KINDS)
    return Array.from({ length: 4 }, (_, n): Row => {
      const item = `k${isPlanted ? kind : any(KINDS)}-${any(SIZE)}`
      return { session: `s${s}`, item, ts: 1.7e12 + s * 6e5 + n * 1000, visitor: `v${s}` }
    })
  }).flat()
}
const traits: ReadonlyMap<string, ItemTraits> = new Map(
  Array.from({ length: KINDS * SIZE }, (_, n) => {
    const kind = `k${Math.floor(n / SIZE)}`
    return [`${kind}-${n % SIZE}`, { categories: ['All', kind], attributes: [] }]
  }),
)
async function read(isPlanted = true): Promise<readonly [Interactions, Interactions]> {
  const rows = visits(300, isPlanted)
  const train = (await readSessions(rows.slice(0, 800))).interactions
  const test = (await readSessions(rows.slice(800), {}, undefined, train.ids)).interactions
  return [train, test]
}
const question = (newestFirst: readonly number[], more: Partial<Question> = {}): Question => ({
  newestFirst,
  history: [],
  without: [],
  count: 2,
  isTieWanted: false,
  ...more,
})

describe('hideItems', () => {
  it('leaves no row of what it hides, and everything else', async () => {
    const [train] = await read()
    const { train: rest, isHidden, count } = hideItems(train, () => true, { ratio: 0.25, seed: 1 })
    expect(count).toBe(Math.round(train.ids.length / 4))
    expect(isHidden.reduce((sum, one) => sum + one, 0)).toBe(count)
    expect(rest.items.some((item) => isHidden[item])).toBe(false)
    expect(rest.items.length).toBe(train.items.filter((item) => !isHidden[item]).length)
    expect(rest.starts.length - 1).toBe(rest.visitors.length)
    expect(rest.starts.every((start, s) => s === 0 || start > rest.starts[s - 1]!)).toBe(true)
    expect(rest.ids).toBe(train.ids)
  })
  it('hides the same for one seed, others for another, and only what may be hidden', async () => {
    const [train] = await read()
    const pick = (seed: number) => hideItems(train, () => true, { ratio: 0.25, seed }).isHidden
    expect(pick(1)).toEqual(pick(1))
    expect(pick(1)).not.toEqual(pick(2))
    const { isHidden } = hideItems(train, (id) => id.startsWith('k0'), { ratio: 0.5, seed: 1 })
    expect(train.ids.filter((_, item) => isHidden[item]).every((id) => id.startsWith('k0'))).toBe(true)
  })
})

describe('rivals', () => {
  it('answers at random without repeats, and without what must not be answered', () => {
    const rival = createRandomRival([3, 4, 5], 1)
    const lists = Array.from({ length: 200 }, () => rival(question([0], { without: [4] })).items as number[])
    expect(lists.every((list) => new Set(list).size === 2 && !list.includes(4))).toBe(true)
    expect(new Set(lists.map(String)).size).toBe(2)
  })
  it('answers by shared labels, then by count', () => {
    const rival = createCategoryRival([['a', 'b'], ['a'], ['a', 'b'], ['a', 'b'], []], [1, 9, 2, 3, 9])
    expect(rival(question([0], { without: [0], count: 9 }))).toEqual({ items: [3, 2, 1], scores: [1, 1, 0.5] })
    expect(rival(question([4])).items).toEqual([])
    expect(rival(question([])).items).toEqual([])
  })
  it('keeps candidates alone, ties with the last one included where they are wanted', () => {
    const answer = { items: [0, 1, 2, 3, 4], scores: [5, 4, 3, 3, 3] }
    const among = amongOnly(() => answer, [0, 1, 1, 0, 1])
    expect(among(question([])).items).toEqual([1, 2])
    expect(among(question([], { isTieWanted: true })).items).toEqual([1, 2, 4])
    expect(amongOnly(() => ({ items: [0, 1, 2] }), [0, 0, 1])(question([]))).toEqual({ items: [2] })
  })
})

it('takes categories, else attributes, else words of the title for the labels of an item', () => {
  expect(labelsOf({ categories: ['Mugs'], attributes: ['red'], title: 'A mug' })).toEqual(['mugs'])
  expect(labelsOf({ attributes: ['Red', 'red'] })).toEqual(['red'])
  expect(labelsOf({ title: 'A tall Mug', attributes: [] })).toEqual(['tall', 'mug'])
  expect(labelsOf(undefined)).toEqual([])
})

it('asks newcomers once a session, for its first item', async () => {
  const [, test] = await read()
  const asked = [0, 0, 1].map((session) => ({ question: question([7], { history: [1] }), target: 9, session }))
  const newcomers = asNewcomer(asked, test, true)
  expect(newcomers.map(({ target, session }) => [target, session])).toEqual([
    [test.items[0], 0],
    [test.items[test.starts[1]!], 1],
  ])
  expect(newcomers[0]!.question).toMatchObject({ newestFirst: [], history: [], without: [] })
  expect(asNewcomer(asked, test, false).map(({ target }) => target)).toEqual([9, 9])
})

describe('evaluateCold', () => {
  it('finds hidden items by content, ahead of popularity and chance, and serves newcomers', async () => {
    const [train, test] = await read()
    const found = evaluateCold(train, test, traits, { ratio: 0.2, k: 5, draws: 200 })
    const { parts } = found
    expect(found).toMatchObject({ protocol: 'session', hidden_items: 12, train: { items: 48 } })
    for (const part of ['new-items', 'among-new', 'new-page', 'first-page'] as const) {
      for (const rival of ['popularity', 'random'])
        expect(parts[part].rivals[rival]!.difference.hr.low, `${part} ${rival}`).toBeGreaterThan(0)
    }
    expect(parts['new-items'].rivals['popularity']!.hr).toBe(0)
    expect(parts['among-new'].candidates).toBe(12)
    expect(parts['first-page'].predictions).toBeLessThanOrEqual(100)
    expect(parts['category-page'].rivals['popularity']!.difference.hr.low).toBeGreaterThan(0)
    expect(parts.home.endcap.hr).toBeGreaterThan(0)
  })
  it('finds no lead where content says nothing of what is met', async () => {
    const [train, test] = await read(false)
    const { parts } = evaluateCold(train, test, traits, { ratio: 0.2, k: 5, draws: 200 })
    expect(parts['among-new'].rivals['random']!.difference.hr.low).toBeLessThan(0.1)
    expect(parts['first-page'].rivals['random']!.difference.hr.low).toBeLessThan(0.1)
  })
  it('refuses shares that leave nothing to learn or to ask, and a catalogue of other items', async () => {
    const [train, test] = await read()
    for (const ratio of [0, 0.6, Number.NaN])
      expect(() => evaluateCold(train, test, traits, { ratio })).toThrow('the share of hidden items')
    expect(() => evaluateCold(train, test, new Map())).toThrow('names none of the items')
    await expect(evaluateColdFiles({ train: [], test: [], items: '' })).rejects.toThrow('needs items')
  })
  it('is told as text and as a page', async () => {
    const [train, test] = await read()
    const found = evaluateCold(train, test, traits, { ratio: 0.2, k: 5, draws: 50 })
    const lines = summariseCold({ ...found, warnings: ['beware'] })
    expect(lines[0]).toBe('cold start, session, storefront, lists of 5: 12 items hidden from train, seed 1')
    expect(lines.filter((line) => line.startsWith('endcap '))).toHaveLength(COLD_PARTS.length)
    expect(lines.at(-1)).toBe('warning: beware')
    const page = renderCold({ ...found, notes: ['<script>'] })
    expect(page.match(/<h2/g)).toHaveLength(COLD_PARTS.length + 1)
    expect(page).not.toMatch(/<script|https?:\/\//)
    expect(page).toContain(found.parts['new-items'].endcap.hr.toFixed(4))
  })
})
