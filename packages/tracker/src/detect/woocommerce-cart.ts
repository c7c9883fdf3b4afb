import type { EventItem } from '@endcap/core'
import { type Cart, createCart } from './cart-changes.js'
import type { DetectorParts } from './detector.js'
import { currencyOf, dig, idOf, listOf, quantityOf, textOf, told } from './foreign.js'
import { fromMinorUnits } from './minor-units.js'

/**
 * Asks the Store API for the cart (developer.woocommerce.com/docs/apis/store-api/resources-endpoints/cart). `productOf` names
 * the product of a variation, which the cart alone does not. Rejects when the answer is no cart or the API lies elsewhere.
 */
export async function fetchStoreCart(
  { env: { window, fetch } }: Pick<DetectorParts, 'env'>,
  productOf: (id: string) => string,
): Promise<Cart> {
  const api = window.document.querySelector<HTMLLinkElement>('link[rel="https://api.w.org/"]')
  const root = api?.getAttribute('href') || '/wp-json/'
  const address = new URL(`${root.replace(/\/?$/, '/')}wc/store/v1/cart`, window.location.origin)
  if (address.origin !== window.location.origin) throw new Error(`not this shop: ${address.origin}`)
  const answer = await fetch(address.href, { credentials: 'same-origin' })
  const cart = answer.ok ? readStoreCart(await answer.json(), productOf) : undefined
  if (!cart) throw new Error(`no cart: ${answer.status}`)
  return cart
}

/** The cart of an answer of the Store API: prices in minor units. Undefined for what is none. */
export function readStoreCart(json: unknown, productOf: (id: string) => string): Cart | undefined {
  if (!Array.isArray(dig(json, 'items'))) return undefined
  const lines = listOf(dig(json, 'items'), (line) => {
    const id = idOf(dig(line, 'id'))
    if (!id) return undefined
    const options = listOf(dig(line, 'variation'), (option) => textOf(dig(option, 'value')))
    const item: EventItem = told({
      item_id: productOf(id),
      item_name: textOf(dig(line, 'name')),
      item_variant: options.join(' / '),
      price: fromMinorUnits(dig(line, 'prices', 'price'), dig(line, 'prices', 'currency_minor_unit')),
      quantity: quantityOf(dig(line, 'quantity')),
    })
    return [id, item] as const
  })
  return createCart(lines, currencyOf(dig(json, 'totals', 'currency_code')))
}

/** Where a link or button of the cart stands for, by the attributes that WooCommerce and wishlist plugins write. */
export function productOfButton(button: unknown): EventItem | undefined {
  const data = dig(button, 'dataset') ?? dig(button, 0, 'dataset')
  const id = idOf(dig(data, 'product_id') ?? dig(data, 'productId') ?? dig(data, 'tinvWlProduct'))
  return id ? told({ item_id: id, quantity: quantityOf(dig(data, 'quantity')) }) : undefined
}
