import { installObservers, intersect, type SlotShop, startSlotShop } from '@endcap/testkit/suites/slot'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { h, ref } from 'vue'
import { useExperiment, useRecommendations, useTrack } from '../src/index.js'
import { mount, settle } from './mount.js'

let shop: SlotShop
let view: ReturnType<typeof mount> | undefined

beforeAll(installObservers)
beforeEach(() => {
  shop = startSlotShop()
})
afterEach(() => {
  view?.unmount()
  view = undefined
  shop.stop()
  vi.useRealTimers()
})

describe('useRecommendations', () => {
  const drawList = () => {
    view = mount(shop.client, () => {
      const { snapshot, slot, list } = useRecommendations('row')
      return () =>
        h('ol', { ref: list }, [
          snapshot.value.items.map((item) =>
            h('li', { key: item.product.id, 'data-endcap-item': item.product.id, onClick: () => slot.selected(item) }),
          ),
        ])
    })
    return view
  }

  it('gives the items, and tells what is drawn and seen in its list', async () => {
    const { all, find } = drawList()
    await shop.arrive()
    await settle()
    const ids = all('li').map((item) => item.dataset['endcapItem'])
    expect(ids).toEqual(shop.ids('row'))
    expect(shop.logged('widget_render', 'row')).toEqual([ids])
    expect(find('ol').dataset['endcapSlot']).toBe('row')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    for (const item of all('li').slice(1, 3)) intersect(item, true)
    vi.advanceTimersByTime(1000)
    expect(shop.logged('view_item_list', 'row')).toEqual([ids.slice(1, 3)])
    find('li').click()
    expect(shop.logged('select_item', 'row')).toEqual([ids.slice(0, 1)])
  })

  it('does not change in sight', async () => {
    const { find, all } = drawList()
    await shop.arrive()
    await settle()
    const before = all('li').map((item) => item.dataset['endcapItem'])
    intersect(find('ol'), true)
    shop.look()
    await settle()
    expect(all('li').map((item) => item.dataset['endcapItem'])).toEqual(before)
    intersect(find('ol'), false)
    await settle()
    expect(all('li').map((item) => item.dataset['endcapItem'])).toEqual(shop.ids('row'))
    expect(shop.logged('widget_render', 'row')).toHaveLength(2)
  })

  it('follows its list when that comes later, and stops the slot at the end', async () => {
    const isOpen = ref(false)
    view = mount(shop.client, () => {
      const { snapshot, list } = useRecommendations('row')
      return () =>
        isOpen.value &&
        h('ol', { ref: list }, [snapshot.value.items.map(({ product }) => h('li', { 'data-endcap-item': product.id }))])
    })
    await shop.arrive()
    await settle()
    expect(shop.logged('widget_render', 'row')).toHaveLength(0)
    isOpen.value = true
    await settle()
    expect(shop.logged('widget_render', 'row')).toHaveLength(1)
    view.unmount()
    view = undefined
    await settle()
    expect(shop.client.liveSlots()).toHaveLength(0)
  })
})

describe('useExperiment', () => {
  it('says what was decided, and logs the exposure when its place could be seen', async () => {
    view = mount(shop.client, () => {
      const { experiment, variant, place } = useExperiment('unseen')
      return () => h('p', { ref: place }, `${experiment.value} ${variant.value}`)
    })
    const { find } = view
    await settle()
    expect(find('p').textContent).toBe('undefined undefined')
    intersect(find('p'), true)
    await shop.arrive()
    await settle()
    expect(find('p').textContent).toBe('show-unseen none')
    expect(
      shop.events.filter(({ type }) => type === 'experiment_exposure').map(({ experiments }) => experiments),
    ).toEqual([{ 'show-unseen': 'none' }])
    expect(shop.events.some(({ type }) => type === 'widget_render')).toBe(false)
  })
})

it("useTrack logs the shop's own events", () => {
  view = mount(shop.client, () => {
    const track = useTrack()
    return () => h('button', { onClick: () => track('add_to_wishlist', { items: [{ item_id: 'p1' }] }) })
  })
  view.find('button').click()
  expect(shop.events.map(({ type }) => type)).toContain('add_to_wishlist')
})
