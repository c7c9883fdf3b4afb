/**
 * A catalogue in shards: `index.json` holds of every product what ranking, rules, audiences and events ask for, in columns, since a
 * few long texts are read many times faster than thousands of objects; the rest of a product, its card, lies in files of some hundred
 * cards each, of which a page loads those that it shows.
 */
import type { ContentEntry } from './content.js'
import { EndcapError } from './error.js'
import type { Product } from './product.js'

/** Values that repeat: each once in `of`, and by product, joined by commas, their places in base 36, joined by blanks. */
export interface WordColumn<Value = string> {
  readonly of: readonly Value[]
  /** '' for a product without the field, `-` for an empty list. */
  readonly at: string
}

/** `index.json`. A field that no product has is not there. */
export interface CatalogueIndex {
  readonly v: 1
  /** Names of the files with the cards, beside the index. A name tells the content, so that browsers may keep the file for ever. */
  readonly shards: readonly string[]
  /** The moment of which prices and stock are, ISO 8601. */
  readonly generatedAt: string
  /** Seconds for which they hold. @default for ever */
  readonly maxAge?: number
  readonly count: number
  /** One character, which no text of `texts` has. */
  readonly separator: string
  /** What all addresses begin with; the column has what follows. */
  readonly urlPrefix: string
  /** By field, the values of all products in their order, joined by `separator`; '' for a product without it. */
  readonly texts: Readonly<
    Record<'id' | 'title' | 'url' | 'price', string> & Partial<Record<'groupId' | 'salePrice' | 'publishedAt', string>>
  >
  readonly words: {
    readonly currency: WordColumn
    readonly availability?: WordColumn
    readonly brand?: WordColumn
    readonly categories?: WordColumn
    readonly tags?: WordColumn
    /** Name and value. */
    readonly attributes?: WordColumn<readonly [name: string, value: string]>
  }
  /** By product, joined by commas, the place of its file in `shards`, in base 36; '' for one without a card. */
  readonly cards: string
  /** As the catalogue has it: entries are few. */
  readonly content?: readonly ContentEntry[]
}

/** The fields of a product that come with its card. */
export const CARD_FIELDS = ['image', 'variants', 'rating'] as const
/** What an index leaves out of a product. */
export type ProductCard = Pick<Product, 'id' | (typeof CARD_FIELDS)[number]>

/** A file of `shards`. */
export interface CardFile {
  readonly v: 1
  readonly cards: readonly ProductCard[]
}

/** An index that was opened. */
export interface IndexReader {
  readonly count: number
  /** Makes the products from one place up to another, without their cards. Those that have the same list share it. */
  read(from: number, to: number): Product[]
  /** Place in `shards` of the file with the card of the product at this place; undefined: it has none. */
  shardOf(place: number): number | undefined
}

/** Whether a file is the index of a catalogue in shards, and no catalogue in whole. */
export const isIndex = (value: unknown): value is CatalogueIndex =>
  Array.isArray((value as { readonly shards?: unknown } | null)?.shards)

/** A name that stays in its folder. */
const FILE_NAME = /^\w[\w.-]*$/

/**
 * Opens an index: cuts its columns, which takes some 10 ms for 10,000 products on a slow phone; products are made by `read`, as many at
 * a time as a page can bear. Throws `version-unknown`, `type-wrong` and `value-invalid`, naming the place.
 */
export function openIndex(index: CatalogueIndex): IndexReader {
  const { v, shards, count, separator, urlPrefix, generatedAt } = index
  if (v !== 1) throw new EndcapError('version-unknown', '/v')
  if (!(Number.isInteger(count) && count >= 0)) throw new EndcapError('value-invalid', '/count')
  if (typeof separator !== 'string' || separator.length !== 1) throw new EndcapError('value-invalid', '/separator')
  if (typeof urlPrefix !== 'string') throw new EndcapError('type-wrong', '/urlPrefix')
  if (!(Date.parse(generatedAt) > 0)) throw new EndcapError('value-invalid', '/generatedAt')
  shards.forEach((name, i) => {
    if (typeof name !== 'string' || !FILE_NAME.test(name)) throw new EndcapError('value-invalid', `/shards/${i}`)
  })

  /** One entry a product. */
  function cut(text: unknown, by: string, path: string): readonly string[] {
    if (typeof text !== 'string') throw new EndcapError('type-wrong', path)
    const entries = count ? text.split(by) : []
    if (entries.length !== count) throw new EndcapError('value-invalid', `${path}: ${entries.length} of ${count}`)
    return entries
  }
  const column = (name: keyof CatalogueIndex['texts']) => cut(index.texts?.[name], separator, `/texts/${name}`)
  const optional = (name: keyof CatalogueIndex['texts']) => (index.texts[name] === undefined ? undefined : column(name))

  /** By product, what `make` makes of its values; the same for the same places. */
  function words<Value, Made>(
    name: keyof CatalogueIndex['words'],
    make: (values: Value[]) => Made,
  ): (place: number) => Made | undefined {
    const { of, at } = (index.words?.[name] ?? {}) as Partial<WordColumn<Value>>
    if (of === undefined && at === undefined) return () => undefined
    if (!Array.isArray(of)) throw new EndcapError('type-wrong', `/words/${name}/of`)
    const entries = cut(at, ',', `/words/${name}/at`)
    const made = new Map<string, Made | undefined>([['', undefined]])
    made.set('-', make([]))
    return (place) => {
      const entry = entries[place]!
      if (made.has(entry)) return made.get(entry)
      const values = entry.split(' ').map((at) => {
        const word = parseInt(at, 36)
        if (!(word in of)) throw new EndcapError('value-invalid', `/words/${name}/at: ${at} at ${place}`)
        return of[word]
      })
      const value = make(values)
      made.set(entry, value)
      return value
    }
  }
  const first = ([value]: string[]) => value
  const [ids, titles, urls, prices] = [column('id'), column('title'), column('url'), column('price')]
  const [groups, sales, dates] = [optional('groupId'), optional('salePrice'), optional('publishedAt')]
  const currency = words('currency', first)
  const availability = words('availability', first) as (place: number) => Product['availability']
  const brand = words('brand', first)
  const categories = words<string, string[]>('categories', (names) => names)
  const tags = words<string, string[]>('tags', (names) => names)
  const attributes = words('attributes', (pairs: (readonly [string, string])[]) => Object.fromEntries(pairs))
  const places = cut(index.cards, ',', '/cards')

  return {
    count,
    read: (from, to) =>
      ids.slice(from, to).map((id, i) => {
        const place = from + i
        const product: { -readonly [Field in keyof Product]: Product[Field] } = {
          id,
          title: titles[place]!,
          url: urlPrefix + urls[place]!,
          price: Number(prices[place]),
          currency: currency(place)!,
        }
        const [groupId, salePrice, publishedAt] = [groups?.[place], sales?.[place], dates?.[place]]
        const [stock, maker] = [availability(place), brand(place)]
        const [path, labels, pairs] = [categories(place), tags(place), attributes(place)]
        if (groupId) product.groupId = groupId
        if (salePrice) product.salePrice = Number(salePrice)
        if (stock) product.availability = stock
        if (maker !== undefined) product.brand = maker
        if (path) product.categories = path
        if (labels) product.tags = labels
        if (pairs) product.attributes = pairs
        if (publishedAt) product.publishedAt = publishedAt
        return product
      }),
    shardOf(place) {
      const shard = parseInt(places[place]!, 36)
      return shard in shards ? shard : undefined
    },
  }
}
