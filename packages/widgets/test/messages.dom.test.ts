import type { SlotSnapshot } from '@endcap/client'
import { type Campaign, type Placement, resolvePlacement } from '@endcap/core'
import { installObservers, intersect } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineElements } from '../src/define.js'
import type { CouponDetail } from '../src/messages/coupon.js'
import { mountPlacements } from '../src/placement/mount-placements.js'
import { createFakeClient, type FakeSlot } from './fake-client.js'

const MESSAGE = { title: 'Ten off', text: 'This week.', button: 'Show', image: '/offer.svg' } as const
const SPRING: Campaign = { id: 'spring', goal: 'sell', type: 'coupon', coupon: { code: 'TEN' } }
const PERSONAL: Campaign = { id: 'personal', goal: 'win-back', type: 'coupon', coupon: { from: 'shop' } }
const client = createFakeClient({ config: { v: 1, placements: [], campaigns: [SPRING, PERSONAL] } })

/** Chunks come for the first time. */
const WAIT = { timeout: 10_000 }

beforeAll(async () => {
  installObservers()
  defineElements(client)
  document.body.innerHTML = '<endcap-grid></endcap-grid>'
  mountPlacements(client)
  await vi.waitFor(() => expect(customElements.get('endcap-offer')).toBeDefined())
})
beforeEach(() => {
  document.body.replaceChildren()
  client.slots.clear()
  client.setMember({})
})
afterEach(() => {
  vi.useRealTimers()
  client.given.length = 0
})

const design = (more: Partial<Placement> = {}) =>
  resolvePlacement({ id: 'banner', selector: '#x', widget: 'offer', message: MESSAGE, ...more })
const ready = (more: Partial<Placement> = {}): Partial<SlotSnapshot> => ({
  state: 'ready',
  requestId: 'r1',
  design: design(more),
  closed: undefined,
})

/** Adds an element, waits for its chunks, and answers it. */
async function add(
  answer: Partial<SlotSnapshot> = ready(),
  attributes: Record<string, string> = { placement: 'banner' },
) {
  const element = document.createElement('endcap-offer')
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  document.body.append(element)
  await vi.waitFor(() => expect(client.slots.size).toBeGreaterThan(0), WAIT)
  const slot = [...client.slots.values()].pop() as FakeSlot
  slot.set(answer)
  const find = (selector: string) => element.querySelector<HTMLElement>(selector) as HTMLElement
  const told = (type: string) => slot.calls.filter(([method]) => method === type).map(([, fields]) => fields)
  await vi.waitFor(() => expect(find('section').dataset['endcapState']).toBe(slot.snapshot().state), WAIT)
  return { element, slot, find, told }
}
/** The element was on screen for a second. */
async function see(...elements: Element[]) {
  vi.useFakeTimers()
  for (const element of elements) intersect(element, true)
  await vi.advanceTimersByTimeAsync(1000)
  vi.useRealTimers()
}

describe('<endcap-offer>', () => {
  it('draws title, text, image and button in a section that the title names', async () => {
    const { find } = await add()
    expect(find('section').getAttribute('aria-labelledby')).toBe(find('h2').id)
    expect(find('h2').textContent).toBe('Ten off')
    expect(find('.endcap-text').textContent).toBe('This week.')
    expect(find('img').getAttribute('alt')).toBe('')
    expect(find('.endcap-button').textContent).toBe('Show')
  })

  it('draws nothing while it waits, and nothing where the placement says nothing', async () => {
    const { find, slot } = await add({ state: 'loading' })
    expect(find('section').hidden).toBe(true)
    slot.set({ ...ready(), design: resolvePlacement({ id: 'banner', selector: '#x', widget: 'offer' }) })
    await vi.waitFor(() => expect(find('section').dataset['endcapState']).toBe('empty'))
    expect(find('section').children.length).toBe(0)
  })

  it('stays in the place that the page kept, and keeps it', async () => {
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(300)
    const { element, slot, find } = await add()
    expect([element.classList.contains('endcap-out'), find('section').hidden]).toEqual([false, false])
    vi.restoreAllMocks()
    vi.spyOn(element, 'getBoundingClientRect').mockReturnValue({ top: 0, bottom: 300 } as DOMRect)
    vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{} as PerformanceEntry])
    slot.set({ state: 'hidden', closed: 'schedule' })
    expect([element.classList.contains('endcap-out'), find('section').hidden]).toEqual([false, false])
    expect(find('section').classList.contains('endcap-blank')).toBe(true)
    vi.restoreAllMocks()
  })

  it('reads its message from the attributes where the config has no placement of it', async () => {
    await add(ready(), { heading: 'Hello', text: 'Welcome', url: '/sale', button: 'Go', campaign: 'spring' })
    expect(client.given[0]).toMatchObject({
      id: expect.stringMatching(/^offer-\d+$/),
      widget: 'offer',
      campaign: 'spring',
      message: { title: 'Hello', text: 'Welcome', url: '/sale', button: 'Go', countdown: false },
    })
  })

  it('logs the showing when its place was in sight for a second, once a page, and the promotion when half of it was', async () => {
    const { find, slot, told } = await add(ready({ campaign: 'spring' }))
    await see(find('.endcap-sentinel'))
    const offer = { campaign: 'spring', type: 'coupon', coupon: 'code' }
    expect(told('offer_shown')).toEqual([{ offer }])
    expect(told('view_promotion')).toEqual([])
    await see(find('section'), find('.endcap-sentinel'))
    expect(told('view_promotion')).toEqual([{ offer }])
    expect(told('offer_shown').length).toBe(1)
    expect(slot.calls.filter(([method]) => method === 'rendered').length).toBe(1)
    client.setPage('product')
    await see(find('.endcap-sentinel'))
    expect(told('offer_shown').length).toBe(2)
  })

  it('logs the place of a visitor who is held out, and draws nothing there', async () => {
    const { find, told } = await add({ state: 'hidden', closed: 'holdout', design: design({ campaign: 'spring' }) })
    await see(find('.endcap-sentinel'))
    expect(told('offer_shown')).toEqual([
      { offer: { campaign: 'spring', type: 'coupon', coupon: 'code', holdout: true } },
    ])
    expect(find('section').hidden).toBe(true)
    expect(find('h2')).toBeNull()
  })

  it.each(['audience', 'schedule', 'frequency', 'done'] as const)(
    'logs nothing where %s leaves it out',
    async (closed) => {
      const { find, told } = await add({ state: 'hidden', closed, design: design({ campaign: 'spring' }) })
      await see(find('.endcap-sentinel'))
      expect(told('offer_shown')).toEqual([])
    },
  )

  it('shows the code at the press of the button, which accepts, and copies it', async () => {
    const { find, told } = await add(ready({ campaign: 'spring' }))
    expect(find('.endcap-code')).toBeNull()
    find('.endcap-button').click()
    expect(find('.endcap-code').textContent).toBe('TEN')
    // The button that was pressed is gone: the focus is on the next one.
    expect(document.activeElement?.textContent).toBe('Copy code')
    const copied: string[] = []
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => copied.push(text) } })
    find('.endcap-button').click()
    await vi.waitFor(() => expect(find('[role=status]').textContent).toBe('Code copied'))
    vi.unstubAllGlobals()
    expect(copied).toEqual(['TEN'])
    expect(told('offer_accepted')).toEqual([{ offer: { campaign: 'spring', type: 'coupon', coupon: 'code' } }])
    expect(JSON.stringify(told('offer_accepted').concat(told('select_promotion')))).not.toContain('TEN')
  })

  it('selects the code where nothing may be copied', async () => {
    const { find } = await add(ready({ campaign: 'spring', message: { title: 'Ten off' } }))
    vi.stubGlobal('navigator', {})
    find('.endcap-button').click()
    await vi.waitFor(() => expect(find('[role=status]').textContent).toBe('Code selected'))
    vi.unstubAllGlobals()
    expect(getSelection()?.toString()).toBe('TEN')
  })

  it('is gone when it is closed, and tells', async () => {
    const { find, told } = await add()
    find('.endcap-close').click()
    expect(find('section').hidden).toBe(true)
    expect(told('dismiss')).toEqual([{ offer: { campaign: 'banner' } }])
  })

  it('leaves out a button that leads nowhere safe', async () => {
    const url = 'javascript:alert(1)'
    const { find } = await add(ready({ message: { ...MESSAGE, url } }))
    expect(find('.endcap-button')).toBeNull()
    expect(find('section').innerHTML).not.toContain('javascript')
  })

  it('speaks the language of its place, and the words of the element', async () => {
    document.documentElement.lang = 'de'
    const { find } = await add(ready({ campaign: 'spring', message: { title: 'x' } }), {
      placement: 'banner',
      labels: '{"copy":"Nimm"}',
    })
    document.documentElement.removeAttribute('lang')
    expect(find('.endcap-close').getAttribute('aria-label')).toBe('Schließen')
    expect(find('.endcap-button').textContent).toBe('Nimm')
  })
})

describe('a personal coupon', () => {
  const closed = { state: 'hidden', closed: 'coupon', design: design({ campaign: 'personal' }) } as const

  it('is asked of the shop once, and given to the client', async () => {
    const asked: CouponDetail[] = []
    const answer = (event: Event) => {
      const { detail } = event as CustomEvent<CouponDetail>
      asked.push(detail)
      detail.respondWith(Promise.resolve('MINE-1'))
    }
    document.addEventListener('endcap:coupon', answer)
    const { slot } = await add(closed)
    await vi.waitFor(() => expect(client.member().coupons).toEqual({ personal: 'MINE-1' }))
    slot.set(closed)
    document.removeEventListener('endcap:coupon', answer)
    expect(asked).toMatchObject([{ campaign: 'personal', type: 'coupon', placement: 'banner' }])
  })

  it('of a list is always the same for a visitor', async () => {
    client.setMember({ coupons: { personal: ['A', 'B', 'C'] } })
    const answer = ready({ campaign: 'personal', message: { title: 'x' } })
    const codes = [await add(answer), await add(answer)].map(({ find }) => find('.endcap-code').textContent)
    expect(new Set(codes).size).toBe(1)
    expect(['A', 'B', 'C']).toContain(codes[0])
  })
})
