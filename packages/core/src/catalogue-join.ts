import { CARD_FIELDS, type CatalogueIndex, openIndex, type ProductCard } from './catalogue-index.js'
import { EndcapError } from './error.js'
import type { Catalogue, Product } from './product.js'

/** The card fields of what a card file says of a product; others are left out. */
export function cardFields(card: Partial<ProductCard>): Omit<ProductCard, 'id'> {
  const fields = CARD_FIELDS.filter((field) => card[field] !== undefined && card[field] !== null)
  return Object.fromEntries(fields.map((field) => [field, card[field]]))
}

/**
 * Puts a catalogue in shards together again, for programs that want it in whole. `read` gives the parsed JSON of a file of `shards`.
 * Throws what `openIndex` throws, and `value-invalid` naming a card file that lacks a card or is none.
 */
export async function joinCatalogue(
  index: CatalogueIndex,
  read: (name: string) => Promise<unknown>,
): Promise<Catalogue> {
  const reader = openIndex(index)
  const products = reader.read(0, reader.count)
  const byShard = new Map<number, Product[]>()
  products.forEach((product, place) => {
    const shard = reader.shardOf(place)
    if (shard === undefined) return
    const waiting = byShard.get(shard) ?? []
    waiting.push(product)
    byShard.set(shard, waiting)
  })
  for (const [shard, waiting] of byShard) {
    const name = index.shards[shard]!
    const { cards } = ((await read(name)) ?? {}) as { readonly cards?: unknown }
    if (!Array.isArray(cards)) throw new EndcapError('value-invalid', `${name}: no card file`)
    const byId = new Map((cards as Partial<ProductCard>[]).map((card) => [card?.id, card]))
    for (const product of waiting) {
      const card = byId.get(product.id)
      if (!card) throw new EndcapError('value-invalid', `${name}: no card of ${product.id}`)
      Object.assign(product, cardFields(card))
    }
  }
  return { v: 1, products, ...(index.content && { content: index.content }) }
}
