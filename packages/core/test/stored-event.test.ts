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
  it('keeps the channel, the label and the value of an event, and the discount of an item', () => {
    const channel = {
      group: 'paid_search',
      source: 'google',
      medium: 'cpc',
      campaign: 'spring',
      click: 'gclid',
    } as const
    const items = [{ item_id: 'p1', discount: 2, coupon: 'TEN', item_category2: 'mugs' }]
    const event = makeEvent('add_to_cart', { items, channel, bot: 'webdriver', currency: 'EUR', value: 18.5 })
    const rows = toWarehouseRows({ ...event, receivedAt: 7 })
    expect(rows.event).toMatchObject({
      channel: 'paid_search',
      channel_source: 'google',
      channel_medium: 'cpc',
      channel_campaign: 'spring',
      channel_click: 'gclid',
      bot: 'webdriver',
      event_value: 18.5,
      currency: 'EUR',
      order_value: null,
    })
    expect(rows.items[0]).toMatchObject({ discount: 2, coupon: 'TEN', item_category2: 'mugs' })
  })

  it('keeps the device, and nothing else of the user agent', () => {
    expect(toWarehouseRows({ ...makeEvent('page_view'), receivedAt: 7, device: 'tablet' }).event.device).toBe('tablet')
    expect(toWarehouseRows({ ...makeEvent('page_view'), receivedAt: 7 }).event.device).toBeNull()
  })

  it('takes the currency of the order first', () => {
    const order = { transactionId: 'o', value: 1, currency: 'CHF' }
    const event = makeEvent('purchase', { order, currency: 'EUR' })
    expect(toWarehouseRows({ ...event, receivedAt: 7 }).event.currency).toBe('CHF')
  })
})
