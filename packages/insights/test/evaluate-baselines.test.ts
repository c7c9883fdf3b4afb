import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPop } from '../src/evaluate/baselines/pop.js'
import { BASELINE_NAMES, createBaseline, parseBaselines, resolveBaselines } from '../src/evaluate/baselines/registry.js'
import { createVSknn } from '../src/evaluate/baselines/v-sknn.js'
import { createVstan } from '../src/evaluate/baselines/vstan.js'
import type { Protocol, Question } from '../src/evaluate/predict.js'
import { selectLargest } from '../src/evaluate/select.js'
import { createPickTop } from '../src/evaluate/top.js'
import { createCollector } from '../src/train/collector.js'
import type { Interactions } from '../src/train/interactions.js'

const DAY_S = 86_400

/** Sessions as words, a letter an item; each a day after the one before. */
function visits(...words: string[]): Interactions {
  const collector = createCollector()
  words.forEach((word, day) => {
    for (const item of word) collector.add({ session: `s${day}`, item, ts: 1.6e9 + day * DAY_S })
  })
  return collector.finish({ timeUnit: 's', kind: 'sessions' })
}

const ask = (newestFirst: readonly number[], more: Partial<Question> = {}): Question => ({
  newestFirst,
  history: [],
  without: [],
  count: 20,
  isTieWanted: false,
  ...more,
})

/** What a baseline answers to a word, oldest item first, as letters with scores. */
function answerOf(
  train: Interactions,
  text: string,
  word: string,
  protocol: Protocol = 'session',
  more?: Partial<Question>,
) {
  const [spec] = resolveBaselines(parseBaselines(text), protocol)
  const asked = [...word].reverse().map((item) => train.ids.indexOf(item))
  const { items, scores } = createBaseline(train, spec!, protocol)(ask(asked, more))
  return Object.fromEntries(Array.from(items, (item, place) => [train.ids[item], scores![place]]))
}

describe('baselines, worked by hand', () => {
  const train = visits('ab', 'abc', 'acb', 'dd')
  it.each([
    ['pop', 'a', { b: 3, a: 3, c: 2, d: 2 }],
    ['ar', 'a', { b: 3, c: 2 }],
    ['ar', 'd', { d: 2 }],
    ['ar', 'z', {}],
    ['ar:rules=1', 'ca', { b: 3 }],
    ['sr', 'a', { b: 2.5, c: 1.5 }],
    ['sr:steps=1', 'a', { b: 2, c: 1 }],
    ['sr:weighting=quadratic', 'a', { b: 2.25, c: 1.25 }],
    ['item-knn:shrink=0', 'a', { b: 1, c: 2 / Math.sqrt(6) }],
    ['item-knn:shrink=1,alpha=1', 'a', { b: 3 / 4, c: 2 / 4 }],
    ['item-knn', 'd', {}],
  ])('%s asked with %s', (text, word, expected) => {
    const found = answerOf(train, text, word)
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort())
    for (const [item, score] of Object.entries(expected)) expect(found[item], item).toBeCloseTo(score, 12)
  })
  it('s-pop counts the visit first, and fills up by popularity', () => {
    expect(answerOf(train, 's-pop', 'dcd')).toEqual({ d: 2 + 2 / 3, c: 1 + 2 / 3, a: 3 / 4, b: 3 / 4 })
    // The visit leaves nothing behind.
    expect(answerOf(train, 's-pop', 'a')).toMatchObject({ a: 1 + 3 / 4, d: 2 / 3 })
  })
  it('s-knn adds up likeness by what is compared', () => {
    // Visit {a, c} against {a, b}: ½; {a, b, c} twice: 2 of √6.
    const cosine = 2 / Math.sqrt(6)
    const found = answerOf(train, 's-knn', 'ac')
    expect(found['b']).toBeCloseTo(0.5 + 2 * cosine, 12)
    expect(found['c']).toBeCloseTo(2 * cosine, 12)
    expect(answerOf(train, 's-knn:similarity=jaccard', 'ac')['c']).toBeCloseTo(4 / 3, 12)
    expect(answerOf(train, 's-knn:k=1', 'ab')).toEqual({ a: 1, b: 1 })
    // The newest session that shares an item, and only it.
    expect(Object.keys(answerOf(train, 's-knn:sample=1', 'a')).sort()).toEqual(['a', 'b', 'c'])
  })
  it('of neighbours that are alike at the cut, the newer one votes', () => {
    expect(answerOf(visits('ab', 'ac', 'ad'), 's-knn:k=1', 'a')).toMatchObject({ d: expect.any(Number) })
  })
  it('v-sknn weighs rows, votes and items', () => {
    // Rows of "ac": a (1/2)² and c 1; every neighbour of c shares step 1, "ab" step 2.
    const idf = (count: number) => 1 + 2 * Math.log(4 / count)
    const found = answerOf(train, 'v-sknn:idf=2', 'ac')
    expect(found['b']).toBeCloseTo((0.25 / 2 + 2 * 1.25) * idf(3), 12)
    expect(found['c']).toBeCloseTo(2 * 1.25 * idf(2), 12)
  })
  it('stan weighs position, age and place; vstan votes and items too', () => {
    const small = visits('abc', 'xc')
    const root = Math.sqrt(1 + Math.exp(-1) ** 2)
    // "ac": "abc" shares a (e⁻¹) and c (1), is a day older, its last shared row is the third.
    const old = ((1 + Math.exp(-1)) / root / Math.sqrt(3)) * Math.exp(-1 / 10)
    const found = answerOf(small, 'stan:spw=1,inh=2', 'ac')
    expect(found['b']).toBeCloseTo(old * Math.exp(-1 / 2), 12)
    expect(found['x']).toBeCloseTo((1 / root / Math.sqrt(2)) * Math.exp(-1 / 2), 12)
    const votes = answerOf(small, 'vstan:spw=1,snh=10,inh=2,ipw=3,idf=1', 'ac')
    expect(votes['b']).toBeCloseTo(old * Math.exp(-1 / 2) * (1 + Math.log(2)), 12)
  })
  it('vmis-knn weighs by place in the visit and idf', () => {
    const found = answerOf(train, 'vmis-knn', 'ac')
    // a ½, c 1 of two distinct items; step 1 weighs 0.9, step 2 0.8; ten rows in all.
    expect(found['b']).toBeCloseTo((0.5 * 0.8 + 2 * 1.5 * 0.9) * Math.log(10 / 3), 12)
    expect(answerOf(train, 'vmis-knn:last=1', 'dc')['d']).toBeUndefined()
  })
  it('baskets add up confidences and cosines of all their items, without those in it', () => {
    const baskets = visits('ab', 'abc', 'bc')
    const held = { without: [0], isTieWanted: true }
    expect(answerOf(baskets, 'ar', 'a', 'basket', held)).toEqual({ b: 1, c: 0.5 })
    const cosine = answerOf(baskets, 'item-knn:shrink=0', 'ab', 'basket')
    expect(cosine['c']).toBeCloseTo(1 / 2 + 2 / Math.sqrt(6), 12)
  })
  it('lines weigh items by recency', () => {
    const lines = visits('ab', 'cd')
    const found = answerOf(lines, 'item-knn:shrink=0,recency=2', 'ac', 'sequence')
    expect([found['d'], found['b']]).toEqual([1, Math.exp(-1 / 2)])
  })
})

describe('session-kNN', () => {
  /** V-SKNN and VSTAN once more, slowly and from the words of their definition. */
  function naive(
    train: Interactions,
    asked: readonly number[],
    settings: { k: number; sample: number },
    isStan: boolean,
  ) {
    const { starts, items, ids } = train
    const sessions = starts.length - 1
    const all = Array.from({ length: sessions }, (_, s) => Array.from(items.subarray(starts[s], starts[s + 1])))
    const length = asked.length
    // Newest first: a repeated item counts at its newest row. Sums go in the order of the source, to the last bit.
    const weights = new Map<number, number>()
    asked.forEach((item, at) => {
      if (item < 0 || weights.has(item)) return
      weights.set(item, isStan ? Math.exp(-at / 2) : ((length - at) / length) ** 2)
    })
    const norm = Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0))
    const near = all
      .map((rows, session) => ({ rows, session }))
      .filter(({ rows }) => rows.some((item) => weights.has(item)))
      .toSorted((a, b) => b.session - a.session)
      .slice(0, settings.sample)
      .map(({ rows, session }) => {
        const set = new Set(rows)
        const sum = [...weights].reduce((total, [item, weight]) => total + (set.has(item) ? weight : 0), 0)
        const age = Math.exp(-(sessions - 1 - session) / 3)
        return { rows, set, likeness: isStan ? (sum / norm) * (age / Math.sqrt(set.size)) : sum, session }
      })
      .toSorted((a, b) => b.likeness - a.likeness || b.session - a.session)
      .slice(0, settings.k)
    const scores = new Float64Array(ids.length)
    for (const { rows, set, likeness } of near) {
      const step = asked.findIndex((item) => set.has(item)) + 1
      const lastShared = rows.findLastIndex((item) => weights.has(item))
      for (const item of set) {
        const distance = Math.abs(rows.lastIndexOf(item) - lastShared)
        scores[item]! += isStan ? likeness * Math.exp(-distance / 2) * Math.exp((1 - step) / 2) : likeness / step
      }
    }
    return scores
  }
  const words = fc.array(fc.string({ unit: fc.constantFrom(...'abcdef'), minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 12,
  })
  const settings = fc.record({ k: fc.integer({ min: 1, max: 4 }), sample: fc.integer({ min: 1, max: 6 }) })
  it.each([false, true])('gives what the definition gives (with decays: %s)', (isStan) => {
    fc.assert(
      fc.property(
        words,
        fc.array(fc.nat(6), { minLength: 1, maxLength: 6 }),
        settings,
        (sessions, asked, { k, sample }) => {
          const train = visits(...sessions)
          const known = asked.map((item) => (item < train.ids.length ? item : -1))
          const predict = isStan
            ? createVstan(train, { k, sample, spw: 2, snh: 3, inh: 2, ipw: 2, idf: 0 })
            : createVSknn(train, { k, sample, weighting: 'quadratic', score: 'div', idf: 0 })
          const expected = naive(train, known, { k, sample }, isStan)
          // Asked twice: the second answer must not know the first.
          predict(ask([0]))
          const { items, scores } = predict(ask(known))
          const found = new Float64Array(expected.length)
          Array.from(items).forEach((item, place) => {
            found[item] = scores![place]!
          })
          found.forEach((score, item) => {
            expect(score).toBeCloseTo(expected[item]!, 9)
          })
        },
      ),
    )
  })
})

describe('createPickTop', () => {
  it('orders by score, count, first appearance, and never lists score zero', () => {
    const pick = createPickTop([1, 5, 5, 1, 9])
    const scores = Float64Array.of(2, 2, 2, 3, 0)
    expect(pick(scores, [0, 1, 2, 3, 4], 5, ask([]))).toEqual({ items: [3, 1, 2, 0], scores: [3, 2, 2, 2] })
    expect(pick(scores, [4, 2, 1, 0, 3], 5, ask([], { count: 2 })).items).toEqual([3, 1])
    expect(pick(scores, [0, 1, 2, 3], 4, ask([], { count: 2, without: [3, -1] })).items).toEqual([1, 2])
  })
  it('adds those that tie with the last one where they are wanted', () => {
    const pick = createPickTop([1, 5, 5, 1])
    const { items } = pick(Float64Array.of(2, 2, 2, 3), [0, 1, 2, 3], 4, ask([], { count: 2, isTieWanted: true }))
    expect(Array.from(items).slice(0, 2)).toEqual([3, 1])
    expect(Array.from(items).sort()).toEqual([0, 1, 2, 3])
  })
  it('is the head of a full sort', () => {
    const cases = fc.tuple(fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 30 }), fc.integer({ min: 1, max: 8 }))
    fc.assert(
      fc.property(cases, ([pairs, count]) => {
        const [scores, counts] = [pairs.map(([score]) => score), pairs.map(([, times]) => times)]
        const sorted = pairs
          .map((_, item) => item)
          .filter((item) => scores[item]! > 0)
          .sort((a, b) => scores[b]! - scores[a]! || counts[b]! - counts[a]! || a - b)
        const touched = pairs.map((_, item) => pairs.length - 1 - item)
        const { items } = createPickTop(counts)(Float64Array.from(scores), touched, touched.length, ask([], { count }))
        expect(items).toEqual(sorted.slice(0, count))
      }),
    )
  })
  it('pop fills a list past the excluded, with all that tie at its end', () => {
    const pop = createPop([3, 2, 2, 2, 1])
    expect(pop(ask([], { count: 2, without: [0] })).items).toEqual([1, 2])
    expect(Array.from(pop(ask([], { count: 2, without: [0], isTieWanted: true })).items)).toEqual([1, 2, 3])
  })
})

describe('selectLargest', () => {
  it('finds what a sort finds', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1 }), fc.nat(99), (values, at) => {
        const n = 1 + (at % values.length)
        expect(selectLargest(Float64Array.from(values), values.length, n)).toBe(values.toSorted((a, b) => b - a)[n - 1])
      }),
    )
  })
})

describe('names and settings', () => {
  it('reads a list with settings and labels', () => {
    expect(parseBaselines('vstan:k=15,spw=0.5; sr:weighting=log,label=soft ;pop')).toEqual([
      { name: 'vstan', settings: { k: 15, spw: 0.5 } },
      { name: 'sr', label: 'soft', settings: { weighting: 'log' } },
      { name: 'pop', settings: {} },
    ])
    expect(parseBaselines('')).toEqual([])
  })
  it('fills defaults in, by protocol', () => {
    const [vstan, first, ...rest] = resolveBaselines(parseBaselines('vstan:k=15;default'), 'session').map(
      ({ name }) => name,
    )
    expect([vstan, first, rest.length]).toEqual(['vstan', 'pop', 4])
    const settings = (protocol: Protocol) => resolveBaselines([{ name: 'item-knn' }], protocol)[0]!.settings
    expect([settings('session')['shrink'], settings('basket')['shrink']]).toEqual([20, 10])
  })
  it.each([
    ['vstan2', /there is no baseline "vstan2"/],
    ['toString', /there is no baseline/],
    ['pop:k=1', /pop has no setting "k"; it has none/],
    ['sr:weighting=soon', /weighting is soon, it must be one of same, linear/],
    ['v-sknn:k=many', /k is many, it must be a number/],
    ['v-sknn:k=-1', /k is -1/],
    ['pop;pop', /two baselines are called "pop"/],
    ['default;default', /two baselines are called/],
  ])('refuses %s', (text, message) => {
    expect(() => resolveBaselines(parseBaselines(text), 'session')).toThrow(message)
  })
  it.each(['pop:k', 'pop:=1', 'pop:a=b=c'])('refuses the text %s', (text) => {
    expect(() => parseBaselines(text)).toThrow(/is not NAME=VALUE/)
  })
  it('refuses a baseline in a protocol that it does not answer', () => {
    expect(() => resolveBaselines([{ name: 'vstan' }], 'basket')).toThrow(/does not answer/)
  })
  it('answers nothing wrong for unknown items, in every protocol', () => {
    for (const protocol of ['session', 'sequence', 'basket'] as const) {
      for (const name of BASELINE_NAMES) {
        try {
          resolveBaselines([{ name }], protocol)
        } catch {
          continue
        }
        const found = answerOf(visits('abab', 'c'), name, 'zz', protocol)
        expect(
          Object.keys(found).every((item) => 'abc'.includes(item)),
          name,
        ).toBe(true)
      }
    }
  })
})
