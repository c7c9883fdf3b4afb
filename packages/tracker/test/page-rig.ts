import type { EndcapError, EventEnvelope } from '@endcap/core'
import { afterEach, beforeEach, vi } from 'vitest'
import { createTracker, type Tracker, type TrackerOptions } from '../src/index.js'
import { createRig, type Rig, settle } from './rig.js'

/** happy-dom's own part of the window. */
const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }

/** A tracker on the current document, with all that it said. */
export interface Page {
  readonly tracker: Tracker
  readonly rig: Rig
  readonly events: EventEnvelope[]
  readonly errors: EndcapError[]
  types(): string[]
  /** Events without the page views. */
  own(): EventEnvelope[]
}

const started: Tracker[] = []

/** Starts a tracker with a collector, as on a page that has been loaded. Analytics granted unless options say otherwise. */
export async function startPage(options: Partial<TrackerOptions> = {}, parts: Partial<Rig> = {}): Promise<Page> {
  const rig = createRig(parts)
  const events: EventEnvelope[] = []
  const errors: EndcapError[] = []
  const tracker = createTracker({
    key: 'shop',
    collector: 'https://collect.example',
    consent: { analytics: 'granted', personalization: 'granted' },
    env: rig,
    ...options,
  })
  started.push(tracker)
  tracker.on('event', (event) => events.push(event))
  tracker.on('error', (error) => errors.push(error))
  await tracker.ready
  // The page is not held up for it, but these tests begin when it is there.
  await import('../src/outbox/delivery.js')
  await settle()
  return {
    tracker,
    rig,
    events,
    errors,
    types: () => events.map(({ type }) => type),
    own: () => events.filter(({ type }) => type !== 'page_view'),
  }
}

/** Moves to an address without a load. */
export function setUrl(url: string): void {
  happyDOM.setURL(url)
}

/** Changes the visibility of the document, as a tab switch does. */
export function setVisibility(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

/** The browser's observer of what is on screen, worked by hand. */
export class FakeIntersectionObserver {
  static all: FakeIntersectionObserver[] = []
  readonly watched = new Set<Element>()
  private readonly callback: IntersectionObserverCallback
  constructor(callback: IntersectionObserverCallback) {
    this.callback = callback
    FakeIntersectionObserver.all.push(this)
  }
  observe(element: Element) {
    this.watched.add(element)
  }
  unobserve(element: Element) {
    this.watched.delete(element)
  }
  disconnect() {
    this.watched.clear()
  }
  /** Says how much of the elements is on screen: the part of the element, and its visible height of a viewport of 800. */
  static show(elements: Iterable<Element>, ratio: number, height = 100) {
    for (const observer of FakeIntersectionObserver.all) {
      const entries = [...elements]
        .filter((element) => observer.watched.has(element))
        .map((target) => ({
          target,
          isIntersecting: ratio > 0,
          intersectionRatio: ratio,
          intersectionRect: { height },
          rootBounds: { height: 800 },
        }))
      if (entries.length) observer.callback(entries as unknown as IntersectionObserverEntry[], observer as never)
    }
  }
}

beforeEach(() => {
  FakeIntersectionObserver.all = []
  vi.stubGlobal('IntersectionObserver', FakeIntersectionObserver)
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible')
  document.body.replaceChildren()
  document.title = 'Shop'
  setUrl('https://shop.example/')
})

afterEach(async () => {
  for (const tracker of started.splice(0)) tracker.stop()
  await settle()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})
