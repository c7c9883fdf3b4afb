import type { StoredEvent } from '@endcap/core'
import { describe, expect, test } from 'vitest'
import type { Sink } from '../src/index.js'
import { makeStored } from './rig.js'

/** A sink that writes the warehouse tables, and a way to ask there. `$` stands before each relation of its place. */
export interface OrdersSetup {
  create(): Sink
  query(sql: string): Promise<Record<string, unknown>[]>
}

const HOUR_MS = 3_600_000
const START_MS = Date.UTC(2026, 2, 1)

type Order = NonNullable<StoredEvent['order']>

function told(type: 'purchase' | 'refund' | 'cancel', id: string, fields: Partial<StoredEvent>, order: Partial<Order>) {
  const { visitor: _, session: __, ...base } = makeStored()
  return {
    ...base,
    id,
    type,
    ts: START_MS,
    receivedAt: START_MS,
    ...fields,
    order: { transactionId: id.split(' ')[0] as string, value: 100, currency: 'EUR', ...order },
  } satisfies StoredEvent
}

const page = (id: string, order: Partial<Order> = {}, fields: Partial<StoredEvent> = {}) =>
  told('purchase', `${id} page`, { visitor: 'v', session: 's', items: [{ item_id: 'p' }], ...fields }, order)
const server = (id: string, version: number, order: Partial<Order> = {}, fields: Partial<StoredEvent> = {}) =>
  told(
    'purchase',
    `${id} server ${version}`,
    { source: 'server', receivedAt: START_MS + HOUR_MS, ...fields },
    {
      updatedAt: START_MS + version,
      ...order,
    },
  )
const back = (id: string, value: number, order: Partial<Order> = {}, fields: Partial<StoredEvent> = {}) =>
  told('refund', `${id} back ${value}`, { source: 'server', ...fields }, { value, updatedAt: START_MS, ...order })
const cancel = (id: string, version: number, fields: Partial<StoredEvent> = {}) =>
  told(
    'cancel',
    `${id} cancel ${version}`,
    { source: 'server', ...fields },
    { value: 0, updatedAt: START_MS + version },
  )

const row = (fields: object) => ({ value: 100, currency: 'EUR', refunded: 0, net: 100, source: 'server', ...fields })

/** What is told of each order, and how it must then stand. */
const CASES: Readonly<Record<string, { readonly events: readonly StoredEvent[]; readonly row?: object }>> = {
  page: {
    events: [page('page'), { ...page('page', { value: 90 }), id: 'page again', ts: START_MS + 5 }],
    row: row({ status: 'unverified', source: 'browser', visitor: 'v', event: 'page page' }),
  },
  both: {
    events: [page('both', { value: 108, currency: 'USD' }), server('both', 1)],
    row: row({ status: 'confirmed', visitor: 'v', event: 'both page' }),
  },
  server: {
    events: [server('server', 1, {}, { visitor: 'w', items: [{ item_id: 'p' }], ts: START_MS - HOUR_MS })],
    row: row({ status: 'confirmed', visitor: 'w', event: 'server server 1', ts: START_MS - HOUR_MS }),
  },
  dated: {
    // A page does not move an order to another day.
    events: [page('dated', {}, { ts: START_MS - 9 * HOUR_MS }), server('dated', 1)],
    row: row({ status: 'confirmed', visitor: 'v', event: 'dated page', ts: START_MS }),
  },
  edited: {
    events: [server('edited', 1), server('edited', 3, { value: 70 }), server('edited', 2, { value: 80 })],
    row: row({ status: 'confirmed', value: 70, net: 70, visitor: null, event: 'edited server 3' }),
  },
  part: {
    events: [server('part', 1), back('part', 10.1), back('part', 20.2)],
    row: row({ status: 'partially_refunded', refunded: 30.3, net: 69.7, visitor: null, event: 'part server 1' }),
  },
  whole: {
    events: [back('whole', 60), server('whole', 1), back('whole', 55)],
    row: row({ status: 'refunded', refunded: 100, net: 0, visitor: null, event: 'whole server 1' }),
  },
  foreign: {
    events: [server('foreign', 1), back('foreign', 10), back('foreign', 11, { currency: 'USD' })],
    row: row({ status: 'partially_refunded', refunded: 10, net: 90, visitor: null, event: 'foreign server 1' }),
  },
  'page-back': {
    events: [page('page-back'), back('page-back', 30, {}, { source: undefined as never })],
    row: row({
      status: 'partially_refunded',
      refunded: 30,
      net: 70,
      source: 'browser',
      visitor: 'v',
      event: 'page-back page',
    }),
  },
  forged: {
    events: [server('forged', 1), back('forged', 30, {}, { source: undefined as never })],
    row: row({ status: 'confirmed', visitor: null, event: 'forged server 1' }),
  },
  'forged-cancel': {
    events: [server('forged-cancel', 1), cancel('forged-cancel', 2, { source: undefined as never })],
    row: row({ status: 'confirmed', visitor: null, event: 'forged-cancel server 1' }),
  },
  cancelled: {
    events: [server('cancelled', 1), cancel('cancelled', 2)],
    row: row({ status: 'cancelled', net: 0, visitor: null, event: 'cancelled server 1' }),
  },
  revived: {
    events: [cancel('revived', 2), server('revived', 3), server('revived', 1)],
    row: row({ status: 'confirmed', visitor: null, event: 'revived server 3' }),
  },
  never: { events: [cancel('never', 1), back('never', 5)] },
}

const COLUMNS = `transaction_id, ts, value, currency, refunded_value AS refunded, net_value AS net, status, source, visitor,
  event_id AS event`

/** How every warehouse counts orders. */
export function ordersSuite(name: string, setup: () => Promise<OrdersSetup>): void {
  describe(`${name} counts an order once:`, () => {
    test.each([
      ['as it was told', (events: StoredEvent[]) => events],
      ['backwards', (events: StoredEvent[]) => events.reverse()],
    ])('%s', async (_, arrange) => {
      const { create, query } = await setup()
      const sink = create()
      await sink.open('spool')
      const events = arrange(Object.values(CASES).flatMap((one) => one.events))
      await sink.write(events.slice(0, 9), 9)
      await sink.write(events.slice(5), events.length)
      const rows = await query(`SELECT ${COLUMNS} FROM $orders ORDER BY transaction_id`)
      const wanted = Object.entries(CASES).flatMap(([id, { row }]) =>
        row ? [{ transaction_id: id, ts: String(START_MS), ...row }] : [],
      )
      expect(rows.map((found) => ({ ...found, ts: String(found.ts) }))).toEqual(
        wanted
          .map((one) => ({ ...one, ts: String(one.ts) }))
          .sort((a, b) => (a.transaction_id < b.transaction_id ? -1 : 1)),
      )
      await sink.close()
      // A second start finds everything made.
      await create().open('spool')
    })
  })
}
