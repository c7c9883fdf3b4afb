import type { ErrorCode } from '@endcap/core'
import type { InteractionRow } from './collector.js'
import type { RowKind } from './interactions.js'

/** Names under which files carry a field; case, spaces, `_` and `-` do not matter. */
const ALIASES = {
  session: ['sessionid', 'session', 'orderid', 'invoiceno', 'invoice', 'transactionid', 'basketid', 'basket', 'order'],
  item: ['itemid', 'item', 'stockcode', 'productid', 'product', 'sku'],
  ts: ['time', 'ts', 'timestamp', 'orderedat', 'invoicedate', 'createdat', 'date'],
  visitor: ['visitor', 'visitorid', 'customerid', 'customer', 'userid', 'user'],
  type: ['type', 'event', 'eventtype', 'eventname'],
  quantity: ['quantity', 'qty'],
} as const

/** A field of a training row. */
export type Field = keyof typeof ALIASES
/** Column number by field; −1 where the file has none. */
export type Columns = Readonly<Record<Field, number>>

const KIND_BY_TYPE: Readonly<Record<string, RowKind>> = {
  view: 'view',
  view_item: 'view',
  pageview: 'view',
  click: 'view',
  cart: 'cart',
  add_to_cart: 'cart',
  addtocart: 'cart',
  purchase: 'purchase',
  transaction: 'purchase',
  order: 'purchase',
  buy: 'purchase',
}

/** A row, why it is bad, or `ignored`: sound, but of a type that says nothing to a trainer. */
export type ReadRow =
  | { readonly row: InteractionRow }
  | { readonly code: ErrorCode; readonly detail: string }
  | 'ignored'

/** Finds the columns by their header names. */
export function findColumns(header: readonly string[]): Columns {
  const names = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const find = (field: Field): number => {
    for (const alias of ALIASES[field]) if (names.includes(alias)) return names.indexOf(alias)
    return -1
  }
  return {
    session: find('session'),
    item: find('item'),
    ts: find('ts'),
    visitor: find('visitor'),
    type: find('type'),
    quantity: find('quantity'),
  }
}

/** Reads one row. `at` gives a field's value, '' or undefined where it is missing. Returned goods are bad rows. */
export function readRow(at: (field: Field) => unknown): ReadRow {
  const session = textOf(at('session'))
  const item = textOf(at('item'))
  if (!session) return { code: 'field-missing', detail: 'no session or order id' }
  if (!item) return { code: 'field-missing', detail: 'no item id' }
  if (/[\n\r]/.test(item)) return { code: 'value-invalid', detail: 'the item id has a line break' }
  const type = textOf(at('type')).toLowerCase()
  const kind = type === '' ? 'view' : KIND_BY_TYPE[type]
  if (!kind) return 'ignored'
  const quantity = at('quantity')
  if (quantity !== undefined && quantity !== '' && !(Number(quantity) > 0)) {
    return { code: 'value-invalid', detail: `quantity ${String(quantity).slice(0, 20)}` }
  }
  const time = at('ts')
  if (time === undefined || time === '') return { row: { session, item, kind, visitor: textOf(at('visitor')) } }
  const ts = parseTime(time)
  if (Number.isNaN(ts)) return { code: 'value-invalid', detail: `time ${JSON.stringify(time)?.slice(0, 40)}` }
  return { row: { session, item, ts, kind, visitor: textOf(at('visitor')) } }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''

/** A number as it is; a date as ms since 1970, in UTC where it names no zone. */
function parseTime(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN
  if (value instanceof Date) return value.getTime()
  const text = textOf(value)
  const number = Number(text)
  if (text && Number.isFinite(number)) return number
  const local = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(:\d\d(\.\d+)?)?)$/.exec(text)
  return Date.parse(local ? `${local[1]}T${local[2]}Z` : text)
}
