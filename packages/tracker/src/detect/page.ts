import type { EventItem, PageKind } from '@endcap/core'
import { accountEvent } from './account-form.js'
import { cut, cutTerm } from './cut.js'
import type { Detector, DetectorParts } from './detector.js'
import { watchEngagement } from './engagement.js'
import { isWooCommerce } from './platform.js'
import { parsePrice } from './price.js'
import { shareMethod } from './share-link.js'

/** What the page's detector needs beyond the others. */
export type PageParts = DetectorParts & {
  /** The product that the page is about, as far as any source has told it. */
  mainItem(): EventItem | undefined
  kind(): PageKind
}

const TERMS = ['q', 's', 'query', 'search', 'search_query', 'search_term', 'keyword', 'keywords', 'term']
const COUNTS = ['data-results-count', 'data-result-count', 'data-search-count', 'data-total-results']
const PRODUCT_IDS = ['data-product-id', 'data-product_id', 'data-productid', 'data-product-sku', 'data-item-id']
/** Our own widgets. */
const SLOT = '[data-endcap-slot]'
/** Magento keeps the cart below the checkout. */
const CHECKOUT = /\/checkouts?(?!\/cart)(\/|$)/i

/**
 * What address and plain forms tell: searches, carts, checkouts, shares, wishes, ratings, logins, sign-ups, and the time that a
 * product was visible. Listens only: no event of the page is held up or changed, and no field of a form with a password is read.
 */
export function startPage(parts: PageParts): Detector {
  const { env, listen, say, fail, mainItem, kind } = parts
  const { document, location } = env.window
  const engagement = watchEngagement(parts)
  let isCheckedOut = false

  function searched(): void {
    const params = new Map([...new URLSearchParams(location.search)].map(([key, value]) => [key.toLowerCase(), value]))
    const term = TERMS.map((key) => cutTerm(params.get(key))).find(Boolean)
    const counted = document.querySelector(COUNTS.map((name) => `[${name}]`).join())
    const results = parsePrice(counted && COUNTS.map((name) => counted.getAttribute(name)).find(Boolean)) ?? -1
    const isCount = Number.isInteger(results) && results >= 0
    if (term) say('search', { search: { term, ...(isCount && { results }) } })
  }

  function checkedOut(): void {
    // WooCommerce tells of it on the page that this leads to.
    if (!isCheckedOut && kind() !== 'checkout' && !isWooCommerce(env.window)) say('begin_checkout')
    isCheckedOut = true
  }

  function clicked({ target, button }: MouseEvent): void {
    // A middle click opens a link as well; a right click does not.
    if (!(target instanceof env.window.Element) || target.closest(SLOT) || button > 1) return
    engagement.note()
    const link = target.closest('a[href]')?.getAttribute('href')
    const { href, pathname } = new URL(link ?? '', location.href)
    const main = mainItem()
    const method = link && shareMethod(href, location.host)
    if (method)
      say('share', { data: { method, ...(main && { item_id: main.item_id }) }, ...(main && { items: [main] }) })
    if (target.closest('[name="checkout"]') || (link && CHECKOUT.test(pathname))) checkedOut()
    const wish = target.closest('a,button,[role="button"]')
    if (wish) wished(wish, main)
  }

  function wished(element: Element, main: EventItem | undefined): void {
    const words = `${element.getAttribute('class')} ${element.getAttribute('data-action')}`
    if (!/wishlist/i.test(words) || /remove|delete/i.test(words) || element.getAttribute('aria-pressed') === 'true')
      return
    const id = PRODUCT_IDS.map((name) => cut(element.getAttribute(name), 128)).find(Boolean)
    if (id) say('add_to_wishlist', { items: [main?.item_id === id ? main : { item_id: id }] })
  }

  function submitted({ target, submitter }: SubmitEvent): void {
    const form = target as HTMLFormElement
    if (!form.matches?.('form') || form.closest(SLOT)) return
    const action = submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? ''
    if (CHECKOUT.test(new URL(action, location.href).pathname) && action) checkedOut()
    const account = accountEvent(form, location.href)
    if (!account) rated(form)
    else if (account !== 'other') say(account, { data: { method: 'password' } })
  }

  function rated(form: HTMLFormElement): void {
    const field = form.querySelector<HTMLInputElement>(
      'select[name*="rating" i],input[type="radio"][name*="rating" i]:checked,input[name*="rating" i]:not([type="radio"])',
    )
    const rating = parsePrice(field?.value, '.')
    const main = mainItem()
    if (rating && rating > 0) say('rate', { data: { rating }, ...(main && { items: [main] }) })
  }

  /** What a listener throws would be an error of the page. */
  function guard<E extends Event>(listener: (event: E) => void): (event: E) => void {
    return (event) => {
      try {
        listener(event)
      } catch (cause) {
        fail('page', cause)
      }
    }
  }

  const stops = [
    ...['click', 'auxclick'].map((type) => listen(document, type, guard(clicked), { passive: true, capture: true })),
    listen(document, 'submit', guard(submitted), { passive: true, capture: true }),
  ]
  return {
    view() {
      engagement.view()
      isCheckedOut = false
      if (kind() === 'search') searched()
      if (kind() === 'cart') say('view_cart')
    },
    leave: () => engagement.leave(),
    stop() {
      engagement.stop()
      for (const stop of stops) stop()
    },
  }
}
