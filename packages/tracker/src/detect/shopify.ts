import type { EventItem } from '@endcap/core'
import { fieldsOf, foundIn, worthOf } from './cart-changes.js'
import { watchCart } from './cart-watch.js'
import type { Detector, StartDetector } from './detector.js'
import { currencyOf, dig, idOf, listOf, quantityOf } from './foreign.js'
import { readFields } from './form-fields.js'
import { hear } from './hear.js'
import { listenStandardEvents } from './shopify-events.js'
import { plainId, readCart, readMetaProduct, readStandardProduct, type ShopifyProduct } from './shopify-shapes.js'

/** The page's own requests that change the cart (shopify.dev/docs/api/ajax/reference/cart). */
const CART_REQUESTS = /\/cart\/(add|change|update|clear)(\.js|\.json)?([?#]|$)/
const CHECKOUT = '[name="checkout"],a[href*="/checkout"]'
/** A form and the request that its script makes of it lie this near. */
const FORM_MS = 10_000

/**
 * Watches a Shopify storefront: the standard storefront events first; what they did not tell of this page is read from
 * `ShopifyAnalytics.meta`, and the cart from `/cart.js`, with consent only, whenever the page itself has changed it.
 * Items go by the product's id, variants by their title. Silent in the theme editor. Purchases: see `shopify-pixel`.
 */
export const startShopify: StartDetector = (parts) => {
  const { env, say } = parts
  const { window } = env
  if (dig(window, 'Shopify', 'designMode')) return { stop() {} }

  /** What this page view has said. */
  let counted = new Set<string>()
  /** Items by the id of a variant: of all products that this page told of. */
  const variants = new Map<string, EventItem>()
  /** The product that the page's data told of, and where: navigations within the document leave old data behind. */
  let shown = { id: '', path: '' }
  /** True once standard events tell of the cart: then requests and forms are only a reason to look. */
  let isTelling = false
  let form: { readonly items: EventItem[]; readonly at: number } | undefined
  let isGuest = false
  let sayCart: (() => void) | undefined

  const currency = () =>
    currencyOf(dig(meta(), 'currency')) ??
    currencyOf(dig(window, 'Shopify', 'currency', 'active')) ??
    watch.cart()?.currency
  const meta = () => dig(window, 'ShopifyAnalytics', 'meta') ?? dig(window, 'meta')
  const isNew = (key: string) => counted.size < counted.add(key).size
  const itemOf = (variant: string, quantity = 1): EventItem => ({
    ...(variants.get(variant) ?? { item_id: variant }),
    quantity,
  })

  const watch = watchCart(parts, {
    requests: CART_REQUESTS,
    async read() {
      const root = dig(window, 'Shopify', 'routes', 'root')
      const address = new URL(`${typeof root === 'string' ? root : '/'}cart.js`, window.location.origin)
      if (address.origin !== window.location.origin) throw new Error(`not this shop: ${address.origin}`)
      const answer = await env.fetch(address.href, { credentials: 'same-origin' })
      const cart = answer.ok ? readCart(await answer.json()) : undefined
      if (!cart) throw new Error(`no cart: ${answer.status}`)
      return cart
    },
    seen(cart) {
      for (const [id, { quantity: _, ...item }] of cart.lines) variants.set(id, item)
      parts.found(foundIn(cart))
      checkLogin()
    },
    requested(address) {
      const { items = [], at = 0 } = form ?? {}
      const isOurs = /\/add/.test(address) && !isTelling && env.clock.now() - at < FORM_MS
      if (isOurs) form = undefined
      watch.changed('add_to_cart', isOurs ? items : [], currency())
    },
  })

  /** Remembers a product, and says that it is seen where the page, or a dialog, is about it. */
  function show(product: ShopifyProduct | undefined, context: string): void {
    if (!product) {
      parts.fail('product')
      return
    }
    for (const [id, item] of product.variants) variants.set(id, item)
    parts.found([{ ...product.found, where: context === 'page' ? 'page' : 'list' }])
    if (/page|dialog/.test(context) && isNew(`view_item ${product.item.item_id}`))
      say('view_item', worthOf([product.item], product.currency))
  }

  function search(term: string, results?: number): void {
    if (isNew(`search ${term.trim().toLowerCase()}`))
      say('search', { search: { term, ...(results !== undefined && { results: Math.max(0, Math.round(results)) }) } })
  }

  function viewCart(known: { readonly value?: number | undefined; readonly currency?: string | undefined } = {}): void {
    sayCart?.()
    // With what is in it where that may be asked for; at once when the shopper leaves before the answer.
    sayCart = () => {
      sayCart = undefined
      const { value, currency } = known
      say('view_cart', {
        ...fieldsOf(watch.cart()),
        ...(currency && { currency }),
        ...(currency && value !== undefined && { value }),
      })
    }
    void watch.look().then(() => sayCart?.())
  }

  function checkLogin(): void {
    const customer = dig(meta(), 'page', 'customerId') ?? dig(window, '__st', 'cid')
    if (customer && isGuest) say('login')
    isGuest = !customer
  }

  const stops = [
    listenStandardEvents(parts, {
      product: (product, context) => show(readStandardProduct(product, currency()), context),
      variant(product, selectedVariant) {
        const read = readStandardProduct(product, currency(), selectedVariant)
        for (const [id, item] of read?.variants ?? []) variants.set(id, { ...variants.get(id), ...item })
      },
      search,
      cartView(isPage, known) {
        if (!isPage || isNew('view_cart')) viewCart(known)
      },
      cartStart() {
        isTelling = true
      },
      cartEnd(action, lines) {
        const items = lines.map(([id, quantity]) => itemOf(id, quantity))
        watch.changed(action, items, currency())
      },
    }),
    // Behind every other listener: a script that takes the form over has prevented it by then.
    hear<SubmitEvent>(parts, window, 'submit', (event) => {
      const { target, defaultPrevented } = event
      if (!(target instanceof window.HTMLFormElement) || !target.matches('[action*="/cart/add"]')) return
      const fields = new Map(readFields(target))
      const variant = idOf(fields.get('id'))
      if (!variant) return
      const items = [itemOf(variant, quantityOf(fields.get('quantity')))]
      if (defaultPrevented) form = { items, at: env.clock.now() }
      else say('add_to_cart', worthOf(items, currency()))
    }),
    hear<MouseEvent>(
      parts,
      window.document,
      'click',
      ({ target }) => {
        const button = target instanceof window.Element ? target.closest(CHECKOUT) : undefined
        const path = (button as HTMLAnchorElement | undefined)?.pathname
        if (!button || (path && !/\/checkouts?(\/|$)/.test(path)) || !isNew('begin_checkout')) return
        say('begin_checkout', fieldsOf(watch.cart()))
      },
      { passive: true, capture: true },
    ),
  ]

  return {
    view() {
      counted = new Set()
      checkLogin()
      const page = dig(meta(), 'page', 'pageType')
      const { pathname, search: query } = window.location
      const address = new URLSearchParams(query)
      const cards = listOf(dig(meta(), 'products'), (product) => readMetaProduct(product, currency()))
      for (const card of cards) for (const [id, item] of card.variants) variants.set(id, item)
      if (cards[0]) parts.found(cards.map(({ found }) => ({ ...found, where: 'list' })))
      const about = dig(meta(), 'product')
      const id = plainId(dig(about, 'id')) ?? ''
      const isOld = shown.id === id && shown.path !== pathname
      if (about && !isOld) {
        shown = { id, path: pathname }
        show(readMetaProduct(about, currency(), address.get('variant')), 'page')
      }
      const term = address.get('q')
      if (term && (page === 'searchresults' || /\/search\/?$/.test(pathname))) search(term)
      if ((page === 'cart' || /\/cart\/?$/.test(pathname)) && isNew('view_cart')) viewCart()
      else void watch.look()
    },
    leave() {
      watch.leave()
      sayCart?.()
    },
    stop() {
      sayCart = undefined
      watch.stop()
      for (const stop of stops) stop()
    },
  } satisfies Detector
}
