import { createHash } from 'node:crypto'
import { EndcapError, type StoredEvent } from '@endcap/core'
import { parse } from 'csv-parse'
import { type ImportOptions, type ImportProblem, type ImportReport, openFile, PROGRESS_LINES } from './import-report.js'
import { type ImportDatabase, targetOf } from './import-target.js'
import { type OrderLine, readHeader, readOrderLine } from './order-line.js'

/** How to import orders. */
export interface ImportOrdersOptions extends ImportOptions {
  /** ISO 4217. @default 'EUR' */
  readonly currency?: string
  /** They were made in a shop of bricks: their channel is `offline`. @default false */
  readonly isOffline?: boolean
}

/** The medium of orders of a shop of bricks, which no group of channels is for. */
export const OFFLINE = 'offline'

/** The order lines of a file, gathered: order id to its lines. */
type Orders = Map<string, OrderLine[]>

/**
 * Imports orders from CSV as `purchase` events, one an order. The id of an event is a hash of the order's id, so that a
 * second import adds nothing. Columns by name, in any order: `order_id`, `ordered_at`, `item_id`, and when there,
 * `customer_id` (kept as a hash), `quantity`, `price`, under these names or common others. Times without a zone are UTC.
 * Returns and cancellations are skipped. Throws `file-unreadable`, `field-missing` (a column), `input-empty`.
 */
export async function importOrders(warehouse: ImportDatabase, options: ImportOrdersOptions): Promise<ImportReport> {
  const { file, skipBad = false, currency = 'EUR', isOffline = false } = options
  const problems: ImportProblem[] = []
  const { orders, lines, skipped } = await readOrders(options, problems)
  if (lines === 0) throw new EndcapError('input-empty', `${file} holds no orders`)
  const appended = await targetOf(warehouse).appendEvents(
    toEvents(orders, currency, isOffline),
    () => skipBad || problems.length === 0,
  )
  return { lines, ...appended, skipped, problems }
}

async function readOrders({ file, onProgress }: ImportOptions, problems: ImportProblem[]) {
  const orders: Orders = new Map()
  let lines = 0
  let skipped = 0
  let columns: ReturnType<typeof readHeader> | undefined
  const input = openFile(file)
  const records = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true })
  input.on('error', (error) => records.destroy(error))
  try {
    for await (const { record, info } of input.pipe(records) as AsyncIterable<CsvRecord>) {
      if (!columns) {
        columns = readHeader(record, file)
        continue
      }
      if (++lines % PROGRESS_LINES === 0) onProgress?.(lines)
      const read = readOrderLine(record, columns)
      if (!read.ok) problems.push(...read.problems.map((problem) => ({ line: info.lines, ...problem })))
      else if (read.value.isReturn) skipped++
      else gather(orders, read.value)
    }
  } catch (error) {
    throw error instanceof EndcapError ? error : new EndcapError('file-unreadable', file, error)
  }
  return { orders, lines, skipped }
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function gather(orders: Orders, line: OrderLine): void {
  const lines = orders.get(line.order)
  if (lines) lines.push(line)
  else orders.set(line.order, [line])
}

function* toEvents(orders: Orders, currency: string, isOffline: boolean): Generator<StoredEvent> {
  let seq = 0
  for (const [order, lines] of orders) {
    const { ts, customer } = lines[0] as OrderLine
    const cents = lines.reduce((sum, line) => sum + Math.round((line.price ?? 0) * line.quantity * 100), 0)
    yield {
      id: digest(`order:${order}`),
      type: 'purchase',
      ts,
      receivedAt: ts,
      stream: 'import',
      seq: ++seq,
      ...(customer && { customer: digest(`customer:${customer}`) }),
      items: lines.map(({ item, price, quantity }) => ({
        item_id: item,
        quantity,
        ...(price !== undefined && { price }),
      })),
      ...(isOffline && { channel: { group: 'other', medium: OFFLINE } }),
      order: { transactionId: order, value: cents / 100, currency },
      consent: { analytics: 'unknown', personalization: 'unknown' },
    }
  }
}

/** 126 bits in 21 URL-safe characters, as long as the ids of the browser. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 21)
}
