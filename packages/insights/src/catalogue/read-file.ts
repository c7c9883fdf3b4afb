import { type Catalogue, EndcapError, type ErrorCode, isIndex, parseCatalogue } from '@endcap/core'
import { readText } from '../train/read-items.js'
import { fromShopify, fromWooCommerce, platformOf } from './from-platform.js'
import { readFeed, readTable } from './read-feed.js'
import { readXml } from './read-xml.js'

/** What is wrong with an entry, and where: a JSON Pointer, or line and column of a feed. */
export interface CatalogueProblem {
  readonly place: string
  readonly code: ErrorCode
  readonly detail?: string
}

/** A catalogue as far as it could be read. */
export interface CatalogueRead {
  readonly catalogue: Catalogue
  readonly problems: readonly CatalogueProblem[]
}

/** What a catalogue can be written as. */
export const FEED_FORMATS = ['json', 'csv', 'tsv', 'xml', 'shopify', 'woocommerce'] as const
/** One of {@link FEED_FORMATS}. */
export type FeedFormat = (typeof FEED_FORMATS)[number]

/** What a feed does not say itself. */
export interface FeedHints {
  /** @default told by the name, and of JSON by what it holds */
  readonly format?: FeedFormat
  /** Of prices that name no currency, as those of Shopify. ISO 4217. */
  readonly currency?: string
  /** Address of the shop, for feeds that hold no links, as Shopify's. */
  readonly shop?: string
}

/**
 * Reads a catalogue: `catalog.json`, a feed in Google Merchant's names, which Meta shares, as `.csv`, `.tsv`, `.txt` (tabs) or `.xml` (RSS, Atom),
 * Shopify's `products.json`, or products of WooCommerce's Store API; each also `.gz`. Entries that are wrong are left out and named.
 * Throws `option-invalid` for another name, `file-unreadable`, `json-malformed`, `field-missing` for a feed without a column that it needs,
 * `value-invalid` for the index of a catalogue in shards, `input-empty` when no product is left.
 */
export async function readCatalogueFile(path: string, hints: FeedHints = {}): Promise<CatalogueRead> {
  formatOf(path, hints)
  return readCatalogueText(await readText(path), path, hints)
}

/** The same of a text. `name` is what it is called in messages; its ending tells the format where the hints do not. */
export function readCatalogueText(text: string, name: string, hints: FeedHints = {}): CatalogueRead {
  const read = readFormat(text, name, formatOf(name, hints), hints)
  const [first] = read.problems
  if (!read.catalogue.products[0]) {
    const why = first ? `; ${first.place}: ${first.code} ${first.detail ?? ''}`.trimEnd() : ''
    throw new EndcapError('input-empty', `${name} holds no usable product${why}`)
  }
  return read
}

const ENDINGS: Readonly<Record<string, FeedFormat>> = {
  json: 'json',
  csv: 'csv',
  tsv: 'tsv',
  txt: 'tsv',
  ...{ xml: 'xml', rss: 'xml', atom: 'xml' },
}

function formatOf(name: string, { format }: FeedHints): FeedFormat {
  const ending = /\.([a-z]+)(?:\.gz)?(?:[?#].*)?$/i.exec(name)?.[1]?.toLowerCase()
  const found = format ?? ENDINGS[ending ?? '']
  if (found) return found
  throw new EndcapError(
    'option-invalid',
    `${name}: the name must end in .json, .csv, .tsv, .txt or .xml, or those and .gz; or say its format`,
  )
}

function readFormat(text: string, name: string, format: FeedFormat, { currency, shop }: FeedHints): CatalogueRead {
  switch (format) {
    case 'csv':
      return readFeed(text, name, ',', currency)
    case 'tsv':
      return readFeed(text, name, '\t', currency)
    case 'xml':
      return readTable(readXml(text, name), name, currency)
    default:
      return readJson(text, name, format, currency, shop)
  }
}

function readJson(text: string, name: string, format: FeedFormat, currency?: string, shop?: string): CatalogueRead {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new EndcapError('json-malformed', `${name}: ${(error as Error).message}`, error)
  }
  if (isIndex(value)) throw new EndcapError('value-invalid', `${name} is a catalogue in shards already`)
  const platform = format === 'json' ? platformOf(value) : format
  if (platform === 'shopify') value = fromShopify(value, { currency, shop })
  if (platform === 'woocommerce') value = fromWooCommerce(value)
  const { catalogue, problems } = parseCatalogue(value)
  return { catalogue, problems: problems.map(({ path, ...problem }) => ({ place: path || 'the whole', ...problem })) }
}
