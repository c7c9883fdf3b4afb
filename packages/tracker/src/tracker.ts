import {
  type ConsentState,
  createEmitter,
  EndcapError,
  EVENT_TYPES,
  type EventEnvelope,
  type EventItem,
  type EventType,
  type ListContext,
  type OrderContext,
  type PageContext,
} from '@endcap/core'
import type { Capture } from './capture/capture.js'
import { createGate } from './gate.js'
import { createIdentity } from './identity.js'
import { observeLife } from './lifecycle.js'
import { resolveOptions, type TrackerOptions } from './options.js'
import { createOutbox } from './outbox/outbox.js'
import { readPage } from './page.js'
import { scrubUrl } from './scrub.js'

/** What a caller may say of an event; everything else is filled in by the tracker. */
export interface EventFields {
  readonly items?: readonly EventItem[]
  readonly list?: ListContext
  readonly order?: OrderContext
  readonly search?: { readonly term: string; readonly results?: number }
  readonly experiments?: Readonly<Record<string, string>>
  readonly data?: Readonly<Record<string, string | number | boolean>>
}

/** What became of the events so far, as `flush` answers it. */
export interface FlushResult {
  /** Acknowledged by the collector since the tracker started. */
  readonly delivered: number
  /** Still in the outbox; the next page or the next try sends them. */
  readonly stored: number
  /** Given up: refused by the collector, without consent, or past the caps. */
  readonly dropped: number
}

/** What a tracker tells its listeners. */
export interface TrackerEvents {
  /** Each event as it is tracked, whatever the consent: listeners look at `event.consent` before they keep anything. */
  readonly event: EventEnvelope
  readonly consent: ConsentState
  /** A failed world: network, storage, a listener. Counted, never thrown. */
  readonly error: EndcapError
}

/** A running tracker. */
export interface Tracker {
  /** Resolves when storage was read and the consent of this page view is known to the tracker. Never rejects. */
  readonly ready: Promise<void>
  /** Builds, journals and announces an event. Answers the event, or undefined after `stop`. Never throws for a failed world. */
  track(type: EventType, fields?: EventFields): EventEnvelope | undefined
  /** Says what the visitor chose. Purposes left out keep their answer. */
  consent(update: Partial<ConsentState>): void
  consentState(): ConsentState
  /** The random first-party id; undefined without analytics consent or before `ready`. */
  visitor(): string | undefined
  session(): string | undefined
  page(): PageContext
  on<Type extends keyof TrackerEvents>(type: Type, listener: (event: TrackerEvents[Type]) => void): () => void
  /** Sends what can be sent now. Resolves when the answer is known; never rejects. */
  flush(): Promise<FlushResult>
  /** Forgets the visitor: ids, session and every event not yet delivered. */
  erase(): Promise<void>
  stop(): void
}

/**
 * Starts a tracker on this page. Without a collector nothing leaves the device, and nothing is stored but the ids.
 * Throws `option-missing` and `option-invalid` for wrong options, and nothing else.
 */
export function createTracker(options: TrackerOptions): Tracker {
  const settings = resolveOptions(options)
  const { env, url } = settings
  const { clock, random, window } = env

  const emitter = createEmitter<TrackerEvents>((cause) => onError(new EndcapError('listener-failed', 'on', cause)))
  let isReporting = false
  function onError(error: EndcapError): void {
    // A listener of errors that throws must not be told of it.
    if (isReporting) return
    isReporting = true
    emitter.emit('error', error)
    isReporting = false
  }

  const identity = createIdentity(env, settings.sessionIdleMs)
  const outbox = url
    ? createOutbox({ ...settings, url, isAllowed: () => gate.isOpen() && window.navigator.onLine, onError })
    : undefined
  const gate = createGate(settings.consent, identity, outbox)
  const readFirstPage = () => readPage(window, scrubUrl(window.document.referrer), settings.page)
  /** Orders of this page: thank-you pages are reloaded, and without consent there is no other memory. */
  const orders = new Set<string>()
  let stream = random.id()
  let seq = 0
  let page = readFirstPage()
  let stopped = false
  let capture: Capture | undefined

  function track(type: EventType, fields: EventFields = {}): EventEnvelope | undefined {
    if (!EVENT_TYPES.includes(type)) throw new EndcapError('value-invalid', `event type ${type}`)
    if (stopped) return undefined
    capture?.check()
    const order = type === 'purchase' && fields.order?.transactionId
    if (order && (orders.has(order) || (gate.isOpen() && !identity.countOrder(order)))) return undefined
    if (order) orders.add(order)
    // Plain data of this moment: the proxies, dates and functions of a page do not survive IndexedDB.
    const own: EventFields = JSON.parse(JSON.stringify(fields))
    const event = { ...own, id: random.id(), type, ts: clock.now(), stream, seq: ++seq, page, ...gate.stamp() }
    gate.admit(event)
    emitter.emit('event', event)
    return event
  }

  function view(): void {
    track('page_view')
    capture?.view()
  }

  /** Not needed for the first page view, so it comes after it. */
  async function loadCapture(): Promise<void> {
    if (!settings.markup && !settings.spa) return
    const from = window.location.href
    try {
      const { startCapture } = await import('./capture/capture.js')
      if (stopped) return
      capture = startCapture({ ...settings, from, track, onNavigate })
      capture.view()
    } catch (cause) {
      onError(new EndcapError('network-failed', 'capture', cause))
    }
  }

  function onNavigate(): void {
    page = readPage(window, page.url)
    view()
  }

  let becomeReady = () => {}
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })
  const unobserve = observeLife(window, {
    async onStart() {
      page = readFirstPage()
      view()
      await Promise.all([gate.start(), loadCapture()])
      becomeReady()
    },
    onRestore() {
      stream = random.id()
      seq = 0
      view()
    },
    onHide: () => outbox?.leave(),
    onShow: () => outbox?.flush(),
  })

  return {
    ready,
    track,
    consent(update) {
      if (stopped || !gate.update(update)) return
      emitter.emit('consent', gate.state())
      if (gate.isOpen()) track('consent_update')
    },
    consentState: gate.state,
    visitor: () => gate.stamp().visitor,
    session: () => gate.stamp().session,
    page: () => page,
    on: emitter.on,
    async flush() {
      await outbox?.flush()
      return outbox?.result() ?? { delivered: 0, stored: 0, dropped: 0 }
    },
    erase() {
      orders.clear()
      return gate.erase()
    },
    stop() {
      stopped = true
      capture?.stop()
      outbox?.stop()
      unobserve()
    },
  }
}
