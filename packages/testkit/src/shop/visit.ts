import {
  type ChannelContext,
  type EventItem,
  type EventType,
  NO_CURRENCY,
  type OrderContext,
  SERVER_ID_PREFIX,
  type StoredEvent,
} from '@endcap/core'
import type { Taste } from './basket.js'
import type { Draw } from './draw.js'
import type { ShopPerson } from './people.js'
import { priceOn } from './products.js'
import type { ShopChannel, ShopSegment, ShopStrategy, ShopTruth } from './truth.js'

/** One visit to be told. */
export interface ShopVisit {
  readonly person: ShopPerson
  /** Index of the person's segment. */
  readonly segment: number
  /** From 1, of the person. */
  readonly number: number
  /** Days since the shop began. */
  readonly at: number
  readonly channel: number
  readonly isOrder: boolean
}

export interface VisitOptions {
  readonly seed: number
  readonly startMs: number
  readonly days: number
}

const DAY_MS = 86_400_000
/** What people have in the house, by their number. */
const DEVICES = ['mobile', 'desktop', 'mobile', 'desktop', 'tablet'] as const
/** Words of the shop that stand in every event. */
const CONSENT = { analytics: 'granted', personalization: 'granted' } as const

/** Makes a function that tells what happens in a visit, in the order of time but for refunds, which come days later. */
export function createVisits(
  truth: ShopTruth,
  taste: Taste,
  { seed, startMs, days }: VisitOptions,
): (visit: ShopVisit, draw: Draw) => StoredEvent[] {
  const { products, strategies, examination, channels, segments, categories, rates } = truth
  const apart = new Set(truth.pairs.flatMap(({ from, to }) => [from, to]))
  /** What lists show: no product that something else is planted in. */
  const shown = products.flatMap(({ id, elasticity }, index) =>
    elasticity === undefined && !apart.has(id) ? [index] : [],
  )

  return ({ person, segment: s, number, at, channel, isOrder }, draw) => {
    const segment = segments[s] as ShopSegment
    const visitor = person.visitors[draw.is(0.3) ? person.visitors.length - 1 : 0] as string
    const session = `${visitor}-${number}`
    // The second one of those who have two is in the pocket.
    const device = visitor === person.visitors[0] ? DEVICES[person.index % DEVICES.length] : 'mobile'
    const day = Math.floor(at)
    const rate = rates[person.currency] ?? 1
    const events: StoredEvent[] = []
    let ts = startMs + Math.floor(at * DAY_MS)
    let seq = 0
    let customer = number > 1 && draw.is(0.3) ? person.customer : undefined

    const tell = (type: EventType, fields: Partial<StoredEvent> = {}, laterMs = 5_000 + draw.below(40_000)) => {
      ts += laterMs
      const lateMs = draw.is(0.01) ? draw.below(2 * DAY_MS) : 0
      events.push({
        id: `${session}-${++seq}`,
        type,
        ts,
        receivedAt: ts + 800 + lateMs,
        stream: session,
        seq,
        visitor,
        session,
        ...(device && { device }),
        ...(customer !== undefined && { customer }),
        consent: CONSENT,
        ...fields,
      })
    }
    const itemOf = (index: number, more: Partial<EventItem> = {}): EventItem => {
      const product = products[index] as (typeof products)[number]
      const price = priceOn(product, index, day, seed)
      const discount = Math.max(0, product.price - price)
      return {
        item_id: product.id,
        item_name: product.name,
        item_brand: product.brand,
        item_category: categories[product.category]?.id ?? '',
        price: cents(price / rate),
        ...(discount > 0 && { discount: cents(discount / rate) }),
        ...more,
      }
    }
    const currency = person.currency
    const worthOf = (items: readonly EventItem[]) =>
      cents(items.reduce((sum, { price = 0, quantity = 1 }) => sum + price * quantity, 0))
    const view = (index: number) => {
      const items = [itemOf(index)]
      tell('view_item', { items, currency, value: worthOf(items), page: pageOf(index) })
    }
    const cart = (items: readonly EventItem[], fields: Partial<StoredEvent> = {}) =>
      tell('add_to_cart', { items, currency, value: worthOf(items), ...fields })

    tell(
      'page_view',
      { page: { url: 'https://shop.example/', kind: 'home' }, channel: contextOf(channels[channel] as ShopChannel) },
      0,
    )
    if (draw.is(0.1)) {
      const offer = { campaign: 'welcome', type: 'coupon', holdout: person.index % 10 === 0 } as const
      const list = { placement: 'welcome', requestId: `${session}-o` }
      tell('offer_shown', { offer, list })
      if (!offer.holdout && draw.is(0.08)) tell('offer_accepted', { offer, list })
    }

    const clickedInto: number[] = []
    if (draw.is(0.6)) {
      const strategy = strategies[draw.below(strategies.length)] as ShopStrategy
      const list = {
        placement: 'home-row',
        requestId: `${session}-r`,
        widget: 'row',
        strategy: strategy.id,
        model: 'm1',
      }
      const chosen = new Set<number>()
      while (chosen.size < strategy.cards) chosen.add(shown[draw.below(shown.length)] as number)
      const cards = [...chosen]
      // Any of the cards could have stood anywhere.
      const propensity = 1 / strategy.cards
      const items = cards.map((index, position) => itemOf(index, { index: position, propensity }))
      const page = { url: 'https://shop.example/', kind: 'home' } as const
      tell('widget_render', { list, items, page }, 300)
      tell('view_item_list', { list, items, page }, 1_000)
      cards.forEach((index, position) => {
        const attraction = (products[index]?.attraction ?? 0) * strategy.attraction
        if (!draw.is((examination[position] ?? 0) * attraction)) return
        const item = items[position] as EventItem
        tell('select_item', { list, items: [item], page })
        view(index)
        if (!draw.is(strategy.cartChance)) return
        cart([item], { list, page: pageOf(index) })
        clickedInto.push(index)
      })
      if (draw.is(strategy.dismissChance)) tell('dismiss', { list, items: items.slice(0, 1) })
    }
    function pageOf(index: number) {
      return { url: `https://shop.example/p/${products[index]?.id}`, kind: 'product' } as const
    }

    if (draw.is(segment.searchChance)) {
      const sought = products[taste.product(s, draw)]?.category ?? 0
      const page = { url: 'https://shop.example/search', kind: 'search' } as const
      tell('search', { search: { term: categories[sought]?.id ?? '', results: 40 }, page })
    }
    const looks = 1 + draw.poisson(1)
    for (let look = 0; look < looks; look++) {
      const index = taste.product(s, draw)
      view(index)
      if (!isOrder && draw.is(0.06)) {
        cart([itemOf(index)])
        if (draw.is(0.4)) tell('begin_checkout', { items: [itemOf(index)] })
      }
    }
    if (isOrder) order()
    return events

    function order(): void {
      if (person.customer !== undefined && customer === undefined) {
        customer = person.customer
        tell('login', { data: { method: 'email' } })
      }
      const basket = taste.basket(s, day, draw)
      for (const index of clickedInto) if (draw.is(0.6)) basket.set(index, (basket.get(index) ?? 0) + 1)
      const items = [...basket].map(([index, quantity]) => itemOf(index, { quantity }))
      for (const item of items) cart([item])
      const page = { url: 'https://shop.example/checkout', kind: 'checkout' } as const
      tell('begin_checkout', { items, currency, value: worthOf(items), page })
      const hasCoupon = draw.is(segment.couponChance)
      const value = cents(worthOf(items) * (hasCoupon ? 0.9 : 1))
      const told = { transactionId: `o-${session}`, value, currency, ...(hasCoupon && { coupon: 'SAVE10' }) }
      tell('purchase', { order: told, items, page })
      tellByServer('purchase', ts, told, items)
      if (draw.is(0.25)) {
        const score = Math.max(
          0,
          Math.min(10, Math.round(segment.recommendMean + 3.2 * (draw.unit() + draw.unit() - 1))),
        )
        tell('survey_response', { survey: { survey: 'after-order', question: 'recommend', type: 'nps', score } })
      }
      if (draw.is(0.08)) tell('rate', { items: items.slice(0, 1), data: { rating: 1 + draw.below(5) } })
      const later = 3 * DAY_MS + draw.below(7 * DAY_MS)
      const isInTime = ts + later < startMs + days * DAY_MS
      if (draw.is(0.01)) tellByServer('cancel', ts + 3_600_000, { ...told, value: 0, currency: NO_CURRENCY })
      else if (draw.is(0.05) && isInTime) {
        tellByServer('refund', ts + later, { ...told, value: draw.is(0.6) ? value : cents(value / 2) })
      }
    }
    /** What the shop's server says of an order, seconds later; it knows neither visitor nor session. */
    function tellByServer(type: EventType, at: number, order: OrderContext, items?: readonly EventItem[]): void {
      const id = `${SERVER_ID_PREFIX}${session}-${type}`
      const receivedAt = at + 2_000
      events.push({
        id,
        type,
        ts: at,
        receivedAt,
        stream: id,
        seq: 1,
        source: 'server',
        ...(customer !== undefined && { customer }),
        order: { ...order, updatedAt: receivedAt },
        ...(items && { items }),
        consent: { analytics: 'unknown', personalization: 'unknown' },
      })
    }
  }
}

const cents = (value: number): number => Math.round(value * 100) / 100

function contextOf({ group, source, medium, campaign }: ShopChannel): ChannelContext {
  return {
    group,
    ...(source !== undefined && { source }),
    ...(medium !== undefined && { medium }),
    ...(campaign !== undefined && { campaign }),
  }
}
