import type { EndcapError, Placement } from '@endcap/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mountPlacements } from '../src/placement/mount-placements.js'
import { createFakeClient } from './fake-client.js'

const errors: EndcapError[] = []
const onError = (event: Event) => errors.push((event as CustomEvent<EndcapError>).detail)
let stop = () => {}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  document.addEventListener('endcap:error', onError)
  document.body.innerHTML = '<main><p id="anchor">text</p></main>'
})
afterEach(() => {
  stop()
  document.removeEventListener('endcap:error', onError)
  errors.length = 0
  vi.useRealTimers()
})

async function start(placements: Partial<Placement>[], page: 'home' | 'product' = 'home') {
  const client = createFakeClient({
    config: { v: 1, placements: placements.map((entry) => ({ id: 'a', selector: '#anchor', ...entry })) },
    page,
  })
  stop = mountPlacements(client)
  await client.ready
  return client
}

/** Lets the observer see what the test did, and its pause pass. */
async function settle(ms = 60) {
  await Promise.resolve()
  await vi.advanceTimersByTimeAsync(ms)
}

/** Observers whose elements the test brings near. */
function fakeIntersections() {
  const margins: (string | undefined)[] = []
  const observers: { targets: Set<Element>; tell: IntersectionObserverCallback }[] = []
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      targets = new Set<Element>()
      constructor(tell: IntersectionObserverCallback, options?: IntersectionObserverInit) {
        margins.push(options?.rootMargin)
        observers.push({ targets: this.targets, tell })
      }
      observe = (target: Element) => void this.targets.add(target)
      unobserve = (target: Element) => void this.targets.delete(target)
      disconnect = () => this.targets.clear()
    },
  )
  return {
    margins,
    intersect(target: Element, isIntersecting: boolean) {
      for (const { targets, tell } of observers) {
        if (targets.has(target)) {
          const observer = { unobserve: (of: Element) => targets.delete(of) } as unknown as IntersectionObserver
          tell([{ target, isIntersecting } as IntersectionObserverEntry], observer)
        }
      }
    },
  }
}

/** What is in an element, with `[id]` for a row that takes no place yet. */
const inside = (selector: string) =>
  document
    .querySelector(selector)!
    .innerHTML.replaceAll(/<endcap-row placement="(\w+)" class="endcap-out"><\/endcap-row>/g, '[$1]')
const main = () => inside('main')

describe('modes', () => {
  it.each([
    ['before', '[a]<p id="anchor">text</p>'],
    ['after', '<p id="anchor">text</p>[a]'],
    ['prepend', '<p id="anchor">[a]text</p>'],
    ['append', '<p id="anchor">text[a]</p>'],
    ['fill', '<p id="anchor">[a]</p>'],
  ] as const)('puts the row %s the anchor', async (mode, html) => {
    await start([{ mode }])
    expect(main()).toBe(html)
  })

  it('appends when nothing is said', async () => {
    await start([{}])
    expect(main()).toBe('<p id="anchor">text[a]</p>')
  })

  it.each([
    ['before', '[a][b][c]<p id="anchor">text</p>'],
    ['after', '<p id="anchor">text</p>[a][b][c]'],
    ['prepend', '<p id="anchor">[a][b][c]text</p>'],
    ['append', '<p id="anchor">text[a][b][c]</p>'],
    ['fill', '<p id="anchor">[a][b][c]</p>'],
  ] as const)('keeps the order of the config at one anchor: %s', async (mode, html) => {
    await start(['a', 'b', 'c'].map((id) => ({ id, mode })))
    expect(main()).toBe(html)
  })

  it('keeps the order when the first of two is put back later', async () => {
    await start(['a', 'b'].map((id) => ({ id, mode: 'after' as const })))
    document.querySelector('[placement=a]')!.remove()
    await settle()
    expect(main()).toBe('<p id="anchor">text</p>[a][b]')
  })

  it('takes the first match only', async () => {
    document.querySelector('main')!.insertAdjacentHTML('beforeend', '<p id="anchor">second</p>')
    await start([{}])
    expect(document.querySelectorAll('endcap-row').length).toBe(1)
  })

  it('does not fill a place whose content is in sight', async () => {
    document.body.innerHTML = '<main><div id="anchor"><b>shop</b></div></main>'
    const paint = vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{}] as PerformanceEntryList)
    const anchor = document.querySelector('#anchor')!
    const rect = vi.spyOn(anchor, 'getBoundingClientRect').mockReturnValue({ top: 10 } as DOMRect)
    await start([{ mode: 'fill' }])
    expect(main()).toBe('<div id="anchor"><b>shop</b></div>')
    rect.mockReturnValue({ top: innerHeight + 1 } as DOMRect)
    window.dispatchEvent(new Event('scroll'))
    await vi.waitFor(() => expect(main()).toBe('<div id="anchor">[a]</div>'))
    paint.mockRestore()
  })
})

describe('a row in place of the anchor', () => {
  const anchor = () => document.querySelector<HTMLElement>('#anchor')!
  const isHidden = () => anchor().style.display === 'none'
  const rowOf = (id: string) => document.querySelector(`[placement=${id}]`)!
  /** What the element does when it has products, and when it has none. */
  const draw = (id: string) => {
    rowOf(id).innerHTML = '<section></section>'
    rowOf(id).classList.remove('endcap-out')
    rowOf(id).dispatchEvent(new Event('endcap:render'))
  }
  const clear = (id: string) => {
    rowOf(id).classList.add('endcap-out')
    rowOf(id).dispatchEvent(new Event('endcap:empty'))
  }

  it('hides it while there is something to show, and keeps it', async () => {
    const shop = anchor()
    shop.style.setProperty('display', 'flex', 'important')
    await start([{ mode: 'replace' }])
    expect([main(), isHidden()]).toEqual([expect.stringMatching(/^<p id="anchor"[^>]*>text<\/p>\[a\]$/), false])
    draw('a')
    expect(isHidden()).toBe(true)
    clear('a')
    expect([anchor().style.display, anchor().style.getPropertyPriority('display')]).toEqual(['flex', 'important'])
    draw('a')
    stop()
    expect(anchor()).toBe(shop)
    expect(anchor().style.display).toBe('flex')
    expect(document.querySelector('endcap-row')).toBeNull()
  })

  it('gives it back when the last of two goes', async () => {
    const client = await start([
      { mode: 'replace', pages: ['home'] },
      { id: 'b', mode: 'replace' },
    ])
    draw('a')
    draw('b')
    client.setPage('product')
    expect([main().includes('[a]'), isHidden()]).toEqual([false, true])
    clear('b')
    expect([isHidden(), anchor().getAttribute('style') ?? '']).toEqual([false, ''])
  })

  it('does not hide what is in sight where something would move', async () => {
    await start([{ mode: 'replace' }])
    const paint = vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{}] as PerformanceEntryList)
    anchor().insertAdjacentHTML('afterend', '<p id="next">next</p>')
    const next = document.querySelector<HTMLElement>('#next')!
    vi.spyOn(next, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList)
    const rect = vi
      .spyOn(next, 'getBoundingClientRect')
      .mockImplementation(() => ({ top: isHidden() ? 10 : 90, bottom: 200 }) as DOMRect)
    draw('a')
    expect(isHidden()).toBe(false)
    rect.mockImplementation(() => ({ top: innerHeight + (isHidden() ? 10 : 90), bottom: innerHeight + 200 }) as DOMRect)
    window.dispatchEvent(new Event('scroll'))
    await vi.waitFor(() => expect(isHidden()).toBe(true))
    paint.mockRestore()
  })

  it('follows an anchor that the page draws anew', async () => {
    await start([{ mode: 'replace' }])
    draw('a')
    anchor().outerHTML = '<p id="anchor">new</p>'
    await settle()
    expect(main()).toBe('<p id="anchor">new</p>[a]')
    draw('a')
    expect(isHidden()).toBe(true)
  })
})

describe('the trigger visible', () => {
  it('mounts a placement once its anchor comes within 400 px', async () => {
    const { intersect, margins } = fakeIntersections()
    document.body.innerHTML = '<main><p id="anchor">text</p><p id="other">other</p></main>'
    await start([
      { trigger: 'visible' },
      { id: 'b', trigger: 'visible', selector: '#other' },
      { id: 'c' },
      { id: 'd', trigger: 'visible', pages: ['cart'] },
    ])
    expect(main()).toBe('<p id="anchor">text[c]</p><p id="other">other</p>')
    intersect(document.querySelector('#anchor')!, false)
    expect(main()).not.toContain('[a]')
    intersect(document.querySelector('#anchor')!, true)
    expect(main()).toBe('<p id="anchor">text[a][c]</p><p id="other">other</p>')
    intersect(document.querySelector('#anchor')!, false)
    await settle()
    expect(main()).toBe('<p id="anchor">text[a][c]</p><p id="other">other</p>')
    expect(margins).toEqual(['400px'])
    vi.unstubAllGlobals()
  })

  it('waits for the anchor that is there', async () => {
    const { intersect } = fakeIntersections()
    await start([{ trigger: 'visible' }])
    const before = document.querySelector('#anchor')!
    before.outerHTML = '<p id="anchor">new</p>'
    await settle()
    intersect(before, true)
    expect(main()).toBe('<p id="anchor">new</p>')
    intersect(document.querySelector('#anchor')!, true)
    expect(main()).toBe('<p id="anchor">new[a]</p>')
    vi.unstubAllGlobals()
  })
})

describe('pages', () => {
  it('mounts what belongs on this kind of page', async () => {
    await start([
      { id: 'a', pages: ['home', 'cart'] },
      { id: 'b', pages: ['product'] },
      { id: 'c', pages: [] },
    ])
    expect(main()).toBe('<p id="anchor">text[a][c]</p>')
  })

  it('looks again when a single-page shop goes to another page', async () => {
    const client = await start([{ id: 'a', pages: ['home'] }, { id: 'b', pages: ['product'] }, { id: 'c' }])
    client.setPage('product')
    expect(main()).toBe('<p id="anchor">text[b][c]</p>')
  })
})

describe('a page that changes', () => {
  it('waits for a late anchor', async () => {
    await start([{ selector: '#late' }])
    await settle(1000)
    document.body.insertAdjacentHTML('beforeend', '<div id="late"></div>')
    await settle()
    expect(inside('#late')).toBe('[a]')
    expect(errors).toEqual([])
  })

  it('gives up after 30 s and says so once', async () => {
    await start([{ selector: '#never' }])
    await settle(31_000)
    document.body.insertAdjacentHTML('beforeend', '<div id="never"></div>')
    await settle()
    expect(document.querySelector('endcap-row')).toBeNull()
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['reference-unknown', expect.stringContaining('placement a: nothing matched #never within 30 s')],
    ])
  })

  it('puts a removed row back three times, then says so', async () => {
    await start([{}])
    for (let i = 0; i < 3; i++) {
      document.querySelector('endcap-row')!.remove()
      await settle()
      expect(document.querySelectorAll('endcap-row').length).toBe(1)
    }
    document.querySelector('endcap-row')!.remove()
    await settle()
    await settle()
    expect(document.querySelector('endcap-row')).toBeNull()
    expect(errors.map(({ code }) => code)).toEqual(['reference-unknown'])
  })

  it('reports a selector that cannot be read, and mounts the others', async () => {
    await start([{ selector: '#[' }, { id: 'b' }])
    await settle()
    expect(errors.map(({ code }) => code)).toEqual(['value-invalid'])
    expect(main()).toBe('<p id="anchor">text[b]</p>')
  })
})

it('hands a reorder placement to the list, which stays when it stops', async () => {
  document.body.innerHTML = '<main><ul id="anchor"><li data-endcap-item="x"></li></ul></main>'
  await start([{ widget: 'reorder' }])
  expect(document.querySelector('#anchor')!.getAttribute('data-endcap-slot')).toBe('a')
  expect(document.querySelector('endcap-row')).toBeNull()
  stop()
  expect(document.querySelector('#anchor')!.hasAttribute('data-endcap-slot')).toBe(false)
})

it('takes its rows out when stopped', async () => {
  await start([{}])
  stop()
  expect(main()).toBe('<p id="anchor">text</p>')
})
