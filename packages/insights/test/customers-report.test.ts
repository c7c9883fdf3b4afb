import { createSyntheticShop } from '@endcap/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  analyseCohorts,
  analyseFeedback,
  analyseRfm,
  analyseSegments,
  appendEvents,
  type CustomerSegments,
  exportSegments,
  type FeedbackResult,
  netPromoter,
  openWarehouse,
  openWarehouseSource,
  publishSegments,
  type RfmResult,
  renderCohorts,
  renderFeedback,
  renderRfm,
  renderSegments,
  type SegmentPerson,
  segmentCsv,
  segmentId,
} from '../src/index.js'

let pages: readonly string[]
let rfm: RfmResult
let segments: CustomerSegments
let feedback: FeedbackResult
beforeAll(async () => {
  const shop = createSyntheticShop({ seed: 8, visitors: 250, days: 182 })
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(warehouse, [...shop.events()])
  const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: shop.truth.rates })
  rfm = await analyseRfm(source)
  segments = await analyseSegments(source, { k: 0, withVisitors: true })
  feedback = await analyseFeedback(source)
  const cohorts = await analyseCohorts(source)
  pages = [renderRfm(rfm), renderSegments(segments), renderCohorts(cohorts), renderFeedback(feedback)].map(
    ({ markup }) => markup,
  )
  await source.close()
  warehouse.close()
}, 120_000)

describe('the sections', () => {
  test('have a heading, a figure with title, description and table, and no script', () => {
    for (const page of pages) {
      expect(page).toMatch(/<h2 id="\w+">/)
      expect(page).toMatch(/<title id="[\w-]+">[^<]+<\/title><desc id="[\w-]+">[^<]+<\/desc>/)
      expect(page).toContain('<table>')
      expect(page).not.toMatch(/<script|style=|NaN|undefined|Infinity/)
    }
  })
  test('hide groups of fewer than ten people, and say so', () => {
    const small = rfm.segments.map((segment, at) =>
      at === 0 ? { ...segment, segment: 'Nine', customers: 9 } : { ...segment, customers: 10 },
    )
    const { markup } = renderRfm({ ...rfm, segments: small })
    expect(markup).not.toContain('Nine')
    expect(markup).toContain('1 group of fewer than 10 people is not shown')
    expect(markup).toContain(small[1]?.segment)
  })
  test('escape what comes from data', () => {
    const evil = rfm.segments.map((segment) => ({
      ...segment,
      customers: 50,
      segment: '<img src=x>',
      treatment: '<b>',
    }))
    expect(renderRfm({ ...rfm, segments: evil }).markup).not.toMatch(/<img|<b>/)
  })
})

test('what people were asked is found, and promoters are counted as planted', () => {
  expect(feedback.questions).toEqual({ nps: ['recommend'], satisfaction: [] })
  const { nps } = feedback.all
  expect(nps?.n).toBeGreaterThan(30)
  expect(feedback.periods.reduce((sum, { nps: own }) => sum + (own?.n ?? 0), 0)).toBe(nps?.n)
  expect(Object.values(feedback.trends).every((trend) => !trend || trend.direction === 'none')).toBe(true)
})

test('a net promoter score has an interval that a few answers cannot make narrow', () => {
  expect(netPromoter(50, 30, 20)).toMatchObject({ value: 30, n: 100 })
  const alike = netPromoter(3, 0, 0)
  expect(alike?.value).toBe(100)
  expect(alike?.low).toBeLessThan(50)
  expect(netPromoter(0, 0, 0)).toBeUndefined()
  // Of 1,000 draws of 100 answers, about 95 % of the intervals have the truth in them.
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const holds = Array.from({ length: 1000 }, () => {
    const draws = Array.from({ length: 100 }, random)
    const own = netPromoter(
      draws.filter((x) => x < 0.5).length,
      draws.filter((x) => x >= 0.5 && x < 0.8).length,
      draws.filter((x) => x >= 0.8).length,
    )
    return own !== undefined && own.low <= 30 && own.high >= 30
  }).filter(Boolean).length
  expect(holds).toBeGreaterThan(925)
  expect(holds).toBeLessThan(975)
})

describe('what goes out', () => {
  const person = (id: string, more: Partial<SegmentPerson>): SegmentPerson => ({
    ...(segments.people[0] as SegmentPerson),
    person: id,
    ...more,
  })

  test('leaves those out who refused, were not asked, or unsubscribed from everything', () => {
    const people = [
      person('a', { tier: 'top', consent: 1, reach: 'email' }),
      person('b', { tier: 'top', consent: 0 }),
      person('c', { tier: 'top', consent: null, reach: null }),
      person('d', { tier: 'top', consent: 1, reach: 'none' }),
      person('e', { tier: null, consent: 1 }),
    ]
    const asked = exportSegments({ ...segments, people }, { by: 'tier' })
    expect(asked.rows.map((row) => row.person)).toEqual(['a'])
    expect(asked.leftOut).toEqual({ denied: 1, unknown: 1, unsubscribed: 1 })
    expect(
      exportSegments({ ...segments, people }, { by: 'tier', isConsented: true }).rows.map((row) => row.person),
    ).toEqual(['a', 'c'])
  })
  test('is CSV that reads back', () => {
    const [row] = exportSegments(
      { ...segments, people: [person('x', { tier: 'a "b", c', consent: 1, reach: null })] },
      { by: 'tier' },
    ).rows
    expect(segmentCsv(row ? [row] : [])).toContain('"a ""b"", c"')
  })
  test('has no segment of under ten people, and no list without consent', () => {
    const people = segments.people.map((own) => ({ ...own, consent: 0, visitors: ['v'] }))
    const { segments: list, leftOut } = publishSegments({ ...segments, people }, { by: 'tier' })
    expect(list).toEqual([])
    expect(leftOut).toHaveLength(4)
    expect(
      publishSegments(segments, { by: 'behaviour' }).segments.every(({ audience, visitors }) => audience && !visitors),
    ).toBe(true)
  })
  test('has ids that a config takes', () => {
    expect(segmentId('rfm', "Can't Lose Them")).toBe('rfm-cant-lose-them')
    expect(segmentId('rfm', 'Tête à tête!')).toBe('rfm-tete-a-tete')
  })
})
