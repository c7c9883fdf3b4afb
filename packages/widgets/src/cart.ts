/** What an `endcap:add-to-cart` event says. */
export interface AddToCartDetail {
  readonly id: string
  readonly quantity: number
  readonly placement: string
  /** For a cart that answers later: the product counts as added when the promise resolves, and as refused when it rejects. */
  waitUntil(adding: Promise<unknown>): void
}

/**
 * Offers a product to the shop by a bubbling, composed, cancelable `endcap:add-to-cart` on the card. The shop's listener puts
 * it into the cart. `onResult(true)` follows unless a listener cancelled (then nothing follows), or its promise rejected
 * (then `onResult(false)`).
 */
export function offerToCart(
  button: Element,
  detail: Omit<AddToCartDetail, 'waitUntil'>,
  onResult: (taken: boolean) => void,
): void {
  let adding: Promise<unknown> | undefined
  const event = new CustomEvent<AddToCartDetail>('endcap:add-to-cart', {
    bubbles: true,
    composed: true,
    cancelable: true,
    detail: {
      ...detail,
      waitUntil(promise) {
        adding = promise
      },
    },
  })
  if (!(button.closest('[data-endcap-item]') ?? button).dispatchEvent(event)) return
  if (!adding) onResult(true)
  else
    adding.then(
      () => onResult(true),
      () => onResult(false),
    )
}
