import { type Catalogue, type CatalogueIndex, isIndex } from '@endcap/core'
import type { Allocation } from './allocate.js'
import type { ClientEnv } from './env.js'
import type { Fail } from './fail.js'
import type { Get, InTime } from './files.js'
import type { ClientOptions } from './options.js'
import { type Report, readCatalogue } from './read.js'

/** The catalogue as a page has it. */
export interface PageCatalogue extends Catalogue {
  /** Of a catalogue in shards: its products have `image`, `variants` and `rating` once their card has come. */
  readonly cards?: PageCards | undefined
}

/** Cards of a catalogue in shards: loaded for what is shown. */
export interface PageCards {
  /** Of prices and stock; ms since 1970. */
  readonly generatedAt: number
  /** They are older than the index lets them be, and no newer ones are to be had. */
  isOutdated(): boolean
  /** Products whose cards did not come: they are shown nowhere. */
  readonly lost: ReadonlySet<string>
  /** Loads the cards of these products. Resolves when they have come, have failed or are late, which is reported. Never rejects. */
  load(ids: Iterable<string>): Promise<void>
}

/** Cards as slots are filled by them. */
export interface ShownCards extends PageCards {
  /**
   * Calls `show` for each answer whose cards are there, and loads those of the others; then calls `onChange`, as it does when a late one
   * has come. Asks for the index anew where it has become too old.
   */
  show(
    answers: readonly Allocation[],
    show: (answer: Allocation, i: number) => void,
    onChange: () => unknown,
  ): Promise<void>
}

/** The catalogue as the page's own parts have it. */
export interface LoadedCatalogue extends PageCatalogue {
  readonly cards?: ShownCards | undefined
}

/** What an index takes of the page that reads it. */
export interface CatalogueDeps {
  /** Where it came from. */
  readonly source: ClientOptions['catalogue']
  readonly get: Get
  readonly inTime: InTime
  readonly clock: ClientEnv['clock']
  readonly fail: Fail
  readonly report: Report
}

/** Reads what came as the catalogue from `source`: in whole, or the index of one in shards, whose products are made a few at a time. */
export async function openCatalogue(
  value: Catalogue | CatalogueIndex,
  report: Report,
  source: ClientOptions['catalogue'],
  get: Get,
  inTime: InTime,
  clock: ClientEnv['clock'],
  fail: Fail,
): Promise<LoadedCatalogue> {
  if (!isIndex(value)) return readCatalogue(value, report)
  const { openCards } = await import('./cards.js')
  return openCards(value, { source, get, inTime, clock, fail, report })
}
