import { gather, type Strategy } from '../candidates.js'

/** In the same orders as the product of the page; without one, as the items in the cart. */
export const boughtTogether: Strategy = (shop, { profile, context }) => {
  const ids = context?.productId ? [context.productId] : profile.cart.map((line) => line.id)
  return [
    ...gather(
      shop,
      ids.map((id) => ({ id, weight: 1 })),
      'cart',
    ).values(),
  ]
}
