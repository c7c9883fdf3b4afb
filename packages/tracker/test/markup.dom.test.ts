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

describe('elsewhere', () => {
  test('inside a slot of Endcap nothing is captured: the client logs it', async () => {
    document.body.innerHTML = `<div data-endcap-slot="row">${LIST}<p data-endcap-product="p"></p></div>`
    const page = await startPage()
    show(cards(), 1)
    await pass(page.rig.clock, 1000)
    find('li a').click()
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
