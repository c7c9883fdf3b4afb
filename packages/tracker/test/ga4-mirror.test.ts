import { makeEvent } from '@endcap/testkit'
import { describe, expect, test } from 'vitest'
import { mirrorToGa4 } from '../src/mirror/ga4.js'

const list = { placement: 'home-row', requestId: 'r', widget: 'row', strategy: 'related', variant: 'b' }
const items = [{ item_id: 'a', item_name: 'Mug', price: 4.5, index: 0, propensity: 1 }]

function page(parts: object = {}) {
  const dataLayer: unknown[] = []
  return { dataLayer, window: { dataLayer, ...parts } as unknown as Window }
}

describe('mirrorToGa4', () => {
  test('pushes a reset and the event, with the list on each item', () => {
    const { window, dataLayer } = page()
    mirrorToGa4(window, makeEvent('view_item_list', { items, list }))
    expect(dataLayer).toEqual([
      { ecommerce: null },
      {
        event: 'view_item_list',
        ecommerce: {
          item_list_id: 'home-row',
          item_list_name: 'home-row',
          items: [
            {
              item_id: 'a',
              item_name: 'Mug',
              price: 4.5,
              index: 0,
              item_list_id: 'home-row',
              item_list_name: 'home-row',
              endcap_strategy: 'related',
              endcap_variant: 'b',
            },
          ],
        },
      },
    ])
  })

  test('calls gtag where no tag manager would hear an object', () => {
    const calls: unknown[][] = []
    const { window, dataLayer } = page({ gtag: (...call: unknown[]) => calls.push(call) })
    mirrorToGa4(window, makeEvent('select_item', { items, list }))
    expect(calls).toMatchObject([['event', 'select_item', { item_list_id: 'home-row', items: [{ item_id: 'a' }] }]])
    expect(dataLayer).toEqual([])
    const both = page({ gtag: () => expect.unreachable(), google_tag_manager: { 'GTM-ABC': {} } })
    mirrorToGa4(both.window, makeEvent('select_item', { items, list }))
    expect(both.dataLayer).toHaveLength(2)
  })

  test.each(['view_promotion', 'select_promotion'] as const)('tells of an offer by %s, without its coupon', (type) => {
    const { window, dataLayer } = page()
    const offer = { campaign: 'spring', type: 'coupon', coupon: 'code' } as const
    mirrorToGa4(window, makeEvent(type, { items: [], offer, list: { ...list, placement: 'banner', widget: 'offer' } }))
    expect(dataLayer[1]).toEqual({
      event: type,
      ecommerce: {
        promotion_id: 'spring',
        promotion_name: 'spring',
        creative_slot: 'banner',
        creative_name: 'b',
      },
    })
    mirrorToGa4(window, makeEvent('offer_shown', { offer, list }))
    mirrorToGa4(window, makeEvent(type, { list }))
    expect(dataLayer).toHaveLength(2)
  })

  test.each([
    [
      'without consent',
      makeEvent('select_item', { items, list, consent: { analytics: 'unknown', personalization: 'granted' } }),
    ],
    ['for a list of the shop', makeEvent('select_item', { items, list: { placement: 'shop', requestId: 'r' } })],
    ['for anything else', makeEvent('add_to_cart', { items, list })],
  ])('pushes nothing %s', (_, event) => {
    const { window, dataLayer } = page()
    mirrorToGa4(window, event)
    expect(dataLayer).toEqual([])
  })

  test('survives a page whose push throws, and makes the queue where there is none', () => {
    const push = () => {
      throw new Error('theirs')
    }
    mirrorToGa4({ dataLayer: { push } } as unknown as Window, makeEvent('select_item', { items, list }))
    const window = {} as { dataLayer?: unknown[] }
    mirrorToGa4(window as unknown as Window, makeEvent('select_item', { items, list }))
    expect(window.dataLayer).toHaveLength(2)
  })
})
