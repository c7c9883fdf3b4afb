import { beforeEach, describe, expect, test, vi } from 'vitest'
import { observePageQuality, type TrackerOptions } from '../../src/index.js'
import { setVisibility, startPage } from '../page-rig.js'
import { pass, settle } from '../rig.js'

/** The browser's performance timeline, worked by hand. */
class FakePerformanceObserver {
  static supportedEntryTypes = ['layout-shift', 'largest-contentful-paint', 'event', 'first-input']
  static all: FakePerformanceObserver[] = []
  /** What happened before anyone observed. */
  static past: object[] = []
  readonly types = new Set<string>()
  private held: object[] = []
  private readonly callback: (list: { getEntries(): object[] }) => void
  constructor(callback: (list: { getEntries(): object[] }) => void) {
    this.callback = callback
    FakePerformanceObserver.all.push(this)
  }
  observe({ type, buffered }: { type: string; buffered?: boolean }) {
    this.types.add(type)
    const past = FakePerformanceObserver.past.filter((entry) => (entry as PerformanceEntry).entryType === type)
    if (buffered && past.length) this.callback({ getEntries: () => past })
  }
  takeRecords() {
    return this.held.splice(0)
  }
  disconnect() {
    this.types.clear()
  }
  /** Delivers an entry to those who observe its type; with `isHeld` it is delivered only to who asks. */
  static tell(entry: { entryType: string } & Record<string, unknown>, isHeld = false) {
    for (const observer of FakePerformanceObserver.all) {
      if (!observer.types.has(entry.entryType)) continue
      if (isHeld) observer.held.push(entry)
      else observer.callback({ getEntries: () => [entry] })
    }
  }
}

const shift = (value: number, startTime: number, hadRecentInput = false) => ({
  entryType: 'layout-shift',
  value,
  startTime,
  hadRecentInput,
})
const paint = (startTime: number) => ({ entryType: 'largest-contentful-paint', startTime })
const press = (interactionId: number, duration: number, startTime = 0) => ({
  entryType: 'event',
  interactionId,
  duration,
  startTime,
})
const { tell } = FakePerformanceObserver

let nowMs = 0
let counted: { interactionCount?: number }
/** Entries of the timeline that are asked for by their type. */
let timeline: Record<string, object[]>

beforeEach(() => {
  nowMs = 0
  counted = {}
  timeline = {}
  FakePerformanceObserver.all = []
  FakePerformanceObserver.past = []
  FakePerformanceObserver.supportedEntryTypes = ['layout-shift', 'largest-contentful-paint', 'event', 'first-input']
  vi.stubGlobal('PerformanceObserver', FakePerformanceObserver)
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  vi.spyOn(performance, 'getEntriesByType').mockImplementation((type) => (timeline[type] ?? []) as never)
  Object.defineProperty(performance, 'interactionCount', { configurable: true, get: () => counted.interactionCount })
})

async function start(options: Partial<TrackerOptions> = {}) {
  const page = await startPage(options)
  const stop = observePageQuality(page.tracker, window)
  await settle()
  const told = () => page.events.filter(({ type }) => type === 'page_quality')
  return { ...page, stop, told, data: () => told().map(({ data }) => data) }
}

const hide = () => setVisibility('hidden')
const fail = (filename = 'https://shop.example/app.js', message = 'boom') =>
  window.dispatchEvent(new ErrorEvent('error', { message, filename }))
const reject = (reason: unknown) =>
  window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason, promise: undefined }))

describe('a page view', () => {
  test('is told of once, when it is hidden, and sent with what is sent then', async () => {
    const { told, rig, tracker } = await start()
    await tracker.flush()
    tell(shift(0.123456, 200))
    tell(paint(1234.6))
    hide()
    expect(told()).toMatchObject([{ data: { cls: 0.1235, lcp: 1235, errors: 0 }, page: { kind: 'home' } }])
    await settle()
    expect(rig.collector.types().at(-1)).toBe('page_quality')
    setVisibility('visible')
    tell(shift(0.5, 9000))
    hide()
    window.dispatchEvent(new Event('pagehide'))
    expect(told()).toHaveLength(1)
  })

  test('counts what was before anyone looked, and what is not delivered yet', async () => {
    FakePerformanceObserver.past = [shift(0.25, 10)]
    const { data } = await start()
    tell(shift(0.5, 300), true)
    window.dispatchEvent(new Event('pagehide'))
    expect(data()).toEqual([{ cls: 0.75, errors: 0 }])
  })

  test('out of sight says nothing until it was seen', async () => {
    hide()
    const { told } = await start()
    window.dispatchEvent(new Event('pagehide'))
    expect(told()).toEqual([])
    setVisibility('visible')
    hide()
    expect(told()).toHaveLength(1)
  })

  test('within the document has numbers of its own, told on the page they belong to', async () => {
    const page = await start()
    tell(shift(0.5, 100))
    tell(paint(800))
    fail()
    nowMs = 10_000
    history.pushState(null, '', '/products/mug')
    await pass(page.rig.clock, 100)
    expect(page.types()).toEqual(['page_view', 'page_quality', 'page_view'])
    tell(shift(0.25, 9000))
    tell(shift(0.125, 12_000))
    hide()
    expect(page.told().map(({ page: where, data }) => [where?.kind, data])).toEqual([
      ['home', { cls: 0.5, lcp: 800, errors: 1 }],
      ['product', { cls: 0.125, errors: 0 }],
    ])
  })

  test('that a navigation ends which nobody has noticed yet is told as the page it was', async () => {
    const { told } = await start()
    tell(shift(0.5, 100))
    nowMs = 10_000
    history.pushState(null, '', '/products/mug')
    hide()
    // The page after it was never in sight.
    expect(told().map(({ page, data }) => [page?.kind, data?.['cls']])).toEqual([['home', 0.5]])
  })

  test('that comes back from the back-forward cache counts anew', async () => {
    const { data } = await start()
    window.dispatchEvent(new Event('pagehide'))
    nowMs = 60_000
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
    tell(shift(0.25, 61_000))
    window.dispatchEvent(new Event('pagehide'))
    expect(data()).toEqual([
      { cls: 0, errors: 0 },
      { cls: 0.25, errors: 0 },
    ])
  })
})

describe('consent', () => {
  test('without it nothing leaves the device', async () => {
    const { rig, tracker } = await start({ consent: { analytics: 'denied', personalization: 'denied' } })
    tell(shift(0.5, 100))
    hide()
    await tracker.flush()
    expect(rig.collector.requests).toEqual([])
    expect(rig.beacons).toEqual([])
  })

  test('that comes later lets through what was told', async () => {
    const { rig, tracker } = await start({ consent: {} })
    hide()
    setVisibility('visible')
    tracker.consent({ analytics: 'granted' })
    await tracker.flush()
    expect(rig.collector.types()).toContain('page_quality')
  })
})

describe('the largest paint', () => {
  test('counts from when a prerendered page came in sight', async () => {
    timeline['navigation'] = [{ activationStart: 700 }]
    const { data } = await start()
    tell(paint(900))
    hide()
    expect(data()).toMatchObject([{ lcp: 200 }])
  })

  test('of a page that was loaded out of sight says nothing', async () => {
    timeline['visibility-state'] = [
      { name: 'hidden', startTime: 0 },
      { name: 'visible', startTime: 5000 },
    ]
    const { data } = await start()
    tell(paint(5100))
    hide()
    expect(data()[0]).not.toHaveProperty('lcp')
  })
})

describe('interactions', () => {
  test('are as slow as the slowest event of the slowest one, while they are few', async () => {
    const { data } = await start()
    tell(press(7, 80))
    tell(press(7, 120))
    tell(press(14, 48))
    // Not of an interaction, as of a mouse that moves.
    tell(press(0, 900))
    hide()
    expect(data()).toMatchObject([{ inp: 120 }])
  })

  test('one in fifty may be slower', async () => {
    const { data } = await start()
    for (const [id, duration] of [80, 300, 200].entries()) tell(press(id + 1, duration))
    counted.interactionCount = 50
    hide()
    expect(data()).toMatchObject([{ inp: 200 }])
  })
})

describe('errors', () => {
  test('count where nobody catches them; a warning of the browser does not', async () => {
    const { data } = await start()
    fail()
    reject(new Error('no'))
    reject(undefined)
    fail('', 'ResizeObserver loop completed with undelivered notifications.')
    hide()
    expect(data()).toMatchObject([{ errors: 3 }])
    expect(data()[0]).not.toHaveProperty('endcap_errors')
  })

  test('of the files of the script tag count apart', async () => {
    const tag = document.createElement('script')
    tag.dataset['key'] = 'shop'
    // Without a type that runs nothing is loaded.
    tag.type = 'text/plain'
    tag.src = 'https://cdn.example/e/endcap.js?v=1'
    document.body.append(tag)
    const { data } = await start()
    fail('https://cdn.example/e/endcap.js')
    fail('https://cdn.example/e/chunks/refine.js')
    fail('https://cdn.example/e/shop.js')
    reject(Object.assign(new Error('no'), { stack: 'Error: no\n    at f (https://cdn.example/e/chunks/card.js:1:20)' }))
    reject(Object.assign(new Error('no'), { stack: 'f@https://shop.example/app.js:1:20' }))
    hide()
    expect(data()).toMatchObject([{ errors: 5, endcap_errors: 3 }])
  })

  test('without end are a hundred', async () => {
    const { data } = await start()
    for (let i = 0; i < 500; i++) fail()
    hide()
    expect(data()).toMatchObject([{ errors: 100 }])
  })
})

test('a browser without layout shifts tells of errors alone, and one without a timeline too', async () => {
  FakePerformanceObserver.supportedEntryTypes = ['mark']
  const first = await start()
  fail()
  hide()
  expect(first.data()).toEqual([{ errors: 1 }])
  first.tracker.stop()
  vi.stubGlobal('PerformanceObserver', undefined)
  setVisibility('visible')
  const second = await start()
  hide()
  expect(second.data()).toEqual([{ errors: 0 }])
})

test('stop ends it', async () => {
  const { stop, told } = await start()
  stop()
  fail()
  hide()
  expect(told()).toEqual([])
  expect(FakePerformanceObserver.all.every(({ types }) => types.size === 0)).toBe(true)
})
