import type { SlotSnapshot } from '@endcap/client'
import type { AddToCartDetail } from '@endcap/client/view'
import type { EndcapError, Product } from '@endcap/core'
import { installObservers, intersect } from '@endcap/testkit/suites/observers'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineElements } from '../src/define.js'
import { createFakeClient, type FakeSlot, products, toItems } from './fake-client.js'

const client = createFakeClient()
const forget = vi.fn()
Object.assign(client, { forget })
const errors: string[] = []
document.addEventListener('endcap:error', (event) => errors.push((event as CustomEvent<EndcapError>).detail.message))

beforeAll(() => {
  installObservers()
  defineElements(client)
})
beforeEach(() => document.body.replaceChildren())
afterEach(() => {
  client.slots.clear()
  client.tracked.length = 0
  errors.length = 0
  vi.useRealTimers()
})

const CARD =
  '<article><a data-endcap-attr="href:url title:title"><img data-endcap-attr="src:image alt:title">' +
  '<h3 data-endcap-text="title"></h3></a><b data-endcap-text="currentPrice"></b>' +
  '<s data-endcap-if="salePrice" data-endcap-text="price"></s><i data-endcap-if="!salePrice">full price</i>' +
  '<button type="button" data-endcap-action="add_to_cart" data-endcap-text="labels.add"></button>' +
  '<button type="button" data-endcap-action="dismiss">x</button></article>'

/** As a browser does: what is in the page is whole when it is connected. */
function put(html: string) {
  const page = document.createElement('template')
  page.innerHTML = html
  document.body.append(page.content)
}

/** A row with a template, answered and drawn. */
async function draw(
  card: string,
  list: readonly Product[] = products(3),
  html = `<endcap-row placement="own"><template>${card}</template></endcap-row>`,
) {
  put(html)
  const slot = [...client.slots.values()].pop() as FakeSlot
  const answer = (some: readonly Product[], more: Partial<SlotSnapshot> = {}) =>
    slot.set({ state: 'ready', items: toItems(some), requestId: 'r1', ...more })
  const find = (selector: string) => document.querySelector<HTMLElement>(selector) as HTMLElement
  answer(list)
  await vi.waitFor(() => expect(find('section').dataset['endcapState']).toBe('ready'))
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(`endcap-row ${selector}`)]
  return { slot, answer, find, all }
}

describe('a template of the shop', () => {
  it('is drawn for each product, with texts, attributes, money and conditions', async () => {
    const { all, find } = await draw(CARD)
    expect(all('li').length).toBe(3)
    expect(all('.endcap-card').length).toBe(0)
    expect(find('[data-endcap-item=p1] article').outerHTML).toBe(
      '<article><a href="/p/1" title="Mug 1"><img src="/img/1.svg" alt="Mug 1"><h3>Mug 1</h3></a><b>£11.00</b>' +
        '<i>full price</i><button type="button" data-endcap-action="add_to_cart">Add to cart</button>' +
        '<button type="button" data-endcap-action="dismiss" aria-pressed="false">x</button></article>',
    )
    expect(find('[data-endcap-item=p0] b').textContent).toBe('£5.00')
    expect(find('[data-endcap-item=p0] s').textContent).toBe('£10.00')
    expect(errors).toEqual([])
  })

  it.each([
    [
      'named by the element',
      '<template id="mine"><p data-endcap-text="title"></p></template><endcap-row placement="a" template="#mine"></endcap-row>',
    ],
    [
      'marked for the placement',
      '<template data-endcap-template="b"><p data-endcap-text="title"></p></template><endcap-row placement="b"></endcap-row>',
    ],
  ])('is found where it is %s', async (_, html) => {
    const { all } = await draw('', products(2), html)
    expect(all('li > p').map(({ textContent }) => textContent)).toEqual(products(2).map(({ title }) => title))
  })

  it('is told of where it is not there, and the card of Endcap stands in', async () => {
    const { all } = await draw('', products(2), '<endcap-row placement="c" template="none"></endcap-row>')
    expect(all('.endcap-card').length).toBe(2)
    expect(errors.join()).toContain('<endcap-row template>: none')
  })

  it('goes through lists, with amounts in the currency of the product', async () => {
    const [product] = products(1) as [Product]
    const { find } = await draw(
      '<ul><li data-endcap-each="variants"><b data-endcap-text="title"></b> <i data-endcap-text="price"></i></li></ul>' +
        '<em data-endcap-each="tags" data-endcap-text="value"></em><u data-endcap-text="tags"></u>',
      [{ ...product, variants: [{ id: 's', title: 'S', price: 3 }, { id: 'm' }], tags: ['a', 'b'] } as never],
    )
    expect(find('[data-endcap-item=p0]').textContent).toBe('S £3.00 aba, b')
  })

  it('takes no place before it is drawn', async () => {
    put('<endcap-row placement="own"><template><p data-endcap-text="title"></p></template></endcap-row>')
    const section = document.querySelector('section') as HTMLElement
    expect(section.hidden).toBe(true)
    client.slots.get('own')?.set({ state: 'ready', items: toItems(products(2)), requestId: 'r1' })
    await vi.waitFor(() => expect(section.hidden).toBe(false))
    expect(section.querySelectorAll('li > p').length).toBe(2)
  })

  it('is found when the parser comes to it after the element', async () => {
    const state = vi.spyOn(document, 'readyState', 'get').mockReturnValue('loading')
    put('<endcap-row placement="own"></endcap-row>')
    const row = document.querySelector('endcap-row') as HTMLElement
    row.insertAdjacentHTML('beforeend', '<template><p data-endcap-text="title"></p></template>')
    state.mockRestore()
    dispatchEvent(new Event('DOMContentLoaded'))
    client.slots.get('own')?.set({ state: 'ready', items: toItems(products(2)), requestId: 'r1' })
    await vi.waitFor(() => expect(row.querySelectorAll('li > p').length).toBe(2))
  })

  it('stays with the element that moves, or starts anew', async () => {
    const { find, all } = await draw(CARD)
    find('endcap-row').setAttribute('heading', 'Else')
    client.slots.get('own')?.set({ state: 'ready', requestId: 'r2' })
    await vi.waitFor(() => expect(all('article').length).toBe(3))
  })
})

describe('cards made so', () => {
  it('tell what is drawn, seen, chosen and added', async () => {
    const { slot, find, all } = await draw(CARD)
    expect(slot.calls).toContainEqual(['rendered', expect.anything()])
    vi.useFakeTimers()
    intersect(all('li')[1] as HTMLElement, true)
    vi.advanceTimersByTime(1000)
    expect(slot.calls).toContainEqual(['viewed', ['p1']])
    find('[data-endcap-item=p1] h3').click()
    expect(slot.calls).toContainEqual(['selected', 'p1'])
    const offered: unknown[] = []
    const onAdd = (event: Event) => {
      const { id, placement } = (event as CustomEvent<AddToCartDetail>).detail
      offered.push((event.target as HTMLElement).dataset['endcapItem'], id, placement)
    }
    document.addEventListener('endcap:add-to-cart', onAdd, { once: true })
    find('[data-endcap-item=p2] [data-endcap-action=add_to_cart]').click()
    expect(offered).toEqual(['p2', 'p2', 'own'])
    expect(slot.calls).toContainEqual(['added', ['p2', 1]])
    expect(slot.calls.filter(([method]) => method === 'selected')).toHaveLength(1)
    expect(find('[role=status]').textContent).toMatch(/^Added to cart: /)
  })

  it('are dismissed and taken back by the same button', async () => {
    const { find } = await draw(CARD)
    const button = find('[data-endcap-item=p1] [data-endcap-action=dismiss]')
    button.click()
    expect(find('[data-endcap-item=p1]').classList.contains('endcap-dismissed')).toBe(true)
    expect(button.getAttribute('aria-pressed')).toBe('true')
    expect(client.tracked.map(({ type }) => type)).toEqual(['dismiss'])
    button.click()
    expect(find('[data-endcap-item=p1]').classList.contains('endcap-dismissed')).toBe(false)
    expect(forget).toHaveBeenCalledWith('dismissed', 'p1')
  })

  it('keep their nodes and the focus through another answer, and show what changed', async () => {
    const list = products(3)
    const { answer, find, all } = await draw(CARD, list)
    const button = find('[data-endcap-item=p2] button')
    button.focus()
    answer([{ ...list[1]!, title: 'New name' }, list[2]!], { requestId: 'r2' })
    expect(find('[data-endcap-item=p2] button')).toBe(button)
    expect(document.activeElement).toBe(button)
    expect(all('h3').map(({ textContent }) => textContent)).toEqual(['New name', list[2]?.title])
  })
})

describe('what a template may not do', () => {
  const evil = {
    ...products(1)[0]!,
    title: '<img src=x onerror=alert(1)>',
    url: 'javascript:alert(1)',
    image: ' java\tscript:alert(1)',
    brand: 'alert(1)',
  }

  it('writes no markup and links to no script', async () => {
    const { find } = await draw(CARD, [evil])
    expect(find('h3').innerHTML).toBe('&lt;img src=x onerror=alert(1)&gt;')
    expect(find('li a').hasAttribute('href')).toBe(false)
    expect(find('li img').hasAttribute('src')).toBe(false)
  })

  it.each([
    'onclick',
    'ONERROR',
    'style',
    'srcdoc',
    'srcset',
    'action',
    'formaction',
    'data-endcap-item',
    'is',
    'id',
    'xlink:href',
  ])('binds no %s, and says so', async (name) => {
    const { find } = await draw(`<p data-endcap-attr="${name}:brand lang:brand">text</p>`, [evil])
    expect(find('li p').getAttributeNames()).toEqual(['lang'])
    expect(errors.join()).toContain(`<p data-endcap-attr="${name}:brand">`)
  })

  it.each(['iframe', 'object', 'embed', 'form', 'base', 'link', 'area', 'video'])(
    'binds no address of <%s>',
    async (name) => {
      const { all } = await draw(`<p>text</p><${name} data-endcap-attr="src:url href:url title:brand"></${name}>`, [
        { ...evil, url: '/ok' },
      ])
      expect(all(name)[0]?.getAttributeNames()).toEqual(['title'])
      expect(errors.join()).toContain(`<${name} data-endcap-attr="src:url">`)
    },
  )

  it('has its scripts and styles taken out', async () => {
    const { all } = await draw(
      '<p data-endcap-text="title"></p><style data-endcap-text="brand"></style><script>document.title = "run"</script>',
    )
    expect([...all('script'), ...all('style')]).toEqual([])
    expect(document.title).not.toBe('run')
    expect(errors.join()).toContain('<script>')
  })

  it.each(['constructor.name', '__proto__.x', 'title.length', 'toString', 'attributes.constructor', '', 'a..b'])(
    'reads own properties only: %s is nothing',
    async (path) => {
      const { find } = await draw(`<p data-endcap-text="${path}">text</p>`, [{ ...evil, attributes: {} }])
      expect(find('li p').textContent).toBe('')
    },
  )
})
