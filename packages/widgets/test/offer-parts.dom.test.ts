import { type Campaign, resolvePlacement } from '@endcap/core'
import { h } from 'preact'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { create as createCountdown, formatTime } from '../src/messages/countdown.js'
import type { MessageContext } from '../src/messages/kind.js'
import { create as createSpend } from '../src/messages/spend.js'

const NOW = Date.UTC(2026, 10, 27, 10)
const MINUTE_MS = 6e4

beforeEach(() => void vi.useFakeTimers({ now: NOW }))
afterEach(() => void vi.useRealTimers())

/** The texts of a view, whichever renderer described it. */
const textOf = (view: unknown): string =>
  typeof view === 'string'
    ? view
    : Array.isArray(view)
      ? view.map(textOf).join(' ')
      : textOf((view as { props?: { children?: unknown } } | undefined)?.props?.children ?? [])

function context(campaign: Partial<Campaign>, more: object = {}): MessageContext {
  return {
    h,
    locale: 'en',
    labels: { ends: 'Ends in {}', spend: 'Add {} more', spent: 'Reached' },
    campaign: () => ({ id: 'sale', goal: 'sell', type: 'flash-sale', ...campaign }),
    design: () => resolvePlacement({ id: 'a', selector: '#x', schedule: { to: '2026-11-27T11:00Z' } }),
    draw: vi.fn(),
    ...more,
  } as unknown as MessageContext
}

describe('a countdown', () => {
  it.each([
    [3 * 864e5 + 4 * 36e5 + 59 * MINUTE_MS, 'en', '3 days 4 hr'],
    [36e5 + 5 * MINUTE_MS, 'en', '1 hr 5 min'],
    [59 * MINUTE_MS + 59_999, 'en', '59 min 59 sec'],
    [999, 'en', '0 sec'],
    [2 * 36e5, 'de', '2 Std. 0 Min.'],
  ])('says %d ms in %s as “%s”', (ms, locale, text) => {
    expect(formatTime(ms, locale)).toBe(text)
  })

  it('counts down to the end of the campaign by minutes, and by seconds in the last hour', () => {
    const own = context({ schedule: { to: '2026-11-27T12:00Z' } })
    const part = createCountdown(own)
    expect(textOf(part.view())).toBe('Ends in 2 hr 0 min')
    vi.advanceTimersByTime(59 * MINUTE_MS)
    expect(vi.mocked(own.draw).mock.calls.length).toBeLessThanOrEqual(60)
    expect(textOf(part.view())).toBe('Ends in 1 hr 1 min')
    vi.mocked(own.draw).mockClear()
    vi.advanceTimersByTime(MINUTE_MS + 10_500)
    expect(textOf(part.view())).toBe('Ends in 59 min 49 sec')
    expect(vi.mocked(own.draw).mock.calls.length).toBeGreaterThan(9)
    part.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('takes the schedule of the placement where the campaign has none, ends at nothing, and stops there', () => {
    const part = createCountdown(context({}))
    vi.advanceTimersByTime(61 * MINUTE_MS)
    expect(textOf(part.view())).toBe('Ends in 0 sec')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is nothing where there is no end', () => {
    expect(createCountdown(context({ schedule: { from: '2020-01-01' } })).view()).toBeUndefined()
  })
})

describe('spend and save', () => {
  let cart = [{ id: 'p', quantity: 1 }]
  const product = { id: 'p', title: 'P', url: '/p', price: 20, currency: 'GBP' }
  const listeners: ((event: { type: string }) => void)[] = []
  const client = {
    catalogue: () => ({ v: 1, products: [product] }),
    product: (id: string) => (id === 'p' ? product : undefined),
    profile: () => ({ cart }),
    tracker: {
      on(_: string, listener: (typeof listeners)[number]) {
        listeners.push(listener)
        return () => {}
      },
    },
  }

  it('says what is missing, and follows the cart', () => {
    const own = context({ spend: 50 }, { client })
    const part = createSpend(own)
    expect(textOf(part.view())).toContain('Add £30.00 more')
    cart = [{ id: 'p', quantity: 3 }]
    listeners[0]?.({ type: 'add_to_cart' })
    expect(own.draw).toHaveBeenCalledTimes(1)
    expect(textOf(part.view())).toContain('Reached')
    listeners[0]?.({ type: 'page_view' })
    expect(own.draw).toHaveBeenCalledTimes(1)
  })
})
