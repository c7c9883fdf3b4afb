/** A shop whose channels, campaigns and costs have a truth: what is planted must be found, and nothing where nothing is. */
import { type ChannelGroup, DEVICE_CLASSES, type StoredEvent } from '@endcap/core'
import { createRandom } from '../src/random.js'
import { DAY_MS, eventOf, START_MS } from './planted.js'

/** What is true of the shop. */
export interface JourneyTruth {
  /** Chance that a session through a channel ends in an order. */
  readonly conversion: Readonly<Partial<Record<ChannelGroup, number>>>
  /** Added to that chance once another channel was met in the journey. */
  readonly synergy?: { readonly earlier: ChannelGroup; readonly channel: ChannelGroup; readonly added: number }
  /** People whom a message is shown buy with this chance more; a third is held out. */
  readonly message?: number
  /** A campaign by mail that brings so many sessions a day in days 60 to 74. */
  readonly campaign?: number
}

export const NULL_TRUTH: JourneyTruth = {
  conversion: { organic_search: 0.08, paid_search: 0.08, email: 0.08, display: 0.08 },
  message: 0,
}
export const PLANTED_TRUTH: JourneyTruth = {
  conversion: { organic_search: 0.06, paid_search: 0.06, email: 0.14, display: 0.06 },
  synergy: { earlier: 'display', channel: 'paid_search', added: 0.2 },
  message: 0.12,
  campaign: 8,
}

const DAYS = 100
const WEEKDAY = [1, 1, 1, 1.1, 1.2, 1.4, 1.3]

/** People who come once or several times over 100 days; about 2.4 sessions each. */
export function journeyShop(truth: JourneyTruth, seed: number, people = 2500): StoredEvent[] {
  const random = createRandom(seed)
  const groups = Object.keys(truth.conversion) as ChannelGroup[]
  const pickDay = () => {
    for (;;) {
      const day = Math.floor(random() * DAYS)
      if (random() < (WEEKDAY[day % 7] ?? 1) / 1.4) return day
    }
  }
  const shop = Array.from({ length: people }, (_, n) => {
    const visits = Math.max(1, Math.floor(-1.8 * Math.log(1 - random())) + 1)
    const days = Array.from({ length: visits }, pickDay).sort((a, b) => a - b)
    const asked = days.map((day, index) => {
      const group = groups[Math.floor(random() * groups.length)] as ChannelGroup
      return { group, ts: START_MS + day * DAY_MS + Math.floor(random() * 3_600_000) + index * 5_000_000 }
    })
    return visitsOf(`v${n}`, asked, truth, random)
  })
  const campaign = Array.from({ length: (truth.campaign ?? 0) * 15 }, (_, n) => {
    const ts = START_MS + (60 + (n % 15)) * DAY_MS + Math.floor(random() * DAY_MS * 0.9)
    return visitsOf(`c${n}`, [{ group: 'email', ts, campaign: 'spring' }], truth, random)
  })
  return [...shop, ...campaign].flat()
}

interface Visit {
  readonly group: ChannelGroup
  readonly ts: number
  readonly campaign?: string
}

function visitsOf(visitor: string, visits: readonly Visit[], truth: JourneyTruth, random: () => number): StoredEvent[] {
  const events: StoredEvent[] = []
  const isHeldOut = random() < 1 / 3
  const met = new Set<ChannelGroup>()
  // Whoever the campaign brings has a browser that tells nothing.
  const device = visitor.startsWith('v') ? DEVICE_CLASSES[Number(visitor.slice(1)) % 3] : undefined
  const common = { visitor, ...(device && { device }) }
  visits.forEach(({ group, ts, campaign }, index) => {
    const session = `${visitor}-${index}`
    let seq = 0
    const tell = (type: StoredEvent['type'], afterMs: number, fields: Partial<StoredEvent> = {}) =>
      events.push(
        eventOf(`${session}-${++seq}`, { type, ts: ts + afterMs, ...common, session, stream: session, seq, ...fields }),
      )
    const page = { url: 'https://shop.example/', kind: 'home' as const }
    tell('page_view', 0, { page, channel: { group, ...(campaign && { campaign }) } })
    if (index === 0 && truth.message !== undefined) {
      tell('offer_shown', 100, {
        list: { placement: 'corner', requestId: session },
        offer: { campaign: 'welcome', type: 'discount', ...(isHeldOut && { holdout: true }) },
      })
    }
    if (random() < 0.5) tell('search', 1000, { search: { term: 'x' } })
    const chance =
      (truth.conversion[group] ?? 0) +
      (truth.synergy?.channel === group && met.has(truth.synergy.earlier) ? truth.synergy.added : 0) +
      (index === 0 && !isHeldOut ? (truth.message ?? 0) : 0)
    const buys = random() < chance
    if (buys || random() < 0.6) tell('view_item', 2000, { items: [{ item_id: 'i1' }] })
    if (buys || random() < 0.2) tell('add_to_cart', 3000, { items: [{ item_id: 'i1' }] })
    if (buys || random() < 0.05) tell('begin_checkout', 4000)
    met.add(group)
    if (!buys) return
    met.clear()
    const value = Math.round(2000 + 6000 * random()) / 100
    tell('purchase', 5000, {
      items: [{ item_id: 'i1', quantity: 1, price: value }],
      order: { transactionId: `o-${session}`, value, currency: 'EUR' },
    })
  })
  return events
}
