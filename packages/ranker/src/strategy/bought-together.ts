import { gather, type Strategy } from '../candidates.js'

/** In the same orders as the product of the page; without one, as the items in the cart. */
export const boughtTogether: Strategy = (shop, query) => {
  const id = query.context?.productId
  return gather(shop, query, id ? [{ id }] : query.profile.cart, 1, 'cart')
}
