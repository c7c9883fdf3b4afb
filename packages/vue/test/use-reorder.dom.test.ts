import type { Client, ReorderAnswer } from '@endcap/client'
import { installObservers, intersect } from '@endcap/testkit/suites/slot'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { h, nextTick, ref, shallowRef } from 'vue'
import { useReorder } from '../src/index.js'
import { blurWhatMoves, mount } from './mount.js'

const CARD_PX = 300

beforeAll(installObservers)
let view: ReturnType<typeof mount> | undefined
beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => {
  view?.unmount()
  view = undefined
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** A list of one card a line, `topPx` below the top of the window, whose client wants `wanted` once it is ready. */
function start(ids: string, wanted: string, { topPx = 0, isReady = true } = {}) {
  const shops = shallowRef([...ids])
  const tracked: unknown[] = []
  let ready = isReady
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = () => {
      ready = true
      resolve()
    }
    if (isReady) resolve()
  })
  let requests = 0
  const exposed = vi.fn()
  const client = {
    ready: gate,
    reorder: (_: string, given: readonly string[]): ReorderAnswer | undefined =>
      ready
        ? {
            ids: [...wanted].filter((id) => given.includes(id)),
            requestId: `r${++requests}`,
            experiment: undefined,
            variant: undefined,
          }
        : undefined,
    track: (type: string, fields: object) => tracked.push({ type, ...fields }),
    toItem: (id: string, index: number) => ({ item_id: id, index }),
    slot: () => ({ exposed }),
  } as unknown as Client
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{}] as PerformanceEntryList)
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const list = document.querySelector('ul') as Element
    const top = topPx + (this === list ? 0 : [...list.children].indexOf(this) * CARD_PX)
    return { top, bottom: top + (this === list ? list.children.length : 1) * CARD_PX } as DOMRect
  })
  const tick = ref(0)
  const drawn = mount(client, () => {
    const { order, list } = useReorder('shelf', () => (tick.value >= 0 ? [...shops.value] : []))
    return () =>
      h('ul', { ref: list }, [
        order.value.map((id) => h('li', { key: id, 'data-endcap-item': id }, [h('a', { href: `#${id}` }, id)])),
      ])
  })
  view = drawn
  const order = () => drawn.root.textContent
  return {
    shops,
    tick,
    tracked,
    exposed,
    order,
    ...drawn,
    async open() {
      open()
      await settle()
    },
  }
}
const settle = async () => {
  for (let i = 0; i < 8; i++) await nextTick()
}

it('takes the whole order before the first paint', async () => {
  const { order, warnings } = start('abcd', 'dcba')
  await nextTick()
  expect(order()).toBe('dcba')
  expect(warnings).toEqual([])
})

it('moves no card in sight once it was drawn: those below the viewport change places among themselves', async () => {
  // 768 px show the first three cards, the third in part.
  const { order, open } = start('abcdef', 'fedcba', { isReady: false })
  await settle()
  expect(order()).toBe('abcdef')
  await open()
  expect(order()).toBe('abcfed')
})

it.each([5000, -5000])('takes the whole order while the list is out of sight, at %i px', async (topPx) => {
  const { order, open } = start('abcd', 'dcba', { isReady: false, topPx })
  await open()
  expect(order()).toBe('dcba')
})

it("takes the whole order within 500 ms of the shopper's input", async () => {
  const { order, open } = start('abcd', 'dcba', { isReady: false })
  window.dispatchEvent(new Event('click'))
  vi.advanceTimersByTime(400)
  await open()
  expect(order()).toBe('dcba')
})

it('keeps nodes and the focus', async () => {
  const { all, open } = start('abcd', 'dcba', { isReady: false, topPx: 5000 })
  const nodes = all('li')
  const lost = blurWhatMoves()
  const link = nodes[2]?.querySelector('a') as HTMLElement
  link.focus()
  await open()
  expect(all('li')).toEqual([nodes[3], nodes[2], nodes[1], nodes[0]])
  expect(document.activeElement).toBe(link)
  expect(lost()).toBeGreaterThan(0)
})

it('orders what the shop adds, below what is in sight', async () => {
  const { order, shops } = start('abc', 'zyxcba')
  await settle()
  expect(order()).toBe('cba')
  vi.advanceTimersByTime(10_000)
  shops.value = [...'abcxyz']
  await settle()
  expect(order()).toBe('cbazyx')
})

it('leaves what the shopper sorted, and does not mind the same list again', async () => {
  const { order, shops, tick } = start('abcd', 'dcba', { topPx: 5000 })
  await settle()
  tick.value++
  await settle()
  expect(order()).toBe('dcba')
  shops.value = [...'bacd']
  await settle()
  expect(order()).toBe('bacd')
})

it('logs render, impressions and clicks with its placement, and marks the list as its own', async () => {
  const { find, all, tracked, exposed } = start('abc', 'cba')
  await settle()
  expect(find('ul').getAttribute('data-endcap-slot')).toBe('shelf')
  for (const card of all('li').slice(0, 2)) intersect(card, true)
  vi.advanceTimersByTime(1000)
  find('[href="#a"]').click()
  const list = { placement: 'shelf', requestId: 'r1', widget: 'reorder' }
  const [c, b, a] = [...'cba'].map((id, index) => ({ item_id: id, index }))
  expect(tracked).toEqual([
    { type: 'widget_render', items: [c, b, a], list },
    { type: 'view_item_list', items: [c, b], list },
    { type: 'select_item', items: [a], list },
  ])
  expect(exposed).toHaveBeenCalled()
})
