import type { Address } from './address.js'
import { cut } from './cut.js'
import type { FoundProduct } from './detector.js'
import { parsePrice } from './price.js'
import { readOffers, type Thing, thingsOf, valuesOf } from './schema-offer.js'

/** Properties that identify a product, the one that shops use in events first. */
const IDS = ['productGroupID', 'sku', 'productID', 'gtin', 'gtin13', 'gtin14', 'gtin12', 'gtin8', 'mpn']

/** The text of a property that may be a thing: its name, or the address where it has none. */
export function textOf(value: unknown, max?: number): string | undefined {
  const [first] = valuesOf(value)
  const [thing] = thingsOf(first)
  return cut(thing ? (thing.name ?? thing['@id'] ?? thing.url ?? thing.contentUrl) : first, max)
}

/** The address of a thing. A `@id` counts when it is a web address. */
export function urlOf(thing: Thing, { resolve }: Address): string | undefined {
  const id = /^http/.test(String(thing['@id'])) && thing['@id']
  return resolve(valuesOf(thing.url)[0] ?? (id || thingsOf(thing.offers)[0]?.url))
}

/**
 * A `Product` or `ProductGroup`. One without any id goes by the path of its address; undefined when it has none either.
 * A group has the price of its own offer, else of the variant of this address, else of its first.
 */
export function readProduct(thing: Thing, where: FoundProduct['where'], address: Address): FoundProduct | undefined {
  const url = urlOf(thing, address)
  const nodes = thingsOf(thing.hasVariant)
  const variants = nodes.flatMap((node) => readProduct({ ...node, hasVariant: undefined }, where, address) ?? [])
  const isHere = (node: Thing) => address.isHere(urlOf(node, address))
  const shown = nodes.find(isHere) ?? nodes[0]
  const groupId = cut(thing.inProductGroupWithID ?? thingsOf(thing.isVariantOf)[0]?.productGroupID, 128)
  const own = IDS.flatMap((key) => valuesOf(thing[key])).flatMap((id) => cut(id, 128) ?? [])
  const id = own[0] ?? (url && cut(new URL(url).pathname, 128))
  if (!id) return undefined

  const aliases = [
    ...own,
    ...(groupId ? [groupId] : []),
    ...variants.flatMap((variant) => [variant.id, ...(variant.aliases ?? [])]),
  ]
  const category = textOf(thing.category, 1024)
  const [rating] = thingsOf(thing.aggregateRating)
  const value = (parsePrice(rating?.ratingValue, '.') ?? -1) * (5 / (parsePrice(rating?.bestRating, '.') || 5))
  const product: FoundProduct = {
    id,
    aliases: [...new Set(aliases)].filter((alias) => alias !== id),
    where,
    groupId,
    title: textOf(thing.name, 1024),
    url,
    image: address.resolve(imageOf(thing.image ?? shown?.image)),
    ...(readOffers(thing.offers, isHere) ?? readOffers(shown?.offers, isHere)),
    brand: textOf(thing.brand),
    categories: category?.split(/\s*(?:>|&gt;)\s*/).slice(0, 10),
    rating:
      value >= 0 && value <= 5
        ? { value, count: parsePrice(rating?.reviewCount ?? rating?.ratingCount) ?? 0 }
        : undefined,
    variants: variants.length
      ? variants.map(({ id, title, salePrice, price, availability }) => ({
          id,
          title,
          price: salePrice ?? price,
          availability,
        }))
      : undefined,
  }
  // Without the properties that nobody gave: what is left out here is filled by another source.
  return JSON.parse(JSON.stringify(product))
}

function imageOf(value: unknown): unknown {
  const [first] = valuesOf(value)
  const [thing] = thingsOf(first)
  return thing ? (thing.url ?? thing.contentUrl ?? thing['@id']) : first
}
