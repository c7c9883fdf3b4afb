import type { TrackerEnv } from '../env/env.js'
import { listen } from '../listen.js'
import type { Tracker } from '../tracker.js'
import { createShiftSum, type LayoutShift } from './layout-shift.js'
import { countErrors, type ErrorCount } from './page-errors.js'

/** What `page_quality` says of one page view, as its `data`. What the browser does not measure is left out. */
export interface PageQuality extends ErrorCount {
  /** Cumulative layout shift (web.dev/articles/cls), from 0, to four places. Chromium measures it. */
  readonly cls?: number
  /** Largest contentful paint, in ms since the navigation. Not of navigations within the document, nor of pages loaded out of sight. */
  readonly lcp?: number
  /** Interaction to next paint (web.dev/articles/inp), in ms. Absent where nobody did anything, or nothing took 40 ms. */
  readonly inp?: number
}

/** The parts of an entry of the performance timeline that are read here. */
type Entry = PerformanceEntry & LayoutShift & { readonly interactionId?: number }
type Timeline = Performance & { readonly interactionCount?: number }

const TYPES = ['layout-shift', 'largest-contentful-paint', 'event', 'first-input']
/** As `web-vitals` has it: what is shorter nobody feels. */
const LEAST_MS = 40
/** One in so many interactions may be slower than what INP says. */
const INTERACTIONS_OF_ONE = 50

/**
 * Tracks one `page_quality` for each page view: when the page is hidden or left for the first time, and at a navigation within the document. What
 * comes later on that page view is not counted, and a page that was never in sight says nothing. Layout shifts and paints count
 * from the beginning of the page, errors from this call on. Consent is the tracker's. Returns its stop.
 */
export function observePageQuality(
  tracker: Pick<Tracker, 'on' | 'ready' | 'track'>,
  window: TrackerEnv['window'],
): () => void {
  const { document } = window
  const timeline: Timeline = window.performance
  const faults = countErrors(window)
  const supported = window.PerformanceObserver?.supportedEntryTypes ?? []
  const isVisible = () => document.visibilityState === 'visible'

  let isTold = true
  let wasSeen = false
  /** Of this page view, in ms since the document's navigation; 0 for the view that loaded it. */
  let startMs = 0
  let countBefore = 0
  let shifts = createShiftSum()
  let lcp: number | undefined
  /** The longest event of each interaction, in ms. */
  let interactions = new Map<number, number>()

  function begin(atMs: number): void {
    isTold = false
    wasSeen = isVisible()
    startMs = atMs
    countBefore = timeline.interactionCount ?? 0
    shifts = createShiftSum()
    lcp = undefined
    interactions = new Map()
  }

  function read(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries as readonly Entry[]) {
      const { entryType, startTime, duration, interactionId } = entry
      if (startTime < startMs) continue
      if (entryType === 'layout-shift') shifts.add(entry)
      else if (entryType === 'largest-contentful-paint') lcp = startTime
      else if (interactionId) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0))
    }
  }

  function inp(): number | undefined {
    const longest = [...interactions.values()].sort((a, b) => b - a)
    const count = (timeline.interactionCount ?? 0) - countBefore
    return longest[Math.min(Math.floor(count / INTERACTIONS_OF_ONE), longest.length - 1)]
  }

  function tell(): void {
    if (isTold || !wasSeen) return
    isTold = true
    read(observer?.takeRecords() ?? [])
    const paint =
      lcp !== undefined && startMs === 0 && lcp < hiddenMs(timeline) ? lcp - activationMs(timeline) : undefined
    const delay = inp()
    const data: PageQuality = {
      ...(supported.includes('layout-shift') && { cls: Math.round(shifts.value() * 1e4) / 1e4 }),
      ...(paint !== undefined && { lcp: Math.max(Math.round(paint), 0) }),
      ...(delay !== undefined && { inp: Math.round(delay) }),
      ...faults.count(),
    }
    tracker.track('page_quality', { data: { ...data } })
  }

  const observer = TYPES.some((type) => supported.includes(type))
    ? new window.PerformanceObserver((list) => read(list.getEntries()))
    : undefined
  const stops = [
    tracker.on('leave', tell),
    tracker.on('event', ({ type }) => {
      if (type !== 'page_view') return
      begin(timeline.now())
      faults.reset()
    }),
    listen(document, 'visibilitychange', () => {
      wasSeen ||= isVisible()
    }),
    faults.stop,
    () => observer?.disconnect(),
  ]
  let isStopped = false
  // Page views before are of the page as it was loaded.
  void tracker.ready.then(() => {
    if (isStopped) return
    begin(0)
    for (const type of TYPES) {
      const init = { type, buffered: true, durationThreshold: LEAST_MS }
      if (supported.includes(type)) observer?.observe(init as PerformanceObserverInit)
    }
  })
  return () => {
    isStopped = true
    for (const stop of stops) stop()
  }
}

/** When the page was first out of sight, as far as the browser remembers it: what is painted after that says nothing. */
function hiddenMs(timeline: Performance): number {
  return timeline.getEntriesByType?.('visibility-state').find(({ name }) => name === 'hidden')?.startTime ?? Infinity
}

/** Of a page that was rendered before it was asked for: when it came in sight. */
function activationMs(timeline: Performance): number {
  const [navigation] = timeline.getEntriesByType?.('navigation') ?? []
  return (navigation as { readonly activationStart?: number } | undefined)?.activationStart ?? 0
}
