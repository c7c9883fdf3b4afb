import type { CardFile, CatalogueIndex, ProductCard, WordColumn } from './catalogue-index.js'
import { EndcapError } from './error.js'
import type { Catalogue, Product } from './product.js'

/** How a catalogue is cut. */
export interface EncodeCatalogueOptions {
  /** Of prices and stock, ms since 1970. */
  readonly generatedAt: number
  /** Seconds for which they hold. @default for ever */
  readonly maxAge?: number | undefined
  /** @default 100 */
  readonly cardsPerFile?: number | undefined
  /** Names a card file by its text; the same text gets the same name, another text another. */
  nameOf(text: string): string
}

/** A catalogue in shards. */
export interface EncodedCatalogue {
  readonly index: CatalogueIndex
  /** Text of each card file by its name. */
  readonly files: ReadonlyMap<string, string>
}

/**
 * Cuts a catalogue into an index and files of cards. The index keeps the order, so that it ranks as the catalogue in whole does; cards
 * that a row is likely to show together, those of one category and brand, share a file. A `publishedAt` of '' is none.
 */
export function encodeCatalogue(catalogue: Catalogue, options: EncodeCatalogueOptions): EncodedCatalogue {
  const { generatedAt, maxAge, cardsPerFile = 100, nameOf } = options
  const { products } = catalogue
  const texts = {
    id: products.map(({ id }) => id),
    groupId: products.map(({ groupId }) => groupId),
    title: products.map(({ title }) => title),
    url: products.map(({ url }) => url),
    price: products.map(({ price }) => price),
    salePrice: products.map(({ salePrice }) => salePrice),
    publishedAt: products.map(({ publishedAt }) => publishedAt),
  } satisfies Record<keyof CatalogueIndex['texts'], unknown>
  const urlPrefix = prefixOf(texts.url)
  texts.url = texts.url.map((url) => url.slice(urlPrefix.length))
  const separator = unusedIn(Object.values(texts).flat())
  const needed = new Set(['id', 'title', 'url', 'price'])
  const columns = Object.entries(texts).filter(
    ([name, values]) => needed.has(name) || values.some((value) => value || value === 0),
  )

  const files = new Map<string, string>()
  const places: string[] = products.map(() => '')
  const cards = products.flatMap((product, place) => cardOf(product, place) ?? []).sort(byKin)
  for (let at = 0; at < cards.length; at += cardsPerFile) {
    const part = cards.slice(at, at + cardsPerFile)
    const text = JSON.stringify({ v: 1, cards: part.map(({ card }) => card) } satisfies CardFile)
    for (const { place } of part) places[place] = files.size.toString(36)
    files.set(nameOf(text), text)
  }
  const index: CatalogueIndex = {
    v: 1,
    generatedAt: new Date(generatedAt).toISOString(),
    ...(maxAge !== undefined && { maxAge }),
    count: products.length,
    shards: [...files.keys()],
    separator,
    urlPrefix,
    texts: Object.fromEntries(
      columns.map(([name, values]) => [name, values.map((value) => value ?? '').join(separator)]),
    ) as CatalogueIndex['texts'],
    words: {
      currency: words(products.map(({ currency }) => [currency]))!,
      ...optional('availability', words(products.map(({ availability }) => listOf(availability)))),
      ...optional('brand', words(products.map(({ brand }) => listOf(brand)))),
      ...optional('categories', words(products.map(({ categories }) => categories))),
      ...optional('tags', words(products.map(({ tags }) => tags))),
      ...optional('attributes', words(products.map(({ attributes }) => attributes && Object.entries(attributes)))),
    },
    cards: places.join(),
    ...(catalogue.content && { content: catalogue.content }),
  }
  return { index, files }
}

const listOf = <Value>(value: Value | undefined): Value[] | undefined => (value === undefined ? undefined : [value])

const optional = <Name extends string, Column>(name: Name, column: Column | undefined) =>
  column && ({ [name]: column } as { [Key in Name]: Column })

interface Placed {
  readonly card: ProductCard
  readonly place: number
  /** Those that are next to each other by it are shown together. */
  readonly kin: string
}

/** Undefined for a product whose fields are all in the index. */
function cardOf({ id, image, variants, rating, categories = [], brand }: Product, place: number): Placed | undefined {
  if (image === undefined && !variants && !rating) return undefined
  const card = { id, ...(image !== undefined && { image }), ...(variants && { variants }), ...(rating && { rating }) }
  return { card, place, kin: [...categories, brand ?? ''].join('\n') }
}

const byKin = (a: Placed, b: Placed): number => (a.kin < b.kin ? -1 : a.kin > b.kin ? 1 : a.place - b.place)

/** Undefined where no product has any. */
function words<Value>(lists: readonly (readonly Value[] | undefined)[]): WordColumn<Value> | undefined {
  const places = new Map<string, number>()
  const of: Value[] = []
  const placeOf = (value: Value): string => {
    const key = JSON.stringify(value)
    let place = places.get(key)
    if (place === undefined) {
      places.set(key, (place = of.length))
      of.push(value)
    }
    return place.toString(36)
  }
  const at = lists.map((list) => (list ? list.map(placeOf).join(' ') || '-' : '')).join()
  return lists.some((list) => list) || lists.length === 0 ? { of, at } : undefined
}

function prefixOf(texts: readonly string[]): string {
  const [first = ''] = texts
  let length = first.length
  for (const text of texts) while (!text.startsWith(first.slice(0, length))) length--
  return first.slice(0, length)
}

/** Those that take one byte first; then those of Unicode's private use. */
const SEPARATORS = ['|', '~', '^', '`', ...Array.from({ length: 6400 }, (_, i) => String.fromCharCode(0xe000 + i))]

/** The first separator that is in none of the values. */
function unusedIn(values: readonly unknown[]): string {
  const all = values.join('')
  const free = SEPARATORS.find((separator) => !all.includes(separator))
  if (!free) throw new EndcapError('value-invalid', 'texts of the catalogue use every character of private use')
  return free
}
