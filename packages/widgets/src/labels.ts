import { report } from './report.js'

/** The words that a widget shows or speaks. */
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

/** The words of everything but a plain row. */
export interface MoreLabels {
  /** Headings, by what follows `endcap-` in the tag. */
  readonly related: string
  readonly similar: string
  readonly 'bought-together': string
  readonly 'for-you': string
  readonly trending: string
  readonly recent: string
  readonly continue: string
  readonly 'cart-upsell': string
  readonly bundle: string
  readonly threshold: string
  /** How far the cart is from free shipping; `{}` is the amount that is missing. */
  readonly gap: string
  /** The cart has reached it. */
  readonly reached: string
  /** Followed by the price of a bundle. */
  readonly total: string
  /** The button of a bundle; `{}` is the number of its products. */
  readonly addAll: string
  /** The button that forgets the history, and what is spoken then. */
  readonly clear: string
  readonly cleared: string
  /** Badge of a product that came lately. */
  readonly new: string
  /** Spoken of a rating; `{}` is the number. */
  readonly rated: string
  /** Asks for a variant, followed by the product's title. */
  readonly choose: string
  readonly cancel: string
  /** The button "not interested" and the one that takes it back, each followed by the title, and what is spoken then. */
  readonly dismiss: string
  readonly dismissed: string
  readonly undo: string
  readonly restored: string
}

/** All of them. */
export type AllLabels = Labels & MoreLabels

/** English, of a row. */
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

/** Reads the JSON of an attribute. Undefined when there is none, or none that can be read: then `where` is told by `endcap:error`. */
export function parseLabels(json: string | null | undefined, where: string): Partial<AllLabels> | undefined {
  try {
    return json ? JSON.parse(json) : undefined
  } catch (cause) {
    return void report('json-malformed', where, cause)
  }
}
