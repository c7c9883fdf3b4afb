import { createSyntheticShop } from '@endcap/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InsightSource, openWarehouseSource, runInsight } from '../src/index.js'
import { type JourneyTruth, journeyShop, NULL_TRUTH, PLANTED_TRUTH } from './journeys-shop.js'
import { DAY_MS, START_MS, warehouseOf } from './planted.js'
import { warehouseOfShop } from './shop-warehouse.js'

const open = async (truth: JourneyTruth, seed: number): Promise<InsightSource> =>
  openWarehouseSource(await warehouseOf(journeyShop(truth, seed)))

let planted: InsightSource
beforeAll(async () => {
  planted = await open(PLANTED_TRUTH, 1)
})
afterAll(() => planted?.close())

test('the channel that converts better is found, and no other is said to be better', async () => {
  const { channels, n, sessions } = await runInsight('channels', planted, {})
  const email = channels.find(({ channel }) => channel === 'email')
  expect(email?.conversion?.isSure).toBe(true)
  expect(email?.conversion?.difference).toBeGreaterThan(0.03)
  expect(email?.conversion?.low).toBeGreaterThan(0)
  expect(channels.filter(({ conversion }) => conversion?.isSure && (conversion.difference ?? 0) > 0)).toHaveLength(1)
  expect(channels.reduce((sum, { salesShare = 0 }) => sum + salesShare, 0)).toBeCloseTo(1, 10)
  expect(channels.reduce((sum, { orders }) => sum + orders, 0)).toBe(n)
  expect(channels.reduce((sum, row) => sum + (row.sessions ?? 0), 0)).toBe(sessions)
})

test('the planted pair of channels is by far the surest', async () => {
  const { synergies } = await runInsight('channels', planted, {})
  expect(synergies.length).toBeGreaterThan(8)
  const [first, ...others] = synergies
  expect(first).toMatchObject({ earlier: 'display', channel: 'paid_search', isSure: true })
  expect(first?.low).toBeGreaterThan(2)
  // Who met another channel met display less often: beside the planted pair others look a little worse, truly so.
  expect(Math.min(...others.map(({ p }) => p))).toBeGreaterThan(0.001)
  expect(others.filter(({ isSure, oddsRatio = 1 }) => isSure && oddsRatio > 1).length).toBeLessThan(2)
})

test('the campaign is found on its days, the message by its holdout', async () => {
  const { campaigns } = await runInsight('channels', planted, {})
  const spring = campaigns.find(({ campaign }) => campaign === 'spring')
  expect(spring).toMatchObject({ kind: 'visits', live: { sessions: 120 } })
  const start = START_MS / DAY_MS
  expect([spring?.fromDay, spring?.toDay]).toEqual([start + 60, start + 74])
  expect(spring?.beforeAfter?.isSure).toBe(true)
  // Eight sessions a day at 0.14, and 0.08 more of the message: the interval holds what was planted.
  expect(spring?.beforeAfter?.orders.low).toBeLessThan(8 * 0.22)
  expect(spring?.beforeAfter?.orders.high).toBeGreaterThan(8 * 0.22)
  const welcome = campaigns.find(({ campaign }) => campaign === 'welcome')
  expect(welcome?.holdout?.isSure).toBe(true)
  expect(welcome?.holdout?.buyers.low).toBeLessThan(0.12)
  expect(welcome?.holdout?.buyers.high).toBeGreaterThan(0.12)
})

test('where nothing is planted, hardly a shop has anything that is called sure', async () => {
  const start = START_MS / DAY_MS
  const during = { fromDay: start + 60, toDay: start + 74 }
  const found: string[] = []
  for (let seed = 1; seed <= 6; seed++) {
    const source = await openWarehouseSource(await warehouseOf(journeyShop(NULL_TRUTH, seed, 1000)))
    const { channels, synergies, campaigns } = await runInsight('channels', source, { during })
    await source.close()
    expect(campaigns.map(({ kind }) => kind)).toEqual(['change', 'message'])
    expect(campaigns.every(({ beforeAfter, holdout }) => beforeAfter || holdout)).toBe(true)
    const isSure = (finding: { readonly isSure: boolean } | undefined) => finding?.isSure === true
    if (
      channels.some(({ conversion }) => isSure(conversion)) ||
      synergies.some(isSure) ||
      campaigns.some(({ beforeAfter, holdout }) => isSure(beforeAfter) || isSure(holdout))
    ) {
      found.push(`seed ${seed}`)
    }
  }
  // The whole answer is corrected to 5 %: of six shops two or more have something with a chance of 3 %.
  expect(found.length, found.join()).toBeLessThan(2)
})

test('the synthetic shop: channels that add to a journey are found, and only these; of the null shop none is', async () => {
  const adding = async (options: { readonly seed: number; readonly isNull?: boolean; readonly visitors: number }) => {
    const shop = createSyntheticShop(options)
    const warehouse = await warehouseOfShop(shop)
    const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: shop.truth.rates })
    const result = await runInsight('channels', source, {})
    await source.close()
    warehouse.close()
    return { ...result, truth: shop.truth }
  }
  const shop = await adding({ seed: 12345, visitors: 1200 })
  const sure = shop.channels.filter(({ journey }) => journey?.isSure && journey.adds > 0).map(({ channel }) => channel)
  // Planted: 0.2 by mail, 0.12 by paid social, 0.05 by organic search, 0 by all others. Tries that failed run into later ones, so that
  // less is found than was planted.
  expect(shop.baseline).toBe('direct')
  expect(sure).toEqual(expect.arrayContaining(['email', 'paid_social']))
  expect(sure.filter((channel) => channel === 'paid_search' || channel === 'display')).toEqual([])
  const adds = (channel: string) => shop.channels.find((row) => row.channel === channel)?.journey?.adds ?? 0
  expect(adds('email')).toBeGreaterThan(0.1)
  expect(adds('email')).toBeLessThan(0.25)
  expect(adds('email')).toBeGreaterThan(adds('paid_social'))
  const nothing = await adding({ seed: 7, visitors: 400, isNull: true })
  expect(nothing.channels.length).toBeGreaterThan(5)
  expect(nothing.channels.filter(({ conversion, journey }) => conversion?.isSure || journey?.isSure)).toEqual([])
  expect(nothing.synergies.filter(({ isSure }) => isSure)).toEqual([])
  expect(nothing.campaigns.filter(({ beforeAfter, holdout }) => beforeAfter?.isSure || holdout?.isSure)).toEqual([])
}, 120_000)

test('paths: people, sessions and orders add up, and an order is the end of every way', async () => {
  const paths = await runInsight('paths', planted, {})
  const { n } = await runInsight('channels', planted, {})
  expect(paths.n).toBe(2500 + 120)
  expect(paths.purchasePaths.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(n)
  expect(paths.purchasePaths.every(({ path }) => path.endsWith('order'))).toBe(true)
  expect(paths.funnel.map(({ step }) => step)).toContain('after')
  const order = paths.funnel.find(({ step }) => step === 'order')
  expect(order?.reached).toBe(paths.timeToOrder.buyers)
  expect(paths.timeToOrder.buyers + paths.timeToOrder.notYet).toBe(paths.n)
  for (const [segment, untold] of [
    ['channel', 0],
    ['device', 120],
    ['visitor', 0],
  ] as const) {
    const parts = paths.segments.filter((part) => part.segment === segment)
    expect(parts.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(paths.sessions - untold)
  }
  expect(paths.flow.nodes.filter(({ depth }) => depth === 0).reduce((sum, row) => sum + row.n, 0)).toBe(paths.sessions)
  // Who is watched for a short time only may still buy: the share grows with the days.
  const shares = paths.timeToOrder.byDay.map(({ share }) => share)
  expect(shares.length).toBeGreaterThan(3)
  expect([...shares].sort((a, b) => a - b)).toEqual(shares)
})

test('attribution of sessions keeps the orders, and time decay goes by days', async () => {
  const { models, totals, settings } = await runInsight('attribution', planted, { draws: 0 })
  const { n } = await runInsight('channels', planted, {})
  expect(totals.conversions).toBe(n)
  expect(settings.time_decay).toEqual({ half_life: 7, unit: 'days' })
  const sum = (credits: Readonly<Record<string, number>>) =>
    Object.values(credits).reduce((all, value) => all + value, 0)
  for (const { conversions, value } of Object.values(models)) {
    expect(sum(conversions)).toBeCloseTo(n, 6)
    expect(sum(value)).toBeCloseTo(totals.value, 6)
  }
  // A half-life of an hour is the last touch; of a hundred years, linear by session.
  const short = await runInsight('attribution', planted, { draws: 0, halfLifeDays: 0.001 })
  const long = await runInsight('attribution', planted, { draws: 0, halfLifeDays: 36_500 })
  for (const channel of Object.keys(models.last.conversions)) {
    expect(short.models.time_decay.conversions[channel]).toBeCloseTo(models.last.conversions[channel] ?? 0, 1)
    expect(long.models.time_decay.conversions[channel]).toBeCloseTo(models.linear.conversions[channel] ?? 0, 0)
  }
})
