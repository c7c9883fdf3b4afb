/** What every way to draw a slot does alike: the element, the React and the Vue component. */
import type { Client } from '@endcap/client'
import type { EventType } from '@endcap/core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { installObservers, intersect } from './observers.js'
import { SLOT_PRODUCTS, type SlotShop, startSlotShop } from './slot-shop.js'

export { installObservers, intersect } from './observers.js'
export { SLOT_CONFIG, SLOT_PRODUCTS, type SlotShop, startSlotShop } from './slot-shop.js'

/** What is to be drawn. */
export interface SlotMountOptions {
  readonly client: Client
  readonly placement: string
  /** Shown while the placement has none of its own. */
  readonly heading?: string
  /**
   * Draws with the page's own card, within the list's item: `<a class="own-link" href="…">title</a>`, which selects, and
   * `<button class="own-add">`, which offers the product to the cart.
   */
  readonly ownCard?: boolean
}

/** A slot that was drawn. */
export interface MountedSlot {
  /** In the document; holds the drawn row, or nothing. */
  readonly root: HTMLElement
  /** Takes it out of the page as a framework would. */
  unmount(): Promise<void> | void
}

/** How one kind of widget is drawn. */
export interface SlotHarness {
  /** Draws into the document. Resolves when the first drawing is done. */
  mount(options: SlotMountOptions): Promise<MountedSlot>
  /** False: it has no own cards, and these cases are left out. @default true */
  readonly ownCard?: boolean
}

/** The detail of `endcap:add-to-cart`, as the cases use it. */
interface CartDetail {
  readonly id: string
  readonly quantity: number
  readonly placement: string
  waitUntil(adding: Promise<unknown>): void
}

/** Lets everything that waits for a task or a promise have its turn. */
const settle = async () => {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setTimeout(resolve))
}

/**
 * Runs the cases of a slot over one kind of widget, on a real client, in a DOM without layout. The markup that they ask for: a
 * `section` that is `hidden` or not there when nothing is to be seen, named by its heading; in it a `ul` with one `li` a product,
 * on or in which `data-endcap-item` stands; one `role="status"`; and outside of the section an `.endcap-sentinel`.
 */
export function slotSuite(name: string, { mount, ownCard = true }: SlotHarness): void {
  describe(`slot: ${name}`, () => {
    let shop: SlotShop
    let mounted: MountedSlot[]

    beforeAll(installObservers)
    beforeEach(() => {
      shop = startSlotShop()
      mounted = []
    })
    afterEach(async () => {
      vi.useRealTimers()
      for (const { unmount } of mounted) await unmount()
      await settle()
      shop.stop()
      document.body.replaceChildren()
    })

    async function draw(placement: string, options: Partial<SlotMountOptions> = {}) {
      const slot = await mount({ client: shop.client, placement, ...options })
      mounted.push(slot)
      const all = (selector: string) => [...slot.root.querySelectorAll<HTMLElement>(selector)]
      const find = (selector: string) => all(selector)[0] as HTMLElement
      return {
        ...slot,
        all,
        find,
        /** Products drawn, in order. */
        cards: () =>
          all('section:not([hidden]) li [data-endcap-item], section:not([hidden]) li[data-endcap-item]').map(
            ({ dataset }) => dataset['endcapItem'],
          ),
        card: (id: string) => find(`[data-endcap-item="${id}"]`),
      }
    }
    /** Draws a row that has its products. */
    async function drawReady(options: Partial<SlotMountOptions> = {}) {
      const slot = await draw('row', options)
      await shop.arrive()
      await settle()
      return slot
    }
    const count = (type: EventType) => shop.events.filter((event) => event.type === type).length

    describe('what is drawn', () => {
      it('waits, then draws the products of the slot in order', async () => {
        const { cards, find } = await draw('row')
        expect(cards()).toEqual([])
        expect(find('section')?.getAttribute('aria-busy') ?? 'true').toBe('true')
        await shop.arrive()
        await settle()
        expect(cards()).toHaveLength(4)
        expect(cards()).toEqual(shop.ids('row'))
        expect(find('section').getAttribute('aria-busy')).not.toBe('true')
      })

      it('draws nothing of a placement that finds too few, and logs nothing', async () => {
        const { cards, all } = await draw('scarce')
        await shop.arrive()
        await settle()
        expect(cards()).toEqual([])
        expect(all('section li a[href]')).toEqual([])
        expect(count('widget_render')).toBe(0)
      })

      it('is a named region with a real list', async () => {
        const { find, all } = await drawReady()
        const section = find('section')
        const heading = find('section .endcap-heading')
        expect(heading.tagName).toMatch(/^H[2-6]$/)
        expect(heading.textContent).toBe('You may also like')
        expect(section.getAttribute('aria-labelledby')).toBe(heading.id)
        expect(document.querySelectorAll(`[id="${heading.id}"]`).length).toBe(1)
        expect(find('ul').getAttribute('role')).toBe('list')
        expect(find('ul').hasAttribute('aria-hidden')).toBe(false)
        expect([...find('ul').children].map(({ tagName }) => tagName)).toEqual(['LI', 'LI', 'LI', 'LI'])
        expect(all('[role=status]')).toHaveLength(1)
      })

      it('links each card to its product, with the title as text', async () => {
        const { card, cards } = await drawReady()
        for (const id of cards()) {
          const product = SLOT_PRODUCTS.find((entry) => entry.id === id)
          const link = card(id as string).querySelector('a')
          expect(link?.getAttribute('href')).toBe(product?.url)
          expect(link?.textContent).toContain(product?.title)
        }
      })
    })

    describe('what is logged', () => {
      it('tells of an answer once, however often it is drawn', async () => {
        const { cards } = await drawReady()
        expect(shop.logged('widget_render', 'row')).toEqual([cards()])
        shop.look()
        await settle()
        expect(cards()).toEqual(shop.ids('row'))
        expect(shop.logged('widget_render', 'row')).toHaveLength(2)
        expect(shop.logged('widget_render', 'row')[1]).toEqual(cards())
      })

      it('tells of cards seen for a second, once for each answer', async () => {
        const { cards, find } = await drawReady()
        vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
        const look = (from: number, to: number, ms: number) => {
          const seen = [...find('ul').children].slice(from, to)
          for (const child of seen) intersect(child, true)
          vi.advanceTimersByTime(ms)
          for (const child of seen) intersect(child, false)
        }
        look(0, 2, 1000)
        look(2, 3, 900)
        look(0, 2, 5000)
        expect(shop.logged('view_item_list', 'row')).toEqual([cards().slice(0, 2)])
      })

      it('tells of a click on a card', async () => {
        const { cards, card } = await drawReady()
        const id = cards()[2] as string
        card(id).querySelector('a')?.click()
        await settle()
        expect(shop.logged('select_item', 'row')).toEqual([[id]])
        expect(shop.events.find(({ type }) => type === 'select_item')?.items?.[0]).toMatchObject({ index: 2 })
      })

      it('logs the same answer in render, click and cart', async () => {
        const { cards, card } = await drawReady()
        card(cards()[0] as string)
          .querySelector('a')
          ?.click()
        card(cards()[0] as string)
          .querySelector('button')
          ?.click()
        await settle()
        const lists = ['widget_render', 'select_item', 'add_to_cart'].map(
          (type) => shop.events.find((event) => event.type === type)?.list,
        )
        expect(new Set(lists.map((list) => list?.requestId)).size).toBe(1)
        expect(lists[0]).toMatchObject({ placement: 'row', widget: 'row' })
      })

      it.each([
        ['seen', 'control'],
        ['unseen', 'none'],
      ])('logs the exposure of what is %s by the same sentinel, once', async (placement, variant) => {
        const { find, cards } = await draw(placement)
        const sentinel = find('.endcap-sentinel')
        expect(sentinel.closest('section')).toBeNull()
        intersect(sentinel, true)
        await settle()
        expect(count('experiment_exposure')).toBe(0)
        await shop.arrive()
        await settle()
        intersect(sentinel, false)
        intersect(sentinel, true)
        await settle()
        expect(cards().length > 0).toBe(placement === 'seen')
        expect(
          shop.events.filter(({ type }) => type === 'experiment_exposure').map((event) => event.experiments),
        ).toEqual([{ [`show-${placement}`]: variant }])
      })
    })

    describe('adding to the cart', () => {
      async function add(listener: (event: CustomEvent<CartDetail>) => void, own = false) {
        const row = await drawReady(own ? { ownCard: true } : {})
        const id = row.cards()[1] as string
        document.addEventListener('endcap:add-to-cart', listener as EventListener, { once: true })
        row.card(id).querySelector('button')?.click()
        await settle()
        const status = () => row.find('[role=status]').textContent
        return { ...row, id, status, added: () => shop.logged('add_to_cart', 'row') }
      }

      it('asks the shop by an event on the card, logs it once and says so', async () => {
        const seen: unknown[] = []
        const { id, added, status } = await add(({ target, bubbles, cancelable, detail }) => {
          seen.push((target as HTMLElement).dataset['endcapItem'], bubbles, cancelable)
          seen.push(detail.id, detail.quantity, detail.placement)
        })
        expect(seen).toEqual([id, true, true, id, 1, 'row'])
        expect(added()).toEqual([[id]])
        expect(shop.events.find(({ type }) => type === 'add_to_cart')?.items?.[0]).toMatchObject({ quantity: 1 })
        expect(status()).toMatch(/^Added to cart: /)
      })

      it('logs and says nothing when a listener cancels', async () => {
        const { added, status } = await add((event) => event.preventDefault())
        expect(added()).toEqual([])
        expect(status()).toBe('')
      })

      it('waits for a cart that answers later', async () => {
        let answer = () => {}
        const later = new Promise<void>((resolve) => {
          answer = resolve
        })
        const { id, added, status } = await add(({ detail }) => detail.waitUntil(later))
        expect(added()).toEqual([])
        answer()
        await settle()
        expect(added()).toEqual([[id]])
        expect(status()).toMatch(/^Added to cart: /)
      })

      it('says when the cart refused, and logs nothing', async () => {
        const { added, status } = await add(({ detail }) => detail.waitUntil(Promise.reject(new Error('sold out'))))
        expect(added()).toEqual([])
        expect(status()).toMatch(/^Could not be added to the cart: /)
      })

      if (ownCard) {
        it('is the same from an own card', async () => {
          const { id, added } = await add(() => {}, true)
          expect(added()).toEqual([[id]])
        })
      }
    })

    describe('a new answer', () => {
      it('waits while the row is on screen, and comes when it is out of sight', async () => {
        const { cards, find } = await drawReady()
        const before = cards()
        // Where a widget watches, list or section, is its own affair.
        const see = (isVisible: boolean) => {
          for (const target of [find('section'), find('ul')]) intersect(target, isVisible)
        }
        see(true)
        shop.look()
        await settle()
        expect(cards()).toEqual(before)
        see(false)
        await settle()
        expect(cards()).not.toEqual(before)
        expect(cards()).toEqual(shop.ids('row'))
      })

      it('leaves the focus on the card that it is on', async () => {
        const { cards, card } = await drawReady()
        shop.look()
        await settle()
        const [id] = cards().slice(-1) as [string]
        const link = card(id).querySelector('a') as HTMLElement
        link.focus()
        // The first three are in the cart: the fourth moves up.
        for (const other of cards().slice(0, 3))
          shop.client.track('add_to_cart', { items: [{ item_id: other as string }] })
        await settle()
        expect(cards()).toContain(id)
        expect(cards().indexOf(id)).not.toBe(3)
        expect(document.activeElement).toBe(link)
        expect(link.isConnected).toBe(true)
      })
    })

    describe('life', () => {
      it('stops the slot when it goes', async () => {
        const { unmount } = await drawReady()
        expect(shop.client.liveSlots()).toHaveLength(1)
        await unmount()
        await settle()
        expect(shop.client.liveSlots()).toHaveLength(0)
      })

      it('shares the slot with another of the same placement, which lives on when one goes', async () => {
        const first = await draw('row')
        const second = await drawReady()
        expect(first.cards()).toEqual(second.cards())
        expect(first.find('.endcap-heading').id).not.toBe(second.find('.endcap-heading').id)
        expect(shop.logged('widget_render', 'row')).toHaveLength(1)
        await first.unmount()
        await settle()
        expect(shop.client.liveSlots()).toHaveLength(1)
        shop.look()
        await settle()
        expect(second.cards()).toEqual(shop.ids('row'))
        expect(shop.logged('widget_render', 'row')).toHaveLength(2)
      })
    })

    if (ownCard) {
      it('draws an own card in the items of the same list, and logs its clicks', async () => {
        const { find, all, cards, card } = await drawReady({ ownCard: true })
        expect(find('ul').children.length).toBe(4)
        expect(all('.own-link')).toHaveLength(4)
        expect(all('.endcap-link')).toHaveLength(0)
        const id = cards()[0] as string
        card(id).querySelector<HTMLElement>('.own-link')?.click()
        await settle()
        expect(shop.logged('select_item', 'row')).toEqual([[id]])
      })
    }
  })
}
