import { gather, ranked, type Strategy } from '../candidates.js'

/** What the model weighs of a cart, newest first. */
const MOST = 30

/** In the same orders as the product of the page; without one, as the items in the cart, the newest first. */
export const boughtTogether: Strategy = (shop, query) => {
  const id = query.context?.productId
  return ranked(gather(shop, query, id ? [{ id }] : query.profile.cart.slice(-MOST).reverse(), 1, 'cart'))
}
