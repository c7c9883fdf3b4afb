import { installObservers, intersect } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { reorderList } from '../src/reorder-list.js'
import { createFakeClient } from './fake-client.js'

beforeAll(installObservers)
let stop = () => {}
beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => {
  stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const CARD_PX = 300

/** A list of one card a line, `topPx` below the top of the window, painted or not. */
function start(ids: string, wanted: string, { topPx = 0, painted = true, cards = '' } = {}) {
  const html = [...ids].map((id) => `<li data-endcap-item="${id}"><a href="#${id}">${id}</a></li>`).join('')
  document.body.innerHTML = `<ul id="list">${cards || html}</ul>`
  const list = document.querySelector('#list')!
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue((painted ? [{}] : []) as PerformanceEntryList)
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const top = topPx + (this === list ? 0 : [...list.children].indexOf(this) * CARD_PX)
    return { top, bottom: top + (this === list ? list.children.length : 1) * CARD_PX } as DOMRect
  })
  const client = createFakeClient({ order: () => [...wanted] })
  stop = reorderList(client, 'shelf', list)
  const order = () =>
    [...list.querySelectorAll('[data-endcap-item]')].map((item) => item.getAttribute('data-endcap-item')).join('')
  return { client, list, order }
}

it('takes the whole order before the first paint', () => {
  expect(start('abcd', 'dcba', { painted: false }).order()).toBe('dcba')
})

it.each([
  ['below', 5000],
  ['above', -5000],
])('takes the whole order while the list is %s the viewport', (_, topPx) => {
  expect(start('abcd', 'dcba', { topPx }).order()).toBe('dcba')
})

it('moves no card in sight: those below the viewport change places among themselves', () => {
  // 768 px show the first three cards, the third in part.
  expect(start('abcdef', 'fedcba').order()).toBe('abcfed')
})

it("takes the whole order within 500 ms of the shopper's input", () => {
  start('ab', 'ab')
  vi.advanceTimersByTime(10_000)
  window.dispatchEvent(new Event('click'))
  vi.advanceTimersByTime(400)
  expect(start('abcd', 'dcba').order()).toBe('dcba')
  vi.advanceTimersByTime(200)
  expect(start('abcd', 'dcba').order()).toBe('abcd')
})

it('keeps nodes, their listeners and the focus', () => {
  const { list } = start('abcd', 'abcd', { topPx: 5000 })
  const nodes = [...list.children]
  const links = nodes.map((node) => node.querySelector('a')!)
  links[2]!.focus()
  const blurred = vi.fn()
  links[2]!.addEventListener('blur', blurred)
  stop()
  stop = reorderList(createFakeClient({ order: () => [...'dcba'] }), 'shelf', list)
  expect([...list.children]).toEqual([nodes[3], nodes[2], nodes[1], nodes[0]])
  expect(document.activeElement).toBe(links[2])
  expect(blurred).not.toHaveBeenCalled()
})

it('leaves children that are no cards where they stand', () => {
  const cards = '<li data-endcap-item="a"></li><li id="banner"></li><li><article data-endcap-item="b"></article></li>'
  const { list, order } = start('', 'ba', { topPx: 5000, cards })
  expect(order()).toBe('ba')
  expect(list.children[1]!.id).toBe('banner')
})

it('moves nothing when the order is right already', () => {
  const insert = vi.spyOn(Element.prototype, 'insertBefore')
  start('abc', 'abc', { topPx: 5000 })
  expect(insert).not.toHaveBeenCalled()
})

it('orders cards that come later', async () => {
  const { list, order } = start('ab', 'cba', { topPx: 5000 })
  expect(order()).toBe('ba')
  list.insertAdjacentHTML('beforeend', '<li data-endcap-item="c"></li>')
  await Promise.resolve()
  expect(order()).toBe('cba')
})

it('waits for the client', async () => {
  document.body.innerHTML = '<ul><li data-endcap-item="a"></li><li data-endcap-item="b"></li></ul>'
  const list = document.querySelector('ul')!
  let ready = false
  const client = createFakeClient({ order: () => (ready ? ['b', 'a'] : undefined) })
  stop = reorderList(client, 'shelf', list)
  ready = true
  await client.ready
  await Promise.resolve()
  expect(list.children[0]!.getAttribute('data-endcap-item')).toBe('b')
})

it('logs render, impressions and clicks with its placement, and marks the list as its own', () => {
  const { client, list } = start('abc', 'cba', { topPx: 5000 })
  expect(list.getAttribute('data-endcap-slot')).toBe('shelf')
  const seen = [...list.children].slice(0, 2)
  for (const card of seen) intersect(card, true)
  vi.advanceTimersByTime(1000)
  for (const card of seen) intersect(card, true)
  vi.advanceTimersByTime(1000)
  list.querySelector<HTMLElement>('[href="#a"]')!.click()
  const context = { placement: 'shelf', requestId: 'r1', widget: 'reorder' }
  expect(client.tracked).toEqual([
    {
      type: 'widget_render',
      fields: {
        items: [
          { item_id: 'c', index: 0 },
          { item_id: 'b', index: 1 },
          { item_id: 'a', index: 2 },
        ],
        list: context,
      },
    },
    {
      type: 'view_item_list',
      fields: {
        items: [
          { item_id: 'c', index: 0 },
          { item_id: 'b', index: 1 },
        ],
        list: context,
      },
    },
    { type: 'select_item', fields: { items: [{ item_id: 'a', index: 2 }], list: context } },
  ])
  expect(client.slots.get('shelf')?.calls).toContainEqual(['exposed'])
})
