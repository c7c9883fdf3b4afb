import { EndcapError, parseCatalogue } from '@endcap/core'
import { parse } from 'csv-parse/sync'
import type { CatalogueProblem, CatalogueRead } from './read-file.js'

/** Names of a product's fields in feeds; case, spaces, `_` and `-` do not matter. The first that is there counts. */
const NAMES = {
  id: ['id'],
  title: ['title'],
  url: ['link'],
  image: ['imagelink'],
  price: ['price'],
  salePrice: ['saleprice'],
  availability: ['availability'],
  brand: ['brand'],
  categories: ['producttype', 'googleproductcategory'],
  groupId: ['itemgroupid'],
} as const
type Field = keyof typeof NAMES
const NEEDED = ['id', 'title', 'url', 'price'] as const
/** What tells forms of an article apart. Other columns may be nobody's business: the catalogue is a public file. */
const ATTRIBUTES = ['color', 'size', 'material', 'pattern', 'gender', 'agegroup', 'condition']

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** A feed as a table, whatever it was written as. */
export interface FeedTable {
  readonly header: readonly string[]
  /** Cells in the order of the header, and where the row stands: `line 3`. */
  readonly rows: readonly { readonly record: readonly (string | undefined)[]; readonly place: string }[]
}

/**
 * Reads a feed in the names of Google Merchant, which Meta's catalogues share: `price` as `19.99 EUR`, `product_type` as `Kitchen > Mugs`.
 * Throws `file-unreadable`, and `field-missing` when a column is not there that every product needs.
 */
export function readFeed(text: string, path: string, delimiter: string, currency?: string): CatalogueRead {
  let rows: Row[]
  try {
    rows = parse(text, { bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true }) as never
  } catch (error) {
    throw new EndcapError('file-unreadable', `${path}: ${(error as Error).message}`, error)
  }
  const header = (rows[0]?.record ?? []).map((name) => name.trim())
  const body = rows.slice(1).map(({ record, info }) => ({ record, place: `line ${info.lines}` }))
  return readTable({ header, rows: body }, path, currency)
}

/** Reads the products of a table in those names. `currency` is that of prices that name none. Throws `field-missing`. */
export function readTable({ header, rows: body }: FeedTable, path: string, currency?: string): CatalogueRead {
  const plain = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const columns = {} as Record<Field, number>
  for (const [field, names] of Object.entries(NAMES)) {
    columns[field as Field] = names.map((name) => plain.indexOf(name)).find((at) => at >= 0) ?? -1
  }
  const missing = NEEDED.filter((field) => columns[field] < 0).map((field) => NAMES[field][0])
  if (missing[0]) throw new EndcapError('field-missing', `${path}: no column ${missing.join(', ')} in ${header.join()}`)
  const extras = ATTRIBUTES.map((name) => plain.indexOf(name)).filter((at) => at >= 0)

  const entries = body.map(({ record }) => {
    const at = (field: Field) => record[columns[field]]?.trim() || undefined
    const attributes = extras.flatMap((place) => {
      const value = record[place]?.trim()
      return value ? [[header[place]!.toLowerCase(), value]] : []
    })
    const money = readMoney(at('price'))
    return {
      ...{ id: at('id'), title: at('title'), url: at('url'), image: at('image'), brand: at('brand') },
      ...{ groupId: at('groupId'), price: money?.amount, currency: money?.currency ?? currency },
      salePrice: readMoney(at('salePrice'))?.amount,
      availability: at('availability')
        ?.toLowerCase()
        .replace(/[\s-]+/g, '_'),
      categories: at('categories')
        ?.split('>')
        .map((name) => name.trim()),
      ...(attributes[0] && { attributes: Object.fromEntries(attributes) }),
    }
  })
  const { catalogue, problems } = parseCatalogue({ v: 1, products: entries })
  return {
    catalogue,
    problems: problems.map(({ path, ...problem }): CatalogueProblem => {
      const [, , place = '', field = ''] = path.split('/')
      const column = header[columns[(field === 'currency' ? 'price' : field) as Field]]
      return { place: `${body[Number(place)]?.place}${column ? `, ${column}` : ''}`, ...problem }
    }),
  }
}

/** `19.99 EUR`, `EUR 19.99`, `1,299.00 USD`, `19,99 EUR`. What is no amount is NaN, which no product may have. */
function readMoney(
  text: string | undefined,
): { readonly amount: number; readonly currency: string | undefined } | undefined {
  if (text === undefined) return undefined
  const currency = /[A-Z]{3}/.exec(text)?.[0]
  const number = text.replace(/[A-Z]{3}/, '').trim()
  const plain = /,\d{1,2}$/.test(number) ? number.replaceAll('.', '').replace(',', '.') : number.replaceAll(',', '')
  return { amount: plain === '' ? Number.NaN : Number(plain), currency }
}
