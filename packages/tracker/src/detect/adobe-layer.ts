import type { EventItem } from '@endcap/core'
import { readLines, readOrder, readProduct } from './adobe-shapes.js'
import { type Cart, compareCarts, worthOf } from './cart-changes.js'
import type { DetectorParts } from './detector.js'
import { currencyOf, dig, idOf, listOf, numberOf, textOf, told } from './foreign.js'

/** The part of the Adobe Client Data Layer in use; before its library comes it is an array that takes functions. */
interface DataLayer {
  push(task: (layer: DataLayer) => void): unknown
  getState?(): unknown
  addEventListener?(type: string, handler: (event: unknown) => void): void
  removeEventListener?(type: string, handler: (event: unknown) => void): void
}

/** The listening to Adobe Commerce's events in the data layer. */
export interface AdobeLayer {
  /** A new page view: what is on the page counts again. */
  view(): void
  /** True once an event of Adobe Commerce was heard: then it tells of all that happens. */
  isTelling(): boolean
  stop(): void
}

/** Reads the contexts that an event carries. */
type Read = (...path: string[]) => unknown

/** Searches made while typing: no search of the shopper's. */
const TYPING = /popover|typeahead|autocomplete|search-bar/i

/**
 * Hears Adobe Commerce's storefront events. `open-cart` is the making of a cart and no view of it; rows of recommendations
 * count when they come into view; a search counts when its answer is there.
 */
export function hearAdobeLayer(parts: DetectorParts): AdobeLayer {
  const { env, say, fail } = parts
  let counted = new Set<string>()
  let requests: Record<string, string> = {}
  /** The cart as far as events told of it. */
  let cart: Cart | undefined
  /** An update was just compared: an add or removal that follows it may be the same. */
  let isUpdated = false
  let isTelling = false
  let isStopped = false
  let layer: DataLayer | undefined

  const isNew = (key: string) => counted.size < counted.add(key).size

  /** The events by name, given the reader of their contexts. */
  const handlers: Readonly<Record<string, (read: Read) => void>> = {
    'product-page-view'(read) {
      const product = readProduct(read('productContext'))
      if (!product) {
        fail('product-page-view')
        return
      }
      parts.found([product.found])
      if (isNew(`view_item ${product.item.item_id}`))
        say('view_item', worthOf([product.item], product.currency ?? currencyFrom(read)))
    },
    'add-to-cart': (read) => changed('add_to_cart', read),
    'remove-from-cart': (read) => changed('remove_from_cart', read),
    'update-cart'(read) {
      const after = readLines(read('shoppingCartContext'))
      if (after && cart) tell(cart, after, currencyFrom(read))
      isUpdated = Boolean(after && cart)
      cart = after ?? cart
    },
    'shopping-cart-view': (read) => say('view_cart', cartFields(read)),
    'initiate-checkout': (read) => say('begin_checkout', cartFields(read)),
    'place-order'(read) {
      const { items } = cartFields(read)
      const order = readOrder(read('orderContext'), currencyFrom(read))
      if (order) say('purchase', { order, ...(items && { items }) })
      else fail('place-order: number, total or currency not readable')
    },
    'search-response-received'(read) {
      const unit = unitOf(read, 'searchInputContext', 'searchUnitId')
      const term = textOf(dig(unit, 'phrase'))
      if (!term || TYPING.test(textOf(dig(unit, 'searchUnitId')) ?? '') || !isNew(`search ${term}`)) return
      const answer = unitOf(read, 'searchResultsContext', 'searchUnitId')
      const found = dig(answer, 'products')
      // A page that is not full is all that there is.
      const isAll = Array.isArray(found) && found.length < (numberOf(dig(unit, 'pageSize')) ?? 0)
      say('search', { search: { term, ...(isAll && dig(unit, 'currentPage') === 1 && { results: found.length }) } })
    },
    'search-product-click'(read) {
      const unit = unitOf(read, 'searchResultsContext', 'searchUnitId')
      const sku = textOf(read('sku'))
      const [item] = itemsOf(unit, (product) => textOf(dig(product, 'sku')) === sku)
      if (item) say('select_item', { items: [item], list: listOfUnit(unit, 'searchUnitId') })
    },
    'recs-unit-view'(read) {
      const unit = unitOf(read, 'recommendationsContext', 'unitId')
      const items = itemsOf(unit)
      if (items[0] && isNew(`unit ${idOf(dig(unit, 'unitId'))}`))
        say('view_item_list', { items, list: listOfUnit(unit, 'unitId') })
    },
    'recs-item-click'(read) {
      const unit = unitOf(read, 'recommendationsContext', 'unitId')
      const id = textOf(read('productId'))
      const [item] = itemsOf(unit, (product) => textOf(dig(product, 'productId')) === id)
      if (item) say('select_item', { items: [item], list: listOfUnit(unit, 'unitId') })
    },
    'sign-in': () => say('login'),
    'create-account': () => say('sign_up'),
  }

  function tell(before: Cart, after: Cart, currency: string | undefined): void {
    const { added, removed } = compareCarts(before, after)
    if (added.length) say('add_to_cart', worthOf(added, currency))
    if (removed.length) say('remove_from_cart', worthOf(removed, currency))
  }

  /** What changed is told by the event itself; else found by comparing the cart; else it is the product of the page. */
  function changed(type: 'add_to_cart' | 'remove_from_cart', read: Read): void {
    const after = readLines(read('shoppingCartContext'))
    const changes = cart && after && compareCarts(cart, after)
    const found = changes && (type === 'add_to_cart' ? changes.added : changes.removed)
    cart = after ?? cart
    const isTwin = isUpdated && !found?.length
    isUpdated = false
    if (isTwin) return
    const lines = readLines(read('changedProductsContext'))?.lines
    const product = found || type !== 'add_to_cart' ? undefined : readProduct(read('productContext'))
    const items = lines?.size ? [...lines.values()] : (found ?? (product ? [{ ...product.item, quantity: 1 }] : []))
    if (items[0]) say(type, worthOf(items, currencyFrom(read)))
    else if (!found) fail(`${type}: no product`)
  }

  function cartFields(read: Read) {
    const found = readLines(read('shoppingCartContext'))
    return found?.lines.size ? worthOf([...found.lines.values()], found.currency ?? currencyFrom(read)) : {}
  }

  function listOfUnit(unit: unknown, key: string) {
    const placement = idOf(dig(unit, 'unitName')) ?? idOf(dig(unit, key)) ?? 'adobe'
    return { placement, requestId: (requests[placement] ??= env.random.id()) }
  }

  function heard(event: unknown): void {
    const handle = handlers[textOf(dig(event, 'event')) ?? '']
    const info = dig(event, 'eventInfo')
    const state = info ?? layer?.getState?.()
    const isOurs = handle || dig(state, 'storefrontInstanceContext')
    if (isStopped || !isOurs) return
    isTelling = true
    try {
      handle?.((...path) => dig(state, ...path))
      // The first cart that is told of by anything else is what later ones are compared with.
      cart ??= readLines(dig(state, 'shoppingCartContext'))
    } catch (cause) {
      fail('adobeDataLayer', cause)
    }
  }

  function start(): void {
    const found = dig(env.window, 'adobeDataLayer') as DataLayer | undefined
    if (layer || typeof dig(found, 'push') !== 'function') return
    layer = found
    try {
      // As the layer's documents ask for it: run at once, or when its library is there. Past events are heard as well.
      found?.push((ready) => ready.addEventListener?.('adobeDataLayer:event', heard))
    } catch (cause) {
      fail('adobeDataLayer', cause)
    }
  }

  return {
    view() {
      counted = new Set()
      requests = {}
      start()
    },
    isTelling: () => isTelling,
    stop() {
      isStopped = true
      layer?.removeEventListener?.('adobeDataLayer:event', heard)
    },
  }
}

function currencyFrom(read: Read): string | undefined {
  return (
    readLines(read('shoppingCartContext'))?.currency ??
    currencyOf(read('productContext', 'pricing', 'currencyCode')) ??
    currencyOf(read('storefrontInstanceContext', 'storeViewCurrencyCode')) ??
    currencyOf(read('storefrontInstanceContext', 'baseCurrencyCode'))
  )
}

/** The unit of a context that an event is about. */
function unitOf(read: Read, context: string, key: string): unknown {
  const id = textOf(read(key))
  return listOf(read(context, 'units'), (unit) => (textOf(dig(unit, key)) === id ? unit : undefined))[0]
}

/** The products of a unit of search or recommendations, with their places. */
function itemsOf(unit: unknown, isMeant: (product: unknown) => boolean = () => true): EventItem[] {
  let index = -1
  return listOf(dig(unit, 'products'), (product) => {
    index++
    const id = idOf(dig(product, 'sku'))
    if (!id || !isMeant(product)) return undefined
    const price = numberOf(dig(product, 'price') ?? dig(product, 'prices', 'minimum', 'final'))
    return told({ item_id: id, item_name: textOf(dig(product, 'name')), price, index })
  })
}
