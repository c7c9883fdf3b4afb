/** A warehouse whose truth is known: what the tests plant, the report must show. */
import { fnv1a32, type StoredEvent } from '@endcap/core'
import { appendEvents, openWarehouse, type Warehouse } from '../src/index.js'

export const DAY_MS = 86_400_000
export const START_MS = Date.UTC(2026, 10, 2)

/** An event with what every event needs. */
export function eventOf(id: string, fields: Partial<StoredEvent>): StoredEvent {
  const ts = fields.ts ?? START_MS
  return {
    id,
    type: 'page_view',
    ts,
    receivedAt: ts,
    stream: 's',
    seq: 1,
    consent: { analytics: 'granted', personalization: 'granted' },
    ...fields,
  }
}

/** A warehouse in memory that holds `events`. */
export async function warehouseOf(events: readonly StoredEvent[]): Promise<Warehouse> {
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(warehouse, events)
  return warehouse
}

/** What one arm is like. */
export interface PlantedArm {
  readonly variant: string
  readonly visitors: number
  /** Chance that a viewed row is clicked. */
  readonly clickRatio: number
  /** Chance that a visitor buys. */
  readonly buyRatio?: number
}

/** Uniform in [0, 1), the same for the same text. */
function chance(text: string): number {
  return fnv1a32(`${text}:${fnv1a32(text)}`) / 2 ** 32
}

/** An experiment `exp` on the placement `row`: every visitor sees 1–3 rows of 4 cards, spread over `days`. */
export function plantExperiment(arms: readonly PlantedArm[], days = 14): StoredEvent[] {
  return arms.flatMap(({ variant, visitors, clickRatio, buyRatio = 0 }) =>
    Array.from({ length: visitors }, (_, n) =>
      plantVisitor(`${variant}${n}`, variant, clickRatio, buyRatio, days),
    ).flat(),
  )
}

function plantVisitor(
  visitor: string,
  variant: string,
  clickRatio: number,
  buyRatio: number,
  days: number,
): StoredEvent[] {
  const from = START_MS + Math.floor(chance(`${visitor} ts`) * days * DAY_MS)
  const common = { visitor, session: `${visitor}-s`, stream: `${visitor}-p` }
  const events = [
    eventOf(`${visitor}-x`, { ...common, type: 'experiment_exposure', ts: from, experiments: { exp: variant } }),
  ]
  const rows = 1 + Math.floor(chance(`${visitor} rows`) * 3)
  for (let row = 0; row < rows; row++) {
    const list = { placement: 'row', requestId: `${visitor}-r${row}`, widget: 'row', experiment: 'exp', variant }
    const ts = from + 1000 + row * 60_000
    const items = [0, 1, 2, 3].map((index) => ({ item_id: `i${index}`, index, price: 10 }))
    events.push(eventOf(`${visitor}-w${row}`, { ...common, type: 'widget_render', ts, items, list }))
    events.push(eventOf(`${visitor}-v${row}`, { ...common, type: 'view_item_list', ts: ts + 1000, items, list }))
    if (chance(`${visitor} click ${row}`) < clickRatio) {
      const item = items.slice(row, row + 1)
      events.push(eventOf(`${visitor}-c${row}`, { ...common, type: 'select_item', ts: ts + 3000, items: item, list }))
    }
  }
  if (chance(`${visitor} buy`) < buyRatio) {
    const order = { transactionId: `${visitor}-o`, value: 20, currency: 'EUR' }
    const items = [{ item_id: 'i0', price: 10, quantity: 2 }]
    events.push(eventOf(`${visitor}-b`, { ...common, type: 'purchase', ts: from + 600_000, items, order }))
  }
  return events
}
