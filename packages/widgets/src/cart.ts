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
  /** For a cart that answers later: the product counts as added when the promise resolves, and as refused when it rejects. */
  waitUntil(adding: Promise<unknown>): void
}

/**
 * Offers a product to the shop by `endcap:add-to-cart` on its card. The shop's listener puts it into the cart.
 * `onResult(true)` follows unless a listener cancelled (then nothing follows), or its promise rejected (then
 * `onResult(false)`).
 */
export function offerToCart(
  card: Element,
  offer: Omit<AddToCartDetail, 'waitUntil'>,
  onResult: (taken: boolean) => void,
): void {
  let adding: Promise<unknown> | undefined
  const detail: AddToCartDetail = {
    ...offer,
    waitUntil: (promise) => {
      adding = promise
    },
  }
  if (!emit(card, 'add-to-cart', detail)) return
  if (adding)
    adding.then(
      () => onResult(true),
      () => onResult(false),
    )
  else onResult(true)
}
