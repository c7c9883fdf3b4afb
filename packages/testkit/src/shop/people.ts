import type { ChannelGroup } from '@endcap/core'
import { createSeededRandom } from '../random.js'
import { createDraw, type Draw, seedOf, totalsOf } from './draw.js'
import type { ShopChannel, ShopSegment, ShopTruth } from './truth.js'

/** A person with everything that is decided before the person clicks. */
export interface ShopPerson {
  readonly index: number
  /** Id of the segment. */
  readonly segment: string
  /** Hashed customer id: of those who log in when they order. Undefined: a guest. */
  readonly customer: string | undefined
  /** One visitor id a device; a second device for some. */
  readonly visitors: readonly string[]
  readonly currency: string
  /** Orders a day while a customer. */
  readonly orderRate: number
  /** Chance that a repeat order is the last. */
  readonly leaveChance: number
  /** Days since the shop began, a fraction; undefined: stays beyond the end, or never ordered. */
  readonly leftAt: number | undefined
  readonly journeys: readonly ShopJourney[]
}

/** Visits that belong together; the last one may end with an order. */
export interface ShopJourney {
  /** In time; `channel` is an index, `at` days since the shop began. */
  readonly visits: readonly { readonly at: number; readonly channel: number }[]
  readonly isOrder: boolean
}

/** Something that goes wrong, or right, for some days. */
export interface ShopIncident {
  /** First day, from 0. */
  readonly fromDay: number
  /** Day after the last. */
  readonly toDay: number
  /** Only visits by it; left out: all. */
  readonly channel?: ChannelGroup
  /** Only pieces of it; left out: whole orders. */
  readonly category?: string
  /** Of the chance to order, or of the pieces of the category. */
  readonly factor: number
}

/** What people are drawn by. */
export interface PeopleOptions {
  readonly seed: number
  readonly visitors: number
  readonly days: number
  /** New people come on these first days. */
  readonly arrivalDays: number
  readonly incidents: readonly ShopIncident[]
}

/** Most visits of a journey, and tries until somebody who never ordered gives up. */
const MOST_VISITS = 6
const TRIES = 4
/** Mean days between visits of a journey, and between tries. */
const VISIT_GAP = 1.5
const TRY_GAP = 8
/** So long after the end a journey may end that began before it. */
const TAIL_DAYS = 14

type Known = Pick<ShopTruth, 'orders' | 'orderRate' | 'segments' | 'channels' | 'weekday'>

/** Makes a function that draws one person, always the same for the same index. */
export function createPeople(truth: Known, options: PeopleOptions): (index: number) => ShopPerson {
  const { seed, days, arrivalDays } = options
  const early = totalsOf(truth.channels.map((channel) => channel.early))
  const late = totalsOf(truth.channels.map((channel) => channel.late))
  const weekday = totalsOf(truth.weekday)
  const hours = truth.segments.map((segment) => totalsOf(segment.hours))
  const conversions = truth.segments.map((segment, s) => meanConversion(segment, s))

  /** Channels of a journey in time, the last visit's last. */
  function route(segment: ShopSegment, draw: Draw): number[] {
    const channels = [draw.pick(late)]
    while (channels.length < MOST_VISITS && draw.is(segment.moreVisits)) channels.unshift(draw.pick(early))
    return channels
  }
  /** A journey's chance, on average: by it needs are turned into orders at the planted rate. */
  function meanConversion(segment: ShopSegment, s: number): number {
    const draw = createDraw(createSeededRandom(seedOf(seed, s, 4)))
    const runs = 20_000
    let sum = 0
    for (let run = 0; run < runs; run++) sum += conversionOf(segment, truth.channels, route(segment, draw))
    return sum / runs
  }
  /** The same week, on a weekday and at an hour as the segment likes them. */
  function clock(day: number, s: number, draw: Draw): number {
    return Math.floor(day / 7) * 7 + draw.pick(weekday) + (draw.pick(hours[s] as Float64Array) + draw.unit()) / 24
  }
  function journeyAt(day: number, s: number, draw: Draw): ShopJourney {
    const segment = truth.segments[s] as ShopSegment
    const channels = route(segment, draw)
    let at = clock(day, s, draw)
    const visits = channels.map((channel, n) => ({ channel, n })).reverse()
    const timed = visits.map(({ channel }, n) => {
      if (n > 0) at -= 0.02 + draw.wait(1 / VISIT_GAP)
      return { at, channel }
    })
    const seen = timed.filter((visit) => visit.at >= 0 && visit.at < days).reverse()
    const last = seen.at(-1)
    const isWhole = last !== undefined && last.at === timed[0]?.at
    const kept = seen.map(({ channel }) => channel)
    const chance = conversionOf(segment, truth.channels, kept) * (last ? disturbed(last.at, last.channel) : 1)
    return { visits: seen, isOrder: draw.is(chance) && isWhole }
  }
  function disturbed(at: number, channel: number): number {
    return options.incidents.reduce((factor, incident) => {
      const isMeant =
        incident.category === undefined &&
        at >= incident.fromDay &&
        at < incident.toDay &&
        (incident.channel === undefined || incident.channel === truth.channels[channel]?.group)
      return isMeant ? factor * incident.factor : factor
    }, 1)
  }

  return (index) => {
    const draw = createDraw(createSeededRandom(seedOf(seed, index, 1)))
    const { orders } = truth
    const orderRate = orders ? draw.gamma(orders.r, orders.alpha) : truth.orderRate
    const leaveChance = orders ? draw.beta(orders.a, orders.b) : 0
    const ratio = orderRate / truth.orderRate
    const s = draw.pick(totalsOf(truth.segments.map(({ share }) => share(ratio, leaveChance))))
    const journeys: ShopJourney[] = []
    let day = 0
    let isCustomer = orders === undefined
    if (!isCustomer) {
      day = draw.unit() * arrivalDays
      for (let attempt = 0; attempt < TRIES && day < days && !isCustomer; attempt++) {
        const journey = journeyAt(day, s, draw)
        journeys.push(journey)
        isCustomer = journey.isOrder
        day += isCustomer ? 0 : draw.wait(1 / TRY_GAP)
      }
    }
    let leftAt: number | undefined
    const needRate = orderRate / (conversions[s] as number)
    while (isCustomer && leftAt === undefined) {
      day += draw.wait(needRate)
      if (day >= days) break
      const journey = journeyAt(day, s, draw)
      journeys.push(journey)
      if (journey.isOrder && draw.is(leaveChance)) leftAt = day
    }
    // Journeys that end after the shop's last day have begun before it: without them its last days would be quiet.
    const tail = createDraw(createSeededRandom(seedOf(seed, index, 3)))
    while (leftAt === undefined && isCustomer && day < days + TAIL_DAYS) {
      if (day >= days) {
        const { visits } = journeyAt(day, s, tail)
        if (visits.length > 0) journeys.push({ visits, isOrder: false })
      }
      day += tail.wait(needRate)
    }
    const visitors = [`v${index}`, ...(draw.is(0.15) ? [`v${index}b`] : [])]
    return {
      index,
      segment: (truth.segments[s] as ShopSegment).id,
      customer: draw.is(0.8) ? `c${index}` : undefined,
      visitors,
      currency: ['EUR', 'USD', 'GBP'][draw.pick(CURRENCY_TOTALS)] as string,
      orderRate,
      leaveChance,
      leftAt,
      journeys,
    }
  }
}

const CURRENCY_TOTALS = totalsOf([0.85, 0.1, 0.05])

/** Chance that a journey ends with an order: its channels add to it, each once. */
export function conversionOf(
  segment: ShopSegment,
  channels: readonly ShopChannel[],
  journey: readonly number[],
): number {
  return [...new Set(journey)].reduce((sum, channel) => sum + (channels[channel]?.effect ?? 0), segment.conversion)
}
