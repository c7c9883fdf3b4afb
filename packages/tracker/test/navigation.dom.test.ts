import { describe, expect, test, vi } from 'vitest'
import { setUrl, startPage } from './page-rig.js'
import { pass } from './rig.js'

const views = (page: Awaited<ReturnType<typeof startPage>>) =>
  page.events.filter(({ type }) => type === 'page_view').map((event) => event.page?.url)

/** Both ways of watching: the Navigation API, and the patched history where it is missing. */
const WAYS = ['history', 'navigation'] as const

function go(way: (typeof WAYS)[number], method: 'pushState' | 'replaceState', url: string) {
  history[method](null, '', url)
  if (way === 'history') return
  const navigationType = method === 'pushState' ? 'push' : 'replace'
  const { navigation } = window as unknown as { navigation: EventTarget }
  navigation.dispatchEvent(Object.assign(new Event('currententrychange'), { navigationType }))
}

describe.each(WAYS)('navigation within the document, by %s', (way) => {
  async function start() {
    if (way === 'navigation') vi.stubGlobal('navigation', new EventTarget())
    return startPage()
  }

  test('counts a pushed address once, with the page before as referrer', async () => {
    const page = await start()
    go(way, 'pushState', '/products/mug?utm_source=mail')
    await pass(page.rig.clock, 1000)
    expect(views(page)).toEqual(['https://shop.example/', 'https://shop.example/products/mug?utm_source=mail'])
    expect(page.tracker.page()).toMatchObject({ kind: 'product', referrer: 'https://shop.example/' })
    expect(page.events.map(({ seq }) => seq)).toEqual([1, 2])
  })

  test('a chain of redirects is one view', async () => {
    const page = await start()
    go(way, 'pushState', '/a')
    go(way, 'replaceState', '/b')
    await pass(page.rig.clock, 1000)
    expect(views(page)).toEqual(['https://shop.example/', 'https://shop.example/b'])
  })

  test.each([
    ['a storm of replaceState in the query', () => go(way, 'replaceState', `/?q=${Math.random()}`)],
    ['fragments', () => go(way, 'pushState', `/#${Math.random()}`)],
    ['unknown parameters', () => go(way, 'pushState', `/?ref=${Math.random()}`)],
    ['the same address', () => go(way, 'pushState', '/')],
  ])('%s makes no phantom view', async (_, act) => {
    const page = await start()
    for (let i = 0; i < 10; i++) {
      act()
      await pass(page.rig.clock, 100)
    }
    expect(views(page)).toHaveLength(1)
  })

  test('an event right after the navigation belongs to the new page', async () => {
    const page = await start()
    go(way, 'pushState', '/cart')
    page.tracker.track('view_cart')
    expect(page.types()).toEqual(['page_view', 'page_view', 'view_cart'])
    expect(page.own()[0]?.page).toMatchObject({ url: 'https://shop.example/cart', kind: 'cart' })
    await pass(page.rig.clock, 1000)
    expect(page.events).toHaveLength(3)
  })
})

describe('navigation', () => {
  test('going back counts', async () => {
    const page = await startPage()
    history.pushState(null, '', '/a')
    await pass(page.rig.clock, 100)
    setUrl('https://shop.example/')
    window.dispatchEvent(new Event('popstate'))
    await pass(page.rig.clock, 100)
    expect(views(page)).toHaveLength(3)
  })

  test('stop puts the history back, and counts no more', async () => {
    const original = history.pushState
    const page = await startPage()
    expect(history.pushState).not.toBe(original)
    page.tracker.stop()
    expect(history.pushState).toBe(original)
    history.pushState(null, '', '/a')
    await pass(page.rig.clock, 1000)
    expect(page.events).toHaveLength(1)
    expect(page.tracker.track('view_cart')).toBeUndefined()
  })

  test('spa: false leaves the history alone', async () => {
    const original = history.pushState
    const page = await startPage({ spa: false })
    expect(history.pushState).toBe(original)
    history.pushState(null, '', '/a')
    await pass(page.rig.clock, 1000)
    expect(page.events).toHaveLength(1)
  })
})
