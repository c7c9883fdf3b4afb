import { type Catalogue, EndcapError, type ErrorCode, isIndex, parseCatalogue } from '@endcap/core'
import { readText } from '../train/read-items.js'
import { readFeed } from './read-feed.js'

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

/**
 * Reads a catalogue: `catalog.json`, or a feed in Google Merchant's names as `.csv`, `.tsv` or `.txt` (tabs), each also `.gz`. Entries that
 * are wrong are left out and named. Throws `option-invalid` for another name, `file-unreadable`, `json-malformed`, `field-missing` for a
 * feed without a column that it needs, `value-invalid` for the index of a catalogue in shards, `input-empty` when no product is left.
 */
export async function readCatalogueFile(path: string): Promise<CatalogueRead> {
  const name = path.replace(/\.gz$/i, '')
  const read = /\.json$/i.test(name)
    ? readJson(await readText(path), path)
    : /\.(csv|tsv|txt)$/i.test(name)
      ? readFeed(await readText(path), path, /\.csv$/i.test(name) ? ',' : '\t')
      : undefined
  if (!read)
    throw new EndcapError('option-invalid', `${path}: the name must end in .json, .csv, .tsv or .txt, or those and .gz`)
  const [first] = read.problems
  if (!read.catalogue.products[0]) {
    const why = first ? `; ${first.place}: ${first.code} ${first.detail ?? ''}`.trimEnd() : ''
    throw new EndcapError('input-empty', `${path} holds no usable product${why}`)
  }
  return read
}

function readJson(text: string, path: string): CatalogueRead {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new EndcapError('json-malformed', `${path}: ${(error as Error).message}`, error)
  }
  if (isIndex(value)) throw new EndcapError('value-invalid', `${path} is a catalogue in shards already`)
  const { catalogue, problems } = parseCatalogue(value)
  return { catalogue, problems: problems.map(({ path, ...problem }) => ({ place: path || 'the whole', ...problem })) }
}
