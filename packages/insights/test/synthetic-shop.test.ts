/** The synthetic shop holds what its truth says: planted things are there, and the null shop has none of them. */
import { type EventItem, parseStoredEvent, type StoredEvent } from '@endcap/core'
import {
  createSyntheticShop,
  PRICE_DAYS,
  priceStep,
  type ShopCategory,
  type ShopProduct,
  seasonOf,
} from '@endcap/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InsightSource, openWarehouseSource, type Warehouse } from '../src/index.js'
import { warehouseOfShop } from './shop-warehouse.js'

const DAY_MS = 86_400_000
const shop = createSyntheticShop({ seed: 1, visitors: 700 })
const nothing = createSyntheticShop({ seed: 1, visitors: 700, isNull: true })
const rates = shop.truth.rates
let warehouses: Warehouse[]
let planted: InsightSource
let none: InsightSource

beforeAll(async () => {
  warehouses = [await warehouseOfShop(shop), await warehouseOfShop(nothing)]
  const [first, second] = warehouses as [Warehouse, Warehouse]
  planted = await openWarehouseSource(first, { currency: 'EUR', rates })
  none = await openWarehouseSource(second, { currency: 'EUR', rates })
}, 120_000)
afterAll(() => {
  for (const warehouse of warehouses ?? []) warehouse.close()
})

test('the same seed gives the same events, another one others', () => {
  const first = (seed: number) => JSON.stringify([...createSyntheticShop({ seed, visitors: 30 }).events()])
  expect(first(5)).toBe(first(5))
  expect(first(5)).not.toBe(first(6))
})

test('neighbouring seeds share no people, not even in another order', () => {
  const drawn = (seed: number) =>
    [...createSyntheticShop({ seed, visitors: 512 }).truth.people()].map(({ orderRate }) => orderRate)
  const known = new Set(drawn(8))
  for (const seed of [9, 10, 12, 520]) expect(drawn(seed).filter((rate) => known.has(rate))).toEqual([])
})

test('every event is one that a collector takes', () => {
  let count = 0
  for (const event of createSyntheticShop({ seed: 2, visitors: 60 }).events()) {
    const parsed = parseStoredEvent(event)
    if (!parsed.ok) expect.fail(`${JSON.stringify(event)}: ${JSON.stringify(parsed)}`)
    count++
  }
  expect(count).toBeGreaterThan(1500)
})

test('some events come twice, some late, some are of programs', () => {
  const seen = new Set<string>()
  const counts = { twice: 0, late: 0, programs: 0, all: 0 }
  for (const event of createSyntheticShop({ seed: 3, visitors: 300 }).events()) {
    if (seen.has(event.id)) counts.twice++
    seen.add(event.id)
    if (event.receivedAt - event.ts > 3_600_000) counts.late++
    if (event.bot) counts.programs++
    counts.all++
  }
  expect(counts.twice / counts.all).toBeCloseTo(0.005, 2)
  expect(counts.late / counts.all).toBeGreaterThan(0.005)
  expect(counts.programs).toBeGreaterThanOrEqual(90)
})

test('orders in other currencies, coupons, refunds and orders of programs are there, and count as they should', async () => {
  const [row] = await planted.ask<{ n: number; coupons: number; known: number; people: number }>(
    `SELECT count(*) AS n, count(coupon) AS coupons, sum(is_known) AS known, count(DISTINCT person) AS people FROM ${await planted.table('orders')} AS o`,
  )
  expect(row?.n).toBeGreaterThan(500)
  expect((row?.known ?? 0) / (row?.n ?? 1)).toBeGreaterThan(0.7)
  expect(planted.basis.leftOut).toMatchObject({ cancelled: expect.any(Number), unconfirmed: 1 })
})

test('people order at the planted rate and leave as planted', () => {
  const { orders } = shop.truth
  const everybody = [...createSyntheticShop({ seed: 9, visitors: 6000, days: 364 }).truth.people()]
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(everybody.map(({ orderRate }) => orderRate))).toBeCloseTo((orders?.r ?? 0) / (orders?.alpha ?? 1), 2.5)
  expect(mean(everybody.map(({ leaveChance }) => leaveChance))).toBeCloseTo(0.9 / 3.9, 2)
  // Orders after the first, against what rate and stay promise. A rate is kept through journeys that end without an order.
  let [found, promised] = [0, 0]
  for (const { journeys, orderRate, leftAt } of everybody) {
    const ends = journeys.flatMap(({ isOrder, visits }) => (isOrder ? [visits.at(-1)?.at ?? 0] : []))
    const [first] = ends
    if (first === undefined) continue
    found += ends.length - 1
    promised += orderRate * Math.max(0, (leftAt ?? 364) - first)
  }
  expect(found / promised).toBeGreaterThan(0.96)
  expect(found / promised).toBeLessThan(1.04)
})

interface Order {
  readonly day: number
  readonly items: readonly EventItem[]
}

/** Orders of a larger shop, straight from the generator: as the page tells them, each once. */
function ordersOf(isNull: boolean): Order[] {
  const orders = new Map<string, Order>()
  for (const { type, source, bot, order, items, ts } of createSyntheticShop({ ...LARGE, isNull }).events()) {
    if (type !== 'purchase' || source || bot || !order) continue
    orders.set(order.transactionId, { day: Math.floor(ts / DAY_MS), items: items ?? [] })
  }
  return [...orders.values()]
}

const LARGE = { seed: 1, visitors: 4000, days: 364 }
const truth = createSyntheticShop(LARGE).truth
let manyPlanted: Order[]
let manyNone: Order[]
beforeAll(() => {
  manyPlanted = ordersOf(false)
  manyNone = ordersOf(true)
}, 120_000)

test('pairs are bought together as planted, and nothing is in the null shop', () => {
  const together = (orders: readonly Order[], from: string, to: string) => {
    const has = (order: Order, id: string) => order.items.some(({ item_id }) => item_id === id)
    const [a, b] = [from, to].map((id) => orders.filter((order) => has(order, id)).length) as [number, number]
    const both = orders.filter((order) => has(order, from) && has(order, to)).length
    return { lift: (both * orders.length) / (a * b), confidence: both / a, expected: (a * b) / orders.length, both }
  }
  for (const { from, to, chance } of truth.pairs) {
    const found = together(manyPlanted, from, to)
    expect(found.lift, from).toBeGreaterThan(3)
    expect(found.confidence, from).toBeGreaterThan(chance - 0.1)
    const empty = together(manyNone, from, to)
    expect(Math.abs(empty.both - empty.expected), from).toBeLessThan(4 * Math.sqrt(empty.expected) + 1)
  }
})

test('weekdays and seasons are as planted, and flat in the null shop', () => {
  const byWeekday = (orders: readonly Order[]) => {
    const counts = new Array<number>(7).fill(0)
    // 1970-01-01 was a Thursday.
    for (const { day } of orders) counts[(day + 3) % 7]! += 1
    return counts.map((count) => (7 * count) / orders.length)
  }
  const [found, flat] = [byWeekday(manyPlanted), byWeekday(manyNone)]
  // Four standard errors of a weekday's count.
  const room = (orders: readonly Order[]) => 4 * Math.sqrt(7 / orders.length)
  truth.weekday.forEach((factor, at) => {
    expect(Math.abs((found[at] as number) - factor), `weekday ${at}`).toBeLessThan(room(manyPlanted))
    expect(Math.abs((flat[at] as number) - 1), `weekday ${at}`).toBeLessThan(room(manyNone))
  })
  const garden = truth.categories.find(({ id }) => id === 'garden') as ShopCategory
  expect(seasonShare(manyPlanted, garden)).toBeGreaterThan(1.8)
  expect(Math.abs(seasonShare(manyNone, garden) - 1)).toBeLessThan(0.1)
})

/** Pieces of a category per piece of categories without a season, in its season against the rest of the year. */
function seasonShare(orders: readonly Order[], category: ShopCategory): number {
  const sums = { in: [0, 0], out: [0, 0] } as { in: [number, number]; out: [number, number] }
  for (const { day, items } of orders) {
    const into = seasonOf(category, day) > 1 ? sums.in : sums.out
    for (const { item_category, quantity = 1 } of items) {
      if (item_category === category.id) into[0] += quantity
      else if (item_category === 'home' || item_category === 'beauty') into[1] += quantity
    }
  }
  return sums.in[0] / sums.in[1] / (sums.out[0] / sums.out[1])
}

test('a moving price moves the pieces by its elasticity, and of the null shop by none', () => {
  const off = Object.entries(truth.elasticities).map(([item, elasticity]) => {
    const { slope, error } = slopeOf(manyPlanted, item)
    expect(Math.abs(slope - elasticity), `${item}: ${slope} ± ${error}`).toBeLessThan(4 * error)
    expect(Math.abs(slopeOf(manyNone, item).slope), item).toBeLessThan(4 * slopeOf(manyNone, item).error)
    return slope - elasticity
  })
  expect(Math.abs(off.reduce((sum, value) => sum + value, 0) / off.length)).toBeLessThan(0.4)
})

/** Log of pieces an order, by log price: least squares over blocks of a price, weighed by pieces, with Poisson's error. */
function slopeOf(orders: readonly Order[], item: string): { slope: number; error: number } {
  const product = truth.products.findIndex(({ id }) => id === item)
  const blocks = Array.from({ length: LARGE.days / PRICE_DAYS }, () => ({ pieces: 0, orders: 0 }))
  const from = Math.floor(Date.UTC(2025, 0, 6) / DAY_MS)
  for (const { day, items } of orders) {
    const block = blocks[Math.floor((day - from) / PRICE_DAYS)]
    if (!block) continue
    block.orders++
    block.pieces += items.find(({ item_id }) => item_id === item)?.quantity ?? 0
  }
  const points = blocks.flatMap(({ pieces, orders: count }, at) => {
    const x = Math.log(priceStep(truth.products[product] as ShopProduct, product, at * PRICE_DAYS, LARGE.seed))
    return pieces > 0 ? [[x, Math.log(pieces / count), pieces] as const] : []
  })
  const weight = points.reduce((sum, [, , w]) => sum + w, 0)
  const mean = (at: 0 | 1) => points.reduce((sum, p) => sum + p[at] * p[2], 0) / weight
  const [mx, my] = [mean(0), mean(1)]
  const spread = points.reduce((sum, [x, , w]) => sum + w * (x - mx) ** 2, 0)
  return {
    slope: points.reduce((sum, [x, y, w]) => sum + w * (x - mx) * (y - my), 0) / spread,
    error: Math.sqrt(1 / spread),
  }
}

test('channels convert as they add, and alike in the null shop', async () => {
  const share = async (source: InsightSource) => {
    const rows = await source.ask<{ channel: string; visits: number; orders: number }>(
      `SELECT channel, count(*) AS visits, sum(orders) AS orders FROM ${await source.table('sessions')} AS s GROUP BY channel`,
    )
    return new Map(rows.map(({ channel, visits, orders }) => [channel, { ratio: orders / visits, visits }]))
  }
  const found = await share(planted)
  expect(found.get('email')?.ratio).toBeGreaterThan((found.get('display')?.ratio ?? 0) + 0.1)
  const flat = await share(none)
  const ratios = [...flat.values()].map(({ ratio }) => ratio)
  expect(Math.max(...ratios) - Math.min(...ratios)).toBeLessThan(0.03)
  expect(flat.size).toBe(6)
})

test('the first position is clicked more as planted, but not in the null shop', () => {
  // Four times the people of the other tests: some two thousand clicks a position, which keep chance within a third of the tolerance.
  const clicked = (isNull: boolean) => {
    const [seen, clicks] = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]
    for (const { type, items = [] } of createSyntheticShop({ seed: 1, visitors: 2800, isNull }).events()) {
      const into = type === 'view_item_list' ? seen : type === 'select_item' ? clicks : undefined
      for (const { index = 0 } of into ? items : []) if (into && index < 4) into[index]! += 1
    }
    return clicks.map((count, at) => count / seen[at]!)
  }
  const [first, , , fourth] = clicked(false) as [number, number, number, number]
  expect(fourth / first).toBeCloseTo(shop.truth.examination[3] as number, 1)
  const [top, , , later] = clicked(true) as [number, number, number, number]
  expect(later / top).toBeCloseTo(1, 0.8)
})

test('an incident is there on its days, on its channel only', () => {
  const calm = createSyntheticShop({ seed: 4, visitors: 2000, days: 84, isNull: true })
  const struck = createSyntheticShop({
    seed: 4,
    visitors: 2000,
    days: 84,
    isNull: true,
    incidents: [{ fromDay: 60, toDay: 70, channel: 'email', factor: 0 }],
  })
  const orders = (events: Iterable<StoredEvent>) => {
    const ways = new Map<string, string>()
    const found: { day: number; channel: string }[] = []
    for (const event of events) {
      if (event.session && event.channel) ways.set(event.session, event.channel.group)
      if (event.type !== 'purchase' || event.bot || event.source) continue
      const day = Math.floor((event.ts - Date.UTC(2025, 0, 6)) / DAY_MS)
      if (day >= 60 && day < 70) found.push({ day, channel: ways.get(event.session ?? '') ?? '' })
    }
    return { email: found.filter(({ channel }) => channel === 'email').length, all: found.length }
  }
  const [before, after] = [orders(calm.events()), orders(struck.events())]
  expect(before.email).toBeGreaterThan(10)
  // A visit that began before midnight may still order.
  expect(after.email).toBeLessThanOrEqual(1)
  expect(after.all).toBeGreaterThan(0.6 * (before.all - before.email))
})
