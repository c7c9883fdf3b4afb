import { beforeEach, describe, expect, test, vi } from 'vitest'
import { startPage } from '../../src/detect/page.js'
import { ACCOUNT_FORMS, SHARE_LINKS } from '../fixtures/account-forms.js'
import { createDetectRig, type DetectRig, expectValid, goTo, openPage, setVisibility } from './detect-rig.js'

const MUG = { item_id: 'mug', item_name: 'Mug' }
const find = (selector: string) => document.querySelector<HTMLElement>(selector)!

/** The detector on a page, after its first page view. */
function open(body: string, parts: Partial<Pick<DetectRig, 'item' | 'kind'>> = {}, url = 'https://shop.example/p') {
  openPage({ url, body })
  const rig = Object.assign(createDetectRig(), parts)
  const detector = rig.run(startPage)
  detector.view?.()
  return { rig, detector }
}

function submit(form: Element, submitter?: HTMLElement): Event {
  const event = new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter: submitter ?? null })
  form.dispatchEvent(event)
  return event
}

beforeEach(() => {
  // Links and forms of a test lead nowhere.
  for (const type of ['click', 'submit'])
    window.addEventListener(type, (event) => event.preventDefault(), { once: false })
})

describe('searches', () => {
  test.each([
    ['?q=blue+mug', 'blue mug'],
    ['?s=mug', 'mug'],
    ['?query=mug', 'mug'],
    ['?Search=mug', 'mug'],
    ['?keyword=%20mug%20', 'mug'],
  ])('%s looks for %s', (query, term) => {
    const { rig, detector } = open('', { kind: 'search' }, `https://shop.example/search${query}`)
    expect(rig.said).toEqual([['search', { search: { term } }]])
    detector.view?.()
    expect(rig.said).toHaveLength(2)
    expectValid(rig.said)
  })

  test.each(['', '?q=', '?q=%20', '?q=someone%40example.com', '?other=mug'])('%j looks for nothing', (query) => {
    expect(open('', { kind: 'search' }, `https://shop.example/search${query}`).rig.said).toEqual([])
  })

  test('a term on another kind of page is no search', () => {
    expect(open('', { kind: 'category' }, 'https://shop.example/c?q=x').rig.said).toEqual([])
  })

  test.each([
    ['<main data-results-count="1,204"></main>', 1204],
    ['<main data-total-results="0"></main>', 0],
  ])('results are counted where the page says so: %s', (body, results) => {
    const { rig } = open(body, { kind: 'search' }, 'https://shop.example/search?q=mug')
    expect(rig.said).toEqual([['search', { search: { term: 'mug', results } }]])
  })
})

test('a cart is viewed once a page view', () => {
  expect(open('', { kind: 'cart' }).rig.said).toEqual([['view_cart', {}]])
})

describe('shares', () => {
  test.each(SHARE_LINKS)('%s is %s', (href, method) => {
    const { rig } = open(`<a href="${href.replaceAll('&', '&amp;')}"><svg><path/></svg></a>`, { item: MUG })
    find('path').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
    expect(rig.said).toEqual(method ? [['share', { data: { method, item_id: 'mug' }, items: [MUG] }]] : [])
    expectValid(rig.said)
  })

  test('the share of the browser is not touched', () => {
    const share = vi.fn()
    Object.defineProperty(navigator, 'share', { value: share, configurable: true })
    open('')
    expect(navigator.share).toBe(share)
    Reflect.deleteProperty(navigator, 'share')
  })

  test('a right click, and a link in our own widget, share nothing', () => {
    const link = '<a href="https://twitter.com/share?url=x">X</a>'
    const { rig } = open(`${link}<div data-endcap-slot="a">${link}</div>`)
    find('a').dispatchEvent(new MouseEvent('auxclick', { bubbles: true, button: 2 }))
    find('div a').click()
    expect(rig.said).toEqual([])
    find('a').dispatchEvent(new MouseEvent('auxclick', { bubbles: true, button: 1 }))
    expect(rig.types()).toEqual(['share'])
  })
})

describe('checkouts', () => {
  test.each([
    ['a link', '<a href="/checkout">Pay</a>'],
    ['a link with a token', '<a href="https://shop.example/en/checkouts/c/abc?x=1"><b>Pay</b></a>'],
    ['a button by its name', '<form action="/cart"><button name="checkout">Pay</button></form>'],
    ['a form', '<form action="/checkout/"><button>Pay</button></form>'],
    ['a button with its own address', '<form action="/cart"><button formaction="/checkout">Pay</button></form>'],
  ])('%s begins one, once a page view', (_, body) => {
    const { rig, detector } = open(body, { kind: 'cart' })
    const press = () => {
      find('b,a,button').click()
      const form = document.querySelector('form')
      if (form) submit(form, find('button'))
    }
    press()
    press()
    expect(rig.said).toEqual([
      ['view_cart', {}],
      ['begin_checkout', {}],
    ])
    detector.view?.()
    press()
    expect(rig.types()).toEqual(['view_cart', 'begin_checkout', 'view_cart', 'begin_checkout'])
  })

  test.each([
    '/checkout/cart',
    '/checkout/cart/add/uenc/1',
    '/checkouts-explained',
    '/products/checkout-stand',
    '#checkout',
  ])('%s is none', (href) => {
    const { rig } = open(`<a href="${href}">a</a><form action="${href}"></form>`)
    find('a').click()
    submit(find('form'))
    expect(rig.said).toEqual([])
  })

  test('within the checkout none begins', () => {
    const { rig } = open('<a href="/checkout">Back</a>', { kind: 'checkout' })
    find('a').click()
    expect(rig.said).toEqual([])
  })
})

describe('accounts', () => {
  test.each(ACCOUNT_FORMS)('%s', (_, html, event) => {
    const { rig } = open(html, { kind: 'checkout' })
    const form = find('form')
    for (const field of form.querySelectorAll('input')) {
      Object.defineProperty(field, 'value', { get: () => expect.fail('a value was read') })
    }
    submit(form)
    expect(rig.said).toEqual(event ? [[event, { data: { method: 'password' } }]] : [])
    expect(rig.failed).toEqual([])
  })
})

describe('ratings', () => {
  test.each([
    [
      'a choice',
      '<select name="rating"><option value="">-</option><option value="4" selected>Good</option></select>',
      4,
    ],
    [
      'a star',
      '<input type="radio" name="review[rating]" value="3"><input type="radio" name="review[rating]" value="5" checked>',
      5,
    ],
    ['a field', '<input name="Rating" value="4.5">', 4.5],
    ['no star', '<input type="radio" name="rating" value="3">', undefined],
    ['no number', '<input name="rating" value="good">', undefined],
    ['another form', '<input name="email" value="5">', undefined],
    [
      'a form with a password',
      '<input name="rating" value="5"><input type="password" autocomplete="current-password"><input type="password">',
      undefined,
    ],
  ])('%s', (_, fields, rating) => {
    const { rig } = open(`<form>${fields}</form>`, { item: MUG })
    submit(find('form'))
    expect(rig.said).toEqual(rating ? [['rate', { data: { rating }, items: [MUG] }]] : [])
    expectValid(rig.said)
  })
})

describe('wishes', () => {
  test.each([
    ['<button data-action="add-to-wishlist" data-product-id="7">♥</button>', '7'],
    ['<a href="#" class="add_to_wishlist" data-product_id="mug"><i>♥</i></a>', 'mug'],
    ['<button class="card__wishlist-button" data-product-id="7">♥</button>', '7'],
    ['<a href="/wishlist" class="header__wishlist">♥</a>', undefined],
    ['<button class="remove_from_wishlist" data-product-id="7">x</button>', undefined],
    ['<button class="wishlist" data-product-id="7" aria-pressed="true">♥</button>', undefined],
    ['<button class="buy" data-product-id="7">Buy</button>', undefined],
    ['<div class="wishlist" data-product-id="7"><button>Buy</button></div>', undefined],
  ])('%s', (html, id) => {
    const { rig } = open(html, { item: MUG })
    find('i,button,a').click()
    expect(rig.said).toEqual(id ? [['add_to_wishlist', { items: [id === 'mug' ? MUG : { item_id: id }] }]] : [])
  })
})

describe('the time that a product was visible', () => {
  const times = (rig: DetectRig) => rig.said.map(([, { data }]) => data?.['engagement_time_msec'])

  test('is told when the page is left, once', async () => {
    const { rig, detector } = open('', { item: MUG })
    await rig.clock.advance(5000)
    detector.leave?.()
    detector.leave?.()
    expect(rig.said).toEqual([['user_engagement', { items: [MUG], data: { engagement_time_msec: 5000 } }]])
    expectValid(rig.said)
  })

  test('leaves out what was hidden', async () => {
    const { rig, detector } = open('', { item: MUG })
    await rig.clock.advance(2000)
    setVisibility('hidden')
    await rig.clock.advance(60_000)
    setVisibility('visible')
    await rig.clock.advance(3000)
    detector.leave?.()
    expect(times(rig)).toEqual([2000, 3000])
  })

  test('below a second waits for more', async () => {
    const { rig, detector } = open('', { item: MUG })
    for (let i = 0; i < 3; i++) {
      await rig.clock.advance(400)
      detector.leave?.()
    }
    expect(times(rig)).toEqual([1200])
  })

  test('is at most half an hour, and never negative', async () => {
    const { rig, detector } = open('', { item: MUG })
    await rig.clock.advance(5 * 3600_000)
    detector.leave?.()
    vi.spyOn(rig.clock, 'now').mockReturnValue(0)
    detector.leave?.()
    vi.mocked(rig.clock.now).mockReturnValue(4000)
    detector.leave?.()
    expect(times(rig)).toEqual([1_800_000, 4000])
  })

  test('belongs to the product that was shown, not to the one after a navigation', async () => {
    const { rig, detector } = open('', { item: MUG })
    await rig.clock.advance(3000)
    rig.item = { item_id: 'bowl' }
    goTo('https://shop.example/b')
    detector.view?.()
    await rig.clock.advance(2000)
    rig.item = undefined
    detector.view?.()
    await rig.clock.advance(2000)
    detector.leave?.()
    expect(rig.said.map(([, { items, data }]) => [items?.[0]?.item_id, data?.['engagement_time_msec']])).toEqual([
      ['mug', 3000],
      ['bowl', 2000],
    ])
  })

  test('counts for a product that is known late, and on no other page', async () => {
    const { rig, detector } = open('')
    await rig.clock.advance(10_000)
    detector.leave?.()
    expect(rig.said).toEqual([])
    rig.item = MUG
    detector.leave?.()
    expect(times(rig)).toEqual([10_000])
  })

  test('ends with the stop', async () => {
    const { rig, detector } = open('', { item: MUG })
    detector.stop()
    await rig.clock.advance(5000)
    setVisibility('hidden')
    expect([rig.said, rig.clock.pending()]).toEqual([[], 0])
  })
})

test('nothing is held up, and what cannot be read is told', () => {
  const listened: unknown[] = []
  const rig = createDetectRig()
  const listen: typeof rig.parts.listen = (_target, _type, _listener, options) => {
    listened.push(options)
    return () => {}
  }
  Object.assign(rig.parts, { listen })
  rig.run(startPage)
  expect(listened.slice(1)).toEqual(Array.from({ length: 3 }, () => ({ passive: true, capture: true })))

  const { rig: other } = open('<form action="http://["><button>Go</button></form>')
  expect(submit(find('form')).defaultPrevented).toBe(true)
  expect([other.said, other.failed]).toEqual([[], ['page']])
})
