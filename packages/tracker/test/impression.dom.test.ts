import { createFakeClock } from '@endcap/testkit'
import { describe, expect, test } from 'vitest'
import { observeImpressions } from '../src/index.js'
import { FakeIntersectionObserver, setVisibility } from './page-rig.js'

const { show } = FakeIntersectionObserver

function watch(count = 1) {
  const elements = Array.from({ length: count }, () => document.body.appendChild(document.createElement('div')))
  const clock = createFakeClock()
  const calls: Element[][] = []
  const impressions = observeImpressions(elements, (seen) => calls.push(seen), { clock })
  return { elements, clock, calls, impressions }
}

describe('observeImpressions', () => {
  test.each([
    ['half of it for a second', 0.5, 100, 1000, 1],
    ['less than half of it', 0.49, 100, 5000, 0],
    ['half of it for less than a second', 0.5, 100, 999, 0],
    ['half of the viewport filled by a tall element', 0.1, 400, 1000, 1],
    ['less than half of the viewport', 0.1, 399, 5000, 0],
  ])('%s', async (_, ratio, height, ms, count) => {
    const { elements, clock, calls } = watch()
    show(elements, ratio, height)
    await clock.advance(ms)
    expect(calls).toHaveLength(count)
  })

  test('tells once for each element, and together what becomes due together', async () => {
    const { elements, clock, calls } = watch(3)
    show(elements, 1)
    await clock.advance(2000)
    show(elements, 0)
    show(elements, 1)
    await clock.advance(2000)
    expect(calls).toEqual([elements])
  })

  test('starts again after a break, and while the document is hidden no time passes', async () => {
    const { elements, clock, calls } = watch()
    show(elements, 1)
    await clock.advance(900)
    show(elements, 0)
    show(elements, 1)
    await clock.advance(900)
    setVisibility('hidden')
    await clock.advance(10_000)
    setVisibility('visible')
    await clock.advance(999)
    expect(calls).toHaveLength(0)
    await clock.advance(1)
    expect(calls).toHaveLength(1)
  })

  test('uses one observer and one timer, and none after stop', async () => {
    const { elements, clock, calls, impressions } = watch(20)
    show(elements, 1)
    expect(FakeIntersectionObserver.all).toHaveLength(1)
    expect(clock.pending()).toBe(1)
    impressions.stop()
    expect(clock.pending()).toBe(0)
    await clock.advance(5000)
    expect(calls).toHaveLength(0)
  })

  test('an element that is watched again counts again', async () => {
    const { elements, clock, calls, impressions } = watch()
    show(elements, 1)
    await clock.advance(1000)
    impressions.observe(elements[0]!)
    show(elements, 1)
    await clock.advance(1000)
    expect(calls).toHaveLength(2)
  })
})
