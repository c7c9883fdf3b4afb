import type { SlotSnapshot } from '@endcap/client'
import type { AddToCartDetail } from '@endcap/client/view'
import type { EndcapError } from '@endcap/core'
import { installObservers } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineElements } from '../src/define.js'
import { mountPlacements } from '../src/placement/mount-placements.js'
import { createFakeClient, type FakeSlot, products, toItems } from './fake-client.js'

const client = createFakeClient()
const items = toItems(products(4))
const ready = { state: 'ready', heading: '', items, requestId: 'r1' } as const

const errors: EndcapError[] = []
document.addEventListener('endcap:error', (event) => errors.push((event as CustomEvent<EndcapError>).detail))

beforeAll(async () => {
  installObservers()
  defineElements(client)
  // The other tags come when the page has one of them.
  document.body.innerHTML = '<endcap-grid></endcap-grid>'
  mountPlacements(client)
  await vi.waitFor(() => expect(customElements.get('endcap-related')).toBeDefined())
})
beforeEach(() => document.body.replaceChildren())
afterEach(() => {
  client.slots.clear()
  client.given.length = 0
  errors.length = 0
})

/** Adds an element, waits for its chunks and answers it. */
async function add(tag: string, attributes: Record<string, string> = {}, answer: Partial<SlotSnapshot> = ready) {
  const element = document.createElement(tag)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  document.body.append(element)
  const slot = [...client.slots.values()].pop() as FakeSlot
  slot.set(answer)
  await vi.waitFor(() => expect(element.querySelector('section')?.dataset['endcapState']).toBe(slot.snapshot().state))
  const find = (selector: string) => element.querySelector<HTMLElement>(selector) as HTMLElement
  return { element, slot, find, all: (selector: string) => [...element.querySelectorAll<HTMLElement>(selector)] }
}

describe('layouts', () => {
  it.each(['grid', 'list'])('draws a %s: a real list without arrows, which nobody has to scroll', async (layout) => {
    const { find, all } = await add(`endcap-${layout}`, { heading: 'All' })
    expect(find(`section.endcap-as-${layout}`)).not.toBeNull()
    expect(find('ul').getAttribute('role')).toBe('list')
    expect(find('ul').hasAttribute('tabindex')).toBe(false)
    expect(all('.endcap-nav button')).toEqual([])
    expect(all('[data-endcap-item]').map((card) => card.dataset['endcapItem'])).toEqual(['p0', 'p1', 'p2', 'p3'])
    expect(all('[role=status]').length).toBe(1)
    expect(client.given[0]).toMatchObject({ widget: layout, selector: '' })
  })

  it('takes its layout from the attribute, and tells of one that is none', async () => {
    const { find } = await add('endcap-related', { layout: 'grid' })
    expect(find('section.endcap-as-grid')).not.toBeNull()
    await add('endcap-related', { layout: 'heap' })
    expect(errors.map(({ message }) => message)).toContainEqual(expect.stringContaining('layout'))
  })

  it('draws an element of the config as the config says', async () => {
    const spy = vi.spyOn(client, 'config').mockReturnValue({
      v: 1,
      placements: [{ id: 'shelf', selector: '#x', widget: 'grid', count: 4 }],
    })
    const { find } = await add('endcap-row', { placement: 'shelf' })
    expect(find('section.endcap-as-grid')).not.toBeNull()
    spy.mockRestore()
  })

  it('restarts as another kind when the config that says so comes late', async () => {
    const row = document.createElement('endcap-row')
    row.setAttribute('placement', 'late')
    document.body.append(row)
    expect(row.querySelector('.endcap-as-row')).not.toBeNull()
    const spy = vi
      .spyOn(client, 'config')
      .mockReturnValue({ v: 1, placements: [{ id: 'late', selector: '#x', widget: 'list' }] })
    vi.spyOn(row, 'getBoundingClientRect').mockReturnValue({ top: innerHeight + 1 } as DOMRect)
    client.slots.get('late')?.set(ready)
    client.slots.get('late')?.set(ready)
    await vi.waitFor(() => expect(row.querySelector('.endcap-as-list [data-endcap-item=p0]')).not.toBeNull())
    spy.mockRestore()
  })
})

describe('preset elements', () => {
  it.each([
    ['related', ['related', 'similar'], 'You may also like'],
    ['similar', ['similar'], 'Similar products'],
    ['bought-together', ['bought-together'], 'Often bought together'],
    ['for-you', ['for-you', 'trending'], 'Recommended for you'],
    ['trending', ['trending'], 'Popular now'],
    ['cart-upsell', ['bought-together', 'related'], 'Goes well with your cart'],
  ])('<endcap-%s> asks %j under “%s”', async (name, strategy, heading) => {
    const { find } = await add(`endcap-${name}`)
    expect(client.given[0]).toMatchObject({ id: expect.stringMatching(new RegExp(`^${name}-\\d+$`)), strategy })
    expect(find('h2').textContent).toBe(heading)
  })

  it('lets attributes say more: heading, count, category, brand, strategy', async () => {
    const { find } = await add('endcap-trending', { heading: 'Mugs', count: '4', category: 'Mugs', brand: 'Falcon' })
    expect(find('h2').textContent).toBe('Mugs')
    expect(client.given[0]).toMatchObject({ count: 4, category: 'Mugs', brand: 'Falcon' })
    await add('endcap-trending', { strategy: 'recent' })
    expect(client.given[1]?.strategy).toEqual(['recent'])
  })

  it('stands in any element that names it by data-endcap-widget, once, whenever that comes', async () => {
    document.body.innerHTML =
      '<div data-endcap-widget="related" data-endcap-heading="More" data-endcap-count="4"></div><p data-endcap-widget="toString"></p>'
    await vi.waitFor(() => expect(document.querySelector('div > endcap-related')).not.toBeNull())
    const element = document.querySelector('endcap-related')
    expect(element?.getAttribute('heading')).toBe('More')
    expect(element?.getAttribute('count')).toBe('4')
    document.body.append(document.createElement('p'))
    await new Promise((resolve) => setTimeout(resolve, 80))
    expect(document.querySelectorAll('endcap-related').length).toBe(1)
    expect(errors.map(({ code }) => code)).toEqual(['value-invalid'])
  })
})

describe('<endcap-recent> and <endcap-continue>', () => {
  const DAY_MS = 864e5
  const recent = (days: number, kind = 'view', i = 0) => ({
    id: `p${i}`,
    ts: Date.now() - days * DAY_MS,
    kind,
    count: 1,
  })
  const history = items.map((item) => ({ ...item, reason: { strategy: 'recent', source: 'history' } }) as const)
  const profile = (...entries: object[]) =>
    Object.assign(client, { profile: () => ({ recent: entries.map((entry, i) => ({ ...entry, id: `p${i}` })) }) })
  const shown = (cards: HTMLElement[]) => cards.map((card) => card.dataset['endcapItem'])

  it('leaves out what is older than 30 days, or than the element says', async () => {
    profile(recent(1), recent(5), recent(29), recent(31))
    const month = await add('endcap-recent', {}, { ...ready, items: history })
    expect(shown(month.all('[data-endcap-item]'))).toEqual(['p0', 'p1', 'p2'])
    expect(month.find('h2').textContent).toBe('Recently viewed')
    const week = await add('endcap-recent', { 'max-age-days': '7' }, { ...ready, items: history })
    expect(shown(week.all('[data-endcap-item]'))).toEqual(['p0', 'p1'])
    expect(client.given[1]).toMatchObject({ strategy: ['recent'], min: 1 })
  })

  it('is hidden, and tells so, when nothing of it is left', async () => {
    profile(recent(40))
    const told: unknown[] = []
    document.addEventListener('endcap:empty', (event) => told.push(event.target), { once: true })
    const element = document.createElement('endcap-recent')
    document.body.append(element)
    client.slots.get([...client.slots.keys()].pop() as string)?.set({ ...ready, items: history.slice(0, 1) })
    await vi.waitFor(() => expect(element.querySelector('section')?.hidden).toBe(true))
    expect(told).toEqual([element])
  })

  it('forgets by its button, which stays for the focus', async () => {
    profile(recent(1), recent(2), recent(3), recent(4))
    const forget = vi.fn()
    Object.assign(client, { forget })
    const { find, slot } = await add('endcap-recent', {}, { ...ready, items: history })
    const button = find('.endcap-clear')
    button.focus()
    button.click()
    expect(forget).toHaveBeenCalledExactlyOnceWith('recent')
    expect(slot.calls.at(-1)).toEqual(['visible', false])
    expect(find('[role=status]').textContent).toBe('Your history was cleared')
    button.click()
    expect(forget).toHaveBeenCalledOnce()
    expect(document.activeElement).toBe(button)
  })

  it('continues with what was not bought', async () => {
    profile(recent(1), recent(2, 'purchase'), recent(3, 'cart'), recent(60))
    const { all } = await add('endcap-continue', {}, { ...ready, items: history })
    expect(shown(all('[data-endcap-item]'))).toEqual(['p0', 'p2'])
    expect(all('.endcap-clear')).toEqual([])
  })
})

describe('cards', () => {
  const one = (more: object) => toItems([{ ...products(2)[1]!, ...more }])
  /** What takes no place may come after the card: the test waits for it. */
  const draw = async (more: object, attributes = {}, wanted = '.endcap-card') => {
    const view = await add('endcap-row', { strategy: 'trending', ...attributes }, { ...ready, items: one(more) })
    await vi.waitFor(() => expect(view.find(wanted)).not.toBeNull())
    return view
  }

  it('have a badge for a sale, in per cent, or for what is new', async () => {
    expect((await draw({ salePrice: 8.25 }, {}, '.endcap-badge')).find('.endcap-badge').textContent).toBe('-25%')
    expect(
      (await draw({ publishedAt: new Date().toISOString() }, {}, '.endcap-badge')).find('.endcap-badge').textContent,
    ).toBe('New')
    expect((await draw({ publishedAt: '2001-01-01' })).all('.endcap-badge')).toEqual([])
  })

  it('say a rating in words', async () => {
    const { find } = await draw({ rating: { value: 4.26, count: 12 } }, {}, '.endcap-rating')
    expect(find('.endcap-rating [aria-hidden]').textContent).toBe('★ 4.3')
    expect(find('.endcap-rating .endcap-sr').textContent?.trim()).toBe('Rated 4.3 out of 5')
  })

  it.each([{ rating: 'evil' }, { rating: { value: '<b>' } }, { variants: 'evil', salePrice: -1 }, { publishedAt: {} }])(
    'draw nothing of data that is none: %j',
    async (more) => {
      const { all } = await draw({ ...more, image: 'https://x.imgix.net/a.jpg' })
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(all('.endcap-rating, .endcap-badge')).toEqual([])
      expect(all('[data-endcap-item]').length).toBe(1)
    },
  )

  it('offer sharper images of services that resize', async () => {
    const { find } = await draw({ image: 'https://cdn.shopify.com/s/files/1/mug.jpg?v=1' })
    expect(find('img').getAttribute('srcset')).toContain('mug.jpg?v=1&width=400 400w')
    expect(find('img').getAttribute('sizes')).toContain('45vw')
    expect((await draw({ image: '/mug.jpg', rating: { value: 4, count: 1 } })).find('img').hasAttribute('srcset')).toBe(
      false,
    )
  })

  it('ask for the variant, and offer it to the cart', async () => {
    const variants = [
      { id: 's', title: 'Small', price: 9 },
      { id: 'm', title: 'Medium', availability: 'out_of_stock' },
      { id: 'l', title: '<b>Large</b>' },
    ]
    const { find, all, slot } = await draw({ variants })
    const offered: unknown[] = []
    document.addEventListener('endcap:add-to-cart', (event) => offered.push((event as CustomEvent).detail), {
      once: true,
    })
    find('.endcap-atc').click()
    const dialog = find('dialog') as HTMLDialogElement
    expect(dialog.open).toBe(true)
    expect([...dialog.querySelectorAll('button')].map((button) => button.textContent)).toEqual([
      'Small · £9.00',
      '<b>Large</b>',
      'Cancel',
    ])
    expect(offered).toEqual([])
    dialog.querySelectorAll('button')[1]?.click()
    expect(offered).toMatchObject([{ id: 'p1', variant: 'l', quantity: 1 }])
    expect(all('dialog')).toEqual([])
    expect(slot.calls).toContainEqual(['added', ['p1', 1]])
  })

  it('are dismissed and taken back by one button', async () => {
    const forget = vi.fn()
    Object.assign(client, { forget })
    client.tracked.length = 0
    const { find } = await draw({}, { dismiss: 'on' }, '.endcap-dismiss')
    const button = find('.endcap-dismiss')
    button.focus()
    expect(button.getAttribute('aria-label')).toBe('Not interested: Mug 1')
    button.click()
    expect(client.tracked).toMatchObject([{ type: 'dismiss', fields: { items: [{ item_id: 'p1' }] } }])
    expect(find('.endcap-card').className).toContain('endcap-gone')
    expect(find('[role=status]').textContent).toBe('Will not be shown again: Mug 1')
    expect(document.activeElement?.textContent).toBe('Undo')
    button.click()
    expect(forget).toHaveBeenCalledExactlyOnceWith('dismissed', 'p1')
    expect(find('.endcap-card').className).not.toContain('endcap-gone')
  })
})

describe('languages', () => {
  it.each([
    ['de', 'Ähnliche Produkte', 'In den Warenkorb'],
    ['fr-CA', 'Produits similaires', 'Ajouter au panier'],
    ['ar', 'منتجات مشابهة', 'أضف إلى السلة'],
    ['nl', 'Similar products', 'Add to cart'],
  ])('follow the nearest lang: %s', async (lang, heading, add_) => {
    document.body.innerHTML = `<div lang="${lang}"></div>`
    const element = document.createElement('endcap-similar')
    document.querySelector('div')?.append(element)
    client.slots.get([...client.slots.keys()].pop() as string)?.set(ready)
    await vi.waitFor(() => expect(element.querySelector('.endcap-atc')?.textContent).toBe(add_))
    expect(element.querySelector('h2')?.textContent).toBe(heading)
  })

  it('give way to labels of the page', async () => {
    document.body.innerHTML = '<div lang="de"></div>'
    const element = document.createElement('endcap-similar')
    element.setAttribute('labels', '{"similar":"Mehr davon"}')
    document.querySelector('div')?.append(element)
    client.slots.get([...client.slots.keys()].pop() as string)?.set(ready)
    await vi.waitFor(() => expect(element.querySelector('.endcap-atc')?.textContent).toBe('In den Warenkorb'))
    expect(element.querySelector('h2')?.textContent).toBe('Mehr davon')
  })
})

describe('<endcap-threshold>', () => {
  const priced = toItems(
    [5, 30, 12, 18, 11].map((price, i) => ({
      ...products(1)[0]!,
      id: `t${i}`,
      title: `T${i}`,
      salePrice: price,
      price,
    })),
  )
  const holding = (...cart: object[]) =>
    Object.assign(client, {
      profile: () => ({ recent: [], cart }),
      catalogue: () => ({ v: 1, products: priced.map(({ product }) => product) }),
      product: (id: string) => priced.find(({ product }) => product.id === id)?.product,
    })

  it('says how far the cart is, and shows first what closes the gap', async () => {
    holding({ id: 't1', quantity: 1 }, { id: 't0', quantity: 2 }, { id: 'gone', quantity: 3 })
    const { find, all, slot } = await add('endcap-threshold', { amount: '50' }, { ...ready, items: priced })
    expect(find('.endcap-gap-text').textContent).toBe('Add £10.00 more for free shipping')
    const bar = find('progress')
    expect([bar.getAttribute('max'), bar.getAttribute('value')]).toEqual(['50', '40'])
    expect(bar.getAttribute('aria-label')).toBe('Add £10.00 more for free shipping')
    expect(all('[data-endcap-item]').map(({ dataset }) => dataset['endcapItem'])).toEqual([
      't2',
      't3',
      't4',
      't0',
      't1',
    ])
    expect(slot.calls.some(([method]) => method === 'rendered')).toBe(true)
  })

  it('follows the cart', async () => {
    holding()
    const { find } = await add('endcap-threshold', { amount: '50' }, { ...ready, items: priced })
    expect(find('.endcap-gap-text').textContent).toBe('Add £50.00 more for free shipping')
    holding({ id: 't1', quantity: 2 })
    client.setPage('cart')
    expect(find('.endcap-gap-text').textContent).toBe('You have free shipping')
    expect(find('progress').getAttribute('value')).toBe('50')
  })

  it('is a row without the amount, and tells so', async () => {
    const { all } = await add('endcap-threshold', {}, { ...ready, items: priced })
    expect(all('progress')).toEqual([])
    expect(errors.map(({ code }) => code)).toEqual(['option-missing'])
  })
})

describe('<endcap-bundle>', () => {
  const variants = [
    { id: 's', title: 'Small', price: 11 },
    { id: 'l', title: 'Large', price: 20 },
  ]
  const [own, ...others] = products(3)
  const page = (productId?: string) =>
    Object.assign(client, {
      context: () => ({ productId }),
      product: (id: string) => (id === own?.id ? own : undefined),
    })
  const answer = { ...ready, items: toItems([{ ...others[0]!, variants }, others[1]!]) }

  it('is the product of the page with others, all chosen, and their total', async () => {
    page(own?.id)
    const { all, find } = await add('endcap-bundle', {}, answer)
    expect(all('[data-endcap-item]').map(({ dataset }) => dataset['endcapItem'])).toEqual(['p0', 'p1', 'p2'])
    expect(all('input').map((box) => (box as HTMLInputElement).checked)).toEqual([true, true, true])
    expect(all('ul [data-endcap-item]').length).toBe(2)
    expect(find('.endcap-total').textContent).toBe('Total: £28.00')
    expect(find('.endcap-add-all').textContent).toBe('Add 3 to cart')
  })

  it('follows what is left out and which variant is chosen', async () => {
    page(own?.id)
    const { all, find } = await add('endcap-bundle', {}, answer)
    all('input')[2]?.click()
    expect(find('.endcap-total').textContent).toBe('Total: £16.00')
    expect(find('[role=status]').textContent).toBe('Total: £16.00')
    const select = find('select') as HTMLSelectElement
    select.selectedIndex = 1
    select.dispatchEvent(new Event('change', { bubbles: true }))
    expect(find('.endcap-total').textContent).toBe('Total: £25.00')
    expect(find('.endcap-add-all').textContent).toBe('Add 2 to cart')
  })

  it('offers each by an event of its own, and says what became of them once', async () => {
    page(own?.id)
    client.tracked.length = 0
    const { find, slot } = await add('endcap-bundle', {}, answer)
    const details: AddToCartDetail[] = []
    const one = Promise.resolve()
    const listener = (event: Event) => {
      const { detail } = event as CustomEvent<AddToCartDetail>
      details.push(detail)
      detail.waitUntil(detail.id === 'p2' ? Promise.reject(new Error('sold out')) : one)
    }
    document.addEventListener('endcap:add-to-cart', listener)
    find('.endcap-add-all').click()
    await vi.waitFor(() =>
      expect(find('[role=status]').textContent).toMatch(/^Added to cart: Large enamel jug 0.* and Mug 1\. Could not/),
    )
    document.removeEventListener('endcap:add-to-cart', listener)
    expect(details.map(({ id, variant, bundle }) => [id, variant, bundle?.length])).toEqual([
      ['p0', undefined, 3],
      ['p1', 's', 3],
      ['p2', undefined, 3],
    ])
    expect(slot.calls.filter(([method]) => method === 'added')).toEqual([['added', ['p1', 1]]])
    expect(client.tracked).toMatchObject([{ type: 'add_to_cart', fields: { items: [{ item_id: 'p0', quantity: 1 }] } }])
  })

  it('is hidden on a page without a product', async () => {
    page()
    const element = document.createElement('endcap-bundle')
    document.body.append(element)
    client.slots.get([...client.slots.keys()].pop() as string)?.set(answer)
    await vi.waitFor(() => expect(element.querySelector('section')?.hidden).toBe(true))
  })
})
