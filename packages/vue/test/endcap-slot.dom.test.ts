import { installObservers, intersect, type SlotShop, startSlotShop } from '@endcap/testkit/suites/slot'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, ref } from 'vue'
import { type CardScope, type EndcapOptions, EndcapSlot, Slot } from '../src/index.js'
import { blurWhatMoves, mount, settle } from './mount.js'

let shop: SlotShop
let view: ReturnType<typeof mount> | undefined

beforeAll(installObservers)
beforeEach(() => {
  shop = startSlotShop()
})
afterEach(() => {
  view?.unmount()
  view = undefined
  shop.stop()
  vi.restoreAllMocks()
})

async function draw(
  props: Record<string, unknown> = {},
  options?: EndcapOptions,
  card?: (scope: CardScope) => unknown,
) {
  const slots = card ? { default: card as never } : {}
  const drawn = mount(shop.client, () => () => h(EndcapSlot, { placement: 'row', ...props }, slots), options)
  view = drawn
  await shop.arrive()
  await settle()
  expect(drawn.warnings).toEqual([])
  return drawn
}

describe('the default card', () => {
  it('is a lazy image of known size, both prices of a sale, and a button outside of the link', async () => {
    const { find } = await draw({}, { locale: 'en-GB' })
    const card = find('[data-endcap-item=p0]')
    expect(card.outerHTML).toBe(
      '<div class="endcap-card" data-endcap-item="p0"><a class="endcap-link" href="#p0"><span class="endcap-media">' +
        '<img class="endcap-img" src="/img/0.svg" alt="" width="400" height="400" loading="lazy" decoding="async"></span>' +
        '<span class="endcap-title">Mug 0</span><span class="endcap-prices"><b class="endcap-price endcap-sale">' +
        '<span class="endcap-sr">Sale price </span>£5.00</b> <s class="endcap-was"><span class="endcap-sr">Was </span>£10.00</s>' +
        '</span></a><button type="button" class="endcap-atc" aria-label="Add to cart: Mug 0">Add to cart</button></div>',
    )
  })

  it('never links to a script', async () => {
    const urls = ['javascript:alert(1)', ' java\tscript:alert(1)', 'vbscript:x']
    shop.stop()
    shop = startSlotShop({
      catalogue: {
        v: 1,
        products: urls.map((url, i) => ({
          id: `b${i}`,
          title: url,
          url: i < 2 ? `x${url}` : url,
          price: 1,
          currency: 'GBP',
        })),
      },
    })
    const { all } = await draw()
    expect(all('.endcap-link')).toHaveLength(3)
    expect(all('.endcap-link[href]')).toHaveLength(0)
  })

  it('speaks the words of the app, and has no button without a cart', async () => {
    const { find, all } = await draw({}, { labels: { add: 'In den Warenkorb', next: 'Weiter' } })
    expect(find('.endcap-atc').textContent).toBe('In den Warenkorb')
    expect(find('.endcap-next').getAttribute('aria-label')).toBe('Weiter')
    expect(all('.endcap-previous')[0]?.getAttribute('aria-label')).toBe('Previous products')
    view?.unmount()
    expect((await draw({ cart: false })).all('.endcap-atc')).toHaveLength(0)
  })
})

describe('an own card', () => {
  it('tells of a choice that is no link, and adds a quantity', async () => {
    const heard = vi.fn()
    const { find, root } = await draw({}, undefined, ({ item, select, add }) => [
      h('button', { class: 'choose', onClick: select }, item.product.title),
      h('button', { class: 'add', onClick: () => add(3) }),
    ])
    root.addEventListener('endcap:click', (event) => heard((event as CustomEvent).detail))
    find('.choose').click()
    find('.add').click()
    const id = shop.ids('row')[0]
    expect(shop.logged('select_item', 'row')).toEqual([[id]])
    expect(heard).toHaveBeenCalledWith({ placement: 'row', requestId: expect.any(String), id })
    expect(shop.events.find(({ type }) => type === 'add_to_cart')?.items?.[0]).toMatchObject({
      item_id: id,
      quantity: 3,
    })
  })
})

describe('on the component', () => {
  it('takes listeners for its events, and classes', async () => {
    const heard: string[] = []
    const note = ({ type }: Event) => heard.push(type)
    const { find } = await draw({
      class: 'mine',
      'onEndcap:ready': note,
      'onEndcap:render': note,
      'onEndcap:addToCart': note,
    })
    find('.endcap-atc').click()
    expect(find('div').className).toBe('endcap mine')
    expect(heard).toEqual(['endcap:render', 'endcap:ready', 'endcap:add-to-cart'])
  })

  it('tells of nothing found', async () => {
    const heard = vi.fn()
    await draw({ placement: 'scarce', 'onEndcap:empty': heard })
    expect(heard).toHaveBeenCalledOnce()
  })

  it('starts anew for another placement', async () => {
    const placement = ref<string | object>('row')
    view = mount(shop.client, () => () => h(EndcapSlot, { placement: placement.value as string, heading: 'Mine' }))
    await shop.arrive()
    await settle()
    placement.value = { id: 'own', selector: '', strategy: ['trending'], count: 2, min: 1 }
    await settle()
    expect(view.all('li')).toHaveLength(2)
    expect(view.find('h2').textContent).toBe('Mine')
    expect(shop.client.liveSlots().map((slot) => slot.placement)).toEqual(['own'])
  })

  it('hands its answer to what replaces it at once', async () => {
    const key = ref(0)
    view = mount(shop.client, () => () => h(EndcapSlot, { placement: 'row', key: key.value }))
    await shop.arrive()
    await settle()
    const before = shop.ids('row')
    key.value++
    await nextTick()
    expect(view.all('[data-endcap-item]').map(({ dataset }) => dataset['endcapItem'])).toEqual(before)
    await settle()
    expect(shop.logged('widget_render', 'row')).toEqual([before])
  })

  it('is called Slot too, and throws early without the plugin', () => {
    expect(Slot).toBe(EndcapSlot)
    const app = createApp({ render: () => h(Slot, { placement: 'row' }) })
    app.config.warnHandler = () => {}
    expect(() => app.mount(document.createElement('div'))).toThrow(/option-missing.*createEndcap/)
  })
})

describe('taking space', () => {
  it('draws skeletons as high as the cards, hidden from screen readers, and never unmounts arrows', async () => {
    view = mount(shop.client, () => () => h(EndcapSlot, { placement: 'row' }))
    expect(view.all('.endcap-skeleton .endcap-atc[disabled]')).toHaveLength(6)
    expect(view.find('ul').getAttribute('aria-hidden')).toBe('true')
    const arrow = view.find('.endcap-next')
    arrow.focus()
    await shop.arrive()
    await settle()
    expect(view.find('.endcap-next')).toBe(arrow)
    expect(document.activeElement).toBe(arrow)
  })

  it('is out of the flow from the first drawing where nothing is known to come', async () => {
    await shop.arrive()
    shop.client.slot('unseen')
    await settle()
    view = mount(shop.client, () => () => h(EndcapSlot, { placement: 'unseen' }))
    expect(view.find('section').hidden).toBe(true)
    expect(view.all('.endcap-sentinel')).toHaveLength(1)
  })

  it('keeps its height where something in sight would move, and leaves below the window', async () => {
    let top = 100
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(() => ({ top, bottom: top + 1 }) as DOMRect)
    const { find } = await draw({ placement: 'scarce' })
    const leave = (to: number) => {
      top = to
      intersect(find('.endcap-sentinel'), false)
      return find('section').hidden
    }
    expect(find('section').hidden).toBe(false)
    expect(find('section').className).toContain('endcap-blank')
    expect(leave(-500)).toBe(false)
    expect(leave(innerHeight + 10)).toBe(true)
    expect(find('div').className).toBe('endcap endcap-out')
  })
})

describe('arrows', () => {
  it('turn pages of whole cards, without gliding where motion is unwelcome', async () => {
    const { find, all } = await draw()
    const list = find('ul')
    all('li').forEach((item, i) => {
      Object.defineProperty(item, 'offsetLeft', { value: i * 100 })
      Object.defineProperty(item, 'offsetWidth', { value: 90 })
    })
    for (const [property, value] of Object.entries({ clientWidth: 250, scrollWidth: 390 })) {
      Object.defineProperty(list, property, { value, configurable: true })
    }
    list.dispatchEvent(new Event('scroll'))
    await settle()
    expect(
      [find('.endcap-previous'), find('.endcap-next')].map((arrow) => arrow.getAttribute('aria-disabled')),
    ).toEqual(['true', 'false'])
    const scrollBy = vi.fn()
    list.scrollBy = scrollBy
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true } as MediaQueryList)
    find('.endcap-previous').click()
    find('.endcap-next').click()
    expect(scrollBy.mock.calls).toEqual([[{ left: 200, behavior: 'auto' }]])
  })
})

it('stops watching when it goes', async () => {
  const { find } = await draw({ placement: 'seen' })
  const sentinel = find('.endcap-sentinel')
  view?.unmount()
  view = undefined
  intersect(sentinel, true)
  expect(shop.events.some(({ type }) => type === 'experiment_exposure')).toBe(false)
})

it('does not re-rank while one of two rows of a slot is on screen', async () => {
  const two = mount(shop.client, () => () => [h(EndcapSlot, { placement: 'row' }), h(EndcapSlot, { placement: 'row' })])
  view = two
  await shop.arrive()
  await settle()
  const before = shop.ids('row')
  const [first, second] = two.all('section') as [HTMLElement, HTMLElement]
  intersect(first, true)
  intersect(second, true)
  intersect(second, false)
  shop.look()
  await settle()
  expect(shop.ids('row')).toEqual(before)
  intersect(first, false)
  await settle()
  expect(shop.ids('row')).not.toEqual(before)
})

it('gives the focus back to a card that was moved', async () => {
  await draw()
  const real = shop.client.slot('row')
  const listeners = new Set<() => void>()
  let snapshot = real.snapshot()
  const slot = {
    ...real,
    snapshot: () => snapshot,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    stop: () => {},
  }
  const turned = mount({ slot: () => slot } as never, () => () => h(EndcapSlot, { placement: 'row' }))
  const lost = blurWhatMoves()
  for (const link of turned.all('li a')) {
    link.focus()
    const { items } = snapshot
    snapshot = { ...snapshot, items: items.toReversed().map((item, index) => ({ ...item, index })) }
    for (const listener of listeners) listener()
    await settle()
    expect(document.activeElement).toBe(link)
  }
  expect(lost()).toBeGreaterThan(0)
  turned.unmount()
})
