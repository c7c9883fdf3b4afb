import { PAGE_KINDS, type PageContext, type PageKind } from '@endcap/core'
import { scrubUrl } from './scrub.js'

/** Paths of the common shop systems; the first match decides, and `/collections/mugs/products/blue` is a product. */
const PATHS: readonly (readonly [PageKind, RegExp])[] = [
  ['checkout', /\/(checkouts?|order-received|thank.?you)\b/],
  ['cart', /\/(cart|basket|bag)\b/],
  ['product', /\/(products?|item|dp|p)\/./],
  ['search', /\/(catalog)?search\b|[?&](q|s|query|search)=/],
  ['category', /\/(collections?|category|categories|product-category|c|shop)\b/],
  ['home', /^(\/[a-z]{2}([-_][a-z]{2})?)?\/?(index\.\w+)?(\?|$)/],
]

/** Where the visitor is now: the scrubbed address, title and referrer, and the kind of page. */
export function readPage(window: Window, referrer: string, kind?: PageKind): PageContext {
  const { document, location } = window
  return {
    url: scrubUrl(location.href),
    kind: kind ?? detectKind(document, location),
    ...(document.title && { title: document.title.slice(0, 1024) }),
    ...(referrer && { referrer }),
  }
}

/** `<body data-endcap-page>` decides; then the product mark-up of Endcap and Open Graph; then the path. */
function detectKind(document: Document, location: Location): PageKind {
  const told = document.body?.dataset['endcapPage'] as PageKind
  if (PAGE_KINDS.includes(told)) return told
  if (document.querySelector('[data-endcap-product],meta[property="og:type"][content="product"]')) return 'product'
  const path = (location.pathname + location.search).toLowerCase()
  return PATHS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other'
}
