import type { AddToCartDetail } from '@endcap/client/view'
import { installObservers, intersect } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineElements } from '../src/define.js'
import { createFakeClient, type FakeSlot, products, toItems } from './fake-client.js'

const client = createFakeClient()
const items = toItems(products(4))
const ready = { state: 'ready', heading: 'You may also like', items, requestId: 'r1' } as const

beforeAll(() => {
  installObservers()
  defineElements(client)
})
beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  document.body.replaceChildren()
  vi.runAllTimers()
  vi.useRealTimers()
  client.slots.clear()
  client.given.length = 0
})

function addRow(attributes: Record<string, string> = { placement: 'a' }) {
  const row = document.createElement('endcap-row')
  for (const [attribute, value] of Object.entries(attributes)) row.setAttribute(attribute, value)
  document.body.append(row)
  const slot = [...client.slots.values()].pop() as FakeSlot
  const find = (selector: string) => row.querySelector<HTMLElement>(selector) as HTMLElement
  return { row, slot, find, all: (selector: string) => [...row.querySelectorAll<HTMLElement>(selector)] }
}

function listenFor(type: string) {
  const details: unknown[] = []
  const listener = (event: Event) => details.push((event as CustomEvent).detail)
  document.addEventListener(type, listener, { once: false })
  return { details, stop: () => document.removeEventListener(type, listener) }
}

describe('drawing', () => {
  it('shows skeletons while it waits, hidden from screen readers', () => {
    const { find, all } = addRow()
    expect(all('.endcap-skeleton').length).toBeGreaterThan(0)
    expect(find('section').getAttribute('aria-busy')).toBe('true')
    expect(find('.endcap-track').getAttribute('aria-hidden')).toBe('true')
    expect(find('.endcap-track').hasAttribute('tabindex')).toBe(false)
  })

  it('draws a named region with a real, reachable list', () => {
    const { slot, find, all } = addRow()
    slot.set(ready)
    const heading = find('h2.endcap-heading')
    expect(heading.textContent).toBe('You may also like')
    expect(find('section').getAttribute('aria-labelledby')).toBe(heading.id)
    expect(find('section').dataset['endcapSlot']).toBe('a')
    expect(find('ul').getAttribute('role')).toBe('list')
    expect(find('ul').getAttribute('tabindex')).toBe('0')
    expect(all('ul > li').length).toBe(4)
    expect(all('.endcap-skeleton').length).toBe(0)
    expect(all('[role=status]').length).toBe(1)
    expect(all('[aria-live]').length).toBe(0)
  })

  it('draws of many a few in each frame, and tells of them when all are there', () => {
    const { slot, all } = addRow()
    const many = toItems(products(9))
    const told = () => slot.calls.filter(([method]) => method === 'rendered').map(([, shown]) => shown)
    slot.set({ ...ready, items: many })
    const counts = () => [
      all('[data-endcap-item]').length,
      all('.endcap-skeleton').length,
      all('li.endcap-blank').length,
    ]
    // As many places as before: nothing in sight changes its height, or goes away for a frame.
    expect(counts()).toEqual([4, 2, 0])
    const isList = () => all('ul[role=list]').length === 1 && all('ul[inert], ul[aria-hidden]').length === 0
    expect([isList(), all('ul[inert][aria-hidden=true]').length]).toEqual([false, 1])
    expect(told()).toEqual([])
    const [first] = all('ul > li')
    const next = () => {
      vi.advanceTimersToNextFrame()
      vi.advanceTimersByTime(1)
    }
    next()
    expect(counts()).toEqual([8, 0, 0])
    expect(told()).toEqual([])
    next()
    expect(counts()).toEqual([9, 0, 0])
    expect(isList()).toBe(true)
    expect(all('ul > li')[0]).toBe(first)
    expect(told()).toEqual([many])
    slot.set({ ...ready, items: many.toReversed(), requestId: 'r2' })
    expect(all('ul > li').length).toBe(9)
  })

  it('draws a card: lazy image of known size, title as link text, the button outside of the link', () => {
    const { slot, find } = addRow()
    slot.set(ready)
    const card = find('[data-endcap-item=p1]')
    const image = card.querySelector('img') as HTMLImageElement
    for (const [attribute, value] of [
      ['alt', ''],
      ['width', '400'],
      ['height', '400'],
      ['loading', 'lazy'],
      ['decoding', 'async'],
    ] as const) {
      expect(image.getAttribute(attribute)).toBe(value)
    }
    expect(card.querySelector('a')?.getAttribute('href')).toBe('/p/1')
    expect(card.querySelector('a')?.textContent).toBe('Mug 1Price £11.00')
    expect(card.querySelector('a button')).toBeNull()
    expect(card.querySelector('button')?.getAttribute('aria-label')).toBe('Add to cart: Mug 1')
  })

  it('says both prices of a sale', () => {
    const { slot, find } = addRow()
    slot.set(ready)
    const card = find('[data-endcap-item=p0]')
    expect(card.querySelector('.endcap-price')?.textContent).toBe('Sale price £5.00')
    expect(card.querySelector('s.endcap-was')?.textContent).toBe('Was £10.00')
  })

  it('names itself and keeps the line when there is no heading', () => {
    const { slot, find } = addRow()
    slot.set({ ...ready, heading: '' })
    expect(find('section').getAttribute('aria-label')).toBe('Recommended products')
    expect(find('h2').getAttribute('aria-hidden')).toBe('true')
    expect(find('h2').textContent).toBe('\u00a0')
  })

  it('never links to a script', () => {
    const { slot, find } = addRow()
    const bad = ['javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,x'].map((url, i) => ({
      ...products(1)[0]!,
      id: `b${i}`,
      url,
    }))
    slot.set({ ...ready, items: toItems(bad) })
    expect(find('ul').querySelectorAll('a').length).toBe(3)
    expect(find('ul').querySelectorAll('a[href]').length).toBe(0)
  })

  it('leaves the buttons out for cart="off", and takes labels from the element', () => {
    expect(addRow({ placement: 'off', cart: 'off' }).all('.endcap-atc').length).toBe(0)
    const { slot, find } = addRow({ placement: 'b', labels: '{"add":"In den Warenkorb"}' })
    slot.set(ready)
    expect(find('.endcap-atc').textContent).toBe('In den Warenkorb')
  })
})

describe('arrows', () => {
  it('stay mounted and enabled for the focus, with aria-disabled at the ends', () => {
    const { slot, find } = addRow()
    slot.set(ready)
    const track = find('ul')
    const place = (scrollLeft: number) => {
      for (const [property, value] of Object.entries({ scrollLeft, clientWidth: 400, scrollWidth: 1000 })) {
        Object.defineProperty(track, property, { value, configurable: true, writable: true })
      }
      track.dispatchEvent(new Event('scroll'))
      return ['.endcap-previous', '.endcap-next'].map((name) => find(name).getAttribute('aria-disabled'))
    }
    expect(place(0)).toEqual(['true', 'false'])
    expect(place(300)).toEqual(['false', 'false'])
    expect(place(-600)).toEqual(['false', 'true'])
    expect(find('.endcap-next').hasAttribute('disabled')).toBe(false)
    const scrollBy = vi.fn()
    track.scrollBy = scrollBy
    find('.endcap-next').click()
    expect(scrollBy).not.toHaveBeenCalled()
    find('.endcap-previous').click()
    expect(scrollBy).toHaveBeenCalledOnce()
  })

  it.each([
    [true, 'auto'],
    [false, 'smooth'],
  ])('glide only where motion is welcome: reduced %s gives %s', (matches, behavior) => {
    const { slot, find } = addRow()
    slot.set(ready)
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches } as MediaQueryList)
    Object.defineProperty(find('ul'), 'scrollWidth', { value: 1000 })
    find('ul').dispatchEvent(new Event('scroll'))
    const scrollBy = vi.fn()
    find('ul').scrollBy = scrollBy
    find('.endcap-next').click()
    expect(scrollBy).toHaveBeenCalledWith(expect.objectContaining({ behavior }))
  })
})

describe('what the slot hears', () => {
  it('is told of each answer once when drawn', () => {
    const { slot } = addRow()
    slot.set(ready)
    slot.set({ heading: 'Other' })
    expect(slot.calls.filter(([method]) => method === 'rendered').length).toBe(1)
    slot.set({ requestId: 'r2' })
    expect(slot.calls.filter(([method]) => method === 'rendered').length).toBe(2)
  })

  it('hears of cards seen for a second, together, once for each answer', () => {
    const { slot, all } = addRow()
    slot.set(ready)
    const viewed = () => slot.calls.filter(([method]) => method === 'viewed').map(([, ids]) => ids)
    const look = (from: number, to: number, ms: number) => {
      const cards = all('li').slice(from, to)
      for (const card of cards) intersect(card, true)
      vi.advanceTimersByTime(ms)
      for (const card of cards) intersect(card, false)
    }
    look(0, 2, 1000)
    look(2, 3, 900)
    look(0, 2, 5000)
    expect(viewed()).toEqual([['p0', 'p1']])
    slot.set({ requestId: 'r2' })
    look(0, 1, 1000)
    expect(viewed()).toEqual([['p0', 'p1'], ['p0']])
  })

  it('hears whether the row is on screen, so that it does not re-rank in sight', () => {
    const { slot, find } = addRow()
    slot.set(ready)
    intersect(find('section'), true)
    intersect(find('section'), false)
    expect(slot.calls.filter(([method]) => method === 'visible')).toEqual([
      ['visible', true],
      ['visible', false],
    ])
  })

  it.each(['ready', 'empty', 'hidden'] as const)('is exposed by the same sentinel: %s', (state) => {
    const { slot, find } = addRow()
    const exposed = () => slot.calls.some(([method]) => method === 'exposed')
    intersect(find('.endcap-sentinel'), true)
    expect(exposed()).toBe(false)
    slot.set({ ...ready, state, items: state === 'ready' ? items : [] })
    expect(exposed()).toBe(true)
  })

  it('hears of a click, and so does the page', () => {
    const heard = listenFor('endcap:click')
    const { slot, find } = addRow()
    slot.set(ready)
    find('[data-endcap-item=p2] a').click()
    heard.stop()
    expect(slot.calls).toContainEqual(['selected', 'p2'])
    expect(heard.details).toEqual([{ placement: 'a', requestId: 'r1', id: 'p2' }])
  })
})

describe('events for the page', () => {
  it('tells of ready, render and empty with placement and request', () => {
    const heard = ['ready', 'render', 'empty'].map((type) => listenFor(`endcap:${type}`))
    const { slot } = addRow()
    slot.set(ready)
    slot.set({ state: 'empty', items: [], requestId: 'r2' })
    for (const { stop } of heard) stop()
    expect(heard.map(({ details }) => details)).toEqual([
      [{ placement: 'a', requestId: 'r1' }],
      [{ placement: 'a', requestId: 'r1' }],
      [{ placement: 'a', requestId: 'r2' }],
    ])
  })
})

describe('adding to the cart', () => {
  const add = (listener: (event: CustomEvent<AddToCartDetail>) => void) => {
    const view = addRow()
    view.slot.set(ready)
    document.addEventListener('endcap:add-to-cart', listener as EventListener, { once: true })
    view.find('[data-endcap-item=p1] .endcap-atc').click()
    const added = () => view.slot.calls.filter(([method]) => method === 'added').map(([, what]) => what)
    return { ...view, added, status: () => view.find('[role=status]').textContent }
  }

  it('asks the shop by an event on the card, then logs and says so', () => {
    const seen: unknown[] = []
    const { added, status } = add(({ target, bubbles, composed, cancelable, detail }) => {
      seen.push((target as HTMLElement).dataset['endcapItem'], bubbles, composed, cancelable)
      seen.push(detail.id, detail.quantity, detail.placement)
    })
    expect(seen).toEqual(['p1', true, true, true, 'p1', 1, 'a'])
    expect(added()).toEqual([['p1', 1]])
    expect(status()).toBe('Added to cart: Mug 1')
  })

  it('logs and says nothing when a listener cancels', () => {
    const { added, status } = add((event) => event.preventDefault())
    expect(added()).toEqual([])
    expect(status()).toBe('')
  })

  it('waits for a cart that answers later', async () => {
    const { promise, resolve } = withResolvers()
    const { added, status } = add(({ detail }) => detail.waitUntil(promise))
    expect(added()).toEqual([])
    resolve()
    await vi.advanceTimersByTimeAsync(0)
    expect(added()).toEqual([['p1', 1]])
    expect(status()).toBe('Added to cart: Mug 1')
  })

  it('says when the cart refused', async () => {
    const refused = Promise.reject(new Error('sold out'))
    const { added, status } = add(({ detail }) => detail.waitUntil(refused))
    await vi.advanceTimersByTimeAsync(0)
    expect(added()).toEqual([])
    expect(status()).toBe('Could not be added to the cart: Mug 1')
  })
})

describe('taking space', () => {
  it('leaves the flow when empty or hidden, sentinel excepted', () => {
    for (const state of ['empty', 'hidden'] as const) {
      const { slot, find } = addRow({ placement: state })
      expect(find('section').hidden).toBe(false)
      slot.set({ state })
      expect(find('section').hidden).toBe(true)
      expect(find('.endcap-sentinel').isConnected).toBe(true)
    }
  })

  it('keeps its height while leaving would move something in sight, and leaves in a frame at rest', () => {
    vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{}] as PerformanceEntryList)
    const after = document.createElement('p')
    const { slot, find, row } = addRow()
    row.after(after)
    let rowTop = 100
    vi.spyOn(after, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList)
    vi.spyOn(after, 'getBoundingClientRect').mockImplementation(
      () => ({ top: rowTop + (find('section').hidden ? 0 : 300) }) as DOMRect,
    )
    rowTop = innerHeight + 10
    vi.advanceTimersToNextFrame()
    rowTop = 100
    slot.set({ state: 'empty' })
    vi.advanceTimersToNextFrame()
    expect(find('section').hidden).toBe(false)
    rowTop = innerHeight + 10
    window.dispatchEvent(new Event('scroll'))
    vi.advanceTimersByTime(60)
    // What does not hold the row is none of its affair, should it scroll for ever.
    after.dispatchEvent(new Event('scroll'))
    vi.advanceTimersByTime(40)
    expect(find('section').hidden).toBe(false)
    vi.advanceTimersByTime(50)
    expect(find('section').hidden).toBe(true)
    vi.restoreAllMocks()
  })
})

describe('attributes', () => {
  it('asks the config by placement, and brings a placement of its own by strategy', () => {
    addRow({ placement: 'home' })
    expect(client.given).toEqual([])
    addRow({ strategy: 'trending, recent', heading: 'Trending', count: '8', min: '2' })
    addRow({ placement: 'own', strategy: 'recent' })
    const [first, second] = client.given
    expect(first).toEqual({
      id: expect.stringMatching(/^row-\d+$/),
      selector: '',
      strategy: ['trending', 'recent'],
      heading: 'Trending',
      count: 8,
      min: 2,
    })
    expect(second).toEqual({ id: 'own', selector: '', strategy: ['recent'] })
  })

  it('tells of nonsense and goes on', () => {
    const heard = listenFor('endcap:error')
    addRow({ strategy: 'magic trending', count: 'many', labels: '{' })
    heard.stop()
    expect(client.given).toEqual([{ id: expect.any(String), selector: '', strategy: ['trending'] }])
    expect(heard.details.map((error) => (error as { code: string }).code)).toEqual([
      'value-invalid',
      'value-invalid',
      'json-malformed',
    ])
  })

  it('starts again for another placement', () => {
    const { row, slot } = addRow()
    row.setAttribute('placement', 'b')
    expect(slot.calls).toContainEqual(['stop'])
    expect([...client.slots.keys()]).toEqual(['a', 'b'])
  })
})

describe('life in the page', () => {
  it('survives a move and stops when it is taken out', () => {
    const { row, slot } = addRow()
    document.body.prepend(row)
    vi.runAllTimers()
    expect(slot.calls).not.toContainEqual(['stop'])
    row.remove()
    vi.runAllTimers()
    expect(slot.calls).toContainEqual(['stop'])
  })

  it('is defined once', () => {
    expect(defineElements(createFakeClient())).toBe(false)
  })
})

function withResolvers() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
