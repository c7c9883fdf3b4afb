import type { EventItem } from '@endcap/core'
import { type FoundProduct, SOURCES, type SourceName } from './detector.js'

/** One product, with what each source says of it and every name that it goes by. */
export interface BookEntry {
  /** Ids, skus, variants and the title in lower case. */
  readonly names: ReadonlySet<string>
  readonly told: ReadonlyMap<SourceName, FoundProduct>
  /** The line in the cart by each source that tells of it: the same source may say more of the product in `told`. */
  readonly inCart: ReadonlyMap<SourceName, FoundProduct>
}

/** The products that the page shows, whoever told of them. Sources that use other ids are joined by the names they share. */
export interface Book {
  tell(source: SourceName, product: FoundProduct): void
  /** The product behind an id or another name. */
  find(name: string | undefined): BookEntry | undefined
  /** What the page is about, by the most trusted source; undefined where no source knows. */
  main(): { readonly source: SourceName; readonly product: FoundProduct } | undefined
  entries(): readonly BookEntry[]
  /** Another page: what was found on the last one is forgotten, but for the cart. */
  turn(): void
}

/** Most products kept: a page of endless scrolling shall not grow without end. */
const ENTRIES_COUNT = 500

interface Entry {
  readonly names: Set<string>
  readonly told: Map<SourceName, FoundProduct>
  readonly inCart: Map<SourceName, FoundProduct>
}

/** Opens a book. */
export function createBook(): Book {
  const entries = new Set<Entry>()
  const byName = new Map<string, Entry>()

  return {
    tell(source, product) {
      const names = namesOf(product)
      const known = new Set(names.flatMap((name) => byName.get(name) ?? []))
      const entry: Entry = [...known][0] ?? { names: new Set(), told: new Map(), inCart: new Map() }
      if (!known.size && entries.size >= ENTRIES_COUNT) return
      // A product that was two until somebody named both.
      for (const other of known) {
        if (other === entry) continue
        entries.delete(other)
        for (const name of other.names) names.push(name)
        fill(entry.told, other.told)
        fill(entry.inCart, other.inCart)
      }
      for (const name of names) {
        entry.names.add(name)
        byName.set(name, entry)
      }
      if (product.where === 'cart') entry.inCart.set(source, product)
      // What the page is about says more than a card of it.
      if (entry.told.get(source)?.where !== 'page' || product.where === 'page') entry.told.set(source, product)
      entries.add(entry)
    },
    find: (name = '') => byName.get(name) ?? byName.get(name.trim().toLowerCase()),
    main() {
      for (const source of SOURCES) {
        for (const { told } of entries) {
          const product = told.get(source)
          if (product?.where === 'page') return { source, product }
        }
      }
      return undefined
    },
    entries: () => [...entries],
    turn() {
      byName.clear()
      for (const entry of entries) {
        const { names, told, inCart } = entry
        told.clear()
        fill(told, inCart)
        if (inCart.size) for (const name of names) byName.set(name, entry)
        else entries.delete(entry)
      }
    },
  }
}

/** Adds what sources say that have said nothing yet. */
function fill(into: Map<SourceName, FoundProduct>, from: ReadonlyMap<SourceName, FoundProduct>): void {
  for (const [source, product] of from) if (!into.has(source)) into.set(source, product)
}

function namesOf({ id, title, aliases = [], groupId }: FoundProduct): string[] {
  const names = [id, ...aliases, groupId, title?.trim().toLowerCase()]
  return names.filter((name): name is string => !!name)
}

/** Item fields of a found product, for an event that names it without saying more. */
export function toItem(product: FoundProduct): Partial<EventItem> {
  const [item_category, item_category2, item_category3] = product.categories ?? []
  const { title: item_name, brand: item_brand, salePrice, price } = product
  return {
    item_name,
    item_brand,
    item_category,
    item_category2,
    item_category3,
    price: salePrice ?? price,
  } as Partial<EventItem>
}
