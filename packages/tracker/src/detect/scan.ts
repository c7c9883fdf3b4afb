import type { EventFields } from '../tracker.js'
import { categoryFields } from './categories.js'
import type { Detector, DetectorParts, FoundProduct } from './detector.js'

/** Routers and tag managers insert piece by piece; one look afterwards is enough. */
const SETTLE_MS = 200

/** What the data of a page says at this moment. */
export interface Reading {
  /** What the page is about. */
  readonly page?: FoundProduct | undefined
  /** True when the data itself says that it is of this address. */
  readonly isHere: boolean
  readonly others?: readonly FoundProduct[]
}

/**
 * Reads data in the document at each page view and when elements of `selector` come or change. Tells of the products, and says
 * `view_item` once per page view. After a navigation within the document, data of the page before may still be there: what is
 * unchanged and does not name the new address waits until it is replaced.
 */
export function startScan(parts: DetectorParts, source: string, selector: string, read: () => Reading): Detector {
  const { env, say, found, fail } = parts
  const { document, location } = env.window
  let isRunning = false
  let isNew = false
  /** The product that was last taken for the page's, and the address where it was. */
  let last = ''
  let lastAt = ''
  let stale = ''
  let cancel: (() => void) | undefined

  function scan(): void {
    if (!isRunning) return
    try {
      const { page, isHere, others = [] } = read()
      const now = JSON.stringify(page) ?? ''
      const known = page && (isHere || now !== stale) ? page : undefined
      const products = known ? [known, ...others] : others
      if (products.length) found(products)
      if (!known) return
      last = now
      lastAt = location.href
      stale = ''
      if (isNew) say('view_item', viewOf(known))
      isNew = false
    } catch (cause) {
      fail(source, cause)
    }
  }

  const holds = (node: Node) =>
    node instanceof env.window.Element && (node.matches(selector) || node.querySelector(selector) !== null)
  const concerns = ({ target, addedNodes }: MutationRecord) =>
    (target instanceof env.window.Element && target.matches(selector)) || [...addedNodes].some(holds)
  const observer = new env.window.MutationObserver((records) => {
    if (!records.some(concerns)) return
    cancel ??= env.clock.after(SETTLE_MS, () => {
      cancel = undefined
      scan()
    })
  })
  observer.observe(document, { childList: true, subtree: true, attributeFilter: ['content'] })

  return {
    view() {
      stale = lastAt === location.href ? '' : last
      isRunning = isNew = true
      scan()
    },
    stop() {
      cancel?.()
      observer.disconnect()
    },
  }
}

/** What `view_item` says of a product: what the shopper pays, and its categories from broad to narrow. */
function viewOf({ id, title, brand, categories = [], price, salePrice, currency }: FoundProduct): EventFields {
  const value = salePrice ?? price
  const item = { item_id: id, item_name: title, item_brand: brand, ...categoryFields(categories), price: value }
  return { items: [item], currency, value }
}
