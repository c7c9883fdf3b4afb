import { type Product, resolvePlacement } from '@endcap/core'
import { describe, expect, it, vi } from 'vitest'
import type { SlotItem } from '../src/client.js'
import { createSlot, type Decision } from '../src/slot.js'

const items: SlotItem[] = ['a', 'b'].map((id, index) => ({
  product: { id, title: id, url: `/${id}`, price: 1, currency: 'GBP' } satisfies Product,
  index,
  reason: { strategy: 'trending', source: 'popular' },
}))

function setup() {
  const track = vi.fn()
  const onReleased = vi.fn()
  let next = 0
  const slot = createSlot('home', {
    newId: () => `request-${++next}`,
    modelVersion: () => 'model-1',
    toItem: (id, index) => ({ item_id: id, ...(index !== undefined && { index }) }),
    track,
    onReleased,
    onStop: () => {},
    fail: () => {},
  })
  return { slot, track, onReleased, types: () => track.mock.calls.map(([type]) => type) }
}
const design = resolvePlacement({ id: 'home', selector: '#x', heading: 'Hello' })
const plain: Decision = { design, experiment: undefined, variant: undefined }
const enrolled: Decision = { design, experiment: 'test', variant: 'other', expose: () => {} }

describe('a slot', () => {
  it('goes from loading to ready and tells its listeners', () => {
    const { slot } = setup()
    const listener = vi.fn()
    slot.subscribe(listener)
    expect(slot.snapshot().state).toBe('loading')
    slot.decide(plain)
    slot.fill({ items, strategy: 'trending' })
    expect(slot.snapshot()).toMatchObject({
      state: 'ready',
      heading: 'Hello',
      requestId: 'request-1',
      strategy: 'trending',
    })
    expect(listener).toHaveBeenCalledTimes(2)
  })

  it('keeps the same snapshot while the products stay the same', () => {
    const { slot } = setup()
    slot.decide(plain)
    slot.fill({ items, strategy: 'trending' })
    const before = slot.snapshot()
    slot.fill({ items: [...items], strategy: 'trending' })
    expect(slot.snapshot()).toBe(before)
  })

  it('logs a render and each impression once for an answer, with the list context', () => {
    const { slot, track, types } = setup()
    slot.decide(enrolled)
    slot.fill({ items, strategy: 'trending' })
    slot.rendered()
    slot.rendered()
    slot.viewed(items.slice(0, 1))
    slot.viewed(items)
    expect(types()).toEqual(['widget_render', 'view_item_list', 'view_item_list'])
    expect(track.mock.calls[2]?.[1]).toEqual({
      items: [{ item_id: 'b', index: 1, propensity: 1 }],
      list: {
        placement: 'home',
        requestId: 'request-1',
        widget: 'row',
        strategy: 'trending',
        model: 'model-1',
        experiment: 'test',
        variant: 'other',
      },
    })
  })

  it('counts impressions anew for a new answer', () => {
    const { slot, types } = setup()
    slot.decide(plain)
    slot.fill({ items, strategy: 'trending' })
    slot.viewed(items)
    slot.fill({ items: [...items].reverse(), strategy: 'trending' })
    slot.viewed(items)
    expect(types()).toEqual(['view_item_list', 'view_item_list'])
  })

  it('tells what decided that its place could be seen, in a hidden arm too, and fills nothing there', () => {
    const expose = vi.fn()
    const { slot, types } = setup()
    slot.decide({ ...enrolled, expose, design: { ...design, hidden: true } })
    slot.fill({ items, strategy: 'trending' })
    slot.rendered()
    slot.exposed()
    expect(slot.snapshot()).toMatchObject({ state: 'hidden', items: [] })
    expect(expose).toHaveBeenCalledOnce()
    expect(types()).toEqual([])
  })

  it('names no experiment in the events of a preview', () => {
    const { slot, track } = setup()
    slot.decide({ design, experiment: 'test', variant: 'other' })
    slot.fill({ items, strategy: 'trending' })
    slot.exposed()
    slot.rendered()
    expect(slot.snapshot()).toMatchObject({ experiment: 'test', variant: 'other' })
    expect(track.mock.calls).toHaveLength(1)
    expect(track.mock.calls[0]?.[1].list).not.toHaveProperty('experiment')
  })

  it('says the team of each product', () => {
    const { slot, track } = setup()
    slot.decide(enrolled)
    slot.fill({ items: [{ ...items[0]!, team: 'other' }, items[1]!], strategy: 'trending' })
    slot.selected(slot.snapshot().items[0]!)
    slot.rendered()
    expect(track.mock.calls[0]?.[1].items[0].team).toBe('other')
    expect(track.mock.calls[1]?.[1].items[1].team).toBeUndefined()
  })

  it('holds its items while on screen and asks for news when it goes out of sight', () => {
    const { slot, onReleased } = setup()
    slot.decide(plain)
    slot.visible(true)
    expect(slot.held()).toBeUndefined()
    slot.fill({ items, strategy: 'trending' })
    expect(slot.held()).toEqual(items)
    slot.visible(false)
    expect(slot.held()).toBeUndefined()
    expect(onReleased).toHaveBeenCalledOnce()
  })
})
