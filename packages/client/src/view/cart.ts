import { emit } from './emit.js'

/** What an `endcap:add-to-cart` event says. */
export interface AddToCartDetail {
  readonly id: string
  /** The variant that the shopper chose, of a product that has some. */
  readonly variant?: string
  readonly quantity: number
  readonly placement: string
  /** Of a bundle: the ids of all its products. Each has an event of its own. */
  readonly bundle?: readonly string[]
  /** For a cart that answers later: the product counts as added when all such promises resolve, and as refused when one rejects. */
  waitUntil(adding: Promise<unknown>): void
}

/**
 * Offers a product to the shop by `endcap:add-to-cart` on its card. The shop's listener puts it into the cart.
 * `onResult(true)` follows, in this task where nobody asks to wait, or `onResult(false)` when a promise rejected. False when a
 * listener cancelled: then nothing follows.
 */
export function offerToCart(
  card: Element,
  offer: Omit<AddToCartDetail, 'waitUntil'>,
  onResult: (isTaken: boolean) => void,
): boolean {
  const adding: Promise<unknown>[] = []
  if (!emit(card, 'add-to-cart', { ...offer, waitUntil: (promise: Promise<unknown>) => void adding.push(promise) }))
    return false
  if (adding[0])
    Promise.all(adding).then(
      () => onResult(true),
      () => onResult(false),
    )
  else onResult(true)
  return true
}
