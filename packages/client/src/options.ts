import type { Catalogue, Config, ConsentState, PageKind } from '@endcap/core'
import type { ClientEnv } from './env.js'
import type { Initial } from './initial.js'

/** Where a static file comes from: its URL, or the thing itself. */
export type Source<T> = string | T

/** What a client is made of. Only `key` is required: without the rest it works with what the page shows. */
export interface ClientOptions {
  /** The shop's public write key. Names the shop; opens nothing. */
  readonly key: string
  /** Base URL of the collector. Absent: nothing ever leaves the device. */
  readonly collector?: string
  /** `config.json`. @default no placements */
  readonly config?: Source<Config>
  /** `catalog.json`. @default no products: rows stay empty */
  readonly catalogue?: Source<Catalogue>
  /**
   * The model, gzipped or not: a model file, the manifest of a sharded one, or the `current.json` of a folder of versions. Shards and
   * versions are found beside the URL; of bytes only a model file can be read in full. @default content and popularity strategies only
   */
  readonly model?: Source<ArrayBuffer>
  /** `weights.json`, as `endcap learn` writes it. @default that of the published version, else the order of model, taste and variety alone */
  readonly weights?: Source<object>
  /** Consent where nobody has answered yet. @default both unknown */
  readonly consent?: Partial<ConsentState>
  /** Kind of this page. @default `<body data-endcap-page>`, else guessed by the tracker */
  readonly page?: PageKind
  /** `mirror`: tell Google Analytics 4 of Endcap's rows through `dataLayer`. @default 'off' */
  readonly ga4?: 'off' | 'mirror'
  /** Read what happens off the page itself: platform, `dataLayer`, structured data, plain forms. @default true */
  readonly detect?: boolean
  /** Read the answer on consent from tools of the page. @default true */
  readonly consentTools?: boolean
  /** Query parameters of the shop's addresses that are to be kept in events. @default those of campaigns and searches */
  readonly allowParams?: readonly string[]
  /** Query string that preview links are read from. @default the page's */
  readonly search?: string
  /** Locale of prices and labels, BCP 47. @default `<html lang>` */
  readonly locale?: string
  /** A file that has not come after this many milliseconds is done without. @default 5000 */
  readonly timeoutMs?: number
  /**
   * How long a placement under test waits for an answer on consent. A visitor whose answer comes later sees control on
   * this page. Placements without a test do not wait. @default 500
   */
  readonly consentWaitMs?: number
  /**
   * What the server drew into this page, as `@endcap/client/server` answers it. Slots start `ready` with it, and keep it until they
   * are out of sight and there is another list. @default nothing: slots start `loading`
   */
  readonly initial?: Initial
  readonly env?: Partial<ClientEnv>
}

/** Values of options that are left out. */
export const DEFAULTS = {
  timeoutMs: 5000,
  consentWaitMs: 500,
} as const satisfies Partial<ClientOptions>

/** Options with their defaults. */
export type ResolvedClientOptions = ClientOptions & Required<Pick<ClientOptions, keyof typeof DEFAULTS>>

/** Fills the defaults in. What is wrong with the rest is said by the tracker, which takes it over. */
export const resolveOptions = (options: ClientOptions): ResolvedClientOptions => ({ ...DEFAULTS, ...options })
