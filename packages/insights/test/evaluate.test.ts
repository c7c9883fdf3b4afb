import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createBaseline, parseBaselines, resolveBaselines } from '../src/evaluate/baselines/registry.js'
import { evaluate } from '../src/evaluate/evaluate.js'
import { evaluateFiles } from '../src/evaluate/evaluate-files.js'
import { createOwnModel } from '../src/evaluate/own-model.js'
import type { Question } from '../src/evaluate/predict.js'
import { replay } from '../src/evaluate/replay.js'
import { type Interactions, spreadSessions } from '../src/train/interactions.js'
import { readSessions } from '../src/train/read.js'
import { TABLE_DEFAULTS } from '../src/train/table-settings.js'
import { plantedOrders, plantedSessions, type Row, temporaryFile } from './train-data.js'

const read = async (rows: readonly object[], ids?: readonly string[]): Promise<Interactions> =>
  (await readSessions(rows, {}, undefined, ids)).interactions

describe('replay', () => {
  const visits: Row[] = [...'abbac'].map((item, n) => ({ session: '1', item, ts: 1.7e12 + n * 1000 }))
  const asked = async (settings: Partial<Parameters<typeof replay>[3]> = {}, rows: readonly object[] = visits) => {
    const train = await read([...'aabb'].map((item, n) => ({ session: 'old', item, ts: 1.6e12 + n, visitor: 'eve' })))
    const questions: Question[] = []
    const result = replay(
      (question) => {
        questions.push(question)
        return { items: [1] }
      },
      train,
      await read(rows, train.ids),
      { protocol: 'session', mode: 'published', ks: [1], ...settings },
    )
    return { questions, result }
  }
  it('asks after every prefix in published mode; an unseen target is a miss', async () => {
    const { questions, result } = await asked()
    expect(questions.map(({ newestFirst, without }) => [newestFirst, without])).toEqual([
      [[0], []],
      [[1, 0], []],
      [[1, 1, 0], []],
      [[0, 1, 1, 0], []],
    ])
    expect(result).toMatchObject({ predictions: 4, unseen_targets: 1, skipped_targets: 0 })
    expect(result.at[1]!.hr).toBe(0.5)
    expect(result.by_prefix).toMatchObject({
      '1': { predictions: 1, hr: 1, mrr: 1 },
      '2': { predictions: 1, hr: 1 },
      '3-5': { predictions: 2, hr: 0 },
      '6+': { predictions: 0, hr: 0 },
    })
    expect(Array.from(result.sums.hr)).toEqual([2])
    expect(Array.from(result.sums.predictions)).toEqual([4])
  })
  it('removes the current item and skips targets that equal it in storefront mode', async () => {
    const { questions, result } = await asked({ mode: 'storefront' })
    expect(questions.map(({ newestFirst, without }) => [newestFirst, without])).toEqual([
      [[0], [0]],
      [[1, 1, 0], [1]],
      [[0, 1, 1, 0], [0]],
    ])
    expect(result).toMatchObject({ predictions: 3, skipped_targets: 1 })
  })
  it('tells when each item was met and when it is asked', async () => {
    const { questions } = await asked()
    expect(questions[1]).toMatchObject({ ts: [1.7e12 + 1000, 1.7e12], now: 1.7e12 + 1000 })
    const ordinal = await asked(
      {},
      [...'ab'].map((item, ts) => ({ session: '1', item, ts })),
    )
    expect(ordinal.questions[0]).not.toHaveProperty('now')
  })
  it('asks only after prefixes that are long enough', async () => {
    const { questions } = await asked({ minPrefix: 3 })
    expect(questions.map(({ newestFirst }) => newestFirst.length)).toEqual([3, 4])
  })
  it('hides the last row of a basket, and tells what the customer had before, newest first', async () => {
    const rows = visits.map((row) => ({ ...row, visitor: 'eve' }))
    const { questions, result } = await asked({ protocol: 'basket', mode: 'storefront' }, rows)
    expect(questions).toEqual([
      {
        newestFirst: [0, 1, 1, 0],
        ts: [3, 2, 1, 0].map((n) => 1.7e12 + n * 1000),
        now: 1.7e12 + 4000,
        history: [1, 1, 0, 0],
        without: [0, 1, 1, 0],
        count: 1,
        isTieWanted: true,
      },
    ])
    expect(result.predictions).toBe(1)
    expect((await asked({ protocol: 'basket' })).questions[0]!.history).toEqual([])
  })
  it('takes a session that stands for its own visitor for nobody', async () => {
    const train = await read([...'ab'].map((item, ts) => ({ session: '1', item, ts })))
    const histories: (readonly number[])[] = []
    const predict = ({ history }: Question) => {
      histories.push(history)
      return { items: [] }
    }
    replay(predict, train, train, { protocol: 'session', mode: 'published', ks: [1] })
    expect(histories).toEqual([[]])
  })
  it('hides the last item of a line, whose owner is known by the line alone', async () => {
    const { questions } = await asked({ protocol: 'sequence' })
    expect(questions).toHaveLength(1)
    expect(questions[0]).toMatchObject({ newestFirst: [0, 1, 1, 0], without: [0, 1, 1, 0], history: [] })
  })
  it('gives equal scores the middle rank in baskets, and the order as it is in visits', async () => {
    const train = await read([...'abcd'].map((item, ts) => ({ session: 'old', item, ts })))
    const test = await read(
      [...'ab'].map((item) => ({ session: '1', item })),
      train.ids,
    )
    const answer = { items: [1, 2, 3], scores: [2, 2, 2] }
    const mrr = (protocol: 'session' | 'basket') =>
      replay(() => answer, train, test, { protocol, mode: 'storefront', ks: [3] }).at[3]!.mrr
    expect([mrr('session'), mrr('basket')]).toEqual([1, 1 / 2])
  })
  it('gives bytes per session, of what is known before the last item', async () => {
    const seen: (readonly number[])[] = []
    const { result } = await asked({
      bytesOfSession(items) {
        seen.push(items)
        return 100 * items.length
      },
    })
    expect(seen).toEqual([[0, 1, 1, 0]])
    expect(result).toMatchObject({ bytes_per_session_mean: 400, bytes_per_session_p95: 400 })
  })
  it('tells hits by how popular the target is, from the tenth met most', async () => {
    const ids = Array.from({ length: 20 }, (_, n) => `i${n}`)
    const often = ids.flatMap((item, n) =>
      Array.from({ length: 20 - n }, (_, s) => ({ session: `${n}-${s}`, item, ts: n })),
    )
    const train = await read(often)
    const wanted = ['i0', 'i1', 'i2', 'i19', 'unseen']
    const test = await read(
      wanted.flatMap((item) => [
        { session: item, item: 'i9' },
        { session: item, item },
      ]),
      train.ids,
    )
    const predict = () => ({ items: [train.ids.indexOf('i1'), train.ids.indexOf('i19')] })
    const { by_tenth, predictions } = replay(predict, train, test, { protocol: 'session', mode: 'published', ks: [2] })
    expect(predictions).toBe(5)
    expect(by_tenth['1']).toEqual({ predictions: 2, hr: 0.5, mrr: 0.5, ndcg: 0.5 })
    expect(by_tenth['2']).toMatchObject({ predictions: 1, hr: 0 })
    expect(by_tenth['10']).toMatchObject({ predictions: 1, hr: 1, mrr: 0.5 })
    expect(Object.values(by_tenth).reduce((sum, { predictions: asked }) => sum + asked, 0)).toBe(4)
  })
  it('hears of the progress up to the end', async () => {
    const told: number[] = []
    await asked({ onProgress: (ratio) => told.push(ratio) })
    expect(told).toEqual([1])
  })
})

describe('evaluate', () => {
  it('beats the baselines where something was planted, with certainty', async () => {
    const all = plantedSessions({ sessions: 400 })
    const found = await evaluateFiles({ train: all.slice(0, 1200), test: all.slice(1200), k: 1 })
    const { baselines, intervals } = found
    expect(Object.keys(baselines)).toEqual(['pop', 'ar', 'sr', 'item-knn', 'v-sknn', 'vstan'])
    expect(found.hr).toBeGreaterThan(0.3)
    expect(baselines['pop']!.difference.hr.low).toBeGreaterThan(0)
    expect(intervals.hr[0]).toBeLessThanOrEqual(found.hr)
    expect(intervals.hr[1]).toBeGreaterThanOrEqual(found.hr)
    expect(found.notes.join(' ')).toContain('Time is only an order')
    expect(baselines['vstan']!.settings).toMatchObject({ k: 1500, idf: 2 })
  })
  it('finds no certain lead where nothing was planted', async () => {
    const all = plantedSessions({ sessions: 400, planted: false })
    const found = await evaluateFiles({
      train: all.slice(0, 1200),
      test: all.slice(1200),
      k: 5,
      baselines: [{ name: 'ar' }],
    })
    const { low, high } = found.baselines['ar']!.difference.mrr
    expect(low).toBeLessThan(0.05)
    expect(high).toBeGreaterThan(-0.05)
  })
  it('names its figures flat, in snake case, at k and below', async () => {
    const found = await evaluateFiles({ train: plantedSessions(), test: plantedSessions({ sessions: 9 }), k: 12 })
    const { reports: _, ...line } = found
    expect(Object.keys(found.at)).toEqual(['5', '10', '12'])
    expect(found.at[12]).toEqual({
      hr: found.hr,
      mrr: found.mrr,
      ndcg: found.ndcg,
      map: found.map,
      precision: found.precision,
      recall: found.recall,
      f1: found.f1,
    })
    for (const name of ['coverage', 'gini', 'model_bytes_gzip', 'p50_us', 'p99_us', 'fit_s'] as const)
      expect(line[name], name).toBeTypeOf('number')
    const names = (value: unknown): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, of]) => [key, ...names(of)])
        : []
    expect(names(line).filter((name) => /[A-Z]/.test(name))).toEqual([])
  })
  it('completes baskets', async () => {
    const orders = plantedOrders(400).filter(({ item }) => !item.startsWith('n'))
    const found = await evaluateFiles({ train: orders.slice(0, 600), test: orders.slice(600), k: 1 })
    expect(found).toMatchObject({ protocol: 'basket', hr: 1, draws: 1000 })
    expect(Object.keys(found.baselines)).toEqual(['pop', 'ar', 'item-knn'])
    expect(found.baselines['item-knn']!.hr).toBe(1)
  })
  it('splits lines itself, and reads attributes for diversity', async () => {
    const lines = Array.from({ length: 60 }, (_, user) => `${user} n${user % 7} a${user % 5} b${user % 5} c${user % 5}`)
    const found = await evaluateFiles({
      train: temporaryFile('lines.txt.gz', lines.join('\n')),
      items: temporaryFile('attributes.json', JSON.stringify({ a0: [1], n1: [1, 2], b1: [2] })),
      protocol: 'sequence',
      k: 5,
    })
    expect(found).toMatchObject({ protocol: 'sequence', predictions: 60, sessions: 60, skipped_targets: 0 })
    // Train has no c at all: the held-out items are unknown to every method.
    expect(found).toMatchObject({ unseen_targets: 60, hr: 0 })
    expect(found.notes.join(' ')).toMatch(/all but the last two[\s\S]*2 of 12 train items have traits/)
  })
  it('spreads sessions over days where asked, and keeps real times', async () => {
    const rows = plantedSessions({ sessions: 100 })
    const options = { train: rows.slice(0, 300), test: rows.slice(300), baselines: [] }
    const spread = await evaluateFiles({ ...options, spanDays: 10 })
    expect(spread.span_days).toBe(10)
    expect(spread.warnings).toEqual([])
    expect(spread.notes.join(' ')).toContain('train: 75 sessions, 300 rows, 1970-01-02 to 1970-01-12')
    expect((await evaluateFiles(options)).notes.join(' ')).toContain('Time is only an order')
  })
  it('warns of a model that is too large, and of bad rows', async () => {
    const found = await evaluateFiles({
      train: [...plantedSessions(), { session: 's', item: '' }],
      test: plantedSessions({ sessions: 9 }),
      maxBytes: 100,
      baselines: [],
    })
    expect(found.warnings.join(' ')).toMatch(/1 rows of train are bad beside 1200 good ones[\s\S]*more than the 100/)
  })
  it('tells which phase of which method is under way', async () => {
    const phases = new Set<string>()
    await evaluateFiles({
      train: plantedSessions(),
      test: plantedSessions({ sessions: 9 }),
      baselines: [{ name: 'pop' }],
      onProgress: ({ phase, method }) => phases.add(method ? `${phase} ${method}` : phase),
    })
    expect([...phases]).toEqual(['fit endcap', 'measure endcap', 'fit pop', 'measure pop', 'intervals'])
  })
  it.each([
    [{ k: 0 }, 'option-invalid'],
    [{ k: 1.5 }, 'option-invalid'],
    [{ minPrefix: 0 }, 'option-invalid'],
    [{ draws: 0 }, 'option-invalid'],
    [{ maxBytes: -1 }, 'option-invalid'],
    [{ spanDays: 0 }, 'option-invalid'],
    [{ mode: 'shop' }, 'option-invalid'],
    [{ protocol: 'row' }, 'option-invalid'],
    [{ protocol: 'sequence' }, 'option-invalid'],
    [{ baselines: [{ name: 'magic' }] }, 'option-invalid'],
    [{ settings: { neighbours: -1 } }, 'option-invalid'],
    [{ test: '' }, 'option-missing'],
    [{ train: '' }, 'option-missing'],
    [{ train: 'a.csv', test: 'a.csv' }, 'option-invalid'],
    [{ items: 'catalogue.xml' }, 'option-invalid'],
  ])('refuses %o', async (wrong, code) => {
    const options = { train: plantedSessions(), test: plantedSessions({ sessions: 9 }), ...wrong }
    await expect(evaluateFiles(options as Parameters<typeof evaluateFiles>[0])).rejects.toMatchObject({ code })
  })
})

describe('createOwnModel', () => {
  it('answers as the file does, the same each time, and tells what it cost', async () => {
    const train = await read(plantedSessions())
    const told: number[] = []
    const options = {
      protocol: 'session',
      mode: 'storefront',
      onProgress: (ratio: number) => told.push(ratio),
    } as const
    const [one, two] = [createOwnModel(train, options), createOwnModel(train, options)]
    expect(one.version).toBe(two.version)
    expect(one.model_bytes_gzip).toBeGreaterThan(100)
    expect(one.fit_s).toBeGreaterThan(0)
    expect(told.at(-1)).toBe(1)
    const a0 = train.ids.indexOf('a0')
    const question = { newestFirst: [a0], history: [], without: [a0], count: 3, isTieWanted: false }
    const { items, scores } = one.predict(question)
    expect(train.ids[items[0]!]).toBe('b0')
    expect(Array.from(scores!)).toEqual(Array.from(scores!).toSorted((a, b) => b - a))
    expect([items.length, Array.from(items).includes(a0)]).toEqual([3, false])
  })
  it('leaves out all that a basket holds, and adds what ties with the last one', async () => {
    const rows = ['abx', 'aby', 'abx', 'aby'].flatMap((word, order) =>
      [...word].map((item) => ({ session: `o${order}`, item, ts: 1.7e12 + order * 1000 })),
    )
    const train = await read(rows)
    const { predict } = createOwnModel(train, {
      protocol: 'basket',
      mode: 'storefront',
      settings: { basketHalfLifeRatio: 0 },
    })
    const held = ['a', 'b'].map((item) => train.ids.indexOf(item))
    const question = { newestFirst: held, history: [], without: held, count: 1 }
    expect(predict({ ...question, isTieWanted: false }).items).toHaveLength(1)
    const { items, scores } = predict({ ...question, isTieWanted: true })
    expect(Array.from(items, (item) => train.ids[item]).sort()).toEqual(['x', 'y'])
    expect(scores![0]).toBe(scores![1])
  })
})

describe('leakage', () => {
  const day = 864e5
  const rowsOf = (name: string, from: number) =>
    Array.from({ length: 6 }, (_, n) => ({ session: `${name}${n >> 1}`, item: `i${n % 3}`, ts: from + n * 1000 }))
  const warningsOf = async (train: readonly object[], test: readonly object[]) => {
    const fitted = await read(train)
    return evaluate(fitted, await read(test, fitted.ids), { baselines: [] })
  }
  it('is silent for a test that is later', async () => {
    const { warnings, notes } = await warningsOf(rowsOf('a', 1.6e12), rowsOf('b', 1.6e12 + day))
    expect(warnings).toEqual([])
    expect(notes.join(' ')).toMatch(/train: 3 sessions, 6 rows, 2020-09-13 to 2020-09-13/)
  })
  it('warns of sessions that begin before train ends', async () => {
    const { warnings } = await warningsOf(rowsOf('a', 1.6e12), rowsOf('b', 1.6e12 + 3000))
    expect(warnings).toEqual([expect.stringMatching(/^1 of 3 test sessions begin before train ends \(2020-09-13T/)])
  })
  it('warns of sessions that are in both parts', async () => {
    const { warnings } = await warningsOf(rowsOf('a', 1.6e12), rowsOf('a', 1.6e12 + day))
    expect(warnings).toEqual([expect.stringMatching(/^3 of 3 test sessions have an id that also occurs in train/)])
  })
  it('notes items that train does not have', async () => {
    const test = [...rowsOf('b', 1.6e12 + day), { session: 'b9', item: 'new', ts: 1.6e12 + day }]
    expect((await warningsOf(rowsOf('a', 1.6e12), test)).notes.join(' ')).toContain('1 items of test never occur')
  })
  it('refuses the same rows as train and test', async () => {
    await expect(warningsOf(rowsOf('a', 1.6e12), rowsOf('a', 1.6e12))).rejects.toMatchObject({ code: 'value-invalid' })
  })
  it('says that an order cannot be checked', async () => {
    const { notes } = await warningsOf(rowsOf('a', 0), rowsOf('b', 0).slice(2))
    expect(notes.join(' ')).toContain('was not checked')
  })
})

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))
const at = (file: string) => `${DATA}${file}`
const present = existsSync(at('yoochoose-100k/train.csv.gz')) && existsSync(at('serenade-example/train.csv.gz'))

// The data may not be committed (see their terms): where ../shared/data is absent, these are skipped.
describe.skipIf(!present)(
  'on published data (skipped where ../shared/data is absent: its terms forbid a copy here)',
  () => {
    it('is ahead of V-SKNN on yoochoose-100k, storefront mode, with the default settings', {
      timeout: 60_000,
    }, async () => {
      const found = await evaluateFiles({
        train: at('yoochoose-100k/train.csv.gz'),
        test: at('yoochoose-100k/test.csv.gz'),
        settings: { table: TABLE_DEFAULTS },
        baselines: parseBaselines('v-sknn'),
      })
      expect(found.predictions).toBe(7526)
      expect(found.test.sessions).toBe(3416)
      expect(found.baselines['v-sknn']!.hr).toBeLessThan(found.hr)
      expect(found.baselines['v-sknn']!.mrr).toBeLessThan(found.mrr)
    })
    it('repeats the figures of research/ranker.md 3.2 and 3.5', { timeout: 60_000 }, async () => {
      const parts = async (set: string) => {
        const train = (await readSessions(at(`${set}/train.csv.gz`), { kind: 'sessions' })).interactions
        const test = await readSessions(at(`${set}/test.csv.gz`), { kind: 'sessions' }, undefined, train.ids)
        return { train, test: test.interactions }
      }
      const hold = (
        { train, test }: Awaited<ReturnType<typeof parts>>,
        text: string,
        mode: 'published' | 'storefront',
        [hr, mrr]: readonly number[],
      ) => {
        const [spec] = resolveBaselines(parseBaselines(text), 'session')
        const { at: cuts } = replay(createBaseline(train, spec!, 'session'), train, test, {
          protocol: 'session',
          mode,
          ks: [20],
        })
        expect(Math.abs(cuts[20]!.hr - hr!), `${text} ${mode} hr ${cuts[20]!.hr}`).toBeLessThan(0.001)
        expect(Math.abs(cuts[20]!.mrr - mrr!), `${text} ${mode} mrr ${cuts[20]!.mrr}`).toBeLessThan(0.001)
      }
      const yoochoose = await parts('yoochoose-100k')
      hold(yoochoose, 'v-sknn', 'published', [0.6883, 0.3669])
      hold(yoochoose, 'vstan', 'published', [0.6848, 0.3752])
      hold(yoochoose, 'vstan', 'storefront', [0.5789, 0.2622])
      const serenade = await parts('serenade-example')
      hold(serenade, 'vstan:k=2000,spw=4,snh=20,inh=0.5,ipw=1', 'published', [0.6584, 0.2527])
      hold(serenade, 'vmis-knn', 'storefront', [0.6606, 0.3426])
    })
  },
)

describe('spreadSessions', () => {
  it('puts sessions evenly over the days, by their order, and leaves real times alone', async () => {
    const data = await read([...'cab'].map((session, n) => ({ session, item: 'i', ts: [30, 10, 20][n]! })))
    const { ts, timeUnit } = spreadSessions(data, 3, 0)
    expect([timeUnit, ...ts]).toEqual(['ms', 3 * 864e5, 864e5, 2 * 864e5])
    const long = spreadSessions(await read([...'aabb'].map((session) => ({ session, item: 'i' }))), 4, 0)
    expect([...long.ts]).toEqual([1, 2, 3, 4].map((days) => days * 864e5))
    const real = await read([{ session: 's', item: 'i', ts: 1.7e12 }])
    expect(spreadSessions(real, 3)).toBe(real)
  })
})
