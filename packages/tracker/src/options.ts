import { type ConsentState, EndcapError, type EventItem, type PageKind } from '@endcap/core'
import type { SourceName } from './detect/detector.js'
import { createBrowserEnv } from './env/browser.js'
import type { TrackerEnv } from './env/env.js'

/** What a tracker can be told. Only `key` is required. */
export interface TrackerOptions {
  /** The shop's public write key. */
  readonly key: string
  /** Base URL of the collector, absolute or from the page's base. Absent: nothing ever leaves the device. */
  readonly collector?: string
  /** What holds until the visitor's answer is known; Global Privacy Control lowers it to `denied`. @default unknown for both purposes */
  readonly consent?: Partial<ConsentState>
  /** Read the answer from consent tools of the page: IAB TCF, Google Consent Mode, Shopify, WP Consent API. @default true */
  readonly consentTools?: boolean
  /**
   * Read what happens off the page itself: platform, `dataLayer`, JSON-LD, microdata, Open Graph, plain forms; all, none, or
   * the named sources. @default true
   */
  readonly detect?: boolean | readonly SourceName[]
  /** Kind of the page that was loaded. @default `<body data-endcap-page>`, else found from address and markup */
  readonly page?: PageKind
  /** Read `data-endcap-*` attributes. @default true */
  readonly markup?: boolean
  /** Count navigations within the document as page views. @default true */
  readonly spa?: boolean
  /** Query parameters of the shop's addresses that hold no personal data and are to be kept, beside those of campaigns and searches. */
  readonly allowParams?: readonly string[]
  /** `mirror`: tell Google Analytics 4 of Endcap's rows, by `view_item_list` and `select_item` in `dataLayer`. @default 'off' */
  readonly ga4?: 'off' | 'mirror'
  /** A visitor who is idle for longer starts a new session. @default 1800000 */
  readonly sessionIdleMs?: number
  /** Longest time that an event waits for company before it is sent. @default 2000 */
  readonly flushMs?: number
  /** Most events of one request, 1 to 500; as many waiting events are sent at once. @default 50 */
  readonly batchCount?: number
  /** Most events kept in the outbox; impressions go first, orders last. @default 1000 */
  readonly maxStored?: number
  /** Most characters of JSON kept in the outbox. @default 1048576 */
  readonly maxStoredBytes?: number
  /** Item fields of a product id, for events from markup. @default the element's `data-endcap-name` and `data-endcap-price` */
  readonly describe?: (id: string) => EventItem | undefined
  /** Parts of the world to replace. @default the browser's */
  readonly env?: Partial<TrackerEnv>
}

/** What holds when an option is left out. */
export const DEFAULTS = {
  markup: true,
  spa: true,
  detect: true,
  consentTools: true,
  sessionIdleMs: 30 * 60_000,
  flushMs: 2000,
  batchCount: 50,
  maxStored: 1000,
  maxStoredBytes: 2 ** 20,
} as const satisfies Partial<TrackerOptions>

/** Options with every default filled in. */
export interface ResolvedOptions extends TrackerOptions {
  readonly markup: boolean
  readonly spa: boolean
  readonly detect: boolean | readonly SourceName[]
  readonly consentTools: boolean
  readonly sessionIdleMs: number
  readonly flushMs: number
  readonly batchCount: number
  readonly maxStored: number
  readonly maxStoredBytes: number
  readonly consent: ConsentState
  /** Global Privacy Control is on: nothing that the visitor did not choose is granted. */
  readonly gpc: boolean
  /** The address that takes batches; undefined without a collector. */
  readonly url: string | undefined
  readonly env: TrackerEnv
}

/**
 * Checks and completes the options. An option given as undefined is an option left out.
 * Throws `option-missing` without a key, `option-invalid` for a collector address that is not HTTP.
 */
export function resolveOptions(options: TrackerOptions): ResolvedOptions {
  const { key, collector } = options
  if (!key) throw new EndcapError('option-missing', 'key')
  const env = { ...createBrowserEnv(), ...options.env }
  const { navigator, document } = env.window
  const resolved: Record<string, unknown> = {
    ...options,
    consent: { analytics: 'unknown', personalization: 'unknown', ...options.consent },
    gpc: !!(navigator as { readonly globalPrivacyControl?: boolean }).globalPrivacyControl,
    url: collector === undefined ? undefined : eventsUrl(collector, document.baseURI),
    env,
  }
  for (const [name, value] of Object.entries(DEFAULTS)) resolved[name] ??= value
  return resolved as unknown as ResolvedOptions
}

function eventsUrl(collector: string, base: string): string {
  try {
    const { origin, pathname } = new URL(collector, base)
    if (/^http/.test(origin)) return origin + pathname.replace(/\/*$/, '/v1/events')
  } catch {
    // Said below.
  }
  throw new EndcapError('option-invalid', `collector ${collector}`)
}
