import { expect, test } from 'vitest'
import { shrinkReturns } from '../src/journeys/budget/shrunk-return.js'
import { splitBudget } from '../src/journeys/budget/split.js'
import { contrastConversion } from '../src/journeys/channels/contrast.js'
import { interruptedSeries } from '../src/journeys/channels/interrupted.js'
import { findSynergies } from '../src/journeys/channels/synergy.js'
import { leastSquares, leastSquaresInTime } from '../src/journeys/least-squares.js'
import { foldFlow } from '../src/journeys/paths/flow.js'
import { FUNNEL_STEPS, foldFunnel, worstStep } from '../src/journeys/paths/funnel.js'
import { estimateSurvival, quantileOfEvents, survivalQuantile } from '../src/journeys/paths/survival.js'
import { shareOf } from '../src/journeys/share.js'
import { createRandom } from '../src/random.js'

test('least squares equal the published fit of Anscombe’s first set', () => {
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
  const { coefficients, covariance, degrees } = leastSquares(
    x.map((value) => [1, value]),
    y,
  )
  expect(coefficients[0]).toBeCloseTo(3.0000909, 6)
  expect(coefficients[1]).toBeCloseTo(0.5000909, 6)
  expect(Math.sqrt(covariance[0]?.[0] ?? 0)).toBeCloseTo(1.1247468, 6)
  expect(Math.sqrt(covariance[1]?.[1] ?? 0)).toBeCloseTo(0.1179055, 6)
  expect(degrees).toBe(9)
  expect(() =>
    leastSquares(
      x.map((value) => [1, value, 2 * value]),
      y,
    ),
  ).toThrow(/say the same/)
})

test('a share has Wilson’s interval', () => {
  const { low, high } = shareOf(5, 10)
  expect(low).toBeCloseTo(0.2366, 4)
  expect(high).toBeCloseTo(0.7634, 4)
  expect(shareOf(0, 10)).toMatchObject({ rate: 0, low: 0 })
  expect(shareOf(0, 10).high).toBeCloseTo(0.2775, 4)
  expect(shareOf(0, 0).rate).toBeUndefined()
})

test('Kaplan–Meier equals the published estimate of the leukaemia trial (Freireich et al. 1963, 6-MP)', () => {
  const durations = [
    [6, 3, 1],
    [7, 1, 0],
    [9, 0, 1],
    [10, 1, 1],
    [11, 0, 1],
    [13, 1, 0],
    [16, 1, 0],
    [17, 0, 1],
    [19, 0, 1],
    [20, 0, 1],
    [22, 1, 0],
    [23, 1, 0],
    [25, 0, 1],
    [32, 0, 2],
    [34, 0, 1],
    [35, 0, 1],
  ].map(([time = 0, events = 0, censored = 0]) => ({ time, events, censored }))
  const points = estimateSurvival(durations)
  const staying = points.map(({ share }) => 1 - share)
  const published = [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]
  expect(points.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23])
  published.forEach((value, at) => {
    expect(Math.abs((staying[at] ?? 0) - value), `at ${at}`).toBeLessThan(0.0006)
  })
  expect(survivalQuantile(points, 0.5)).toBe(23)
  expect(survivalQuantile(points, 0.6)).toBeUndefined()
  expect(quantileOfEvents(durations, 0.5)).toBe(10)
  for (const { low, share, high } of points) expect(low < share && share < high).toBe(true)
})

test('pairs of channels: the odds ratio of Mantel and Haenszel is that of R on the admissions of Berkeley', () => {
  const departments = [
    [512, 313, 89, 19],
    [353, 207, 17, 8],
    [120, 205, 202, 391],
    [138, 279, 131, 244],
    [53, 138, 94, 299],
    [22, 351, 24, 317],
  ]
  const [pair] = findSynergies(
    departments.map(([a = 0, b = 0, c = 0, d = 0], stratum) => ({
      earlier: 'male',
      channel: 'all',
      stratum: String(stratum),
      met: a + b,
      metOrders: a,
      all: a + b + c + d,
      allOrders: a + c,
    })),
  )
  expect(pair?.oddsRatio).toBeCloseTo(0.9046968, 6)
  expect(pair?.low).toBeCloseTo(0.7719074, 6)
  expect(pair?.high).toBeCloseTo(1.0603298, 6)
  expect(pair?.isSure).toBe(false)
})

test('conversion against the rest: false alarms as often as they should be, though people come several times', () => {
  const random = createRandom(11)
  let alarms = 0
  const RUNS = 400
  for (let run = 0; run < RUNS; run++) {
    const rows = Array.from({ length: 400 }, () => {
      // Some people buy often, whatever the channel: sessions of one are alike.
      const taste = random() ** 4
      const own = Math.floor(random() * 4)
      const all = own + Math.floor(random() * 4) || 1
      const draw = (count: number) => Array.from({ length: count }, random).filter((value) => value < taste).length
      const o = draw(own)
      return { s: own, o, S: all, O: o + draw(all - own) }
    })
    const sum = (value: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + value(row), 0)
    const { p } = contrastConversion(
      {
        people: rows.length,
        s: sum(({ s }) => s),
        o: sum(({ o }) => o),
        ss: sum(({ s }) => s * s),
        so: sum(({ s, o }) => s * o),
        oo: sum(({ o }) => o * o),
        sS: sum(({ s, S }) => s * S),
        sO: sum(({ s, O }) => s * O),
        oS: sum(({ o, S }) => o * S),
        oO: sum(({ o, O }) => o * O),
      },
      {
        S: sum(({ S }) => S),
        O: sum(({ O }) => O),
        SS: sum(({ S }) => S * S),
        SO: sum(({ S, O }) => S * O),
        OO: sum(({ O }) => O * O),
      },
    )
    if (p < 0.05) alarms++
  }
  // 5 % of 400 is 20, with a standard deviation of 4.4.
  expect(alarms).toBeGreaterThan(6)
  expect(alarms).toBeLessThan(34)
})

/** Days with weekday, trend, a common mood that the control shows too, and residuals that follow each other. */
function series(random: () => number, effect: number, hasControl: boolean) {
  let [noise, mood] = [0, 0]
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return Array.from({ length: 90 }, (_, day) => {
    noise = 0.3 * noise + 4 * gauss()
    mood = 0.5 * mood + 5 * gauss()
    const base = 50 + 0.1 * day + (day % 7 === 5 ? 15 : 0)
    const isDuring = day >= 60 && day < 75
    return {
      day,
      value: base + noise + (hasControl ? mood : 0) + (isDuring ? effect : 0),
      ...(hasControl && { control: 80 + 2 * mood + (day % 7 === 5 ? 20 : 0) }),
    }
  })
}

test('before and after: an effect is covered by its interval, and no effect is seldom called one', () => {
  const random = createRandom(5)
  const RUNS = 200
  const tally = { alarms: 0, covered: 0, found: 0 }
  for (let run = 0; run < RUNS; run++) {
    const hasControl = run % 2 === 0
    const none = interruptedSeries(series(random, 0, hasControl), { fromDay: 60, toDay: 74 })
    const some = interruptedSeries(series(random, 10, hasControl), { fromDay: 60, toDay: 74 })
    expect(none.hasControl).toBe(hasControl)
    if (none.p < 0.05) tally.alarms++
    if (some.low <= 10 && some.high >= 10) tally.covered++
    if (some.p < 0.05) tally.found++
  }
  // Of 200: 5 % are 10 with a standard deviation of 3.1; the estimated correlation makes it a little more.
  expect(tally.alarms).toBeLessThan(22)
  expect(tally.covered).toBeGreaterThan(178)
  expect(tally.found).toBeGreaterThan(190)
  expect(() => interruptedSeries(series(random, 0, false), { fromDay: 10, toDay: 20 })).toThrow(/10 days before/)
})

test('residuals that follow each other make the interval wider', () => {
  const random = createRandom(3)
  let noise = 0
  const y = Array.from({ length: 200 }, () => (noise = 0.7 * noise + random() - 0.5))
  const rows = y.map((_, at) => [1, at])
  const fit = leastSquaresInTime(rows, y)
  expect(fit.correlation).toBeGreaterThan(0.5)
  expect(fit.covariance[0]?.[0]).toBeGreaterThan(2 * (leastSquares(rows, y).covariance[0]?.[0] ?? 0))
})

test('a funnel counts who came past a step, and names where most are lost', () => {
  const took = (...steps: number[]) => FUNNEL_STEPS.map((_, at) => steps.includes(at))
  const rows = foldFunnel([
    { n: 60, took: took(0) },
    { n: 25, took: took(0, 2) },
    { n: 10, took: took(0, 1, 2, 3) },
    { n: 5, took: took(0, 2, 3, 4, 5) },
  ])
  expect(rows.map(({ reached }) => reached)).toEqual([100, 40, 40, 15, 5, 5, 0])
  expect(rows.map((row) => row.took)).toEqual([100, 10, 40, 15, 5, 5, 0])
  expect(rows.map(({ left }) => left)).toEqual([60, 0, 25, 10, 0, 5, 0])
  expect(rows[3]?.fromPrevious).toMatchObject({ count: 15, of: 40, rate: 0.375 })
  // Ten of fifteen leave the cart: a greater share than 60 of 100 at the door.
  expect(worstStep(rows)).toMatchObject({ step: 'add_to_cart', left: 10 })
  expect(foldFunnel([])).toEqual([])
})

test('a flow keeps what goes in and out, folds rare steps and is cut at its depth', () => {
  const random = createRandom(2)
  const steps = ['a', 'b', 'c', 'd', 'e']
  const walks = Array.from({ length: 500 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 7) }, () => steps[Math.floor(random() ** 2 * steps.length)] ?? 'a'),
  )
  const transitions = walks.flatMap((walk) =>
    walk.map((from, depth) => ({ depth, from, to: walk[depth + 1] ?? 'exit', n: 1 })),
  )
  const { nodes, links, folded, beyond } = foldFlow(transitions, { depth: 4, most: 2 })
  expect(Math.max(...nodes.map(({ depth }) => depth))).toBe(3)
  expect(folded).toBe(3)
  expect(beyond).toBe(walks.filter(({ length }) => length > 4).length)
  for (const node of nodes) {
    const into = links.filter(({ depth, to }) => depth === node.depth - 1 && to === node.step)
    const out = links.filter(({ depth, from }) => depth === node.depth && from === node.step)
    const total = (flows: typeof links) => flows.reduce((sum, { n }) => sum + n, 0)
    if (node.depth > 0) expect(total(into)).toBe(node.n)
    if (node.depth < 3 && node.step !== 'exit') expect(total(out)).toBe(node.n)
  }
  expect(nodes.filter(({ depth }) => depth === 0).reduce((sum, { n }) => sum + n, 0)).toBe(500)
})

test('returns are drawn together as far as they are noise (DerSimonian, Laird)', () => {
  const row = (channel: string, roas: number, orders: number) => ({ channel, cost: 100, revenue: 100 * roas, orders })
  // Equal variances: the variance between is that of the logarithms less the noise.
  const [first, second, third] = shrinkReturns([row('a', 1, 50), row('b', 2, 50), row('c', 4, 50)], 1)
  const noise = 2 / 50
  const between = Math.log(2) ** 2 - noise
  const own = between / (between + noise)
  expect(first?.mean).toBeCloseTo((1 - own) * Math.log(2), 10)
  expect(second?.mean).toBeCloseTo(Math.log(2), 10)
  expect(third?.mean).toBeCloseTo(own * Math.log(4) + (1 - own) * Math.log(2), 10)
  const alike = shrinkReturns([row('a', 2, 5), row('b', 2.2, 4), row('c', 1.9, 6)], 1)
  expect(new Set(alike.map(({ mean }) => mean.toFixed(9))).size).toBe(1)
  expect(shrinkReturns([row('a', 2, 0)])).toEqual([])
})

test('a budget is split so that the last unit brings the same, within bounds', () => {
  const log = (beta: number, kappa: number) => (spend: number) => beta / (kappa + spend)
  const free = splitBudget(
    [
      { marginal: log(300, 50), least: 0, most: 1000 },
      { marginal: log(100, 50), least: 0, most: 1000 },
    ],
    200,
  )
  // β₁ ÷ (κ + x₁) = β₂ ÷ (κ + x₂) with x₁ + x₂ = 200: 175 and 25.
  expect(free[0]).toBeCloseTo(175, 6)
  expect(free[1]).toBeCloseTo(25, 6)
  const bound = splitBudget(
    [
      { marginal: log(300, 50), least: 75, most: 125 },
      { marginal: log(100, 50), least: 75, most: 125 },
    ],
    200,
  )
  expect(bound[0]).toBeCloseTo(125, 6)
  expect(bound[1]).toBeCloseTo(75, 6)
  const straight = splitBudget(
    [
      { marginal: () => 2, least: 0, most: 100 },
      { marginal: () => 2, least: 0, most: 100 },
    ],
    120,
  )
  expect((straight[0] ?? 0) + (straight[1] ?? 0)).toBeCloseTo(120, 6)
})
