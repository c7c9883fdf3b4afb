import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { type FoundAlarm, findAlarms, isWatched, levelOf, type WatchedSeries } from './find-alarms.js'
import { judgeDays, LEAST_DAYS } from './judge.js'
import { readShopDays, type ShopDays } from './read-series.js'
import { readStock, type StockFinding } from './read-stock.js'

/** What to judge. */
export interface WatchOptions {
  /** Last day judged, in whole days since 1970-01-01. @default the last whole day, the one before the newest */
  readonly day?: number | undefined
  /** How many days up to it are judged. @default 1 */
  readonly days?: number | undefined
  /** Expected false alarms a quarter over all series together, at most. @default 1 */
  readonly alarmsPerQuarter?: number | undefined
}

/** A part of the shop that an alarm comes from, most likely. */
export interface LikelyPlace {
  readonly by: 'channel' | 'campaign' | 'category'
  readonly name: string
  readonly observed: number
  readonly expected: number
  /** Of this part by itself, not corrected. */
  readonly p: number
}

/** Something unusual. Days are whole days since 1970-01-01. */
export interface Alarm {
  readonly measure: WatchedSeries['measure']
  /** Undefined: the whole shop. */
  readonly part?: WatchedSeries['part']
  readonly direction: 'up' | 'down'
  readonly day: number
  /** Days judged together, up to `day`. */
  readonly span: number
  readonly began: number
  readonly ended: number
  /** It had been told before the days that were asked for. */
  readonly goes_on: boolean
  readonly observed: number
  readonly expected: number
  readonly low: number
  readonly high: number
  readonly p: number
  /** Parts that are off more than the whole shop is, the largest difference first; empty when it is spread over all. */
  readonly where: readonly LikelyPlace[]
}

/** What is unusual, or that nothing is. */
export interface WatchResult {
  readonly basis: SourceBasis
  /** Days that were read. */
  readonly n: number
  readonly day: number
  readonly days: number
  readonly alarms: readonly Alarm[]
  /** A fact, not a judgement: sold out, or soon, at the pace of the last four weeks. */
  readonly stock: readonly StockFinding[]
  /** How many series were judged, and at which level each judgement was, so that the false alarms of all stay below the number asked. */
  readonly series: number
  readonly level: number
  readonly false_alarms_per_quarter: number
  /** Series with too little in them: below five a day, or four weeks. */
  readonly not_watched: readonly string[]
}

/**
 * Looks for days that are not like the weeks before: sessions, conversion, carts, orders and revenue of the shop, and the conversion of
 * each channel and campaign. Throws `input-empty` where there is less than four weeks to compare to.
 */
export async function watchShop(source: InsightSource, options: WatchOptions = {}): Promise<WatchResult> {
  const { days: asked = 1, alarmsPerQuarter = 1 } = options
  if (!(alarmsPerQuarter > 0)) throw new EndcapError('option-invalid', 'false alarms a quarter are a number above 0')
  if (!(Number.isInteger(asked) && asked > 0))
    throw new EndcapError('option-invalid', 'days are a whole number above 0')
  const shop = await readShopDays(source, options.day)
  if (!shop || shop.dayCount <= LEAST_DAYS) {
    throw new EndcapError(
      'input-empty',
      `${source.basis.source} holds ${shop?.dayCount ?? 0} whole days: a day is judged by the ${LEAST_DAYS} before it`,
    )
  }
  const to = shop.dayCount - 1
  const from = Math.max(0, to - asked + 1)
  const watched = shop.series.filter((series) => isWatched(series, to))
  const level = levelOf(alarmsPerQuarter, watched.length)
  const alarms = findAlarms(watched, { perQuarter: alarmsPerQuarter, from, to }).map((alarm) =>
    tell(alarm, watched, shop, from),
  )
  return {
    basis: source.basis,
    n: shop.dayCount,
    day: shop.firstDay + to,
    days: to - from + 1,
    alarms,
    stock: await readStock(source, shop.firstDay + to),
    series: watched.length,
    level,
    false_alarms_per_quarter: alarmsPerQuarter,
    not_watched: shop.series
      .filter((series) => !watched.includes(series))
      .map(({ measure, part }) => (part ? `${measure} of ${part.by} ${part.name}` : measure)),
  }
}

/** Of the range that a part has to leave to be named, corrected for the number of parts. */
const PLACE_LEVEL = 0.05
const MOST_PLACES = 3

function tell(alarm: FoundAlarm, watched: readonly WatchedSeries[], shop: ShopDays, from: number): Alarm {
  const { day, span, began, ended, observed, expected, low, high, p, score } = alarm
  const { measure, part } = watched[alarm.series] as WatchedSeries
  const candidates = part ? [] : shop.parts.filter((each) => each.measure === measure)
  const whole = expected > 0 ? observed / expected : 1
  const places = candidates.flatMap((each) => {
    const found = judgeDays(each, { day, span, skip: new Set(), level: PLACE_LEVEL / candidates.length })
    if (!found) return []
    // Off as much as everything else is no place: it has to be off from where the whole shop would have it.
    const off = found.observed - found.expected * whole
    const room = off < 0 ? found.expected - found.low : found.high - found.expected
    if (Math.sign(off) !== Math.sign(score) || Math.abs(off) <= room) return []
    const size = each.of ? (each.of[day] ?? 0) : 1
    return [{ each, found, weight: Math.abs(found.observed - found.expected) * size }]
  })
  return {
    measure,
    ...(part && { part }),
    direction: score > 0 ? 'up' : 'down',
    day: shop.firstDay + day,
    span,
    began: shop.firstDay + began,
    ended: shop.firstDay + ended,
    goes_on: began < from,
    observed,
    expected,
    low,
    high,
    p,
    where: places
      .sort((a, b) => b.weight - a.weight)
      .slice(0, MOST_PLACES)
      .map(({ each, found }) => ({
        by: each.part?.by ?? 'channel',
        name: each.part?.name ?? '',
        observed: found.observed,
        expected: found.expected,
        p: found.p,
      })),
  }
}
