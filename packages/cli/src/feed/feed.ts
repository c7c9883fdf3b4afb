import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CatalogueFolder,
  type CatalogueProblem,
  convertCatalogue,
  type FeedHints,
  type Rates,
  readCatalogueFile,
  readCatalogueText,
  readRates,
  writeCatalogueFolder,
} from '@endcap/insights'
import { CommandError } from '../io.js'
import { isAddress } from '../settings/paths.js'
import { fetchFeed, type Validators } from './fetch-feed.js'

/** Where a catalogue comes from, and where it goes. Paths are absolute. */
export interface FeedOptions extends FeedHints {
  /** A file or an address. */
  readonly from: string
  readonly headers?: Readonly<Record<string, string>>
  /** A file of exchange rates: all prices become `currency`. */
  readonly rates?: string
  readonly skipBad?: boolean
  readonly allowShrink?: boolean
  readonly maxAge?: number
  readonly perFile?: number
  readonly out: string
  /** How long cards stay that no index names any more. @default until the next run */
  readonly keepMs?: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onProgress?: (line: string) => void
}

/** What came of one run. */
export interface FeedReport {
  readonly isUnchanged: false
  readonly written: CatalogueFolder
  /** Products that were left out. */
  readonly problems: readonly CatalogueProblem[]
  /** The day of the exchange rates that were used. */
  readonly ratesDate?: string
}

/** How a feed fares. */
export interface FeedStatus {
  /** False once a run failed, until one succeeds. */
  readonly isOk: boolean
  /** When the feed was last found to be good, new or unchanged; ms since 1970. */
  readonly readAt?: number
  readonly products?: number
  readonly ratesDate?: string
  /** Why the last run kept the catalogue before. */
  readonly error?: string
}

/** A feed that is read again and again. */
export interface Feed {
  /** Reads and publishes. Throws, with nothing written, for a feed that cannot be read, is bad, or has lost more than half of its products. */
  build(): Promise<FeedReport | { readonly isUnchanged: true }>
  /** The same, and never rejects: what fails is told by the status, and the catalogue before stays. */
  run(): Promise<FeedStatus>
  status(): FeedStatus
}

/** Problems that a message names. */
const NAMED = 3

/** Creates a feed. Nothing is read before the first run. */
export function createFeed(options: FeedOptions): Feed {
  const { from, headers = {}, out, now, currency } = options
  let known: Validators = {}
  let ratesText: string | undefined
  let status: FeedStatus = { isOk: true }

  async function readAll() {
    if (!isAddress(from)) return readCatalogueFile(from, options)
    const answer = await fetchFeed(from, headers, known)
    if (!answer) return undefined
    const { pathname, origin } = new URL(from)
    const read = readCatalogueText(answer.text, pathname, {
      shop: origin,
      ...options,
      format: options.format ?? jsonOf(pathname),
    })
    return { ...read, validators: answer.validators }
  }

  async function build(): ReturnType<Feed['build']> {
    const rates = options.rates === undefined ? undefined : await readRatesFile(options.rates)
    if (rates && !currency) throw new CommandError('exchange rates need a currency to convert to')
    // With other rates the same feed has other prices.
    if (rates?.text !== ratesText) known = {}
    options.onProgress?.(`reading ${isAddress(from) ? new URL(from).origin : from}`)
    const read = await readAll()
    if (!read) return { isUnchanged: true }
    const converted = rates ? convertCatalogue(read.catalogue, currency as string, rates) : { ...read, problems: [] }
    const problems = [...read.problems, ...converted.problems]
    if (problems.length > 0 && !options.skipBad) throw new BadProducts(problems)
    refuseShrunk(converted.catalogue.products.length)
    const written = await writeCatalogueFolder(converted.catalogue, {
      folder: out,
      now,
      ...(options.perFile !== undefined && { cardsPerFile: options.perFile }),
      ...(options.maxAge !== undefined && { maxAge: options.maxAge }),
      ...(options.keepMs !== undefined && { keepMs: options.keepMs }),
      ...(options.onProgress && { onProgress: options.onProgress }),
    })
    known = 'validators' in read ? (read.validators as Validators) : {}
    ratesText = rates?.text
    return { isUnchanged: false, written, problems, ...(rates && { ratesDate: rates.date }) }
  }

  /** A feed that is cut short reads like a shop that has sold out. */
  function refuseShrunk(count: number): void {
    const before = countOf(out)
    if (options.allowShrink || before === undefined || count * 2 >= before) return
    throw new CommandError(
      `the feed has shrunk from ${before} products to ${count}; the catalogue before stays`,
      'if that is right, publish it once by `endcap catalog … --allow-shrink`',
    )
  }

  return {
    build,
    status: () => status,
    async run() {
      try {
        const report = await build()
        const { error: _, ...before } = status
        status = { ...before, isOk: true, readAt: now() }
        if (!report.isUnchanged) {
          const { written, ratesDate } = report
          status = { ...status, products: written.products, ...(ratesDate && { ratesDate }) }
        }
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        status = { ...status, isOk: false, error: message.replace(/^\[endcap\] /, '') }
      }
      return status
    },
  }
}

/** Products that cannot be published, and were not to be left out. */
export class BadProducts extends CommandError {
  readonly problems: readonly CatalogueProblem[]

  constructor(problems: readonly CatalogueProblem[]) {
    const first = problems.slice(0, NAMED).map(({ place, code }) => `${place}: ${code}`)
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`
    super(`${count}; nothing was written (${first.join(', ')})`, 'mend them, or leave them out by --skip-bad')
    this.problems = problems
  }
}

/** An address without an ending is most often an API. */
const jsonOf = (pathname: string): 'json' | undefined => (/\.[a-z]+(\.gz)?$/i.test(pathname) ? undefined : 'json')

async function readRatesFile(path: string): Promise<Rates & { readonly text: string }> {
  const text = await readFile(path, 'utf8').catch((error) => {
    throw new CommandError(`${path} cannot be read (${error.code})`, 'give a file of exchange rates', error)
  })
  return { ...readRates(text, path), text }
}

/** Products of the index that is served now. */
function countOf(folder: string): number | undefined {
  try {
    const { count } = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as { count?: unknown }
    return typeof count === 'number' ? count : undefined
  } catch {
    return undefined
  }
}
