/** Catalogue contracts: what a shop sells, as read from `catalog.json`, a feed or the page. */
import type { ContentEntry } from './content.js'

/** Stock state. Anything but `in_stock`, `preorder` and `backorder` is not recommended. */
export const AVAILABILITIES = ['in_stock', 'out_of_stock', 'preorder', 'backorder'] as const
/** One of {@link AVAILABILITIES}. */
export type Availability = (typeof AVAILABILITIES)[number]

/** A buyable form of a product, for example one size. */
export interface ProductVariant {
  readonly id: string
  readonly title?: string
  readonly price?: number
  readonly availability?: Availability
}

/** A product of the catalogue. Money in decimal units of `currency` (ISO 4217). */
export interface Product {
  readonly id: string
  /** Variants of one article share it; a row never shows two of a group. */
  readonly groupId?: string
  readonly title: string
  readonly url: string
  readonly image?: string
  readonly price: number
  /** Lower than `price` while on sale; what the shopper pays. */
  readonly salePrice?: number
  readonly currency: string
  /** @default 'in_stock' */
  readonly availability?: Availability
  readonly brand?: string
  /** From broad to narrow, for example `['Kitchen', 'Mugs']`. */
  readonly categories?: readonly string[]
  readonly attributes?: Readonly<Record<string, string>>
  readonly tags?: readonly string[]
  readonly variants?: readonly ProductVariant[]
  readonly rating?: { readonly value: number; readonly count: number }
  /** ISO 8601 date. */
  readonly publishedAt?: string
}

/** `catalog.json`: a static file beside the shop. */
export interface Catalogue {
  readonly v: 1
  readonly currency?: string
  readonly products: readonly Product[]
  /** Articles, guides and videos. They never stand among products. */
  readonly content?: readonly ContentEntry[]
}

/** True when a shopper could buy the product now. */
export function isBuyable(product: Product): boolean {
  return product.availability !== 'out_of_stock'
}

/** What the shopper pays: the sale price when it is lower, else the price. */
export function currentPrice(product: Product): number {
  return product.salePrice !== undefined && product.salePrice < product.price ? product.salePrice : product.price
}
