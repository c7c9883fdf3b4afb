import type { Impression } from '../learn/impressions.js'
import type { InsightSource } from '../source/source.js'

/** A product that was shown in a list, and what came of it. */
export interface Shown extends Impression {
  /** Who saw it; null for guests without an id. */
  readonly person: string | null
  readonly clickedAt: number | null
  /** Times it was put into the cart, and what it brought, with credit to this sight. */
  carts: number
  revenue: number
}

/** What was seen, and of how many. */
export interface ShownSample {
  readonly rows: Shown[]
  /** Share of the visitors whose lists were read, by a hash of their ids; 1: all. A half, a quarter, an eighth … */
  readonly share: number
}

/** From being seen to the click, and from the click to the cart and the order. */
const CLICK_MS = 30 * 60 * 1000
export const SALE_MS = 24 * 60 * 60 * 1000
/** Digits of the hash that decide. */
const DIGITS = 6

type Row = Omit<Impression, 'clicked' | 'carted' | 'bought'> & {
  readonly person: string | null
  readonly clickedAt: number | null
}

/**
 * Every product of every list that was seen, with its place; where they are more than `mostCards`, those of a share of the visitors. A click
 * counts within 30 minutes of the sight; a cart or an order within a day of the click, to the last click of that person on that product,
 * once. Throws `field-missing` where the source has no events.
 */
export async function readShown(source: InsightSource, mostCards: number): Promise<ShownSample> {
  // A sight is what its rows have least and most of: one that came twice says the same.
  const events = await source.part('events', { types: ['view_item_list', 'select_item'], mayRepeat: true })
  const all = `SELECT * FROM ${events} AS all_events WHERE request_id IS NOT NULL AND placement IS NOT NULL`
  const [count] = await source.ask<{ n: number | null }>(
    `SELECT sum(items_count) AS n FROM (${all}) AS e WHERE type = 'view_item_list'`,
  )
  // By halves: engines may count what came twice differently.
  const share = 0.5 ** Math.max(0, Math.ceil(Math.log2((count?.n ?? 0) / mostCards)))
  const most = Math.ceil(share * 16 ** DIGITS).toString(16)
  const who = source.dialect.digest('coalesce(visitor, request_id)')
  const inSample = share < 1 ? ` AND substr(${who}, 1, ${DIGITS}) < '${most.padStart(DIGITS, '0')}'` : ''
  const lists = `(${all}${inSample})`
  const cards = `(SELECT * FROM raw_event_items WHERE event_id IN
    (SELECT event_id FROM raw_events WHERE type IN ('view_item_list', 'select_item') AND request_id IS NOT NULL${inSample}))`
  const seen = (column: string) => `min(CASE WHEN e.type = 'view_item_list' THEN i.${column} ELSE NULL END)`
  const rows = await source.ask<Row>(
    `SELECT e.request_id AS "requestId", e.placement AS placement, coalesce(${seen('list_index')}, min(i.list_index)) AS position,
       ${seen('propensity')} AS propensity, max(e.strategy) AS strategy, NULL AS model, i.item_id AS item, max(e.visitor) AS visitor,
       max(e.session) AS session, max(e.person) AS person, min(e.ts) AS ts,
       min(CASE WHEN e.type = 'select_item' THEN e.ts ELSE NULL END) AS "clickedAt"
     FROM ${lists} AS e JOIN ${cards} AS i ON e.event_id = i.event_id
     GROUP BY coalesce(e.visitor, ''), e.placement, e.request_id, i.item_id
     ORDER BY min(e.ts), e.request_id, coalesce(e.visitor, ''), e.placement, i.item_id`,
  )
  const shown = rows
    .filter(({ position }) => position !== null && position >= 0)
    .map((row): Shown => {
      // Written out: objects that are spread take several times as long to make.
      return {
        requestId: row.requestId,
        placement: row.placement,
        position: row.position,
        propensity: row.propensity,
        strategy: row.strategy,
        model: row.model,
        item: row.item,
        visitor: row.visitor,
        session: row.session,
        person: row.person,
        ts: row.ts,
        clickedAt: row.clickedAt,
        clicked: row.clickedAt !== null && row.clickedAt - row.ts <= CLICK_MS,
        carted: false,
        bought: false,
        carts: 0,
        revenue: 0,
      }
    })
  await credit(source, shown, share < 1 ? ` AND e.person IN (SELECT person FROM ${lists} AS seen)` : '')
  return { rows: shown, share }
}

/** `ofThose`: a condition that all who were shown anything meet. */
async function credit(source: InsightSource, shown: readonly Shown[], ofThose: string): Promise<void> {
  const touches = touchesOf(shown)
  if (touches.size === 0) return
  const added = { types: ['add_to_cart'] }
  const carts = await source.ask<{ person: string; item: string; ts: number }>(
    `SELECT e.person AS person, i.item AS item, e.ts AS ts FROM ${await source.part('events', added)} AS e
     JOIN ${await source.part('items', added)} AS i ON e.event_id = i.event_id WHERE e.person IS NOT NULL${ofThose}`,
  )
  for (const { person, item, ts } of carts) {
    const own = lastTouch(touches, person, item, ts, SALE_MS)
    if (own) own.carts++
  }
  const sales = await source.ask<{ person: string; item: string; ts: number; revenue: number | null }>(
    `SELECT person, item, ts, price * quantity AS revenue FROM ${await source.table('lines')} AS l WHERE person IS NOT NULL
     ORDER BY ts, order_id, item`,
  )
  for (const { person, item, ts, revenue } of sales) {
    const own = lastTouch(touches, person, item, ts, SALE_MS)
    if (own) own.revenue += revenue ?? 0
  }
}

/** Clicked sights by person and product, in time. */
export function touchesOf(shown: readonly Shown[]): Map<string, Shown[]> {
  const touches = new Map<string, Shown[]>()
  for (const row of shown) {
    if (!row.clicked || row.person === null) continue
    const key = JSON.stringify([row.person, row.item])
    const own = touches.get(key)
    if (own) own.push(row)
    else touches.set(key, [row])
  }
  for (const own of touches.values()) own.sort((a, b) => (a.clickedAt ?? 0) - (b.clickedAt ?? 0))
  return touches
}

/** The last click of a person on a product up to a moment. */
export function lastTouch(
  touches: ReadonlyMap<string, readonly Shown[]>,
  person: string,
  item: string,
  ts: number,
  withinMs: number,
): Shown | undefined {
  return touches
    .get(JSON.stringify([person, item]))
    ?.findLast(({ clickedAt }) => clickedAt !== null && clickedAt <= ts && ts - clickedAt <= withinMs)
}
