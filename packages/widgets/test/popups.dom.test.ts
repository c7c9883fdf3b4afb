import type { SlotSnapshot } from '@endcap/client'
import { type Placement, type PopupOpening, resolvePlacement } from '@endcap/core'
import { installObservers } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineElements } from '../src/define.js'
import { awaitOpening } from '../src/messages/popup-opening.js'
import { mountPlacements } from '../src/placement/placements.js'
import { createFakeClient, type FakeSlot } from './fake-client.js'

const client = createFakeClient()
const WAIT = { timeout: 10_000 }
const design = (more: Partial<Placement> = {}) =>
  resolvePlacement({
    id: 'pop',
    selector: 'body',
    widget: 'popup',
    message: { title: 'Stay', text: 'Ten off.', button: 'Fine' },
    popup: { on: 'delay', seconds: 10 },
    ...more,
  })
const ready = (more: Partial<Placement> = {}): Partial<SlotSnapshot> => ({
  state: 'ready',
  requestId: 'r1',
  design: design(more),
  closed: undefined,
})

beforeAll(async () => {
  installObservers()
  defineElements(client)
  document.body.innerHTML = '<endcap-grid></endcap-grid>'
  mountPlacements(client)
  await vi.waitFor(() => expect(customElements.get('endcap-popup')).toBeDefined())
})
beforeEach(() => {
  document.body.replaceChildren()
  client.slots.clear()
})
afterEach(() => vi.useRealTimers())

/** Adds a popup, waits until it is armed, and lets the time go that it waits for. */
async function add(answer: Partial<SlotSnapshot> = ready(), seconds = 10) {
  const field = document.body.appendChild(document.createElement('input'))
  const element = document.createElement('endcap-popup')
  element.setAttribute('placement', 'pop')
  document.body.append(element)
  await vi.waitFor(() => expect(client.slots.size).toBe(1), WAIT)
  const slot = [...client.slots.values()][0] as FakeSlot
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  slot.set(answer)
  const told = (type: string) => slot.calls.filter(([method]) => method === type).map(([, fields]) => fields)
  const dialog = () => element.querySelector('dialog')
  if (answer.state === 'ready') {
    await vi.waitFor(() => expect(dialog()?.textContent).toContain('Stay'), WAIT)
  }
  // The chunks of the opening come in real time.
  await vi.dynamicImportSettled()
  await vi.advanceTimersByTimeAsync(seconds * 1000)
  return { element, slot, told, dialog, field }
}

describe('<endcap-popup>', () => {
  it('opens as a modal dialog that its title names, once its time has come, and logs the showing', async () => {
    const { element, dialog, told, slot } = await add()
    expect(dialog()?.open).toBe(true)
    expect(dialog()?.getAttribute('aria-labelledby')).toBe(element.querySelector('h2')?.id)
    expect(told('offer_shown')).toEqual([{ offer: { campaign: 'pop' } }])
    expect(told('view_promotion').length).toBe(1)
    expect(slot.calls).toContainEqual(['visible', true])
  })

  it('is dismissed by its button, and does not open again', async () => {
    const { element, dialog, told, slot } = await add()
    element.querySelector<HTMLElement>('.endcap-close')!.click()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(dialog()?.open ?? false).toBe(false)
    expect(told('dismiss')).toEqual([{ offer: { campaign: 'pop' } }])
    expect(told('offer_shown').length).toBe(1)
    expect(slot.calls).toContainEqual(['visible', false])
  })

  it('is closed by a button without an address, which accepts and does not dismiss', async () => {
    const { element, dialog, told } = await add()
    element.querySelector<HTMLElement>('.endcap-words .endcap-button')!.click()
    expect(dialog()?.open ?? false).toBe(false)
    expect([told('offer_accepted').length, told('dismiss').length]).toEqual([1, 0])
  })

  it('logs the moment of a visitor who is held out, and draws nothing', async () => {
    const { dialog, told } = await add({ state: 'hidden', closed: 'holdout', design: design() })
    expect(dialog()).toBeNull()
    expect(told('offer_shown')).toEqual([{ offer: { campaign: 'pop', holdout: true } }])
  })

  it('logs the exposure alone of a variant that shows nothing', async () => {
    const { dialog, told, slot } = await add({ state: 'hidden', design: design({ hidden: true }) })
    expect([dialog(), told('offer_shown')]).toEqual([null, []])
    expect(slot.calls).toContainEqual(['exposed'])
  })

  it.each(['frequency', 'audience', 'done', 'page'] as const)(
    'neither opens nor logs where %s closes it',
    async (closed) => {
      const { dialog, told, slot } = await add({ state: 'hidden', closed, design: design() }, 100)
      expect([dialog(), told('offer_shown')]).toEqual([null, []])
      expect(slot.calls.some(([method]) => method === 'exposed')).toBe(false)
    },
  )
})

describe('an opening', () => {
  /** How often it has opened after what the test does. */
  async function opened(opening: PopupOpening, act: (step: (ms: number) => Promise<unknown>) => Promise<void>) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
    let count = 0
    const stop = awaitOpening(opening, () => count++)
    await act((ms) => vi.advanceTimersByTimeAsync(ms))
    stop()
    return count
  }
  const leave = (clientY = -1) =>
    document.documentElement.dispatchEvent(new MouseEvent('mouseout', { clientY, relatedTarget: null }))
  const pointer = (isFine: boolean) => vi.stubGlobal('matchMedia', () => ({ matches: isFine }))
  afterEach(() => vi.unstubAllGlobals())

  it('by exit waits for the upper edge, but not in the first five seconds', async () => {
    pointer(true)
    expect(
      await opened({ on: 'exit' }, async (step) => {
        leave()
        await step(4999)
        leave()
        await step(1)
        leave(300)
      }),
    ).toBe(0)
    expect(
      await opened({ on: 'exit' }, async (step) => {
        await step(5000)
        leave()
        leave()
      }),
    ).toBe(1)
  })

  it('by exit without a fine pointer waits for so long without a touch', async () => {
    pointer(false)
    const touch = async (step: (ms: number) => Promise<unknown>) => {
      await step(19_999)
      document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
      await step(19_999)
    }
    expect(await opened({ on: 'exit', seconds: 20 }, touch)).toBe(0)
    expect(await opened({ on: 'exit', seconds: 20 }, async (step) => void (await step(20_000)))).toBe(1)
  })

  it('by delay counts the time in sight', async () => {
    const visibility = vi.spyOn(document, 'visibilityState', 'get')
    const show = (state: DocumentVisibilityState) => {
      visibility.mockReturnValue(state)
      document.dispatchEvent(new Event('visibilitychange'))
    }
    const count = await opened({ on: 'delay', seconds: 30 }, async (step) => {
      await step(20_000)
      show('hidden')
      await step(60_000)
      show('visible')
      await step(9_999)
    })
    expect(count).toBe(0)
    expect(await opened({ on: 'delay', seconds: 30 }, async (step) => void (await step(30_000)))).toBe(1)
    visibility.mockRestore()
  })

  it('by scroll waits for the share of the page', async () => {
    vi.spyOn(document.documentElement, 'scrollHeight', 'get').mockReturnValue(innerHeight + 1000)
    const scroll = (top: number) => {
      vi.stubGlobal('scrollY', top)
      document.dispatchEvent(new Event('scroll'))
    }
    expect(
      await opened({ on: 'scroll', percent: 60 }, async (step) => {
        await step(6000)
        scroll(599)
        await step(1000)
      }),
    ).toBe(0)
    expect(
      await opened({ on: 'scroll', percent: 60 }, async (step) => {
        scroll(700)
        await step(5000)
      }),
    ).toBe(1)
    vi.restoreAllMocks()
  })

  it('waits while the shopper types, and while another dialog is open', async () => {
    const field = document.body.appendChild(document.createElement('textarea'))
    field.focus()
    const delay = { on: 'delay', seconds: 5 } as const
    expect(await opened(delay, async (step) => void (await step(50_000)))).toBe(0)
    const after = await opened(delay, async (step) => {
      await step(50_000)
      field.blur()
      field.dispatchEvent(new Event('focusout', { bubbles: true }))
      await step(1)
    })
    expect(after).toBe(1)
    const other = document.body.appendChild(document.createElement('div'))
    other.setAttribute('aria-modal', 'true')
    expect(await opened(delay, async (step) => void (await step(50_000)))).toBe(0)
  })
})
