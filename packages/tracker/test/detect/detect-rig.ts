import { type EventEnvelope, type EventItem, type EventType, type PageKind, parseEvent } from '@endcap/core'
import { createFakeClock, createSeededRandom, type FakeClock, makeEvent } from '@endcap/testkit'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { Detector, FoundProduct } from '../../src/detect/detector.js'
import type { PageParts } from '../../src/detect/page.js'
import { listen } from '../../src/listen.js'
import type { EventFields } from '../../src/tracker.js'
import type { FixturePage } from '../fixtures/page.js'
import { settle } from '../rig.js'

const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }

/** One saying of a detector. */
export type Said = readonly [type: EventType, fields: EventFields]

/** A detector on the current document, with all that it said. */
export interface DetectRig {
  readonly parts: PageParts
  readonly clock: FakeClock
  readonly said: Said[]
  readonly failed: string[]
  /** What was last found of each id. */
  readonly found: Map<string, FoundProduct>
  types(): EventType[]
  /** Runs a detector; the test's end stops it. */
  run(start: (parts: PageParts) => Detector): Detector
  /** Lets observers of mutations answer and what settles settle. */
  settled(): Promise<void>
  item: EventItem | undefined
  kind: PageKind
}

const running: Detector[] = []

/** Creates the parts of a detector that remember what they are told. */
export function createDetectRig(): DetectRig {
  const clock = createFakeClock()
  const rig: DetectRig = {
    clock,
    said: [],
    failed: [],
    found: new Map(),
    item: undefined,
    kind: 'other',
    types: () => rig.said.map(([type]) => type),
    run(start) {
      const detector = start(rig.parts)
      running.push(detector)
      return detector
    },
    async settled() {
      await settle()
      await clock.advance(300)
      await settle()
    },
    parts: {
      env: {
        clock,
        random: createSeededRandom(7),
        fetch: () => Promise.reject(new Error('no network here')),
        window: window as Window & typeof globalThis,
      },
      listen,
      say: (type, fields = {}) => void rig.said.push([type, plain(fields)]),
      found: (products) => {
        for (const product of products) rig.found.set(product.id, plain(product))
      },
      isAllowed: () => true,
      fail: (detail) => void rig.failed.push(detail),
      mainItem: () => rig.item,
      kind: () => rig.kind,
    },
  }
  return rig
}

/** As the tracker keeps it: plain data, without what is undefined. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value))
}

/** Fails for an event that a collector would refuse. */
export function expectValid(said: readonly Said[]): void {
  for (const [type, fields] of said) {
    const event: EventEnvelope = makeEvent(type, plain(fields))
    expect(parseEvent(event)).toMatchObject({ ok: true })
  }
}

/** Puts a fixture into the document. */
export function openPage({ url, head = '', body = '' }: Pick<FixturePage, 'url' | 'head' | 'body'>): void {
  happyDOM.setURL(url)
  document.head.innerHTML = head
  document.body.innerHTML = body
}

/** Moves to an address without a load. */
export function goTo(url: string): void {
  happyDOM.setURL(url)
}

/** Changes the visibility of the document. */
export function setVisibility(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible')
  openPage({ url: 'https://shop.example/' })
})

afterEach(() => {
  for (const detector of running.splice(0)) detector.stop()
  Reflect.deleteProperty(window, 'dataLayer')
  vi.restoreAllMocks()
})
