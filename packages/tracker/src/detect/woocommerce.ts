import type { EventItem } from '@endcap/core'
import { fieldsOf, foundIn, worthOf } from './cart-changes.js'
import { type CartAction, watchCart } from './cart-watch.js'
import type { Detector, StartDetector } from './detector.js'
import { dig, idOf } from './foreign.js'
import { hear } from './hear.js'
import { fetchStoreCart, productOfButton } from './woocommerce-cart.js'
import { readOrder } from './woocommerce-order.js'
import { readCards, readForm, readProduct, readVariations } from './woocommerce-page.js'

/** The page's own requests that change the cart: the Store API's and the classic ones. */
const CART_REQUESTS = /\/wc\/store(\/v\d+)?\/(batch|cart\/)|[?&]wc-ajax=(add_to|remove_from)_cart/
/** A click and what comes of it lie this near. */
const TOUCH_MS = 10_000
/** WooCommerce's and wishlist plugins' jQuery events on the body. */
const CART_EVENTS: Readonly<Record<string, CartAction | undefined>> = {
  added_to_cart: 'add_to_cart',
  removed_from_cart: 'remove_from_cart',
  updated_cart_totals: 'remove_from_cart',
  updated_wc_div: 'remove_from_cart',
  wc_cart_emptied: 'remove_from_cart',
}
const QUERY_EVENTS = [...Object.keys(CART_EVENTS), 'added_to_wishlist', 'tinvwl_wishlist_added_status'].join(' ')
const WISH = 'add_to_wishlist'

/** The part of jQuery in use. */
type JQuery = (target: Element) => {
  on(types: string, handler: (...args: unknown[]) => void): unknown
  off(types: string, handler: (...args: unknown[]) => void): unknown
}

/**
 * Watches a WooCommerce shop, classic or of blocks: product, cart, checkout and order pages, its jQuery and DOM events, forms,
 * and with consent the Store API's cart, looked at after each change. Items go by the product's id, on the order page by the
 * last part of the product's address. An order without a readable total or currency is no purchase but a failure.
 */
export const startWooCommerce: StartDetector = (parts) => {
  const { env, say, fail } = parts
  const { window } = env
  const { document } = window
  let product: { readonly item: EventItem; readonly currency?: string } | undefined
  /** The product of a variation. */
  const products = new Map<string, string>()
  const orders = new Set<string>()
  /** What was clicked last, for events that do not say it. */
  let touched:
    | { readonly action: CartAction | typeof WISH; readonly items: EventItem[]; readonly at: number }
    | undefined
  let query: JQuery | undefined
  /** Cart or checkout page: said with what is in the cart, or at once when the shopper leaves before that is known. */
  let sayPage: (() => void) | undefined

  const watch = watchCart(parts, {
    requests: CART_REQUESTS,
    read: () => fetchStoreCart(parts, (id) => products.get(id) ?? id),
    seen: (cart) => parts.found(foundIn(cart)),
  })

  const is = (name: string) => document.body.classList.contains(name)

  function take(action: string): EventItem[] {
    if (touched?.action !== action || env.clock.now() - touched.at > TOUCH_MS) return []
    const { items } = touched
    touched = undefined
    return items
  }

  function changed(action: CartAction, button?: unknown): void {
    const item = productOfButton(button)
    const items = take(action)
    watch.changed(action, items[0] ? items : item ? [item] : [], product?.currency)
  }

  function onQuery(event: unknown, ...args: unknown[]): void {
    const type = String(dig(event, 'type'))
    const action = CART_EVENTS[type]
    // YITH hands the button over, TI says whether it went well.
    const item = action || args[1] === false ? undefined : (args.map(productOfButton).find(Boolean) ?? take(WISH)[0])
    if (action) changed(action, args[2])
    else if (item) say(WISH, { items: [item] })
  }

  /** jQuery may come later than this file. */
  function bindQuery(): void {
    const found = dig(window, 'jQuery')
    if (query || typeof found !== 'function') return
    query = found as JQuery
    try {
      query(document.body).on(QUERY_EVENTS, onQuery)
    } catch (cause) {
      fail('jQuery', cause)
    }
  }

  /** Clicks and submits, behind every other listener: `isTaken` when a script does the work and the page stays. */
  function touch(action: CartAction | typeof WISH, items: EventItem[], isTaken: boolean): void {
    if (!items[0]) return
    if (isTaken) touched = { action, items, at: env.clock.now() }
    else say(action, worthOf(items, product?.currency))
  }

  function clicked({ target, defaultPrevented }: MouseEvent): void {
    const button =
      target instanceof window.Element
        ? target.closest<HTMLElement>('[data-product_id],[data-product-id],[data-tinv-wl-product]')
        : undefined
    const item = productOfButton(button)
    if (!button || !item) return
    const href = button.getAttribute('href') ?? ''
    if (button.matches('.remove,.remove_from_cart_button')) {
      if (defaultPrevented || /remove_item=/.test(href)) touch('remove_from_cart', [item], defaultPrevented)
    } else if (button.matches('.add_to_wishlist,[class*="add_to_wishlist"]')) {
      touch(WISH, [item], true)
    } else if (
      button.matches('.add_to_cart_button,[class*="add-to-cart"],.wc-block-components-product-button__button')
    ) {
      // A link to the product's page, where options are to be chosen, is no add.
      const isAdding = defaultPrevented || button.tagName === 'BUTTON'
      if (isAdding || /add-to-cart=/.test(href)) touch('add_to_cart', [{ quantity: 1, ...item }], isAdding)
    }
  }

  function submitted({ target, defaultPrevented }: SubmitEvent): void {
    if (target instanceof window.HTMLFormElement && target.matches('form.cart'))
      touch('add_to_cart', readForm(target, product?.item), defaultPrevented)
  }

  function readOrderPage(): boolean {
    const order = readOrder(window)
    if (!order) return false
    const { transactionId, value, items } = order
    const tell = (currency: string | undefined) => {
      if (!transactionId || value === undefined || !currency) {
        fail(`order: ${!transactionId ? 'number' : value === undefined ? 'total' : 'currency'} not readable`)
      } else if (!orders.has(transactionId)) {
        orders.add(transactionId)
        say('purchase', { order: { transactionId, value, currency }, ...(items[0] && { items }) })
      }
    }
    // A `$` is many currencies: the shop's cart, empty as it is by now, names the one.
    if (order.currency || !parts.isAllowed()) tell(order.currency)
    else void watch.look().then(() => tell(watch.cart()?.currency))
    return true
  }

  const stops = [
    hear(parts, window, 'load', bindQuery),
    hear<MouseEvent>(parts, window, 'click', clicked, { passive: true }),
    hear<SubmitEvent>(parts, window, 'submit', submitted),
    hear(parts, document, 'wc-blocks_added_to_cart', () => changed('add_to_cart')),
    hear(parts, document, 'wc-blocks_removed_from_cart', () => changed('remove_from_cart')),
    hear(parts, document, 'wc-blocks_product_list_rendered', () => parts.found(readCards(window))),
    hear(parts, document, 'wc-blocks_viewed_product', (event) => {
      const id = idOf(dig(event, 'detail', 'productId'))
      if (!id) return
      const placement = idOf(dig(event, 'detail', 'collection')) ?? 'woocommerce/product-collection'
      say('select_item', { items: [{ item_id: id }], list: { placement, requestId: env.random.id() } })
    }),
  ]
  bindQuery()

  return {
    view() {
      bindQuery()
      const read = readProduct(window)
      product = read
      for (const { id } of readVariations(document.querySelector<HTMLElement>('form.cart')))
        if (read) products.set(id, read.found.id)
      const found = readCards(window).filter(({ id }) => id !== read?.found.id)
      if (read) found.push(read.found)
      if (found[0]) parts.found(found)
      if (read) say('view_item', worthOf([read.item], read.currency))
      if (readOrderPage() || is('woocommerce-order-received') || is('woocommerce-order-pay')) return
      const type = is('woocommerce-cart') ? 'view_cart' : is('woocommerce-checkout') ? 'begin_checkout' : undefined
      const look = watch.look()
      if (!type) return
      sayPage?.()
      sayPage = () => {
        sayPage = undefined
        say(type, fieldsOf(watch.cart()))
      }
      void look.then(() => sayPage?.())
    },
    leave() {
      watch.leave()
      sayPage?.()
    },
    stop() {
      sayPage = undefined
      watch.stop()
      for (const stop of stops) stop()
      query?.(document.body).off(QUERY_EVENTS, onQuery)
    },
  } satisfies Detector
}
