/** What a column of a file of orders can be taken as, and the names under which it is found, compared without case, blanks, `_` and `-`. */
export const COLUMN_NAMES = {
  order: [
    'order_id',
    'InvoiceNo',
    'invoice',
    'invoice_id',
    'transaction_id',
    'order',
    'order_number',
    'basket',
    'basket_id',
    'SessionId',
  ],
  customer: ['customer_id', 'CustomerID', 'customer', 'client_id', 'user_id', 'member_id', 'email', 'id'],
  date: [
    'ordered_at',
    'order_date',
    'InvoiceDate',
    'created_at',
    'date',
    'timestamp',
    'time',
    'purchase_date',
    'paid_at',
  ],
  value: [
    'value',
    'revenue',
    'order_value',
    'amount',
    'total',
    'total_price',
    'dollar_value',
    'sales',
    'spend',
    'order_total',
  ],
  quantity: ['quantity', 'qty', 'lineitem_quantity', 'number_of_cds', 'units', 'pieces'],
  price: ['price', 'UnitPrice', 'item_price', 'lineitem_price', 'unit_price'],
  item: ['item_id', 'StockCode', 'sku', 'product_id', 'lineitem_sku', 'item', 'product', 'ItemId'],
  name: ['item_name', 'description', 'product_name', 'title', 'lineitem_name'],
  category: ['item_category', 'category', 'product_type', 'department'],
  brand: ['item_brand', 'brand', 'vendor', 'manufacturer'],
  discount: ['discount', 'item_discount'],
  channel: ['channel', 'utm_medium', 'sales_channel'],
  campaign: ['campaign', 'utm_campaign'],
  coupon: ['coupon', 'discount_code', 'coupon_code', 'voucher'],
  currency: ['currency', 'currency_code'],
} as const satisfies Record<string, readonly string[]>

/** What a column can be taken as. */
export type ColumnRole = keyof typeof COLUMN_NAMES

/** Which column, by its name in the file, is what. */
export type ColumnMapping = Readonly<Partial<Record<ColumnRole, string>>>

/** A column's name without what people write it with. */
export function plainName(title: string): string {
  return title.toLowerCase().replace(/[\s_\-#.]/g, '')
}

/** Finds the roles of named columns; a column has one role, and the first name of a role that is there wins. */
export function guessByName(columns: readonly string[]): ColumnMapping {
  const free = new Map(columns.map((column) => [plainName(column), column]))
  const found: Partial<Record<ColumnRole, string>> = {}
  for (const [role, names] of Object.entries(COLUMN_NAMES) as [ColumnRole, readonly string[]][]) {
    const name = names.map(plainName).find((plain) => free.has(plain))
    if (name === undefined) continue
    found[role] = free.get(name) as string
    free.delete(name)
  }
  return found
}

const DATE = /^((19|20)\d{2}[-/.]?[01]\d[-/.]?[0-3]\d|\d{1,2}[-/.]\d{1,2}[-/.](19|20)\d{2})([T ].*)?$/
const NUMBER = /^-?\d+([.,]\d+)?$/

/**
 * Guesses the roles of columns without names from some of their cells: the column of dates; of the numbers after it the one with
 * fractions, else the last, is the value, and another the quantity; the column before the dates that tells the most
 * customers apart is the customer.
 */
export function guessByCells(columns: readonly string[], rows: readonly (readonly string[])[]): ColumnMapping {
  const cells = columns.map((_, at) =>
    rows.flatMap((row) => (row[at] === undefined || row[at] === '' ? [] : [row[at]])),
  )
  const all = (at: number, pattern: RegExp) =>
    (cells[at]?.length ?? 0) > 0 && (cells[at] ?? []).every((cell) => pattern.test(cell))
  const date = columns.findIndex((_, at) => all(at, DATE))
  if (date < 0) return {}
  const numbers = columns.flatMap((_, at) => (at > date && all(at, NUMBER) ? [at] : []))
  const value = numbers.findLast((at) => cells[at]?.some((cell) => /[.,]/.test(cell))) ?? numbers.at(-1)
  const quantity = numbers.find((at) => at !== value)
  const [customer] = columns
    .flatMap((_, at) => (at < date ? [{ at, distinct: new Set(cells[at]).size }] : []))
    .sort((a, b) => b.distinct - a.distinct || b.at - a.at)
  const name = (at: number | undefined) => (at === undefined ? undefined : columns[at])
  return Object.fromEntries(
    Object.entries({
      customer: name(customer?.at),
      date: name(date),
      value: name(value),
      quantity: name(quantity),
    }).filter(([, column]) => column !== undefined),
  )
}
