import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { evaluateFiles } from '../src/evaluate/evaluate-files.js'
import { createMetrics, percentile } from '../src/evaluate/metrics.js'
import { replay } from '../src/evaluate/replay.js'
import { readSessions } from '../src/train/read.js'
import { plantedOrders, plantedSessions, type Row } from './train-data.js'

describe('createMetrics', () => {
  const one = (list: number[], target: number, relevant: number[], k = 4) => {
    const metrics = createMetrics([k], [8, 4, 2, 1, 1])
    metrics.add(list, target, relevant)
    return metrics.finish()[k]!
  }
  it.each([
    [
      'first',
      [0, 1, 2, 3],
      0,
      [0],
      { hr: 1, mrr: 1, ndcg: 1, precision: 1 / 4, recall: 1, f1: 0.4, map: 1, coverage: 0.8, popularity: 15 / 32 },
    ],
    [
      'third',
      [1, 2, 0],
      0,
      [0],
      { hr: 1, mrr: 1 / 3, ndcg: 0.5, precision: 1 / 4, recall: 1, map: 1 / 3, coverage: 0.6 },
    ],
    ['missed', [1, 2], 4, [4], { hr: 0, mrr: 0, ndcg: 0, precision: 0, recall: 0, f1: 0, map: 0, popularity: 3 / 8 }],
    [
      'two of three',
      [1, 3, 0, 2],
      0,
      [0, 1, 4],
      { hr: 1, mrr: 1 / 3, precision: 1 / 2, recall: 2 / 3, map: (1 + 2 / 3) / 3 },
    ],
    ['repeats', [1, 0], 1, [1, 1, 0, 0], { precision: 1 / 2, recall: 1 / 2, map: 1 / 2 }],
    ['no list', [], 0, [0], { hr: 0, recall: 0, coverage: 0, popularity: 0 }],
  ])('agrees with the case worked by hand: %s', (_, list, target, relevant, expected) => {
    const found = one(list, target, relevant)
    for (const [name, value] of Object.entries(expected))
      expect(found[name as keyof typeof found], name).toBeCloseTo(value, 10)
  })
  it('cuts at k and averages over lists', () => {
    const metrics = createMetrics([1, 2], [1, 1])
    metrics.add([0, 1], 1, [1])
    metrics.add([1, 0], 1, [1])
    const { 1: first, 2: second } = metrics.finish()
    expect([first!.hr, first!.mrr, second!.hr, second!.mrr]).toEqual([0.5, 0.5, 1, 0.75])
  })
  it('is zero for no predictions', () => {
    expect(createMetrics([5], []).finish()[5]).toMatchObject({ hr: 0, coverage: 0, f1: 0 })
  })
  it('takes percentiles by rank', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(3)
    expect(percentile([], 0.5)).toBe(0)
  })
})

describe('replay', () => {
  const visits: Row[] = [...'abbac'].map((item, ts) => ({ session: '1', item, ts }))
  const asked = async (mode: 'published' | 'storefront', protocol: 'session' | 'basket' = 'session') => {
    const { interactions } = await readSessions(visits, {}, undefined, ['a', 'b'])
    const questions: unknown[] = []
    const result = replay(
      ({ newestFirst, without }) => {
        questions.push([newestFirst, without])
        return [1]
      },
      interactions,
      Uint32Array.of(2, 2),
      { protocol, mode, ks: [1] },
    )
    return { questions, result }
  }
  it('asks after every prefix in published mode; an unseen target is a miss', async () => {
    const { questions, result } = await asked('published')
    expect(questions).toEqual([
      [[0], []],
      [[1, 0], []],
      [[1, 1, 0], []],
      [[0, 1, 1, 0], []],
    ])
    expect(result).toMatchObject({ predictions: 4, unseenTargets: 1, skipped: 0 })
    expect(result.at[1]!.hr).toBe(0.5)
  })
  it('removes the current item and skips targets that equal it in storefront mode', async () => {
    const { questions, result } = await asked('storefront')
    expect(questions).toEqual([
      [[0], [0]],
      [[1, 1, 0], [1]],
      [[0, 1, 1, 0], [0]],
    ])
    expect(result).toMatchObject({ predictions: 3, skipped: 1 })
  })
  it('hides the last row of a basket', async () => {
    const { questions, result } = await asked('storefront', 'basket')
    expect(questions).toEqual([
      [
        [0, 1, 1, 0],
        [0, 1, 1, 0],
      ],
    ])
    expect(result.predictions).toBe(1)
  })
})

describe('evaluateFiles', () => {
  it('beats the baselines where something was planted', async () => {
    const all = plantedSessions({ sessions: 400 })
    const [train, test] = [all.slice(0, 1200), all.slice(1200)]
    const { methods, notes } = await evaluateFiles({ train, test, mode: 'storefront', k: [1], baselines: true })
    const hr = (name: string) => methods[name]!.at[1]!.hr
    expect(hr('endcap')).toBeGreaterThan(0.3)
    expect(hr('endcap')).toBeGreaterThan(hr('pop') * 2)
    expect(notes.join(' ')).toContain('Time is only an order')
  })
  it('completes baskets', async () => {
    const orders = plantedOrders(400).filter(({ item }) => !item.startsWith('n'))
    const evaluation = await evaluateFiles({ train: orders.slice(0, 600), test: orders.slice(600), k: [1] })
    expect(evaluation.protocol).toBe('basket')
    expect(evaluation.methods['endcap']!.at[1]!.hr).toBe(1)
  })
  it.each([
    [{ k: [] }, 'option-invalid'],
    [{ k: [0] }, 'option-invalid'],
    [{ mode: 'shop' }, 'option-invalid'],
    [{ protocol: 'row' }, 'option-invalid'],
    [{ settings: { neighbours: -1 } }, 'option-invalid'],
    [{ test: '' }, 'option-missing'],
  ])('refuses %o', async (wrong, code) => {
    const options = { train: plantedSessions(), test: plantedSessions(), ...wrong }
    await expect(evaluateFiles(options as Parameters<typeof evaluateFiles>[0])).rejects.toMatchObject({ code })
  })
})

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))
const at = (file: string) => `${DATA}${file}`
const present = existsSync(at('yoochoose64/train.csv.gz')) && existsSync(at('online-retail/basket-train.csv.gz'))

// The data may not be committed (see their terms): where ../shared/data is absent, these are skipped.
describe.skipIf(!present)(
  'on published data (skipped where ../shared/data is absent: its terms forbid a copy here)',
  () => {
    it('holds the bar on yoochoose64, published mode', { timeout: 60_000 }, async () => {
      const { methods, test } = await evaluateFiles({
        train: at('yoochoose64/train.csv.gz'),
        test: at('yoochoose64/test.csv.gz'),
        mode: 'published',
        k: [20],
      })
      const { predictions, at: cuts } = methods['endcap']!
      expect(predictions).toBe(55_898)
      expect(test.sessions).toBe(15_324)
      expect(cuts[20]!.hr).toBeGreaterThan(0.7)
      expect(cuts[20]!.mrr).toBeGreaterThan(0.3)
    })
  },
)
