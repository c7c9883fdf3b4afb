/** @jsxImportSource react */
import { createServerRecommender } from '@endcap/client/server'
import {
  installObservers,
  intersect,
  SLOT_CONFIG,
  SLOT_PRODUCTS,
  type SlotShop,
  slotSuite,
  startSlotShop,
} from '@endcap/testkit/suites/slot'
import { type ReactNode, Suspense, useState } from 'react'
import type { Root } from 'react-dom/client'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { EndcapProvider, Slot, useExperiment, useRecommendations, useReorder, useTrack } from '../src/index.js'
import { mountSlot, Page, type ReactDom, settle } from './draw.js'

const initial = createServerRecommender({ config: SLOT_CONFIG, catalogue: { v: 1, products: SLOT_PRODUCTS } })()
const served = initial['row']?.items.map(({ product }) => product.id)

function OwnRow() {
  const { items, place, list, select, heading } = useRecommendations('row')
  return (
    <section ref={place}>
      <h3>{heading}</h3>
      <div ref={list}>
        {items.map((item) => (
          <a
            key={item.product.id}
            href={item.product.url}
            data-endcap-item={item.product.id}
            onClick={() => select(item)}
          >
            {item.product.title}
          </a>
        ))}
      </div>
    </section>
  )
}

function Tested() {
  const { variant, experiment, place } = useExperiment('unseen')
  return <p ref={place}>{`${experiment} ${variant}`}</p>
}

function Counter() {
  const track = useTrack()
  const [count, setCount] = useState(0)
  return (
    <button
      type="button"
      onClick={() => {
        track('view_item', { items: [{ item_id: `p${count}` }] })
        setCount(count + 1)
      }}
    >
      {count}
    </button>
  )
}

const given = ['p0', 'p1', 'p9', 'p8']
function List({ ids = given }: { ids?: readonly string[] }) {
  const { ids: order, list, select } = useReorder('reordered', ids)
  return (
    <ul ref={list}>
      {order.map((id) => (
        <li key={id} data-endcap-item={id}>
          <button type="button" onClick={() => select(id)}>
            {id}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** What was drawn of `row`, each time. */
const seen: string[][] = []
function Spy() {
  seen.push(useRecommendations('row').items.map(({ product }) => product.id))
  return null
}

/** Suspends while there is a promise. */
const late: { promise?: Promise<void> | undefined } = {}
function Late() {
  if (late.promise) throw late.promise
  return <Slot placement={{ id: 'late', selector: '', strategy: ['trending'], count: 2, min: 1 }} />
}

/** What the adapter promises beyond the shared suite, on one version of React. */
export function adapterSuite(name: string, dom: ReactDom): void {
  slotSuite(name, { mount: (options) => mountSlot(dom, options) })

  describe(name, () => {
    let shop: SlotShop
    let container: HTMLElement
    let app: Root | undefined
    const said: unknown[][] = []

    beforeAll(installObservers)
    beforeEach(() => {
      shop = startSlotShop()
      container = document.createElement('div')
      document.body.append(container)
      said.length = 0
      for (const method of ['error', 'warn'] as const)
        vi.spyOn(console, method).mockImplementation((...text) => void said.push(text))
    })
    afterEach(async () => {
      app?.unmount()
      app = undefined
      await settle()
      shop.stop()
      container.remove()
      vi.restoreAllMocks()
      expect(said).toEqual([])
    })

    async function show(children: ReactNode, root = (app ??= dom.createRoot(container))) {
      root.render(<Page client={shop.client}>{children}</Page>)
      await settle()
    }
    const find = (selector: string) => container.querySelector<HTMLElement>(selector) as HTMLElement
    const cards = () =>
      [...container.querySelectorAll<HTMLElement>('[data-endcap-item]')].map(({ dataset }) => dataset['endcapItem'])
    const types = () => shop.events.map(({ type }) => type)

    describe('a page that a server drew', () => {
      const html = (page: ReactNode) => dom.renderToString(page)
      const page = (props: object) => (
        <Page initial={initial} {...props}>
          <Slot placement="row" />
          <Slot placement="scarce" />
        </Page>
      )

      it('holds the cards of the payload, and skeletons for the rest', () => {
        container.innerHTML = html(page({}))
        expect(cards()).toEqual(served)
        expect(find('.endcap-heading').textContent).toBe('You may also like')
        expect(container.querySelectorAll('.endcap-skeleton').length).toBe(6)
      })

      it('hydrates without a word, keeps its nodes, and logs one render', async () => {
        container.innerHTML = html(page({}))
        const before = find('li a')
        shop.stop()
        shop = startSlotShop({ initial })
        app = dom.hydrateRoot(container, page({ client: shop.client }))
        await settle()
        expect(cards()).toEqual(served)
        await shop.arrive()
        shop.look()
        await settle()
        expect(find('li a')).toBe(before)
        expect(cards()).toEqual(served)
        expect(shop.logged('widget_render', 'row')).toEqual([served])
        for (const isVisible of [true, false]) intersect(find('section'), isVisible)
        await settle()
        expect(cards()).not.toEqual(served)
        expect(cards()).toEqual(shop.ids('row'))
      })

      it('starts from the payload where nothing was drawn either, keeps it in StrictMode, and does so once', async () => {
        shop.stop()
        shop = startSlotShop({ initial })
        const draw = async (slot: ReactNode) => {
          app ??= dom.createRoot(container)
          app.render(
            <Page client={shop.client} initial={initial}>
              {slot}
            </Page>,
          )
          await settle()
        }
        await draw(<Slot placement="row" />)
        await shop.arrive()
        shop.look()
        await settle()
        expect(cards()).toEqual(served)
        await draw(null)
        seen.length = 0
        await draw(<Spy />)
        expect(seen[0]).toEqual([])
        expect(seen.at(-1)).toEqual(shop.ids('row'))
        expect(seen.at(-1)).not.toEqual(served)
      })

      it('makes its client of options once it is drawn, in StrictMode too, and stops it when it goes', async () => {
        const fetch = vi.fn(async () => ({ ok: true, json: async () => SLOT_CONFIG }) as never)
        const onVisible = vi.fn(() => stopped)
        const stopped = vi.fn()
        const options = {
          key: 'demo',
          config: '/config.json',
          detect: false,
          consentTools: false,
          env: { fetch, onVisible },
        }
        container.innerHTML = html(page({ options }))
        expect(fetch).not.toHaveBeenCalled()
        app = dom.hydrateRoot(container, page({ options }))
        await settle()
        expect(cards()).toEqual(served)
        expect(fetch).toHaveBeenCalledOnce()
        expect(stopped).not.toHaveBeenCalled()
        app.unmount()
        app = undefined
        await settle()
        expect(stopped).toHaveBeenCalledOnce()
      })
    })

    it('leaves nothing behind of what React throws away', async () => {
      let go = () => {}
      late.promise = new Promise<void>((resolve) => {
        go = () => {
          late.promise = undefined
          resolve()
        }
      })
      await shop.arrive()
      await show(
        <Suspense fallback={<p>Wait</p>}>
          <Late />
          <Slot placement="row" />
        </Suspense>,
      )
      expect(shop.client.liveSlots()).toEqual([])
      go()
      await vi.waitFor(() => expect(cards().length).toBeGreaterThan(4))
      await settle()
      expect(shop.logged('widget_render', 'row')).toHaveLength(1)
    })

    it('goes from placement to placement, and a new key keeps the slot', async () => {
      await shop.arrive()
      await show(<Slot placement="row" key="a" />)
      await show(<Slot placement="row" key="b" />)
      expect(shop.logged('widget_render', 'row')).toHaveLength(1)
      await show(<Slot placement="seen" key="b" />)
      expect(shop.client.liveSlots().map(({ placement }) => placement)).toEqual(['seen'])
      expect(cards()).toEqual(shop.ids('seen'))
    })

    it('no longer keeps a list for a row on screen that has gone', async () => {
      await shop.arrive()
      const rows = (isFirst: boolean) => (
        <>
          {isFirst && <Slot placement="row" key="first" />}
          <Slot placement="row" key="second" />
        </>
      )
      await show(rows(true))
      const before = cards().slice(0, 4)
      intersect(find('section'), true)
      intersect(container.querySelectorAll('section')[1] as Element, false)
      shop.look()
      await settle()
      expect(cards().slice(0, 4)).toEqual(before)
      await show(rows(false))
      expect(cards()).not.toEqual(before)
      expect(cards()).toEqual(shop.ids('row'))
    })

    it('takes a placement of the page’s own, given anew each time', async () => {
      await shop.arrive()
      const own = () => (
        <Slot placement={{ id: 'own', selector: '', strategy: ['trending'], count: 2, min: 1, heading: 'Own' }} />
      )
      await show(own())
      await show(own())
      expect(cards()).toHaveLength(2)
      expect(find('h2').textContent).toBe('Own')
      expect(shop.logged('widget_render', 'own')).toHaveLength(1)
    })

    it('leaves out buttons and headings that are not there', async () => {
      await shop.arrive()
      await show(
        <Slot placement={{ id: 'bare', selector: '', strategy: ['trending'], count: 1, min: 1 }} cart={false} />,
      )
      expect(container.querySelectorAll('li button').length).toBe(0)
      expect(find('section').getAttribute('aria-label')).toBe('Recommended products')
      expect(find('h2').getAttribute('aria-hidden')).toBe('true')
    })

    it('never links to a script', () => {
      const items = ['javascript:alert(1)', ' java\tscript:alert(1)', 'data:text/html,x'].map((url, index) => ({
        ...initial['row']!.items[0]!,
        index,
        product: { ...SLOT_PRODUCTS[index]!, url },
      }))
      container.innerHTML = dom.renderToString(
        <Page initial={{ row: { ...initial['row']!, items } }}>
          <Slot placement="row" />
        </Page>,
      )
      expect(container.querySelectorAll('li a').length).toBe(3)
      expect(container.querySelectorAll('a[href]').length).toBe(0)
    })

    it('has arrows that stay enabled for the focus, with aria-disabled at the ends', async () => {
      await shop.arrive()
      await show(<Slot placement="row" />)
      const scrollBy = vi.fn()
      find('ul').scrollBy = scrollBy
      const place = async (scrollLeft: number) => {
        for (const [property, value] of Object.entries({ scrollLeft, clientWidth: 400, scrollWidth: 1000 })) {
          Object.defineProperty(find('ul'), property, { value, configurable: true, writable: true })
        }
        find('ul').dispatchEvent(new Event('scroll'))
        await settle()
        return ['.endcap-previous', '.endcap-next'].map((name) => find(name).getAttribute('aria-disabled'))
      }
      expect(find('.endcap-nav').classList.contains('endcap-blank')).toBe(true)
      expect(await place(0)).toEqual(['true', 'false'])
      find('.endcap-previous').click()
      expect(scrollBy).not.toHaveBeenCalled()
      expect(await place(300)).toEqual(['false', 'false'])
      expect(await place(-600)).toEqual(['false', 'true'])
      find('.endcap-previous').click()
      expect(scrollBy).toHaveBeenCalledOnce()
      // A new answer is read from its best card.
      shop.look()
      await settle()
      expect(find('ul').scrollLeft).toBe(0)
    })

    it('keeps the space of a row that turns out empty in sight, and gives it back below', async () => {
      await show(<Slot placement="scarce" />)
      await shop.arrive()
      await settle()
      expect(find('section').classList.contains('endcap-blank')).toBe(true)
      vi.spyOn(find('.endcap-sentinel'), 'getBoundingClientRect').mockReturnValue({ top: innerHeight + 1 } as DOMRect)
      intersect(find('.endcap-sentinel'), false)
      await settle()
      expect(find('section').hidden).toBe(true)
      expect(find('.endcap').classList.contains('endcap-out')).toBe(true)
    })

    it('writes prices in the locale and words of the provider', async () => {
      await shop.arrive()
      app = dom.createRoot(container)
      app.render(
        <EndcapProvider client={shop.client} locale="de" labels={{ add: 'In den Warenkorb' }}>
          <Slot placement="row" />
        </EndcapProvider>,
      )
      await settle()
      expect(find('.endcap-price').textContent).toMatch(/\d,00\s£/)
      expect(find('.endcap-atc').textContent).toBe('In den Warenkorb')
    })

    it('useRecommendations gives the products to a row of the page’s own', async () => {
      await show(<OwnRow />)
      await shop.arrive()
      await settle()
      expect(cards()).toEqual(shop.ids('row'))
      expect(shop.logged('widget_render', 'row')).toEqual([cards()])
      find('a').click()
      expect(shop.logged('select_item', 'row')).toEqual([cards().slice(0, 1)])
    })

    it('useExperiment tells the variant and logs its exposure once', async () => {
      await show(<Tested />)
      expect(find('p').textContent).toBe('undefined undefined')
      await shop.arrive()
      await settle()
      expect(find('p').textContent).toBe('show-unseen none')
      intersect(find('p'), true)
      await settle()
      expect(types().filter((type) => type === 'experiment_exposure')).toHaveLength(1)
    })

    describe('useReorder', () => {
      const config = { ...SLOT_CONFIG, placements: [{ id: 'reordered', selector: 'main', widget: 'reorder' }] } as const
      const lampsFirst = () => shop.client.reorder('reordered', given)?.ids as string[]
      const start = async () => {
        shop.stop()
        shop = startSlotShop({ config })
        await shop.arrive()
        shop.look()
        await settle()
      }

      it('orders the list in its first drawing, and logs it once', async () => {
        await start()
        await show(<List />)
        expect(cards()).not.toEqual(given)
        expect(cards()).toEqual(lampsFirst())
        expect(shop.logged('widget_render', 'reordered')).toEqual([cards()])
        find('button').click()
        expect(shop.logged('select_item', 'reordered')).toEqual([cards().slice(0, 1)])
        await show(<List ids={['p1', 'p8']} />)
        expect(cards()).toEqual(['p8', 'p1'])
      })

      /** Draws on the server and hydrates, where `rectOf` says what stands where. */
      const hydrate = async (rectOf: (element: HTMLElement) => object) => {
        await start()
        vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{}] as PerformanceEntryList)
        vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(function (this: HTMLElement) {
          return rectOf(this) as DOMRect
        })
        container.innerHTML = dom.renderToString(
          <Page>
            <List />
          </Page>,
        )
        app = dom.hydrateRoot(
          container,
          <Page client={shop.client}>
            <List />
          </Page>,
        )
        await settle()
      }

      it('leaves a list that a server drew as it is while it is in sight, and orders it out of sight', async () => {
        const place = { top: 10, bottom: 90 }
        await hydrate(() => place)
        expect(cards()).toEqual(given)
        place.top = innerHeight + 1
        intersect(find('ul'), false)
        await settle()
        expect(cards()).toEqual(lampsFirst())
      })

      it('orders what is below the window of a list that is partly in sight', async () => {
        await hydrate((element) => {
          const top = element.dataset['endcapItem'] && element.textContent !== 'p0' ? innerHeight + 1 : 10
          return { top, bottom: top + 80 }
        })
        expect(cards()).toEqual(['p0', ...lampsFirst().filter((id) => id !== 'p0')])
        expect(shop.logged('widget_render', 'reordered')).toEqual([cards()])
      })
    })

    it('useTrack logs events of the page', async () => {
      await show(<Counter />)
      find('button').click()
      await settle()
      expect(types().filter((type) => type === 'view_item')).toHaveLength(1)
    })

    it('waits quietly without a provider', async () => {
      app = dom.createRoot(container)
      app.render(<Slot placement="row" heading="Soon" />)
      await settle()
      expect(find('section').getAttribute('aria-busy')).toBe('true')
    })
  })
}
