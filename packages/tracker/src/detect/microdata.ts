import type { StartDetector } from './detector.js'
import { startScan } from './scan.js'
import type { Thing } from './schema-offer.js'
import { readThings } from './schema-page.js'

const PRODUCT = '[itemscope][itemtype*="schema.org/Product"]'
const SCOPES = `${PRODUCT},[itemscope][itemtype*="schema.org/BreadcrumbList"]`
const LIST = '[itemscope][itemtype*="schema.org/ItemList"],[itemscope][itemtype*="schema.org/OfferCatalog"]'
/** Our own widgets. */
const SLOT = '[data-endcap-slot]'
const DEPTH = 6

/** Products and breadcrumbs of schema.org in microdata (html.spec.whatwg.org, section 5), outside of our own widgets. */
export const startMicrodata: StartDetector = (parts) => {
  const { window } = parts.env

  function read() {
    const scopes = [...window.document.querySelectorAll(SCOPES)].filter(
      (scope) => !scope.closest(SLOT) && !scope.parentElement?.closest(PRODUCT),
    )
    const [cards, own] = [true, false].map((inList) =>
      scopes.filter((scope) => (scope.closest(LIST) !== null) === inList),
    )
    const itemListElement = cards?.map((scope) => thingOf(scope, 0))
    return readThings(
      [...(own ?? []).map((scope) => thingOf(scope, 0)), { '@type': 'ItemList', itemListElement }],
      window,
    )
  }

  function thingOf(scope: Element, depth: number): Thing {
    const values = new Map<string, unknown>()
    const referred = (scope.getAttribute('itemref') ?? '').split(/\s+/)
    const roots = [scope, ...referred.flatMap((id) => (id && window.document.getElementById(id)) || [])]
    for (const root of depth < DEPTH ? roots : []) {
      const owner = root === scope ? scope : ownerOf(root)
      for (const element of [root, ...root.querySelectorAll('[itemprop]')]) {
        if (element === scope || ownerOf(element) !== owner || element.closest(SLOT)) continue
        const value = propertyOf(element, depth)
        for (const name of element.getAttribute('itemprop')?.split(/\s+/) ?? [])
          values.set(name, values.has(name) ? [values.get(name), value].flat() : value)
      }
    }
    const id = scope.getAttribute('itemid') ?? scope.getAttribute('href')
    return { ...Object.fromEntries(values), '@type': scope.getAttribute('itemtype'), ...(id && { '@id': id }) }
  }

  function propertyOf(element: Element, depth: number): unknown {
    if (element.hasAttribute('itemscope')) return thingOf(element, depth + 1)
    const given = ['content', 'href', 'src', 'datetime', 'data', 'value'].map((name) => element.getAttribute(name))
    return given.find((value) => value !== null) ?? element.textContent?.replace(/\s+/g, ' ').trim()
  }

  return startScan(parts, 'microdata', SCOPES, read)
}

function ownerOf(element: Element): Element | null | undefined {
  return element.parentElement?.closest('[itemscope]')
}
