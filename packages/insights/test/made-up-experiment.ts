/** A made-up shop with an experiment: people, programs, strays of two arms, refunds, several currencies, fields left out. */
import { CHANNEL_GROUPS, DEVICE_CLASSES, type EventType, type StoredEvent } from '@endcap/core'
import { DAY_MS, eventOf, START_MS } from './planted.js'

const VISITORS = 600
const DAYS = 16

/** `random`: uniform in [0, 1). In no order of time. */
export function makeShopEvents(random: () => number): StoredEvent[] {
  return Array.from({ length: VISITORS }, (_, n) => visitorOf(n, random)).flat()
}

function visitorOf(n: number, random: () => number): StoredEvent[] {
  const events: StoredEvent[] = []
  const visitor = `v${n}`
  const bot = random() < 0.04 ? ('webdriver' as const) : undefined
  const exposedAt = START_MS + Math.floor(random() * DAYS * DAY_MS)
  const variant = random() < 0.5 ? 'control' : 'test'
  const isStray = random() < 0.03
  const device = random() < 0.9 ? DEVICE_CLASSES[Math.floor(random() * 3)] : undefined
  let seq = 0
  const tell = (type: EventType, ts: number, fields: Partial<StoredEvent> = {}) => {
    const id = `${visitor}-${++seq}`
    events.push(
      eventOf(id, {
        type,
        ts,
        visitor,
        stream: visitor,
        seq,
        ...(bot && { bot }),
        ...(device && { device }),
        ...fields,
      }),
    )
  }
  const visit = (ts: number, session: string | undefined, hasExperiment: boolean) => {
    const at = { ...(session && { session }) }
    const channel = random() < 0.7 ? { group: CHANNEL_GROUPS[Math.floor(random() * 8)] ?? 'direct' } : undefined
    tell('page_view', ts, { ...at, ...(channel && { channel }) })
    if (hasExperiment) {
      const experiments = { exp: isStray && random() < 0.5 ? 'other' : variant }
      tell('experiment_exposure', ts + 500, { ...at, experiments })
      if (n % 3 > 0)
        tell('experiment_exposure', ts + 500, { ...at, experiments: { holdout: n % 12 === 1 ? 'held-out' : 'open' } })
    }
    for (let row = 0; row < random() * 3; row++) {
      const list = {
        placement: random() < 0.8 ? 'row' : 'other',
        requestId: `${visitor}-${seq}`,
        ...(hasExperiment && { experiment: 'exp', variant }),
      }
      const items = [0, 1, 2].map((index) => ({ item_id: `i${index}`, index }))
      tell('view_item_list', ts + 1000 + row, { ...at, list, items })
      if (random() < 0.4) tell('select_item', ts + 2000 + row, { ...at, list, items: items.slice(0, 1) })
      if (random() < 0.2) tell('add_to_cart', ts + 3000 + row, { ...at, list, items: items.slice(0, 1) })
    }
    if (random() < 0.2) tell('add_to_cart', ts + 4000, { ...at, items: [{ item_id: 'i9' }] })
    if (random() < 0.3)
      tell('add_to_wishlist', ts + 4500, { ...at, ...(random() < 0.7 && { value: 100 * random(), currency: 'EUR' }) })
    tell('page_quality', ts + 5000, {
      ...at,
      ...(random() < 0.9 && {
        data: { cls: Math.round(random() * 1000) / 1e4, ...(random() < 0.5 && { errors: Math.floor(random() * 3) }) },
      }),
    })
    if (random() < 0.25) buy(ts + 6000, at)
  }
  const buy = (ts: number, at: Partial<StoredEvent>) => {
    const order = {
      transactionId: `o-${visitor}-${seq}`,
      value: Math.round(2000 + random() ** 8 * 400_000) / 100,
      currency: random() < 0.8 ? 'EUR' : 'CHF',
    }
    const items = [{ item_id: 'i1', quantity: 1 + Math.floor(random() * 3) }, { item_id: 'i2' }]
    tell('purchase', ts, { ...at, order, items })
    // The thank-you page again.
    if (random() < 0.2) tell('purchase', ts + 1000, { ...at, order, items })
    if (random() < 0.2) tell('refund', ts + 2000, { ...at, order: { ...order, value: order.value / 2 } })
  }
  for (let past = 0; past < random() * 3 - 1; past++) {
    visit(exposedAt - Math.floor((0.1 + random() * 20) * DAY_MS), `${visitor}-p${past}`, false)
  }
  visit(exposedAt, random() < 0.95 ? `${visitor}-s` : undefined, true)
  for (let later = 0; later < random() * 4 - 1; later++) {
    visit(exposedAt + Math.floor(random() * 12 * DAY_MS), `${visitor}-l${later}`, true)
  }
  return events
}

/** People, programs and strays of a variant in the interleaved experiment `rank`, of `control` and `fresh`, on the placement `row`. In no order of time. */
export function makeInterleavedEvents(random: () => number): StoredEvent[] {
  return Array.from({ length: 300 }, (_, n) => {
    const visitor = `r${n}`
    const bot = random() < 0.05 ? ('webdriver' as const) : undefined
    const events: StoredEvent[] = []
    const tell = (type: EventType, ts: number, fields: Partial<StoredEvent>) => {
      const seq = events.length + 1
      events.push(
        eventOf(`${visitor}-${seq}`, { type, ts, visitor, stream: visitor, seq, ...(bot && { bot }), ...fields }),
      )
    }
    const variant = 'interleaved'
    for (let day = 0; day < 4; day++) {
      if (day > 0 && random() < 0.5) continue
      const ts = START_MS + Math.floor((day + random()) * DAY_MS)
      tell('experiment_exposure', ts, { experiments: { rank: random() < 0.02 ? 'fresh' : variant } })
      const list = { placement: 'row', requestId: `${visitor}-${day}`, experiment: 'rank', variant }
      for (let click = 0; click < random() * 3; click++) {
        const team = ['control', 'fresh', 'fresh', undefined][Math.floor(random() * 4)]
        const item = { item_id: `i${Math.floor(random() * 3)}`, ...(team && { team }) }
        tell('select_item', ts + 1000 * (click + 1), { list, items: [item] })
      }
    }
    return events
  }).flat()
}
