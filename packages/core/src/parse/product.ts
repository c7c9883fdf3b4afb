import type { Problem } from '../error.js'
import { AVAILABILITIES, type Catalogue, type Product, type ProductVariant } from '../product.js'
import { readContent } from './content.js'
import { list, note, number, object, oneOf, plain, type Reader, record, text } from './read.js'

const id = text(128, 1)
const short = text(256)
const url = text(2048)

const product: Reader<Product> = object<Product>(
  {
    id,
    groupId: id,
    title: text(1024, 1),
    url,
    image: url,
    price: number(0, 1e9),
    salePrice: number(0, 1e9),
    currency: text(3, 3, /^[A-Z]{3}$/),
    availability: oneOf(AVAILABILITIES),
    brand: short,
    categories: list(short, 10),
    attributes: record(short, 50),
    tags: list(short, 50),
    variants: list(
      object<ProductVariant>({ id, title: short, price: number(0, 1e9), availability: oneOf(AVAILABILITIES) }, ['id']),
      200,
    ),
    rating: object<NonNullable<Product['rating']>>({ value: number(0, 5), count: number(0) }, ['value', 'count']),
    publishedAt: text(40),
  },
  ['id', 'title', 'url', 'price', 'currency'],
)

/** A catalogue as far as it could be read: bad products are left out and named in `problems`. */
export interface ParsedCatalogue {
  readonly catalogue: Catalogue
  readonly problems: readonly Problem[]
}

/**
 * Reads a catalogue: `{ v: 1, currency?, products: [...], content?: [...] }` or a bare array of products. A product without its own
 * currency gets the catalogue's. Of two products with one id the first stays.
 */
export function parseCatalogue(value: unknown): ParsedCatalogue {
  const problems: Problem[] = []
  const source = Array.isArray(value) ? { v: 1, products: value } : plain(value, '', problems)
  const entries = source?.products
  const currency = typeof source?.currency === 'string' ? source.currency : undefined
  if (source && source.v !== 1) note(problems, 'version-unknown', '/v', 'this build reads 1')
  if (source && !Array.isArray(entries)) note(problems, 'field-missing', '/products')
  const products: Product[] = []
  const known = new Set<string>()
  if (problems.length === 0 && Array.isArray(entries)) {
    entries.forEach((entry: unknown, index) => {
      const path = `/products/${index}`
      const own: Problem[] = []
      const fields = plain(entry, path, own)
      const read = fields && product(currency ? { currency, ...fields } : fields, path, own)
      if (own.length > 0 || !read) problems.push(...own)
      else if (known.has(read.id)) note(problems, 'id-duplicate', `${path}/id`, read.id)
      else {
        known.add(read.id)
        products.push(read)
      }
    })
  }
  const told = source && 'content' in source ? readContent(source.content, '/content', problems) : undefined
  return { catalogue: { v: 1, ...(currency && { currency }), products, ...(told && { content: told }) }, problems }
}
