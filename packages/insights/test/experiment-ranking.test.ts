import { expect, test } from 'vitest'
import { RANKING_WORLD, rankVisitors } from '../src/experiment/simulate/ranking.js'
import { studyRanking } from '../src/experiment/simulate/ranking-study.js'
import { interleavingVisitorsNeeded } from '../src/index.js'

test('visitors of an interleaved comparison: by one look as the textbook says, more to be read every day', () => {
  const question = { preference: 0.1, creditedRatio: 0.5, power: 0.9 } as const
  // (1.96 + 1.2816)² ÷ 0.1² visitors with credit, of whom every second has some.
  expect(interleavingVisitorsNeeded({ ...question, reading: 'fixed' })).toBe(2 * 1051)
  expect(interleavingVisitorsNeeded(question)).toBeGreaterThan(2 * 1051)
  expect(interleavingVisitorsNeeded({ ...question, variance: 0.5, reading: 'fixed' })).toBe(2 * 526)
  expect(() => interleavingVisitorsNeeded({ ...question, preference: 0 })).toThrow('preference')
  expect(() => interleavingVisitorsNeeded({ ...question, creditedRatio: 0 })).toThrow('creditedRatio')
})

test('two rankers that are alike share the credit', () => {
  const { credit, visitors } = rankVisitors({ ...RANKING_WORLD, errors: [1, 1] }, 20_000, 5)
  let [credited, sum] = [0, 0]
  for (let visitor = 0; visitor < visitors; visitor++) {
    const [control, test] = [credit[0][visitor] ?? 0, credit[1][visitor] ?? 0]
    if (control + test === 0) continue
    credited++
    sum += (test - control) / (test + control)
  }
  expect(credited).toBeGreaterThan(1000)
  // Four standard errors.
  expect(Math.abs(sum / credited)).toBeLessThan(4 / Math.sqrt(credited))
})

test('interleaving finds the better ranker with a fraction of the visitors', () => {
  const world = { ...RANKING_WORLD, errors: [1.5, 0.5] } as const
  const { ab, interleaved, preference } = studyRanking({ world, seed: 3, pool: 20_000, runs: 40 })
  expect(preference.mean).toBeGreaterThan(0)
  expect(ab.visitors / interleaved.visitors).toBeGreaterThan(5)
  expect(interleaved.foundRatio).toBeGreaterThan(0.75)
})
