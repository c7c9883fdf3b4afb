/** Watching: how often it is wrong in shops where nothing happens, and what it finds where something does. */
import { createSyntheticShop, type ShopIncident } from '@endcap/testkit'
import { describe, expect, test } from 'vitest'
import { openWarehouseSource, watchShop } from '../src/index.js'
import { findAlarms, isWatched, levelOf } from '../src/watch/find-alarms.js'
import { judgeDays } from '../src/watch/judge.js'
import { seriesOf } from './shop-days.js'
import { warehouseOfShop } from './shop-warehouse.js'

const FIRST_DAY = Date.UTC(2025, 0, 6) / 86_400_000
const WARM_UP = 56
const QUARTERS = 2
const DAYS = WARM_UP + 91 * QUARTERS

/** Alarms that began in the days judged, of shops of so many seeds. */
function alarmsOf(seeds: number, isNull: boolean): number {
  let alarms = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const shop = createSyntheticShop({ seed: seed + 100, visitors: isNull ? 500 : 1000, days: DAYS, isNull })
    // Only those with enough in them share the level, as in a shop that is asked.
    const series = seriesOf(shop, DAYS).filter((each) => isWatched(each, DAYS - 1))
    const found = findAlarms(series, { perQuarter: 1, from: WARM_UP, to: DAYS - 1 })
    alarms += found.filter(({ began }) => began >= WARM_UP).length
  }
  return alarms
}

describe('false alarms, at most one a quarter over all series together', () => {
  test('in null shops', () => {
    const seeds = 10
    expect(alarmsOf(seeds, true) / (seeds * QUARTERS)).toBeLessThanOrEqual(1)
  }, 120_000)

  test('in shops that grow, with weekdays and seasons', () => {
    // Six shops, as there were, have so few alarms that chance alone passes the bar or misses it.
    const seeds = 18
    expect(alarmsOf(seeds, false) / (seeds * QUARTERS)).toBeLessThanOrEqual(1)
  }, 300_000)

  test('the bar can be missed: where four hundred false alarms are bearable there are many', () => {
    const shop = createSyntheticShop({ seed: 101, visitors: 500, days: DAYS, isNull: true })
    const found = findAlarms(seriesOf(shop, DAYS), { perQuarter: 400, from: WARM_UP, to: DAYS - 1 })
    expect(found.length / QUARTERS).toBeGreaterThan(10)
  })

  test('the level is shared by all judgements of a quarter', () => {
    expect(levelOf(1, 10)).toBeCloseTo(1 / (1.5 * 91 * 2 * 10), 12)
  })
})

/** Asks of a shop with an incident, at its last day but one. */
async function watchIncident(incidents: readonly ShopIncident[], days = 70, judged = 10) {
  const shop = createSyntheticShop({ seed: 11, visitors: 2500, days, isNull: true, incidents })
  const warehouse = await warehouseOfShop(shop)
  try {
    const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: shop.truth.rates })
    const result = await watchShop(source, { day: FIRST_DAY + days - 1, days: judged })
    await source.close()
    return result
  } finally {
    warehouse.close()
  }
}

test.each([
  { factor: 0.1, within: 1 },
  { factor: 0.4, within: 3 },
])(
  'a checkout of which $factor is left is found within $within days in nine shops of ten',
  ({ factor, within }) => {
    const days = 84
    const incidents = [{ fromDay: 77, toDay: days, factor }]
    const found = Array.from({ length: 10 }, (_, n) => {
      const shop = createSyntheticShop({ seed: 11 + n, visitors: 2500, days, isNull: true, incidents })
      const series = seriesOf(shop, days)
      return findAlarms(series, { perQuarter: 1, from: 77, to: days - 1 }).some((alarm) => {
        const { measure, part } = series[alarm.series] ?? {}
        const isMeant = !part && (measure === 'conversion' || measure === 'orders')
        return isMeant && alarm.observed * 1.5 < alarm.expected && alarm.began >= 77 && alarm.began < 77 + within
      })
    })
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(9)
  },
  120_000,
)

test('a channel that stops to sell is found, and named as the place', async () => {
  const { alarms } = await watchIncident([{ fromDay: 63, toDay: 70, channel: 'email', factor: 0 }])
  const own = alarms.find(({ part }) => part?.name === 'email')
  expect(own).toMatchObject({ measure: 'conversion', direction: 'down' })
  expect(own?.observed).toBeLessThan(0.02)
  // Its campaign is as much the place as the channel.
  for (const { part } of alarms) expect([undefined, 'email', 'weekly']).toContain(part?.name)
  for (const { where } of alarms.filter(({ part, measure }) => !part && measure === 'conversion')) {
    expect(where[0]?.name).toBe('email')
  }
}, 120_000)

test('nothing is an answer, too', async () => {
  const { alarms, series, level, not_watched, stock } = await watchIncident([])
  expect(alarms).toEqual([])
  expect(series).toBeGreaterThanOrEqual(9)
  expect(level).toBe(levelOf(1, series))
  expect(stock).toEqual([])
  expect(Array.isArray(not_watched)).toBe(true)
}, 120_000)

test('less than four weeks are too little', async () => {
  await expect(watchIncident([], 21, 1)).rejects.toThrow(/21 whole days: a day is judged by the 28 before it/)
})

test('a day is judged as its weekday, and what is unusual is not learned from', () => {
  const values = Array.from({ length: 70 }, (_, day) => (day % 7 >= 5 ? 400 : 100) + ((day * 37) % 11))
  const judge = (day: number, value: number, skip: ReadonlySet<number> = new Set()) =>
    judgeDays({ values: values.map((own, at) => (at === day ? value : own)) }, { day, span: 1, skip, level: 0.001 })
  expect(judge(68, 402)?.p).toBeGreaterThan(0.01)
  expect(judge(68, 105)?.p).toBeLessThan(1e-6)
  expect(judge(69, 405)?.expected).toBeCloseTo(405, -1)
  expect(
    judgeDays({ values: values.slice(0, 20) }, { day: 19, span: 1, skip: new Set(), level: 0.001 }),
  ).toBeUndefined()
})
