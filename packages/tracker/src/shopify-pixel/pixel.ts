import { type ConsentState, type EventEnvelope, type Fetch, type PageContext, scrubUrl } from '@endcap/core'
import { nanoid } from 'nanoid'
import { dig, idOf, textOf } from '../detect/foreign.js'
import { CHECKOUT_EVENTS, type ReadPixelEvent, STOREFRONT_EVENTS } from './map.js'
import { sendEvents } from './send.js'

/** Nobody keeps the session alive during checkout; one that was left for longer than this is over. */
const SESSION_MS = 4 * 3_600_000
/** An event's own time further from the device's than this is none. */
const DAY_MS = 24 * 3_600_000
/** Most events that wait for an answer on consent. */
const WAITING_COUNT = 50

/** What Shopify hands to a pixel (shopify.dev/docs/api/web-pixels-api/standard-api), and where to send to. */
export interface PixelOptions {
  readonly analytics: { subscribe(name: string, listener: (event: unknown) => void): unknown }
  /** Reads the storage of the shop's page. */
  readonly browser: { readonly localStorage: { getItem(key: string): Promise<string | null> } }
  readonly init: unknown
  readonly customerPrivacy: { subscribe(name: string, listener: (event: unknown) => void): unknown }
  /** The shop's public write key. */
  readonly key: string
  /** Base URL of the collector. */
  readonly collector: string
  /** Also what the script of the storefront sees: for a shop without it. @default false */
  readonly all?: boolean
  /** Parts of the world to replace. @default the browser's */
  readonly env?: Partial<PixelEnv>
}

/** The world of the pixel. */
export interface PixelEnv {
  readonly fetch: Fetch
  readonly now: () => number
  readonly wait: (ms: number, task: () => void) => void
  readonly id: () => string
}

/**
 * Starts the pixel: a file that a shop pastes as a custom pixel or ships in an app pixel. Checkout events become ours and go to
 * the collector with the ids that the storefront's script gave this visitor. Nothing is read from storage or sent before
 * analytics are allowed; until then events wait in memory under their own time, and a denial drops them.
 */
export function startPixel(options: PixelOptions): void {
  const { analytics, browser, init, customerPrivacy, key, collector, all } = options
  const env: PixelEnv = {
    fetch: (url, request) => fetch(url, request as RequestInit),
    now: () => Date.now(),
    wait: (ms, task) => void setTimeout(task, ms),
    id: () => nanoid(),
    ...options.env,
  }
  const url = `${collector.replace(/\/*$/, '')}/v1/events`
  const stream = env.id()
  const orders = new Set<string>()
  const waiting: Omit<EventEnvelope, 'consent'>[] = []
  let seq = 0
  let dropped = 0
  let privacy = dig(init, 'customerPrivacy')
  /** Unknown until the shopper answers: what is not allowed at first may only not have been asked for yet. */
  let isAnswered = false

  const isAllowed = () => dig(privacy, 'analyticsProcessingAllowed') === true

  async function send(): Promise<void> {
    const [visitor, kept] = await Promise.all([stored('endcap.visitor'), stored('endcap.session')])
    // None are left when a denial came meanwhile.
    const events = waiting.splice(0)
    if (!events[0]) return
    const [session, seenAt] = kept?.split('.') ?? []
    const isLive = Math.abs(env.now() - Number(seenAt)) <= SESSION_MS
    const ids = { ...(idOf(visitor) && { visitor: visitor! }), ...(session && isLive && { session }) }
    const consent: ConsentState = {
      analytics: 'granted',
      personalization: dig(privacy, 'preferencesProcessingAllowed') === true ? 'granted' : 'denied',
    }
    const gone = dropped
    dropped = 0
    const request = { key, url, fetch: env.fetch, now: env.now, wait: env.wait }
    await sendEvents(
      request,
      events.map((event) => ({ ...event, ...ids, consent })),
      gone,
    )
  }

  async function stored(name: string): Promise<string | null> {
    return Promise.resolve(browser.localStorage.getItem(name)).catch(() => null)
  }

  function admit(): void {
    if (isAllowed()) void send().catch(() => {})
    else drop(isAnswered ? 0 : WAITING_COUNT)
  }

  function drop(count: number): void {
    dropped += waiting.splice(0, waiting.length - count).length
  }

  function heard(event: unknown, read: ReadPixelEvent): void {
    const found = read(dig(event, 'data'))
    const order = found?.fields.order?.transactionId
    if (!found || (order && orders.has(order))) return
    if (order) orders.add(order)
    const at = Date.parse(textOf(dig(event, 'timestamp')) ?? '')
    const now = env.now()
    const page = pageOf(event)
    waiting.push({
      ...found.fields,
      id: env.id(),
      type: found.type,
      ts: Math.abs(at - now) < DAY_MS ? at : now,
      stream,
      seq: ++seq,
      ...(page && { page }),
    })
    admit()
  }

  customerPrivacy.subscribe('visitorConsentCollected', (event) => {
    privacy = dig(event, 'customerPrivacy')
    isAnswered = true
    admit()
  })
  for (const [name, read] of Object.entries({ ...CHECKOUT_EVENTS, ...(all && STOREFRONT_EVENTS) }))
    analytics.subscribe(name, (event) => heard(event, read))
}

/** The page of an event. The address of a checkout holds a token that opens it: only the word is kept. */
function pageOf(event: unknown): PageContext | undefined {
  const href = textOf(dig(event, 'context', 'document', 'location', 'href'))
  const url = href && scrubUrl(href).replace(/\/(checkouts?|orders?)\/.*$/, '/$1')
  if (!url) return undefined
  const path = url.replace(/^\w+:\/\/[^/]+/, '')
  const kind = /\/(checkouts?|orders?|thank_you)\b/.test(path)
    ? 'checkout'
    : /\/products\//.test(path)
      ? 'product'
      : /\/cart\b/.test(path)
        ? 'cart'
        : /\/search\b/.test(path)
          ? 'search'
          : 'other'
  return { url, kind }
}
