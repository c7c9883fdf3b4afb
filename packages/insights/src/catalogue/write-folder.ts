import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Catalogue, encodeCatalogue, isIndex } from '@endcap/core'
import { replaceFile } from '../publish/replace-file.js'
import { NODE_FS, type StoreFs } from '../publish/store-fs.js'

/** Where a catalogue in shards goes, and how it is cut. */
export interface CatalogueFolderOptions {
  readonly folder: string
  /** @default 100 */
  readonly cardsPerFile?: number
  /** Seconds for which prices and stock hold. @default for ever */
  readonly maxAge?: number
  /** How long cards stay that no index names any more, in ms. @default until the next run */
  readonly keepMs?: number
  /** Hears how far it is. */
  readonly onProgress?: (line: string) => void
  /** @default `Date.now` */
  readonly now?: () => number
  readonly fs?: StoreFs
}

/** What was written. */
export interface CatalogueFolder {
  /** The address for `data-catalog` is where this file is served. */
  readonly index: string
  readonly products: number
  readonly indexBytes: number
  readonly indexGzipBytes: number
  /** Files of cards, their bytes together, and how many of them were not there before. */
  readonly files: number
  readonly cardBytes: number
  readonly written: number
  /** Files that neither this index nor the one before names, and that are gone. */
  readonly removed: number
}

const INDEX = 'index.json'
/** Since when cards are named by no index: by name, in ms since 1970. */
const RETIRED = 'retired.json'
const CARDS = /^cards-[0-9a-f]{16}\.json$/
const nameOf = (text: string): string => `cards-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`

/**
 * Writes a catalogue in shards: first the files of cards that are not there, then, in one step, the index. Whoever reads meanwhile has the
 * old one or the new one. The cards of the index before stay until the next time, for pages that have it in their cache. Throws `storage-failed`.
 */
export async function writeCatalogueFolder(
  catalogue: Catalogue,
  options: CatalogueFolderOptions,
): Promise<CatalogueFolder> {
  const { folder, cardsPerFile, maxAge, keepMs = 0, onProgress = () => {}, now = Date.now, fs = NODE_FS } = options
  const { index, files } = encodeCatalogue(catalogue, { generatedAt: now(), cardsPerFile, maxAge, nameOf })
  const before = await readIndexNames(join(folder, INDEX), fs)
  const there = new Set(await fs.list(folder))
  let written = 0
  for (const [name, text] of files) {
    if (there.has(name)) continue
    await replaceFile(join(folder, name), text, fs)
    onProgress(`${++written} files of cards written, ${files.size} in all`)
  }
  const text = JSON.stringify(index)
  await replaceFile(join(folder, INDEX), text, fs)
  const unnamed = [...there].filter((name) => CARDS.test(name) && !files.has(name))
  const since = keepMs > 0 ? await readRetired(join(folder, RETIRED), fs) : {}
  const retired = Object.fromEntries(unnamed.map((name) => [name, since[name] ?? now()]))
  const isKept = (name: string) => before.has(name) || (keepMs > 0 && now() - retired[name]! < keepMs)
  const old = unnamed.filter((name) => !isKept(name))
  for (const name of old) delete retired[name]
  if (keepMs > 0) await replaceFile(join(folder, RETIRED), JSON.stringify(retired), fs)
  for (const name of old) await fs.remove(join(folder, name))
  const bytes = (one: string) => Buffer.byteLength(one)
  return {
    index: join(folder, INDEX),
    products: index.count,
    indexBytes: bytes(text),
    indexGzipBytes: gzipSync(text).length,
    files: files.size,
    cardBytes: [...files.values()].reduce((sum, one) => sum + bytes(one), 0),
    written,
    removed: old.length,
  }
}

async function readRetired(path: string, fs: StoreFs): Promise<Record<string, number>> {
  const text = await fs.read(path).catch(() => undefined)
  try {
    return JSON.parse(Buffer.from(text ?? '{}').toString())
  } catch {
    return {}
  }
}

/** Files that the index there names; none where there is none, or something else. */
async function readIndexNames(path: string, fs: StoreFs): Promise<ReadonlySet<string>> {
  const text = await fs.read(path).catch(() => undefined)
  try {
    const index: unknown = text && JSON.parse(Buffer.from(text).toString())
    return new Set(isIndex(index) ? index.shards : [])
  } catch {
    return new Set()
  }
}
