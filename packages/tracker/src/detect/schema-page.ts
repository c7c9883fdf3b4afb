import { isHome, readAddress } from './address.js'
import type { FoundProduct } from './detector.js'
import type { Reading } from './scan.js'
import { type Thing, thingsOf, valuesOf } from './schema-offer.js'
import { readProduct, textOf, urlOf } from './schema-product.js'

const PRODUCT = /\b(Individual)?Product(Group|Model)?\b/
/** Where a page keeps what it is about. Products that are merely related are not looked for. */
const INSIDE = ['@graph', 'mainEntity', 'mainEntityOfPage', 'breadcrumb']
const DEPTH = 8

/**
 * What the things of a page say: its product and those of its lists. A product is the page's when it is the only one outside of
 * lists, or when its address is the page's; a start page has none. Breadcrumbs become its categories.
 */
export function readThings(roots: unknown, window: Window): Reading {
  const address = readAddress(window)
  const mains: Thing[] = []
  const cards: Thing[] = []
  const trails: Thing[] = []
  gather(roots, 0)

  const isGrouped = mains.some((thing) => thing.hasVariant)
  const own = mains.filter((thing) => !isGrouped || !(thing.isVariantOf ?? thing.inProductGroupWithID))
  const found = join(own.flatMap((thing) => readProduct(thing, 'page', address) ?? []))
  const here = found.find(({ url }) => address.isHere(url))
  const isAlone = found.length === 1 && !isHome(window.location.href)
  const page = here ?? (isAlone ? found[0] : undefined)
  const others = found.filter((product) => product !== page).map((product) => ({ ...product, where: 'list' as const }))
  const list = cards.flatMap((thing) => readProduct(thing, 'list', address) ?? [])
  const categories = page && trails.map((trail) => readTrail(trail, page)).find(({ length }) => length)
  return {
    page: page && categories ? { ...page, categories } : page,
    isHere: here !== undefined,
    others: [...others, ...list].filter(({ id }) => id !== page?.id),
  }

  function gather(value: unknown, depth: number): void {
    for (const thing of depth < DEPTH ? thingsOf(value) : []) {
      const type = String(thing['@type'])
      if (PRODUCT.test(type)) mains.push(thing)
      else if (/\bItemList\b/.test(type)) cards.push(...valuesOf(thing.itemListElement).flatMap(cardOf))
      else if (/\bBreadcrumbList\b/.test(type)) trails.push(thing)
      gather(Array.isArray(thing) ? thing : INSIDE.flatMap((key) => valuesOf(thing[key])), depth + 1)
    }
  }

  /** From broad to narrow, without the start page and without the product itself. */
  function readTrail(trail: Thing, { title, url: own }: FoundProduct): string[] {
    const steps = thingsOf(trail.itemListElement).sort((a, b) => Number(a.position) - Number(b.position))
    return steps.flatMap((step, i) => {
      const [item] = thingsOf(step.item)
      const name = textOf(step.name ?? item)
      const url = item ? urlOf(item, address) : address.resolve(step.item)
      const isLast = i === steps.length - 1 && (!url || name === title || url === own || address.isHere(url))
      return !name || isLast || (url && isHome(url)) ? [] : [name]
    })
  }
}

/** An entry of a list is the product, holds it, or names its address. */
function cardOf(entry: unknown): Thing[] {
  const [thing] = thingsOf(entry)
  const [item = thing?.item ?? entry] = [thing?.item ?? entry]
  if (typeof item === 'string') return [{ url: item, name: thing?.name }]
  return thingsOf(item).filter(
    ({ '@type': type = 'Product' }) => PRODUCT.test(String(type)) || /ListItem/.test(String(type)),
  )
}

/** Two blocks of one product, as theme and plugin write them, are one: the first is believed, the second fills. */
function join(products: readonly FoundProduct[]): FoundProduct[] {
  const joined: FoundProduct[] = []
  for (const product of products) {
    const names = [product.id, ...(product.aliases ?? [])]
    const i = joined.findIndex(
      ({ id, aliases = [], title }) =>
        names.some((name) => name === id || aliases.includes(name)) || (title && title === product.title),
    )
    const first = joined[i]
    if (!first) joined.push(product)
    else {
      const aliases = [...new Set([...(first.aliases ?? []), ...names])].filter((name) => name !== first.id)
      joined[i] = { ...product, ...first, aliases }
    }
  }
  return joined
}
