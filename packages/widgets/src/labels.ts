import type { Labels } from '@endcap/client/view'
import { report } from './report.js'

export { LABELS, type Labels } from '@endcap/client/view'

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

/** Reads the JSON of an attribute. Undefined when there is none, or none that can be read: then `where` is told by `endcap:error`. */
export function parseLabels(json: string | null | undefined, where: string): Partial<AllLabels> | undefined {
  try {
    return json ? JSON.parse(json) : undefined
  } catch (cause) {
    return void report('json-malformed', where, cause)
  }
}
