import { PAGE_KINDS, type PageContext, type PageKind } from '@endcap/core'

/** Paths of the common shop systems; the first match decides, and `/collections/mugs/products/blue` is a product. */
const PATHS = {
  checkout: /\/(checkouts?|order-received|thank.?you)\b/,
  cart: /\/(cart|basket|bag)\b/,
  product: /\/(products?|item|dp|p)\/./,
  search: /\/(catalog)?search\b|[?&](q|s|query|search)=/,
  category: /\/(collections?|(product-)?category|categories|c|shop)\b/,
  home: /^(\/[a-z]{2}([-_][a-z]{2})?)?\/?(index\.\w+)?(\?|$)/,
} satisfies Partial<Record<PageKind, RegExp>>

/** Where the visitor is now: the cut address, title and referrer, and the kind of page. */
export function readPage(
  window: Window,
  cutUrl: (address: string) => string,
  referrer: string | undefined,
  kind?: PageKind,
): PageContext {
  const { document, location } = window
  return {
    url: cutUrl(location.href),
    kind: kind ?? detectKind(document, location),
    title: document.title.slice(0, 1024) || undefined,
    referrer: referrer || undefined,
  }
}

/** `<body data-endcap-page>` decides; then the product mark-up of Endcap and Open Graph; then the path. */
function detectKind(document: Document, { pathname, search }: Location): PageKind {
  const told = document.body?.dataset['endcapPage'] as PageKind
  if (PAGE_KINDS.includes(told)) return told
  if (document.querySelector('[data-endcap-product],meta[property="og:type"][content="product"]')) return 'product'
  const kinds = Object.keys(PATHS) as (keyof typeof PATHS)[]
  return kinds.find((kind) => PATHS[kind].test((pathname + search).toLowerCase())) ?? 'other'
}
