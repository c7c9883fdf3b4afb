import { afterEach, describe, expect, test } from 'vitest'
import { type Tap, tapQueue } from '../../src/detect/tap.js'

const page = window as unknown as { dataLayer?: unknown[] }
const taps: Tap[] = []

function tap(listener?: (entry: unknown) => void) {
  const heard: unknown[] = []
  const made = tapQueue(window, 'dataLayer', listener ?? ((entry) => heard.push(entry)))
  taps.push(made)
  return { heard, tap: made }
}

afterEach(() => {
  for (const stop of taps.splice(0).reverse()) stop()
  Reflect.deleteProperty(window, 'dataLayer')
})

describe('a queue', () => {
  test('is read once, and each later push is heard', () => {
    page.dataLayer = [{ a: 1 }, 'text', null]
    const { heard, tap: made } = tap()
    expect(page.dataLayer.push({ a: 2 }, { a: 3 })).toBe(5)
    made.check()
    expect(heard).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
  })

  test('the same object pushed again is heard again', () => {
    page.dataLayer = []
    const { heard } = tap()
    const entry = { event: 'add' }
    page.dataLayer.push(entry)
    page.dataLayer.push(entry)
    expect(heard).toEqual([entry, entry])
  })

  test('that comes later is awaited without being there', () => {
    const { heard } = tap()
    expect(typeof page.dataLayer).toBe('undefined')
    page.dataLayer = page.dataLayer || []
    page.dataLayer.push(1 as never, { a: 1 })
    expect(heard).toEqual([{ a: 1 }])
    expect(Object.getOwnPropertyDescriptor(window, 'dataLayer')).toMatchObject({
      writable: true,
      value: page.dataLayer,
    })
  })

  test('two taps wait for the same queue, in any order of stopping', () => {
    const first = tap()
    const second = tap()
    second.tap()
    const third = tap()
    page.dataLayer = [{ a: 1 }]
    page.dataLayer.push({ a: 2 })
    expect(first.heard).toEqual([{ a: 1 }, { a: 2 }])
    expect(second.heard).toEqual([])
    expect(third.heard).toEqual([{ a: 1 }, { a: 2 }])
  })

  test('that another array replaces is read at the next look, old entries once', () => {
    page.dataLayer = [{ a: 1 }]
    const { heard, tap: made } = tap()
    page.dataLayer = [...page.dataLayer, { a: 2 }]
    made.check()
    page.dataLayer.push({ a: 3 })
    expect(heard).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }])
  })
})

describe('push', () => {
  function wrap() {
    const queue = page.dataLayer!
    const { push } = queue
    queue.push = (...entries) => push.apply(queue, entries)
  }

  test.each([
    ['before', true, false],
    ['after', false, true],
    ['before and after', true, true],
  ])('wrapped by the page %s is heard once', (_, before, after) => {
    page.dataLayer = []
    if (before) wrap()
    const { heard, tap: made } = tap()
    if (after) wrap()
    page.dataLayer.push({ a: 1 })
    made.check()
    page.dataLayer.push({ a: 2 })
    expect(heard).toEqual([{ a: 1 }, { a: 2 }])
  })

  test('replaced by one that passes us by is made up for at the next look', () => {
    page.dataLayer = []
    const { heard, tap: made } = tap()
    page.dataLayer.push = (...entries) => Array.prototype.push.apply(page.dataLayer!, entries)
    page.dataLayer.push({ a: 1 })
    made.check()
    page.dataLayer.push({ a: 2 })
    expect(heard).toEqual([{ a: 1 }, { a: 2 }])
  })

  test('is not broken by a listener that throws; what the page throws stays its own', () => {
    page.dataLayer = [{ a: 0 }]
    tap(() => {
      throw new Error('ours')
    })
    expect(page.dataLayer.push({ a: 1 })).toBe(2)
    page.dataLayer = Object.assign([], {
      push: () => {
        throw new Error('theirs')
      },
    })
    taps[0]?.check()
    expect(() => page.dataLayer?.push({})).toThrow('theirs')
  })

  test('a push from within a push is heard', () => {
    const queue: unknown[] = (page.dataLayer = [])
    const { push } = queue
    queue.push = (...entries) => {
      const length = push.apply(queue, entries)
      if ((entries[0] as { more?: boolean }).more) page.dataLayer!.push({ nested: true })
      return length
    }
    const { heard } = tap()
    page.dataLayer.push({ more: true })
    expect(heard).toHaveLength(2)
  })
})

describe('stop', () => {
  test('puts push back, and leaves later wrappers alone', () => {
    page.dataLayer = []
    const { push } = page.dataLayer
    const first = tap()
    first.tap()
    expect(page.dataLayer.push).toBe(push)
    const second = tap()
    const ours = page.dataLayer.push
    const wrapper = (...entries: unknown[]) => ours(...entries)
    page.dataLayer.push = wrapper
    second.tap()
    expect(page.dataLayer.push).toBe(wrapper)
    expect(page.dataLayer.push({ a: 1 })).toBe(1)
    second.tap.check()
    expect([first.heard, second.heard]).toEqual([[], []])
  })

  test('takes the trap of a missing queue away', () => {
    tap().tap()
    expect('dataLayer' in window).toBe(false)
  })
})

test('a frozen queue is read', () => {
  page.dataLayer = Object.freeze([{ a: 1 }]) as unknown as unknown[]
  expect(tap().heard).toEqual([{ a: 1 }])
})

test.each([
  ['of a thing that is no array', () => ({ push: () => 1 })],
  ['text', () => 'text'],
  [
    'a proxy that throws',
    () =>
      new Proxy([], {
        get: () => {
          throw new Error('no')
        },
      }),
  ],
])('a queue that is %s does no harm', (_, make) => {
  page.dataLayer = make() as unknown[]
  const { tap: made } = tap()
  expect(() => made.check()).not.toThrow()
})
