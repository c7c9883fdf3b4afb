import { expect, test } from 'vitest'
import { decidePublication, type PublicationQuestion, type SessionResults } from '../src/index.js'
import { createRandom } from '../src/random.js'

const DAY_MS = 86_400_000

/** Two models on the same sessions; each target is found by both, by one or by none. */
function twoModels({ seed = 1, sessions = 800, current = 0.4, candidate = 0.4, agree = 0.7 } = {}) {
  const random = createRandom(seed)
  const models = [0, 1].map(() => ({
    predictions: new Float64Array(sessions),
    hits: new Float64Array(sessions),
    reciprocalRanks: new Float64Array(sessions),
  }))
  for (let session = 0; session < sessions; session++) {
    const predictions = 1 + Math.floor(random() * 4)
    const taste = random() * 0.4 - 0.2
    for (let n = 0; n < predictions; n++) {
      const [luck, rank] = [random(), 1 + Math.floor(random() * 10)]
      ;[current, candidate].forEach((rate, which) => {
        const same = random() < agree
        const isHit = (same ? luck : random()) < rate + taste
        const model = models[which]!
        model.predictions[session]! += 1
        if (!isHit) return
        model.hits[session]! += 1
        model.reciprocalRanks[session]! += 1 / (same ? rank : 1 + Math.floor(random() * 10))
      })
    }
  }
  return { current: models[0] as SessionResults, candidate: models[1] as SessionResults }
}
const ask = (models: Pick<PublicationQuestion, 'candidate' | 'current'>, more: Partial<PublicationQuestion> = {}) =>
  decidePublication({ ...models, draws: 400, ...more })

test('publishes what is surely better, and says by how much', () => {
  const models = twoModels({ candidate: 0.5 })
  const decision = ask(models)
  expect(decision).toMatchObject({ publish: true, because: 'better', sessions: 800 })
  expect(decision.reason).toMatch(
    /^surely better than the model in use: MRR 0\.\d{4} against 0\.\d{4} \(\+0\.\d{4}, \+/,
  )
  const { candidate, current, difference } = decision.mrr!
  expect(difference.value).toBeCloseTo(candidate - current, 12)
  expect(difference.low).toBeGreaterThan(0)
  expect(difference.high).toBeGreaterThan(difference.value)
})

test('figures by hand', () => {
  const candidate = { predictions: [2, 1], hits: [2, 0], reciprocalRanks: [1.5, 0] }
  const current = { predictions: [2, 1], hits: [1, 1], reciprocalRanks: [1, 0.5] }
  const { mrr, hitRate, predictions } = ask({ candidate, current })
  expect(predictions).toBe(3)
  expect([mrr?.candidate, mrr?.current, hitRate?.candidate, hitRate?.current]).toEqual([0.5, 0.5, 2 / 3, 2 / 3])
  expect(mrr?.difference.value).toBe(0)
})

test('pairing sees a small gain that two separate intervals would not', () => {
  const models = twoModels({ candidate: 0.43, agree: 1, sessions: 1500 })
  const { publish, mrr } = ask(models)
  expect(publish).toBe(true)
  const unpaired = ask({ candidate: models.candidate, current: twoModels({ seed: 2, sessions: 1500 }).current })
  const width = ({ low, high }: { low: number; high: number }) => high - low
  expect(width(mrr!.difference)).toBeLessThan(0.6 * width(unpaired.mrr!.difference))
})

test('the same model is not published', () => {
  const { current } = twoModels()
  expect(ask({ candidate: current, current })).toMatchObject({ publish: false, because: 'unproven' })
})

test('publishes at most one of twenty candidates that are no better', () => {
  const RUNS = 300
  let published = 0
  for (let seed = 0; seed < RUNS; seed++) {
    if (ask(twoModels({ seed: 500 + seed, sessions: 300 }), { draws: 300 }).publish) published++
  }
  expect(published / RUNS).toBeLessThanOrEqual(0.05)
  // And not because nothing ever is.
  expect(published).toBeGreaterThan(0)
}, 30_000)

test('what is worse is not published, whatever its age', () => {
  const question = { currentWindowToMs: 0, candidateWindowToMs: 60 * DAY_MS }
  expect(ask(twoModels({ candidate: 0.3 }), question)).toMatchObject({ publish: false, because: 'worse' })
})

test('a better MRR does not make up for a surely lower hit rate', () => {
  const sessions = 400
  const fill = (value: number) => new Array<number>(sessions).fill(value)
  const random = createRandom(4)
  // The one in use finds eight of ten, far down; the candidate five of ten, on top.
  const [own, other] = [0.8, 0.5].map((rate) => fill(0).map(() => (random() < rate ? 1 : 0))) as [number[], number[]]
  const current = { predictions: fill(1), hits: own, reciprocalRanks: own.map((hit) => hit / 10) }
  const candidate = { predictions: fill(1), hits: other, reciprocalRanks: other }
  const decision = ask({ candidate, current })
  expect(decision.mrr?.difference.low).toBeGreaterThan(0)
  expect(decision).toMatchObject({ publish: false, because: 'worse', reason: expect.stringContaining('hit rate') })
})

test.each([
  ['newer by more than a week', 8, undefined, true],
  ['newer by less', 6, undefined, false],
  ['newer by more than was asked for', 4, 3, true],
])('as good and %s', (_, days, oldAfterDays, publish) => {
  const { current } = twoModels({ sessions: 3000 })
  const question = {
    currentWindowToMs: DAY_MS,
    candidateWindowToMs: DAY_MS * (1 + days),
    ...(oldAfterDays && { oldAfterDays }),
  }
  const decision = ask({ candidate: current, current }, question)
  expect(decision).toMatchObject({ publish, because: publish ? 'fresher' : 'unproven' })
  if (publish) expect(decision.reason).toContain(`${days} days newer`)
})

test('fresher does not pass where the interval reaches below the margin', () => {
  const models = twoModels({ agree: 0, sessions: 200 })
  const question = { currentWindowToMs: 0, candidateWindowToMs: 30 * DAY_MS }
  expect(ask(models, question).because).toBe('unproven')
  expect(ask(models, { ...question, marginRatio: 0.5 }).because).toBe('fresher')
  expect(ask(models, { ...question, currentWindowToMs: null }).because).toBe('unproven')
})

test('without a model in use any is better than none; force needs no reason', () => {
  const { candidate } = twoModels()
  expect(ask({ candidate, current: undefined })).toMatchObject({ publish: true, because: 'first', mrr: undefined })
  expect(ask(twoModels({ candidate: 0.1 }), { force: true })).toMatchObject({ publish: true, because: 'forced' })
})

test('too few sessions decide nothing', () => {
  const decision = ask(twoModels({ sessions: 99, candidate: 0.9 }))
  expect(decision).toMatchObject({
    publish: false,
    because: 'thin',
    reason: expect.stringContaining('99 held-out sessions'),
  })
  const none = { predictions: [], hits: [], reciprocalRanks: [] }
  expect(ask({ candidate: none, current: none })).toMatchObject({ publish: false, because: 'thin', mrr: undefined })
})

test('the same seed decides the same', () => {
  const models = twoModels({ candidate: 0.42 })
  expect(ask(models)).toEqual(ask(models))
  expect(ask(models, { seed: 2 }).mrr?.difference).not.toEqual(ask(models).mrr?.difference)
})

test.each<[string, SessionResults]>([
  ['uneven arrays', { predictions: [1, 1], hits: [1], reciprocalRanks: [1, 1] }],
  ['more hits than predictions', { predictions: [1], hits: [2], reciprocalRanks: [1] }],
  ['ranks above hits', { predictions: [1], hits: [0], reciprocalRanks: [0.5] }],
  ['what is not a number', { predictions: [Number.NaN], hits: [0], reciprocalRanks: [0] }],
  ['an endless count', { predictions: [Number.POSITIVE_INFINITY], hits: [0], reciprocalRanks: [0] }],
])('%s are refused', (_, candidate) => {
  expect(() => ask({ candidate, current: undefined })).toThrow('value-invalid')
})

test('models of other sessions are refused', () => {
  const models = { candidate: twoModels().candidate, current: twoModels({ sessions: 700 }).current }
  expect(() => ask(models)).toThrow('value-invalid')
})
