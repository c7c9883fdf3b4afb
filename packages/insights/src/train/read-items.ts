import { createReadStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { EndcapError, isIndex, openIndex } from '@endcap/core'
import { parse } from 'csv-parse/sync'

/** What a catalogue says of an item, as far as trainers and metrics use it. */
export interface ItemTraits {
  readonly title?: string
  /** From broad to narrow; of several paths all labels, each once. */
  readonly categories?: readonly string[]
  readonly brand?: string
  readonly price?: number
  /** Further labels, such as `colour red`, or the numbers of an attribute list. */
  readonly attributes: readonly string[]
}

/** Names under which a catalogue carries a field; case, spaces, `_` and `-` do not matter. */
const ALIASES = {
  id: ['id', 'itemid', 'item', 'stockcode', 'productid', 'product', 'sku', 'asin', 'handle'],
  title: ['title', 'name', 'description', 'productname', 'producttitle'],
  categories: ['categories', 'category', 'productcategory', 'producttype', 'googleproductcategory', 'categorypath'],
  brand: ['brand', 'vendor', 'manufacturer'],
  price: ['price', 'medianunitprice', 'unitprice', 'saleprice', 'listprice'],
  attributes: ['attributes', 'tags', 'features'],
} as const
type Field = keyof typeof ALIASES
const FIELDS = Object.keys(ALIASES) as Field[]

/**
 * Reads item traits by item id, from a catalogue (`.csv`, or `.json` as an array, `{ products: […] }`, `catalog.json`, or the index of one in shards),
 * or from a `.json` object of item id to attribute list; each also `.gz`. Of two rows with one id the first stays.
 * Throws `file-unreadable`, `json-malformed`, `field-missing` when a CSV has no id column, `input-empty` when no item
 * can be used.
 */
export async function readItemTraits(path: string): Promise<ReadonlyMap<string, ItemTraits>> {
  const name = path.replace(/\.gz$/i, '')
  const traits = new Map<string, ItemTraits>()
  if (/\.json$/i.test(name)) collectJson(parseJson(await readText(path), path), traits)
  else if (/\.csv$/i.test(name)) collectCsv(await readText(path), path, traits)
  else throw new EndcapError('option-invalid', `${path}: the name must end in .csv or .json, or those and .gz`)
  if (traits.size === 0) throw new EndcapError('input-empty', `${path} holds no usable item`)
  return traits
}

function collectCsv(text: string, path: string, traits: Map<string, ItemTraits>): void {
  let rows: string[][]
  try {
    rows = parse(text, { bom: true, relax_column_count: true })
  } catch (error) {
    throw new EndcapError('file-unreadable', path, error)
  }
  const header = (rows[0] ?? []).map(plainName)
  const columns = Object.fromEntries(FIELDS.map((field) => [field, indexOfAlias(field, header)]))
  if (columns['id'] === -1) {
    throw new EndcapError('field-missing', `${path}: no item id column in the header ${header.join().slice(0, 200)}`)
  }
  for (const row of rows.slice(1)) take((field) => row[columns[field]!], traits)
}

function collectJson(value: unknown, traits: Map<string, ItemTraits>): void {
  const list = listOf(value)
  if (Array.isArray(list)) {
    for (const entry of list) {
      if (typeof entry !== 'object' || entry === null) continue
      const keys = Object.keys(entry)
      const names = keys.map(plainName)
      take((field) => (entry as Record<string, unknown>)[keys[indexOfAlias(field, names)] ?? ''], traits)
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [id, attributes] of Object.entries(value)) {
      if (Array.isArray(attributes)) traits.set(id, { attributes: attributes.map(String) })
    }
  }
}

/** The entries of a catalogue; of one in shards the index has what is asked. */
function listOf(value: unknown): unknown {
  if (Array.isArray(value)) return value
  if (isIndex(value)) return openIndex(value).read(0, value.count)
  return (value as { products?: unknown } | null)?.products
}

function take(at: (field: Field) => unknown, traits: Map<string, ItemTraits>): void {
  const id = textOf(at('id'))
  if (!id || traits.has(id)) return
  const [title, brand] = [textOf(at('title')), textOf(at('brand'))]
  const categories = readCategories(at('categories'))
  const price = Number(textOf(at('price')).replace(/[^\d.]/g, '') || Number.NaN)
  traits.set(id, {
    ...(title && { title }),
    ...(categories.length > 0 && { categories }),
    ...(brand && { brand }),
    ...(price > 0 && { price }),
    attributes: readAttributes(at('attributes')),
  })
}

/**
 * A list as it is; text as a path or several: `[[A,B],[A,C]]` (commas followed by a blank belong to a name),
 * `A > B`, `A|B`, `A/B`.
 */
function readCategories(value: unknown): string[] {
  if (Array.isArray(value)) return unique(value.flat().map(textOf))
  const text = textOf(value)
  if (text.startsWith('[')) return unique(text.replace(/[[\]'"]/g, ',').split(/,(?!\s)/))
  return unique(text.split(/[>|/;]/))
}

function readAttributes(value: unknown): string[] {
  if (Array.isArray(value)) return unique(value.map(textOf))
  if (typeof value === 'object' && value !== null) {
    return unique(Object.entries(value).map(([name, entry]) => `${name} ${textOf(entry)}`))
  }
  return unique(textOf(value).split(/[,;|]/))
}

const unique = (labels: readonly string[]): string[] => [
  ...new Set(labels.map((label) => label.trim()).filter((label) => label !== '')),
]
const plainName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''

/** Where the first alias that is there stands; −1 when none is. */
function indexOfAlias(field: Field, names: readonly string[]): number {
  for (const alias of ALIASES[field]) if (names.includes(alias)) return names.indexOf(alias)
  return -1
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new EndcapError('json-malformed', path, error)
  }
}

/** The whole file as text, unpacked when its name ends in `.gz`. */
export async function readText(path: string): Promise<string> {
  let text = ''
  try {
    const unpack = /\.gz$/i.test(path) ? createGunzip() : new PassThrough()
    await pipeline(createReadStream(path), unpack, new PassThrough({ encoding: 'utf8' }), async (chunks) => {
      for await (const chunk of chunks) text += chunk
    })
  } catch (error) {
    throw new EndcapError('file-unreadable', path, error)
  }
  return text
}
