import { makeEvent } from '@endcap/testkit'
import { describe, expect, it } from 'vitest'
import { EVENT_ITEMS_TABLE, EVENTS_TABLE, toWarehouseRows } from '../src/index.js'

describe('toWarehouseRows', () => {
  it('fills exactly the declared columns, absent fields with null', () => {
    const event = { ...makeEvent('view_item', { items: [{ item_id: 'p1', index: 2 }] }), receivedAt: 7 }
    const rows = toWarehouseRows(event)
    expect(Object.keys(rows.event)).toEqual(Object.keys(EVENTS_TABLE.columns))
    expect(Object.keys(rows.items[0] as object)).toEqual(Object.keys(EVENT_ITEMS_TABLE.columns))
    expect(rows.event).toMatchObject({ event_id: event.id, received_at: 7, order_value: null })
    expect(rows.items[0]).toMatchObject({ item_id: 'p1', line: 0, list_index: 2, price: null })
  })
})
