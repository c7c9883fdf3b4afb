import { parseEvent } from '@endcap/core'
import { describe, expect, test, vi } from 'vitest'
import { FakeIntersectionObserver, startPage } from './page-rig.js'
import { pass, settle } from './rig.js'

const { show } = FakeIntersectionObserver

const LIST = `
  <ul data-endcap-list="bestsellers">
    <li data-endcap-item="a" data-endcap-name="Mug" data-endcap-price="4.95"><a href="#a"><img alt=""></a>
      <button data-endcap-action="add_to_cart" data-endcap-quantity="2">Add</button></li>
    <li data-endcap-item="b"><a href="#b">B</a><button>Zoom</button></li>
  </ul>`

const find = (selector: string) => document.querySelector<HTMLElement>(selector)!
const cards = () => document.querySelectorAll('[data-endcap-item]')
/** The observers of mutations answer in a microtask; the look is debounced. */
const drawn = async (page: { rig: { clock: Parameters<typeof pass>[0] } }) => {
  await settle()
  await pass(page.rig.clock, 200)
}

describe('products', () => {
  test('a marked-up product is viewed once a page view', async () => {
    document.body.innerHTML = '<main data-endcap-product="a" data-endcap-name="Mug" data-endcap-price="4.95"></main>'
    const page = await startPage()
    find('main').append('text')
    await drawn(page)
    expect(page.types()).toEqual(['page_view', 'view_item'])
    expect(page.own()[0]?.items).toEqual([{ item_id: 'a', item_name: 'Mug', price: 4.95 }])
    expect(page.tracker.page().kind).toBe('product')
    history.pushState(null, '', '/products/b')
    find('main').dataset['endcapProduct'] = 'b'
    await drawn(page)
    expect(page.own().map(({ items }) => items?.[0]?.item_id)).toEqual(['a', 'b'])
  })

  test('are described by the catalogue when it knows them', async () => {
    document.body.innerHTML = '<main data-endcap-product="a" data-endcap-name="Old"></main>'
    const page = await startPage({ describe: (id) => ({ item_id: id, item_name: 'New', item_brand: 'Acme' }) })
    expect(page.own()[0]?.items).toEqual([{ item_id: 'a', item_name: 'New', item_brand: 'Acme' }])
  })
})

describe('lists', () => {
  test('cards seen together are one event with the list and their places', async () => {
    document.body.innerHTML = LIST
    const page = await startPage()
    show(cards(), 1)
    await pass(page.rig.clock, 1000)
    expect(page.own()).toHaveLength(1)
    expect(page.own()[0]).toMatchObject({
      type: 'view_item_list',
      list: { placement: 'bestsellers' },
      items: [
        { item_id: 'a', item_list_id: 'bestsellers', index: 0 },
        { item_id: 'b', item_list_id: 'bestsellers', index: 1 },
      ],
    })
  })

  test('that come late, or are drawn anew, count each product once', async () => {
    const page = await startPage()
    for (let i = 0; i < 3; i++) {
      document.body.innerHTML = LIST
      await drawn(page)
      show(cards(), 1)
      await pass(page.rig.clock, 1000)
    }
    expect(page.types()).toEqual(['page_view', 'view_item_list'])
  })

  test('a click on a link in a card selects it, with the request of its impression', async () => {
    document.body.innerHTML = LIST
    const page = await startPage()
    show(cards(), 1)
    await pass(page.rig.clock, 1000)
    find('li a img').click()
    find('li:last-child button').click()
    const [seen, selected, ...more] = page.own()
    expect(selected).toMatchObject({ type: 'select_item', items: [{ item_id: 'a', index: 0 }], list: seen?.list })
    expect(more).toEqual([])
  })
})

describe('clicks', () => {
  test('add_to_cart takes item, quantity and list from the markup', async () => {
    document.body.innerHTML = LIST
    const page = await startPage()
    find('[data-endcap-action]').click()
    expect(page.own()).toHaveLength(1)
    expect(page.own()[0]).toMatchObject({
      type: 'add_to_cart',
      items: [{ item_id: 'a', item_name: 'Mug', price: 4.95, quantity: 2 }],
      list: { placement: 'bestsellers' },
    })
  })

  test.each([
    ['#quantity', 3],
    ['#missing', undefined],
    ['###', undefined],
  ])('quantity from the input %s is %s', async (selector, quantity) => {
    document.body.innerHTML = `<main data-endcap-product="a"><input id="quantity" value="3">
      <button data-endcap-action="add_to_cart" data-endcap-quantity-from="${selector}">Add</button></main>`
    const page = await startPage()
    find('button').click()
    expect(page.own().at(-1)).toMatchObject({ type: 'add_to_cart', items: [{ item_id: 'a' }] })
    expect(page.own().at(-1)?.items?.[0]?.quantity).toBe(quantity)
  })

  test('begin_checkout needs no item; other actions without one, and unknown actions, are no event', async () => {
    document.body.innerHTML = `<button data-endcap-action="begin_checkout"></button>
      <button data-endcap-action="add_to_cart"></button><p data-endcap-item="a"><button data-endcap-action="explode"></button></p>`
    const page = await startPage()
    for (const button of document.querySelectorAll('button')) button.click()
    expect(page.own().map(({ type }) => type)).toEqual(['begin_checkout'])
  })

  const METHOD = 'data-endcap-method="X"'
  test.each<[string, string, object | undefined]>([
    ['share', METHOD, { data: { method: 'X' }, items: [{ item_id: 'a' }] }],
    ['share', '', { items: [{ item_id: 'a' }] }],
    ['rate', 'data-endcap-rating="4.5"', { data: { rating: 4.5 }, items: [{ item_id: 'a' }] }],
    ['rate', METHOD, undefined],
    ['rate', 'data-endcap-rating="0"', undefined],
    ['rate', 'data-endcap-rating="good"', undefined],
    ['login', METHOD, { data: { method: 'X' } }],
    ['login', '', {}],
    ['sign_up', METHOD, { data: { method: 'X' } }],
    ['add_to_cart', `${METHOD} data-endcap-rating="4"`, { items: [{ item_id: 'a' }] }],
    ['refund', '', undefined],
    ['purchase', '', undefined],
  ])('%s with %s', async (type, attributes, fields) => {
    document.body.innerHTML = `<p data-endcap-item="a"><button data-endcap-action="${type}" ${attributes}></button></p>`
    const page = await startPage()
    find('button').click()
    expect(page.own().map(({ type, items, data }) => [type, { items, data }])).toEqual(fields ? [[type, fields]] : [])
    for (const event of page.events) expect(parseEvent(event)).toMatchObject({ ok: true })
  })

  test('share, rate, login and sign_up need no product', async () => {
    const types = ['share', 'rate', 'login', 'sign_up']
    document.body.innerHTML = types
      .map((type) => `<button data-endcap-action="${type}" data-endcap-rating="3"></button>`)
      .join('')
    const page = await startPage()
    for (const button of document.querySelectorAll('button')) button.click()
    expect(page.types()).toEqual(['page_view', ...types])
    expect(page.own().some(({ items }) => items)).toBe(false)
  })

  test('are never held up: the listener is passive and prevents nothing', async () => {
    document.body.innerHTML = LIST
    const add = vi.spyOn(document, 'addEventListener')
    await startPage()
    const [, , options] = add.mock.calls.find(([type]) => type === 'click')!
    expect(options).toEqual({ passive: true, capture: true })
    const click = new MouseEvent('click', { bubbles: true, cancelable: true })
    find('a').dispatchEvent(click)
    expect(click.defaultPrevented).toBe(false)
  })
})

describe('promotions', () => {
  const BANNERS = `
    <section data-endcap-promotion="P" data-endcap-promotion-name="Spring" data-endcap-creative="Tulips"
      data-endcap-creative-slot="hero"><h2>Spring</h2><a href="#spring"><b>Go</b></a></section>
    <a data-endcap-promotion="Q" href="#q">Sale</a>`
  const spring = {
    promotion_id: 'P',
    promotion_name: 'Spring',
    creative_name: 'Tulips',
    creative_slot: 'hero',
  }
  const banners = () => document.querySelectorAll('[data-endcap-promotion]')

  test('are viewed when seen for a second, once a page view', async () => {
    document.body.innerHTML = BANNERS
    const page = await startPage()
    show([...banners()].slice(0, 1), 0.5)
    await pass(page.rig.clock, 999)
    expect(page.own()).toEqual([])
    await pass(page.rig.clock, 1)
    document.body.innerHTML = BANNERS
    await drawn(page)
    show(banners(), 1)
    await pass(page.rig.clock, 1000)
    expect(page.own().map(({ type, data, items }) => [type, data, items])).toEqual([
      ['view_promotion', spring, undefined],
      ['view_promotion', { promotion_id: 'Q' }, undefined],
    ])
    for (const event of page.events) expect(parseEvent(event)).toMatchObject({ ok: true })
  })

  test('that an element shows in the place of another count as well', async () => {
    document.body.innerHTML = BANNERS
    const page = await startPage()
    show(banners(), 1)
    await pass(page.rig.clock, 1000)
    find('section').setAttribute('data-endcap-promotion', 'R')
    await drawn(page)
    show(banners(), 1)
    await pass(page.rig.clock, 1000)
    expect(page.own().map(({ data }) => data?.['promotion_id'])).toEqual(['P', 'Q', 'R'])
  })

  test('are selected by a link in them, or by themselves', async () => {
    document.body.innerHTML = BANNERS
    const page = await startPage()
    find('h2').click()
    find('b').click()
    find('[data-endcap-promotion="Q"]').click()
    expect(page.own().map(({ type, data }) => [type, data])).toEqual([
      ['select_promotion', spring],
      ['select_promotion', { promotion_id: 'Q' }],
    ])
  })

  test('in a card are the card as well', async () => {
    document.body.innerHTML = `<ul data-endcap-list="new"><li data-endcap-item="a" data-endcap-promotion="P"><a href="#a">A</a></li></ul>`
    const page = await startPage()
    show(cards(), 1)
    await pass(page.rig.clock, 1000)
    find('a').click()
    expect(page.types()).toEqual(['page_view', 'view_promotion', 'view_item_list', 'select_promotion', 'select_item'])
  })
})

describe('elsewhere', () => {
  test('inside a slot of Endcap nothing is captured: the client logs it', async () => {
    document.body.innerHTML = `<div data-endcap-slot="row">${LIST}<p data-endcap-product="p"></p>
      <a data-endcap-promotion="P" href="#p">P</a></div>`
    const page = await startPage()
    show(document.querySelectorAll('li,a'), 1)
    await pass(page.rig.clock, 1000)
    find('li a').click()
    find('[data-endcap-promotion]').click()
    find('[data-endcap-action]').click()
    expect(page.own()).toEqual([])
  })

  test('markup: false reads no attributes, and stop ends all reading', async () => {
    document.body.innerHTML = LIST
    const without = await startPage({ markup: false })
    const page = await startPage()
    page.tracker.stop()
    find('li a').click()
    document.body.insertAdjacentHTML('beforeend', '<p data-endcap-product="p"></p>')
    await drawn(page)
    expect(without.own()).toEqual([])
    expect(page.own()).toEqual([])
    expect(page.rig.clock.pending()).toBe(0)
  })
})
