import { EndcapError, type Parsed, type Problem } from '@endcap/core'

/** One line of an order file. */
export interface OrderLine {
  readonly order: string
  /** Milliseconds since 1970. */
  readonly ts: number
  readonly item: string
  readonly customer: string | undefined
  readonly quantity: number
  /** Of one piece. */
  readonly price: number | undefined
  /** A return or cancellation: quantity not above 0, or an order id that starts with C, as in Online Retail. */
  readonly isReturn: boolean
}

/** Names under which a column is found, compared without case, blanks, `_` and `-`. */
const ALIASES = {
  order: ['order_id', 'InvoiceNo', 'invoice', 'order', 'transaction_id'],
  ts: ['ordered_at', 'InvoiceDate', 'created_at', 'order_date', 'date'],
  item: ['item_id', 'StockCode', 'sku', 'product_id', 'lineitem_sku'],
  customer: ['customer_id', 'customer', 'email'],
  quantity: ['quantity', 'qty', 'lineitem_quantity'],
  price: ['price', 'UnitPrice', 'item_price', 'lineitem_price'],
} as const

type Column = keyof typeof ALIASES
const REQUIRED: readonly Column[] = ['order', 'ts', 'item']

/** Position of each column in a record; -1 when the file has none. */
export type OrderColumns = Readonly<Record<Column, number>>

/** Finds the columns in a header. Throws `field-missing` when order id, time or item id is not among them. */
export function readHeader(header: readonly string[], file: string): OrderColumns {
  const names = header.map(plainName)
  const find = (column: Column) =>
    ALIASES[column].map((alias) => names.indexOf(plainName(alias))).find((index) => index >= 0) ?? -1
  const columns = Object.fromEntries((Object.keys(ALIASES) as Column[]).map((column) => [column, find(column)]))
  for (const column of REQUIRED) {
    if (columns[column] === -1) {
      throw new EndcapError('field-missing', `${file} has no column ${ALIASES[column].slice(0, 2).join(' or ')}`)
    }
  }
  return columns as OrderColumns
}

function plainName(title: string): string {
  return title.toLowerCase().replace(/[\s_-]/g, '')
}

/** Reads one record. Problems name the column: `/ordered_at`. */
export function readOrderLine(record: readonly string[], columns: OrderColumns): Parsed<OrderLine> {
  const problems: Problem[] = []
  const cell = (column: Column) => record[columns[column]] ?? ''
  const number = (column: Column) => {
    if (cell(column) === '') return undefined
    const value = Number(cell(column))
    if (!Number.isFinite(value)) problems.push({ code: 'type-wrong', path: `/${column}`, detail: 'expected a number' })
    return value
  }
  const ts = parseTime(cell('ts'))
  if (cell('order') === '') problems.push({ code: 'field-missing', path: '/order_id' })
  if (cell('item') === '') problems.push({ code: 'field-missing', path: '/item_id' })
  if (ts === undefined) problems.push({ code: 'value-invalid', path: '/ordered_at', detail: 'expected a date' })
  const quantity = number('quantity') ?? 1
  const price = number('price')
  if (problems.length > 0 || ts === undefined) return { ok: false, problems }
  const isReturn = quantity <= 0 || /^C\d/.test(cell('order'))
  return {
    ok: true,
    value: {
      order: cell('order'),
      ts,
      item: cell('item'),
      customer: cell('customer') || undefined,
      quantity,
      price,
      isReturn,
    },
  }
}

/** ISO 8601, the same with a blank for the T, or month/day/year hour:minute as spreadsheets write it. No zone: UTC. */
function parseTime(text: string): number | undefined {
  const slashes = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2}))?$/.exec(text)
  if (slashes) {
    const [month, day, year, hour, minute] = slashes.slice(1).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
      number,
    ]
    return month <= 12 && day <= 31 ? Date.UTC(year, month - 1, day, hour, minute) : undefined
  }
  const iso = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  if (!iso) return undefined
  const ts = Date.parse(`${iso[1]}T${iso[2] ?? '00:00'}${iso[3] ?? 'Z'}`)
  return Number.isNaN(ts) ? undefined : ts
}
