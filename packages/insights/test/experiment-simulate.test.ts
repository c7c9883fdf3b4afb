import { expect, test } from 'vitest'
import { createShop, linearise, runStudy, type StudyOptions, TRAFFIC } from '../src/index.js'

const QUICK: StudyOptions = {
  traffic: { ...TRAFFIC, visitorsPerDay: 100, days: 28 },
  arms: [{}, {}],
  runs: 100,
  seed: 1,
  metrics: [
    { metric: 'ctr', form: 'relative' },
    { metric: 'revenue_per_visitor', form: 'relative' },
  ],
}

test('without a difference daily looks fool the fixed interval and not the sequence', () => {
  const { rows, looks, splitAlarms } = runStudy(QUICK)
  expect(looks).toBe(28)
  expect(splitAlarms).toBeLessThanOrEqual(1)
  for (const { missedAtAnyLook: missed } of rows) {
    expect(missed.fixed).toBeGreaterThan(15)
    expect(missed.alwaysValid).toBeLessThanOrEqual(5)
  }
})

test('a planted lift is found, and its size lies in the intervals', () => {
  const metrics = [{ metric: 'ctr', form: 'relative', truth: 0.5 }] as const
  const { rows } = runStudy({ ...QUICK, arms: [{}, { clicks: 0.5 }], metrics })
  expect(rows[0]?.foundAtAnyLook.alwaysValid).toBeGreaterThan(60)
  expect(rows[0]?.missedAtEnd.fixed).toBeLessThan(15)
  expect(rows[0]?.missedAtAnyLook.alwaysValid).toBeLessThanOrEqual(5)
  expect(rows[0]?.daysToFind).toHaveLength(rows[0]?.foundAtAnyLook.alwaysValid as number)
})

test('lost exposures raise the alarm of the split', () => {
  const { splitAlarms } = runStudy({ ...QUICK, arms: [{}, { lostRatio: 0.2 }], runs: 20 })
  expect(splitAlarms).toBe(20)
})

test('the sums are those of the shoppers: means as asked, and the same for the same seed', () => {
  const shop = createShop({ ...TRAFFIC, visitorsPerDay: 2000, days: 14, returnRatio: 0, weekendBuying: 1 }, [{}, {}])
  const seen: string[] = []
  for (let run = 0; run < 2; run++) {
    shop.run(5, (day, arms) => {
      if (day < 14) return true
      seen.push(JSON.stringify(arms))
      const [control] = arms
      const { ctr, conversion, revenue_per_visitor: revenue } = control?.metrics ?? {}
      const mean = (moments: typeof ctr) => (moments && linearise(moments)?.value) ?? 0
      expect(mean(ctr)).toBeCloseTo(TRAFFIC.clickRatio, 2)
      expect(mean(conversion)).toBeCloseTo(TRAFFIC.buyRatio, 2)
      expect(Math.abs(mean(revenue) / (TRAFFIC.buyRatio * TRAFFIC.orderValue) - 1)).toBeLessThan(0.15)
      // Taste lasts: who clicked before clicks again.
      const [, , x = 0, w = 0] = ctr?.sums ?? []
      expect(x / w).toBeCloseTo(TRAFFIC.clickRatio, 2)
      return true
    })
  }
  expect(seen[0]).toBe(seen[1])
})

test.each([
  [{ ...TRAFFIC, days: 0 }, [{}, {}], 'there is one at least'],
  [{ ...TRAFFIC, clickRatio: 0.5 }, [{}, {}], 'would click with chance'],
  [TRAFFIC, [{}, { orders: 9 }], 'would buy with chance'],
  [TRAFFIC, [{}], 'two arms'],
])('traffic that cannot be drawn is refused: %#', (traffic, arms, message) => {
  expect(() => createShop(traffic, arms)).toThrow(message)
})
