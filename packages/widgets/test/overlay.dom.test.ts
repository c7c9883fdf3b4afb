import type { Slot } from '@endcap/client'
import { makeEvent } from '@endcap/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DoctorReport, examine } from '../src/debug/doctor.js'
import { showOverlay } from '../src/debug/overlay.js'
import { createFaultyClient, type Faults, found, MUG } from './faulty-client.js'

const HOSTILE = '<img src=x onerror=alert(1)>'

let close = () => {}

async function reportOf(faults: Faults = {}): Promise<DoctorReport> {
  return examine(createFaultyClient(faults), { window, now: () => Date.UTC(2026, 0, 2) })
}

/** Opens the overlay over reports of these faults; `read` counts the looks. */
async function open(faults: Faults = {}) {
  const report = await reportOf(faults)
  const read = vi.fn(() => report)
  close = showOverlay(read, window)
  const root = document.querySelector('endcap-debug')?.shadowRoot as ShadowRoot
  const tabs = () => [...root.querySelectorAll<HTMLElement>('[role=tab]')]
  const press = (key: string) =>
    (root.activeElement ?? tabs()[0])?.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    )
  return {
    read,
    root,
    tabs,
    press,
    selected: () => root.querySelector('[aria-selected=true]')?.firstChild?.textContent,
    choose: (name: string) =>
      tabs()
        .find(({ textContent }) => textContent?.startsWith(name))
        ?.click(),
    panel: () => root.querySelector('[role=tabpanel]')?.textContent ?? '',
    button: (name: string) =>
      [...root.querySelectorAll<HTMLElement>('.head button')].find(({ textContent }) => textContent === name),
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  // happy-dom has none.
  vi.stubGlobal('indexedDB', {})
})
afterEach(() => {
  close()
  document.body.replaceChildren()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the overlay', () => {
  it('stands outside of the body, as a slot of our own', async () => {
    await open()
    const host = document.querySelector('endcap-debug')
    expect(host?.parentElement).toBe(document.documentElement)
    expect(host?.getAttribute('data-endcap-slot')).toBe('debug')
    expect(document.body.childElementCount).toBe(0)
  })

  it('styles itself by an adopted sheet alone', async () => {
    const { root } = await open()
    expect(root.adoptedStyleSheets.length).toBe(1)
    expect(root.querySelector('style,[style]')).toBeNull()
  })

  it('keeps what happens in it from the page', async () => {
    const heard = vi.fn()
    for (const type of ['click', 'pointerdown', 'keydown']) document.addEventListener(type, heard)
    const { tabs, press } = await open()
    tabs()[1]?.click()
    press('ArrowRight')
    expect(heard).not.toHaveBeenCalled()
    for (const type of ['click', 'pointerdown', 'keydown']) document.removeEventListener(type, heard)
  })

  it('replaces the one that is open', async () => {
    await open()
    await open()
    expect(document.querySelectorAll('endcap-debug').length).toBe(1)
  })
})

describe('tabs', () => {
  it('name their panel, and one alone can be tabbed to', async () => {
    const { root, tabs, selected, panel } = await open()
    expect(tabs().map(({ firstChild }) => firstChild?.textContent)).toEqual([
      'Overview',
      'Events',
      'Consent',
      'Rows',
      'Detected',
      'Differences',
      'Errors',
    ])
    expect(selected()).toBe('Overview')
    expect(panel()).toContain('Script tag')
    expect(tabs().filter(({ tabIndex }) => tabIndex === 0).length).toBe(1)
    const body = root.querySelector('[role=tabpanel]')
    expect(root.getElementById(body?.getAttribute('aria-labelledby') ?? '')).toBe(tabs()[0])
    expect(root.getElementById(tabs()[0]?.getAttribute('aria-controls') ?? '')).toBe(body)
  })

  it.each([
    [['ArrowRight'], 'Events'],
    [['ArrowLeft'], 'Errors'],
    [['ArrowLeft', 'ArrowRight'], 'Overview'],
    [['End'], 'Errors'],
    [['End', 'Home'], 'Overview'],
  ])('follow the keys %j to %s, with the focus', async (keys, name) => {
    const { press, selected, root } = await open()
    for (const key of keys) press(key)
    expect(selected()).toBe(name)
    expect(root.activeElement?.getAttribute('aria-selected')).toBe('true')
  })

  it('say so where there is nothing', async () => {
    const { choose, panel } = await open()
    for (const [name, text] of [
      ['Events', 'No events on this page yet.'],
      ['Rows', 'No rows on this page.'],
      ['Differences', 'No differences found in 1 product.'],
      ['Errors', 'No errors so far.'],
    ] as const) {
      choose(name)
      expect(panel()).toContain(text)
    }
  })

  it('show a difference with every side and its value', async () => {
    const { choose, panel, root } = await open({ products: [found({ price: 12.5 })] })
    choose('Differences')
    expect(panel()).toMatch(/Mug.*Price.*catalogue.*10\.00 GBP.*page \(json-ld\).*12\.50 GBP/)
    expect(root.querySelector('[role=status]')?.textContent).toBe('1 problem')
  })

  it('show why each card of a row stands where it stands, and how likely that was', async () => {
    const reason = { strategy: 'trending', source: 'popular', propensity: 0.25 } as const
    const snapshot = { placement: 'home-row', state: 'ready', items: [{ product: MUG, index: 0, reason }] }
    const { choose, panel } = await open({ slots: [{ snapshot: () => snapshot } as unknown as Slot] })
    choose('Rows')
    expect(panel()).toMatch(/home-row: ready.*Mug.*25 %.*In demand now\./)
  })

  it('put problems first, with what to do', async () => {
    const { root } = await open({ url: undefined })
    const first = root.querySelector('.checks li')
    expect(first?.textContent).toContain('Collector')
    expect(first?.textContent).toContain('data-collector')
    expect(first?.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('Problem')
  })
})

describe('Escape', () => {
  it('closes it and gives the focus back', async () => {
    document.body.innerHTML = '<button type="button">Menu</button>'
    const before = document.querySelector('button')
    before?.focus()
    const { tabs, press } = await open()
    expect(document.activeElement).toBe(before)
    tabs()[0]?.focus()
    press('Escape')
    expect(document.querySelector('endcap-debug')).toBeNull()
    expect(document.activeElement).toBe(before)
  })

  it('is the page’s while the page has the focus, unless nothing has it', async () => {
    document.body.innerHTML = '<input>'
    await open()
    const pressEscape = (target: Element | null) =>
      target?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    document.querySelector('input')?.focus()
    pressEscape(document.querySelector('input'))
    expect(document.querySelector('endcap-debug')).not.toBeNull()
    document.querySelector('input')?.blur()
    pressEscape(document.body)
    expect(document.querySelector('endcap-debug')).toBeNull()
  })
})

describe('refresh', () => {
  it('looks once a second, and no more once it is closed', async () => {
    const { read } = await open()
    expect(read).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(3000)
    expect(read).toHaveBeenCalledTimes(4)
    close()
    vi.advanceTimersByTime(5000)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(read).toHaveBeenCalledTimes(4)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('rests while the page is hidden', async () => {
    const { read } = await open()
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
    vi.advanceTimersByTime(5000)
    expect(read).toHaveBeenCalledTimes(1)
    hidden.mockReturnValue(false)
    document.dispatchEvent(new Event('visibilitychange'))
    vi.advanceTimersByTime(1000)
    expect(read).toHaveBeenCalledTimes(3)
  })

  it('keeps the elements that stay, so that focus and scrolling do', async () => {
    const { root, choose } = await open({ events: [makeEvent('page_view')] })
    choose('Events')
    const [panel, event] = [root.querySelector('[role=tabpanel]'), root.querySelector('.events li')]
    vi.advanceTimersByTime(1000)
    expect(root.querySelector('[role=tabpanel]')).toBe(panel)
    expect(root.querySelector('.events li')).toBe(event)
  })
})

describe('copying', () => {
  it('writes the report to the clipboard', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const { button, read } = await open()
    button('Copy report')?.click()
    await vi.waitFor(() => expect(button('Copied')).toBeDefined())
    expect(JSON.parse(writeText.mock.calls[0]?.[0] ?? '')).toEqual(JSON.parse(JSON.stringify(read())))
  })

  it('selects the text where the clipboard is closed', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'))
    const { button, root } = await open()
    button('Copy report')?.click()
    await vi.waitFor(() => expect(root.querySelector('textarea')).not.toBeNull())
    expect(JSON.parse(root.querySelector('textarea')?.textContent ?? '')).toHaveProperty('checks')
  })
})

it('draws text of the shop as text, in every tab', async () => {
  const events = [makeEvent('view_item', { items: [{ item_id: HOSTILE, item_name: HOSTILE }] })]
  const sources = [{ source: 'json-ld', said: { [HOSTILE]: 1 }, counted: 0, problems: [HOSTILE] }] as const
  const products = [found({ id: HOSTILE, title: HOSTILE, price: 12 })]
  const catalogue = [{ id: HOSTILE, title: HOSTILE, url: '/', price: 10, currency: 'GBP' }]
  const { tabs, root, panel } = await open({ events, sources, products, catalogue })
  const texts = tabs().map((tab) => {
    tab.click()
    expect(root.querySelector('img')).toBeNull()
    return panel()
  })
  expect(texts.filter((text) => text.includes(HOSTILE)).length).toBeGreaterThanOrEqual(3)
})
