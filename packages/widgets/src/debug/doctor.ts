import type { Client } from '@endcap/client'
import type { Consent, ConsentState, ErrorCode, EventEnvelope, EventItem, EventType, PageContext } from '@endcap/core'
import { detectPlatforms, type FoundProduct, type Platform, type SourceReport } from '@endcap/tracker'
import { VERSION } from '../version.js'
import { check, type DoctorCheck } from './checks.js'
import { compareProducts, type Difference, findInCatalogue } from './differences.js'
import { type Watch, watchFaults } from './watch.js'

/** An event without what would name the visitor or the order: a report may be passed on. */
export interface ReportedEvent {
  readonly type: EventType
  /** Milliseconds since 1970. */
  readonly ts: number
  readonly placement?: string
  readonly items: readonly Pick<EventItem, 'item_id' | 'item_name' | 'price' | 'quantity'>[]
  /** Analytics consent at that moment. */
  readonly consent: Consent
}

/** A product that the page shows, and what each source says of it. */
export interface ReportedProduct {
  /** The id by which the catalogue knows it; absent when it does not. */
  readonly catalogueId?: string
  readonly title: string
  readonly told: readonly ({ readonly source: string } & Pick<
    FoundProduct,
    'id' | 'where' | 'price' | 'salePrice' | 'currency' | 'availability'
  >)[]
}

/** A row of the page, and why each of its cards stands where it stands. */
export interface ReportedRow {
  readonly placement: string
  /** `loading`, `ready`, `empty` or `hidden`. */
  readonly state: string
  /** Why this visitor is not shown it; absent where the placement itself says so. */
  readonly closed?: string
  readonly items: readonly {
    readonly id: string
    readonly title: string
    /** One sentence. */
    readonly why: string
    /** How likely it was to stand there (0–1]; 1 when nothing was left to chance. */
    readonly propensity: number
  }[]
}

/** Everything that can be said of Endcap on this page, as plain data. It holds no id of the visitor and no order. */
export interface DoctorReport {
  readonly version: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly page: PageContext
  /** The usual faults of a set-up. */
  readonly checks: readonly DoctorCheck[]
  readonly queue: {
    /** Where batches go; absent without a collector. */
    readonly collector?: string
    readonly delivered: number
    readonly stored: number
    readonly dropped: number
    /** The last events of this page, the oldest first, whatever became of them. */
    readonly events: readonly ReportedEvent[]
  }
  readonly consent: {
    readonly state: ConsentState
    /** Who decided each purpose. */
    readonly deciders: Readonly<Record<keyof ConsentState, string>>
    /** Global Privacy Control is on. */
    readonly gpc: boolean
  }
  readonly detected: {
    readonly platforms: readonly Platform[]
    /** Absent while the detectors are on their way. */
    readonly sources?: readonly SourceReport[]
    readonly products: readonly ReportedProduct[]
  }
  /** Empty where the file with the words did not come. */
  readonly rows: readonly ReportedRow[]
  /** Products known to more than one of catalogue, page and cart. */
  readonly comparedCount: number
  readonly differences: readonly Difference[]
  /** The last failures, the oldest first. */
  readonly errors: readonly { readonly code: ErrorCode; readonly message: string }[]
  /** What the page's Content Security Policy forbade since somebody first looked. */
  readonly violations: readonly string[]
}

/** The parts of the world that a report reads. */
export interface DoctorEnv {
  readonly window: Window
  readonly now: () => number
}

const browser = (): DoctorEnv => ({ window, now: Date.now })

/** Says how Endcap does on this page, once its files are loaded. Reads only: nothing is stored or sent. Never rejects. */
export async function examine(client: Client, env: DoctorEnv = browser()): Promise<DoctorReport> {
  const watch = watchFaults(client, env.window)
  const [tellRows] = await Promise.all([loadRows(), client.ready])
  return inspect(client, watch, tellRows, env)
}

/** Opens the overlay, in place of one that is open. Returns what closes it. Rejects when its file cannot be loaded. */
export async function openOverlay(client: Client, env: DoctorEnv = browser()): Promise<() => void> {
  const watch = watchFaults(client, env.window)
  const [{ showOverlay }, tellRows] = await Promise.all([import('./overlay.js'), loadRows()])
  return showOverlay(() => inspect(client, watch, tellRows, env), env.window)
}

type TellRows = (client: Client) => readonly ReportedRow[]

const loadRows = (): Promise<TellRows> =>
  import('./rows.js').then(
    ({ reportRows }) => reportRows,
    () => () => [],
  )

function inspect(client: Client, watch: Watch, tellRows: TellRows, { window, now }: DoctorEnv): DoctorReport {
  const { tracker, product } = client
  const { sources, products = [] } = tracker.detected() ?? {}
  const facts = {
    version: VERSION,
    at: now(),
    page: tracker.page(),
    queue: {
      ...(tracker.url && { collector: tracker.url }),
      ...tracker.counts(),
      events: tracker.events().map(reportEvent),
    },
    consent: {
      state: client.consentState(),
      deciders: tracker.consentDeciders(),
      gpc: !!(window.navigator as { readonly globalPrivacyControl?: boolean }).globalPrivacyControl,
    },
    detected: {
      platforms: detectPlatforms(window),
      ...(sources && { sources }),
      products: products.map(({ names, told, inCart }): ReportedProduct => {
        const all = [...told, ...[...inCart].filter(([source, line]) => told.get(source) !== line)]
        const known = all.flatMap(([, found]) => findInCatalogue(found, names, product))[0]
        const title = known?.title ?? all.find(([, found]) => found.title)?.[1].title ?? ''
        return {
          ...(known && { catalogueId: known.id }),
          title,
          told: all.map(([source, found]) => tell(source, found)),
        }
      }),
    },
    rows: tellRows(client),
    ...compareProducts(products, product),
    errors: tracker.errors().map(({ code, message }) => ({ code, message })),
    violations: [...watch.violations],
  }
  const checks = check(facts, {
    document: window.document,
    placements: client.config().placements,
    catalogue: client.catalogue().products,
    isReady: watch.isReady,
    isStorageBlocked: isStorageBlocked(window),
  })
  return { ...facts, checks }
}

function reportEvent({ type, ts, list, items = [], consent }: EventEnvelope): ReportedEvent {
  return {
    type,
    ts,
    ...(list && { placement: list.placement }),
    items: items.map(({ item_id, item_name, price, quantity }) => ({
      item_id,
      ...(item_name !== undefined && { item_name }),
      ...(price !== undefined && { price }),
      ...(quantity !== undefined && { quantity }),
    })),
    consent: consent.analytics,
  }
}

function tell(source: string, { id, where, price, salePrice, currency, availability }: FoundProduct) {
  // What was not told is not there: the report is JSON.
  return JSON.parse(JSON.stringify({ source, where, id, price, salePrice, currency, availability }))
}

/** Asking for the storage throws where it is blocked; nothing is written. */
function isStorageBlocked(window: Window): boolean {
  try {
    return !window.localStorage || !window.indexedDB
  } catch {
    return true
  }
}
