/** The words that a row shows or speaks. */
export interface Labels {
  /** Accessible name of a row without a heading. */
  readonly row: string
  readonly previous: string
  readonly next: string
  readonly price: string
  readonly sale: string
  readonly was: string
  readonly add: string
  /** Spoken after the shop took the product, followed by its title. */
  readonly added: string
  /** Spoken when the shop could not take it, followed by its title. */
  readonly failed: string
}

/** English. */
export const LABELS: Labels = {
  row: 'Recommended products',
  previous: 'Previous products',
  next: 'Next products',
  price: 'Price',
  sale: 'Sale price',
  was: 'Was',
  add: 'Add to cart',
  added: 'Added to cart',
  failed: 'Could not be added to the cart',
}
