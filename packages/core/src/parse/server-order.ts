import { SERVER_ORDER_TYPES, type ServerOrder } from '../server-order.js'
import { EVENT_LIMITS, item } from './event.js'
import { boolean, list, note, number, object, oneOf, type Parsed, parseWith, type Reader, step, text } from './read.js'

const id = text(EVENT_LIMITS.idLength, 1)
const amount = number(0, 1e9)

/** With a zone: nobody knows which one was meant where none is written. */
const ISO_WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/
const moment = number(EVENT_LIMITS.earliestTs, 1e14)

const time: Reader<number> = (value, path, problems) => {
  if (typeof value !== 'string') return moment(value, path, problems)
  if (ISO_WITH_ZONE.test(value)) return moment(Date.parse(value), path, problems)
  return note(problems, 'value-invalid', path, 'expected milliseconds, or ISO 8601 with a zone')
}

const fields = object<ServerOrder>(
  {
    type: oneOf(SERVER_ORDER_TYPES),
    transaction_id: text(128, 1),
    value: amount,
    currency: text(3, 3, /^[A-Z]{3}$/),
    refund_id: text(128, 1),
    tax: amount,
    shipping: amount,
    coupon: text(256),
    items: list(item, EVENT_LIMITS.itemsCount),
    ts: time,
    updated_at: time,
    visitor: id,
    session: id,
    customer: text(256, 1),
    test: boolean,
  },
  ['type', 'transaction_id'],
)

const NEEDS: Readonly<Record<ServerOrder['type'], readonly (keyof ServerOrder)[]>> = {
  purchase: ['value', 'currency'],
  refund: ['value', 'currency', 'refund_id'],
  cancel: [],
}

const order: Reader<ServerOrder> = (value, path, problems) => {
  const read = fields(value, path, problems)
  if (!read?.type) return undefined
  for (const field of NEEDS[read.type]) {
    if (read[field] === undefined && !problems.some((problem) => problem.path === step(path, field))) {
      note(problems, 'field-missing', step(path, field), `a ${read.type} needs it`)
    }
  }
  return read
}

/** Reads an order as a server tells it. Problems name the field by JSON Pointer: `/items/0/item_id`. */
export function parseServerOrder(value: unknown): Parsed<ServerOrder> {
  return parseWith(order, value)
}
