import {
  type Consent,
  type ConsentState,
  campaignKey,
  createEmitter,
  EndcapError,
  type ErrorCode,
  EVENT_TYPES,
  type EventEnvelope,
  type EventItem,
  type EventType,
  type ListContext,
  type OfferContext,
  type OrderContext,
  type PageContext,
  type SurveyContext,
} from '@endcap/core'
import type { Capture } from './capture/capture.js'
import { sniffConsent } from './consent/sniff.js'
import type { ConsentAnswer, ConsentSourceName } from './consent/source.js'
import { createConsentState } from './consent/state.js'
import { cutUrl } from './cut-url.js'
import type { Detected } from './detect/hub.js'
import { CONSENT, createIdentity } from './identity.js'
import { observeLife } from './lifecycle.js'
import { listen } from './listen.js'
import { resolveOptions, type TrackerOptions } from './options.js'
import { createOutbox, type Report } from './outbox/outbox.js'
import { readPage } from './page.js'

/** Most events that wait in memory for an answer on consent; the oldest go first. */
const WAITING_COUNT = 100

/** How many events of this page are remembered for whoever looks for faults. */
const RECENT_COUNT = 50

/** What a caller may say of an event; everything else is filled in by the tracker. */
export interface EventFields {
  readonly items?: readonly EventItem[]
  readonly list?: ListContext
  readonly order?: OrderContext
  readonly offer?: OfferContext
  readonly survey?: SurveyContext
  /** ISO 4217; of `value` and of the items' prices, where no order says it. */
  readonly currency?: string
  readonly value?: number
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
  /** The page is hidden, left, or navigates within the document: what a listener tracks now belongs to it, and is sent with it. May come twice. */
  readonly leave: PageContext
  /** A failed world: network, storage, a listener. Counted, never thrown. */
  readonly error: EndcapError
}

/** A running tracker. */
export interface Tracker {
  /** Resolves when the first page view was tracked and its capture runs, or is known to be missing. Never rejects. */
  readonly ready: Promise<void>
  /** The address that takes batches; undefined without a collector. */
  readonly url: string | undefined
  /** Builds, journals and announces an event. Answers the event, or undefined after `stop`. Never throws for a failed world. */
  track(type: EventType, fields?: EventFields): EventEnvelope | undefined
  /** Says what the visitor chose. Purposes left out keep their answer. */
  consent(update: Partial<ConsentState>): void
  consentState(): ConsentState
  /** Who decided each purpose: the shop's code, a consent tool of the page, Global Privacy Control, or the default. */
  consentDeciders(): Readonly<Record<keyof ConsentState, ConsentSourceName>>
  /** True when the visitor said no, and not a default or a tool that nobody has answered yet. */
  refused(purpose: keyof ConsentState): boolean
  /** What was read off the page itself, by source; undefined while that part is on its way. */
  detected(): Detected | undefined
  /** The random first-party id; undefined without analytics consent or before `ready`. */
  visitor(): string | undefined
  session(): string | undefined
  page(): PageContext
  on<Type extends keyof TrackerEvents>(type: Type, listener: (event: TrackerEvents[Type]) => void): () => void
  /** Tells the listeners of `error` of a failed world; a `cause` that is an `EndcapError` already is told itself. */
  report(code: ErrorCode, detail: string, cause?: unknown): void
  /** What became of the events so far, without sending any. */
  counts(): FlushResult
  /** The last fifty events of this page, the oldest first, whatever became of them. */
  events(): readonly EventEnvelope[]
  /** The last ten failures, the oldest first. */
  errors(): readonly EndcapError[]
  /** Sends what can be sent now. Resolves when the answer is known; never rejects. */
  flush(): Promise<FlushResult>
  /** Forgets the visitor: ids, session and every event not yet delivered. */
  erase(): Promise<void>
  /** With `forgets`, every event not yet delivered is forgotten; the ids stay. */
  stop(forgets?: boolean): void
}

/**
 * Starts a tracker on this page. Without a collector nothing leaves the device, and nothing is stored but the ids.
 * Throws `option-missing` and `option-invalid` for wrong options, and nothing else.
 */
export function createTracker(options: TrackerOptions): Tracker {
  const settings = resolveOptions(options)
  const { env, url } = settings
  const { clock, random, window } = env

  const { on, emit } = createEmitter<TrackerEvents>((cause) => report('listener-failed', 'on', cause))
  const errors: EndcapError[] = []
  const events: EventEnvelope[] = []
  let isReporting = false
  const report: Report = (code, detail, cause) => {
    // A listener of errors that throws must not be told of it.
    if (isReporting) return
    isReporting = true
    const error = cause instanceof EndcapError ? cause : new EndcapError(code, detail, cause)
    if (errors.push(error) > 10) errors.shift()
    emit('error', error)
    isReporting = false
  }

  const identity = createIdentity(env, settings.sessionIdleMs)
  const outbox = url
    ? createOutbox({
        ...settings,
        url,
        isAllowed: () => isLive && isOpen() && window.navigator.onLine,
        report,
        load: () => import('./outbox/delivery.js'),
      })
    : undefined
  /** Orders of this page: thank-you pages are reloaded, and without consent there is no other memory. */
  const orders = new Set<string>()
  let stream = random.id()
  let seq = 0
  const cut = (address: string) => cutUrl(address, settings.allowParams)
  const campaign = campaignKey(window.location.href)
  let page = readPage(window, cut, cut(window.document.referrer), settings.page)
  const answers = createConsentState(settings.consent, settings.gpc)
  let consent = answers.current()
  /** Between start and stop. Before (prerendering), events wait as if consent were unknown. */
  let isLive = false
  const waiting: EventEnvelope[] = []
  let stopped = false
  let capture: Capture | undefined

  /** The consent gate. Closed until analytics is granted: no id, no storage, no request. */
  const isOpen = () => consent.analytics === 'granted'
  /** The visitor said no, or nobody can say yes. */
  const refused = (purpose: keyof ConsentState) => consent[purpose] === 'denied' && answers.isChoice(purpose)
  /** What consent adds to an event: the state, and the ids where granted. */
  const stamp = (): Pick<EventEnvelope, 'consent' | 'visitor' | 'session'> =>
    isOpen() ? { consent, visitor: identity.visitor(), session: identity.session(campaign) } : { consent }

  /**
   * While nobody chose, events wait under their own time. A grant lets them through to the outbox, with the ids and consent of
   * that moment; a denial drops them. One that nobody chose does not: a tool assumes it until it knows the visitor's answer.
   */
  function admit(): void {
    if (isLive && isOpen()) {
      for (const event of waiting.splice(0)) {
        // A thank-you page reloaded before the answer: the order may have been counted under an earlier grant.
        const order = !event.visitor && event.type === 'purchase' && event.order
        if (!order || identity.countOrder(order.transactionId)) outbox?.add({ ...event, ...stamp() })
      }
    }
    keep(refused('analytics') ? 0 : isOpen() ? settings.maxStored : WAITING_COUNT)
  }

  /** Drops the oldest of what waits, past a count. */
  function keep(count: number): void {
    const dropped = waiting.splice(0, waiting.length - count).length
    if (outbox) outbox.counts.dropped += dropped
  }

  /** One source of consent has something to say. */
  function answer(source: ConsentSourceName, said: Partial<ConsentAnswer> | undefined): void {
    if (stopped) return
    const [before, wasOpen] = [consent, isOpen()]
    consent = answers.set(source, said)
    const { analytics, personalization } = consent
    admit()
    if (!wasOpen && isOpen()) outbox?.start()
    // Ids of an earlier visit go as well. Where there are none, nothing is touched.
    if (refused('analytics') && identity.has()) void forget()
    if (analytics === before.analytics && personalization === before.personalization) return
    emit('consent', consent)
    // A shop tells the same answer on every page: only a new one is an event.
    if (isOpen() && identity.isNews(`${analytics} ${personalization}`)) track('consent_update')
  }

  async function forget(): Promise<void> {
    keep(0)
    identity.erase()
    await outbox?.erase()
  }

  function track(type: EventType, fields?: EventFields): EventEnvelope | undefined {
    if (!stopped) capture?.check()
    const event = build(type, fields)
    if (event) capture?.called(type, event)
    return event
  }

  function build(type: EventType, fields: EventFields = {}, ts = clock.now()): EventEnvelope | undefined {
    if (!EVENT_TYPES.includes(type)) throw new EndcapError('value-invalid', `event type ${type}`)
    if (stopped) return undefined
    const order = type === 'purchase' && fields.order?.transactionId
    if (order) {
      if (orders.has(order) || (isOpen() && !identity.countOrder(order))) return undefined
      orders.add(order)
    }
    // Plain data of this moment: the proxies, dates and functions of a page do not survive IndexedDB.
    const own: EventFields = JSON.parse(JSON.stringify(fields))
    const event = { ...own, id: random.id(), type, ts, stream, seq: ++seq, page, ...stamp() }
    if (events.push(event) > RECENT_COUNT) events.shift()
    waiting.push(event)
    admit()
    emit('event', event)
    return event
  }

  function view(): void {
    build('page_view')
    capture?.view()
  }

  /** Not needed for the first page view, so it comes after it. */
  async function loadCapture(): Promise<void> {
    const { markup, spa, detect, ga4 } = settings
    if (!markup && !spa && !detect && ga4 !== 'mirror') return
    await import('./capture/capture.js')
      .then(({ startCapture }) => {
        if (stopped) return
        capture = startCapture({
          ...settings,
          from: page.url,
          track: build,
          onEvent: (listener) => on('event', listener),
          kind: () => page.kind,
          isAllowed: isOpen,
          onNavigate,
          onLook: hearTools,
          listen,
          cutUrl: cut,
        })
        capture.view()
      })
      .catch((cause) => report('network-failed', 'capture', cause))
  }

  /** Looks for consent tools of the page. The first one that is there brings in those who can ask it, and look on. */
  function hearTools(): void {
    const tools = sniffConsent(window)
    if (stopped || isHearing || !settings.consentTools || !tools[0]) return
    isHearing = true
    // Until they have been asked nothing is assumed, a default of the shop neither.
    for (const tool of tools) answer(tool, { analytics: 'unknown', personalization: 'unknown', isChoice: false })
    import('./consent/sources.js')
      .then(({ startConsentSources }) => {
        if (!stopped) stops.push(startConsentSources({ window, clock, listen, answer }))
      })
      .catch((cause) => report('network-failed', 'consent', cause))
  }

  /** What is held back happened on the page that is left. */
  function leave(): void {
    capture?.leave()
    emit('leave', page)
  }

  function onNavigate(): void {
    leave()
    page = readPage(window, cut, page.url)
    view()
  }

  let isHearing = false
  let unobserve = () => {}
  const ready = new Promise<void>((resolve) => {
    unobserve = observeLife(
      window,
      () => {
        // Again: now the document is parsed.
        page = readPage(window, cut, page.referrer, settings.page)
        isLive = true
        hearTools()
        view()
        void outbox?.load()
        void loadCapture()
        resolve()
      },
      () => {
        stream = random.id()
        seq = 0
        // Not another arrival from where the visitor once came from.
        page = { ...page, referrer: page.url }
        view()
      },
      () => {
        leave()
        outbox?.leave()
      },
      () => outbox?.flush(),
    )
  })
  const stops = [
    // In a task of its own: browsers open the storage for who listens, which takes as long as all else here.
    clock.after(0, () =>
      stops.push(
        // Said on another tab: the answer of one visitor on one origin. Its removal there is a withdrawal.
        listen<StorageEvent>(window, 'storage', ({ key, newValue }) => {
          if (key !== CONSENT) return
          const [analytics, personalization] = (newValue ?? 'denied denied').split(' ') as Consent[]
          answer('call', { analytics, personalization } as ConsentState)
        }),
      ),
    ),
  ]

  hearTools()
  const counts = () => outbox?.result() ?? { delivered: 0, stored: 0, dropped: 0 }

  return {
    ready,
    url,
    track,
    consent: (update) => answer('call', update),
    consentState: () => consent,
    consentDeciders: answers.deciders,
    refused,
    detected: () => capture?.detected(),
    visitor: () => stamp().visitor,
    session: () => stamp().session,
    page: () => page,
    on,
    report,
    counts,
    events: () => events,
    errors: () => errors,
    async flush() {
      await outbox?.flush()
      return counts()
    },
    async erase() {
      orders.clear()
      await forget()
      // The answer stands: other tabs are to forget as well, and not to take it for a withdrawal.
      if (isOpen()) identity.isNews(`${consent.analytics} ${consent.personalization}`)
    },
    stop(forgets) {
      if (forgets && isOpen()) void outbox?.erase()
      stopped = true
      isLive = false
      capture?.stop()
      outbox?.stop()
      unobserve()
      for (const stop of stops) stop()
    },
  }
}
