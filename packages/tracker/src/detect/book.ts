import type { EventItem } from '@endcap/core'
import { type FoundProduct, SOURCES, type SourceName } from './detector.js'

/** One product, with what each source says of it and every id that it goes by. */
export interface BookEntry {
  /** Ids, skus, those of its variants and of its group. */
  readonly names: ReadonlySet<string>
  readonly told: ReadonlyMap<SourceName, FoundProduct>
  /** The line in the cart by each source that tells of it: the same source may say more of the product in `told`. */
  readonly inCart: ReadonlyMap<SourceName, FoundProduct>
}

/**
 * The products that the page shows, whoever told of them. Sources that use other ids are joined by an id or the title that they
 * share; what one source calls by two ids is two products, whatever their titles.
 */
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

/** Most products kept: a page of endless scrolling shall not grow without end. What the page is about always is. */
const ENTRIES_COUNT = 500

interface Entry {
  readonly names: Set<string>
  readonly told: Map<SourceName, FoundProduct>
  readonly inCart: Map<SourceName, FoundProduct>
}

/** Opens a book. */
export function createBook(): Book {
  let entries = new Set<Entry>()
  const byName = new Map<string, Entry>()
  /** By title in lower case; undefined where several products have it. */
  const byTitle = new Map<string, Entry | undefined>()

  function index(entry: Entry, { title }: FoundProduct): void {
    const key = titleKey(title)
    if (key) byTitle.set(key, byTitle.has(key) && byTitle.get(key) !== entry ? undefined : entry)
  }

  return {
    tell(source, product) {
      const { id, aliases = [], groupId, title, where } = product
      const names = [id, ...aliases, groupId].filter((name): name is string => !!name)
      const known = new Set(names.flatMap((name) => byName.get(name) ?? []))
      const namesake = byTitle.get(titleKey(title))
      if (!known.size && namesake && !namesake.told.has(source)) known.add(namesake)
      const entry: Entry = [...known][0] ?? { names: new Set(), told: new Map(), inCart: new Map() }
      if (!known.size && entries.size >= ENTRIES_COUNT && where !== 'page') return
      // A product that was two until somebody named both.
      for (const other of known) {
        if (other === entry) continue
        entries.delete(other)
        for (const name of other.names) names.push(name)
        for (const [key, named] of byTitle) if (named === other) byTitle.set(key, entry)
        for (const place of ['told', 'inCart'] as const) {
          for (const [who, what] of other[place]) if (!entry[place].has(who)) entry[place].set(who, what)
        }
      }
      for (const name of names) {
        entry.names.add(name)
        byName.set(name, entry)
      }
      index(entry, product)
      if (where === 'cart') entry.inCart.set(source, product)
      // What the page is about says more than a card of it.
      if (entry.told.get(source)?.where !== 'page' || where === 'page') entry.told.set(source, product)
      entries.add(entry)
    },
    find: (name = '') => byName.get(name) ?? byTitle.get(titleKey(name)),
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
      const kept = [...entries].filter(({ inCart }) => inCart.size > 0)
      entries = new Set(kept)
      byName.clear()
      byTitle.clear()
      for (const entry of kept) {
        entry.told.clear()
        for (const [source, line] of entry.inCart) {
          entry.told.set(source, line)
          index(entry, line)
        }
        for (const name of entry.names) byName.set(name, entry)
      }
    },
  }
}

/** Titles are compared without regard to case. */
export function titleKey(title = ''): string {
  return title.trim().toLowerCase()
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

/** The product of an event that views it. */
export function toProduct({ item_id: id, item_name: title, item_brand: brand, price }: EventItem): FoundProduct {
  return { id, where: 'page', title, brand, price } as FoundProduct
}
