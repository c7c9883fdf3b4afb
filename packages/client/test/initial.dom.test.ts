import { SLOT_CONFIG, SLOT_PRODUCTS, type SlotShop, startSlotShop } from '@endcap/testkit/suites/slot'
import { afterEach, describe, expect, it } from 'vitest'
import { createServerRecommender } from '../src/server.js'

const initial = createServerRecommender({ config: SLOT_CONFIG, catalogue: { v: 1, products: SLOT_PRODUCTS } })()
const drawn = (id: string) => initial[id]?.items.map(({ product }) => product.id)
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

let shop: SlotShop
afterEach(() => shop.stop())

describe('a slot that the server filled', () => {
  it('is ready at once with what was drawn, under an id of this page', () => {
    shop = startSlotShop({ initial })
    const { items, heading, state, requestId } = shop.client.slot('row').snapshot()
    expect(state).toBe('ready')
    expect(heading).toBe('You may also like')
    expect(items).toBe(initial['row']?.items)
    expect(requestId).not.toBe('')
    expect(requestId).not.toBe(initial['row']?.requestId)
  })

  it('logs what was drawn, with what the server knew of it, before any file has come', () => {
    shop = startSlotShop({ initial })
    shop.client.slot('row').rendered()
    expect(shop.logged('widget_render', 'row')).toEqual([drawn('row')])
    expect(shop.events.find(({ type }) => type === 'widget_render')?.list).toMatchObject({
      widget: 'row',
      strategy: 'trending',
    })
  })

  it('keeps it though the files come and the visitor moves, until it is out of sight', async () => {
    shop = startSlotShop({ initial })
    const slot = shop.client.slot('row')
    const before = slot.snapshot().items
    await shop.arrive()
    shop.look()
    await settled()
    expect(slot.snapshot().items).toBe(before)
    expect(slot.snapshot().state).toBe('ready')
    slot.visible(true)
    slot.visible(false)
    await settled()
    expect(shop.ids('row')).not.toEqual(drawn('row'))
    expect(slot.snapshot().strategy).toBe('for-you')
  })

  it('gives no product of it to other slots', async () => {
    shop = startSlotShop({ initial: { row: initial['row']! } })
    shop.client.slot('row')
    shop.client.slot({ id: 'other', selector: '', strategy: ['trending'], count: 4, min: 1 })
    await shop.arrive()
    expect(shop.ids('other')).toHaveLength(4)
    expect(shop.ids('other').filter((id) => drawn('row')?.includes(id))).toEqual([])
  })

  it('keeps it when files fail, and when nothing else is found', async () => {
    shop = startSlotShop({ initial, config: '/none.json', catalogue: '/none.json' })
    const slot = shop.client.slot('row')
    await shop.arrive()
    slot.visible(false)
    await settled()
    expect(slot.snapshot()).toMatchObject({ state: 'ready', heading: 'You may also like' })
    expect(shop.ids('row')).toEqual(drawn('row'))
  })

  it('sees control and is not enrolled in a test of its placement', async () => {
    shop = startSlotShop({ initial })
    const slot = shop.client.slot('unseen')
    expect(slot.snapshot().state).toBe('ready')
    await shop.arrive()
    slot.exposed()
    expect(slot.snapshot()).toMatchObject({ state: 'ready', experiment: undefined, variant: undefined })
    expect(shop.events.some(({ type }) => type === 'experiment_exposure')).toBe(false)
  })

  it('is filled anew where its placement is drawn a second time', async () => {
    shop = startSlotShop({ initial })
    shop.client.slot('row').stop()
    expect(shop.client.slot('row').snapshot().state).toBe('loading')
    await shop.arrive()
    expect(shop.client.slot('row').snapshot().state).toBe('ready')
  })
})
