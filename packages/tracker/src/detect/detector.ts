import type { EventType, Product } from '@endcap/core'
import type { TrackerEnv } from '../env/env.js'
import type { listen } from '../listen.js'
import type { EventFields } from '../tracker.js'

/**
 * Who may say what happened on a page, in the one order of precedence: the first that speaks of a happening is believed, later
 * ones fill what it left out. `call` is `track()` by the shop's own code; `page` is what the address and plain forms tell.
 */
export const SOURCES = [
  'call',
  'markup',
  'shopify',
  'woocommerce',
  'adobe',
  'data-layer',
  'json-ld',
  'microdata',
  'open-graph',
  'page',
] as const
/** One of {@link SOURCES}. */
export type SourceName = (typeof SOURCES)[number]

/** A product as a page, a list or the cart shows it. Prices in decimal units. */
export interface FoundProduct extends Partial<Omit<Product, 'id'>> {
  /** The id that this source would use in an event. */
  readonly id: string
  /** Other names of the same product: sku, gtin, ids of its variants and of its group. Joins what several sources say. */
  readonly aliases?: readonly string[]
  /** `page`: what the page is about; `list`: a card of it; `cart`: a line in the cart. */
  readonly where: 'page' | 'list' | 'cart'
}

/** What a detector gets. */
export interface DetectorParts {
  readonly env: Pick<TrackerEnv, 'clock' | 'random' | 'fetch' | 'window'>
  readonly listen: typeof listen
  /**
   * Says that something happened. The hub decides whether another source has told it already, fills gaps from what was found,
   * and tracks it. Say it once for each time that it happened; never hold it back for another source.
   */
  say(type: EventType, fields?: EventFields): void
  /** Tells of products that can be read here now. Telling again replaces what this source said of the same id. */
  found(products: readonly FoundProduct[]): void
  /** True once analytics consent is granted. Requests with the shopper's cookies (`/cart.js`) wait for it. */
  isAllowed(): boolean
  /** Tells of foreign data that could not be read. Counted and shown; nothing is thrown into the page. */
  fail(detail: string, cause?: unknown): void
}

/** A running detector. Nothing that it does may throw into the page, hold up a click, or change what the page does. */
export interface Detector {
  /** A new page view, the first included: what is on the page counts again. Nothing is read before the first. */
  view?(): void
  /** The page is hidden or goes away: what is pending is said now, synchronously. */
  leave?(): void
  stop(): void
}

/** Starts a detector. Each stands in a file of its own and exports one of these; it keeps no state outside of the call. */
export type StartDetector = (parts: DetectorParts) => Detector
