import type { EventItem } from '@endcap/core'
import { categoryFields } from './categories.js'
import { cut } from './cut.js'
import { parsePrice } from './price.js'

/** Foreign data, of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>

/** As `EVENT_LIMITS.itemsCount` of core, which would come with all its readers. */
const ITEMS_COUNT = 200
/** Text fields of an item, without GA4's `item_`: Universal Analytics has the bare names. */
const TEXTS = [
  'brand',
  'category',
  'variant',
  'list_id',
  'list_name',
  'category2',
  'category3',
  'category4',
  'category5',
]

/**
 * The items of a push, in GA4's or Universal Analytics' names; at most 200. An item that cannot be read is left out.
 * List fields of the event stand in for an item's own.
 */
export function readItems(raw: unknown, event: Fields): EventItem[] {
  const items: EventItem[] = []
  if (!Array.isArray(raw)) return items
  for (const entry of raw.slice(0, ITEMS_COUNT)) {
    try {
      const item = readItem(entry, event)
      if (item) items.push(item)
    } catch {
      // A getter of the page threw, or it is no object.
    }
  }
  return items
}

function readItem(raw: Fields, event: Fields): EventItem | undefined {
  const id = [raw.item_id, raw.id, raw.item_sku, raw.item_name, raw.name].map((name) => cut(name, 128)).find(Boolean)
  if (!id) return undefined
  const position = read(raw.position ?? raw.list_position)
  const texts: Record<string, string | undefined> = {}
  for (const key of TEXTS) texts[`item_${key}`] = cut(raw[`item_${key}`] ?? raw[key])
  texts['item_list_id'] ??= cut(event.item_list_id)
  texts['item_list_name'] ??= cut(raw.list ?? event.item_list_name)
  // Universal Analytics writes the path of a category into one field.
  const path = raw.item_category ? [] : texts['item_category']?.split(/\s*\/\s*/)
  return {
    item_id: id,
    item_name: cut(raw.item_name ?? raw.name, 1024),
    ...texts,
    ...categoryFields(path ?? []),
    // Positions count from 1, indexes from 0.
    index: whole(read(raw.index) ?? (position && Math.max(position - 1, 0))),
    price: parsePrice(raw.price, '.'),
    discount: parsePrice(raw.discount, '.'),
    coupon: cut(raw.coupon),
    affiliation: cut(raw.affiliation),
    quantity: read(raw.quantity),
  }
}

/** A count, as number or text. */
function read(value: unknown): number | undefined {
  const count = parsePrice(value, '.')
  return count !== undefined && count >= 0 && count <= 1e6 ? count : undefined
}

function whole(value: number | undefined): number | undefined {
  return Number.isInteger(value) ? value : undefined
}
