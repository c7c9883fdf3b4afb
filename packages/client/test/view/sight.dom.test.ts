import { installObservers, intersect } from '@endcap/testkit/suites/observers'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Slot } from '../../src/index.js'
import { watchExposure, watchRow, watchSight } from '../../src/view/index.js'

beforeAll(installObservers)
let slot: Slot & { set(state: string): void }
beforeEach(() => {
  let state = 'loading'
  const listeners = new Set<() => void>()
  slot = {
    snapshot: () => ({ state }),
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    exposed: vi.fn(),
    visible: vi.fn(),
    set(next: string) {
      state = next
      for (const listener of listeners) listener()
    },
  } as never
})
const place = () => document.createElement('span')

it('tells all listeners of an element, until each stops', () => {
  const [target, one, two] = [place(), vi.fn(), vi.fn()]
  const stopOne = watchSight(target, one)
  const stopTwo = watchSight(target, two)
  intersect(target, true)
  stopOne()
  intersect(target, false)
  stopTwo()
  intersect(target, true)
  expect(one.mock.calls).toEqual([[true]])
  expect(two.mock.calls).toEqual([[true], [false]])
})

it('has a slot on screen while one of its rows is', () => {
  const [first, second] = [place(), place()]
  const stops = [watchRow(slot, first), watchRow(slot, second)]
  intersect(first, true)
  intersect(second, true)
  intersect(first, false)
  expect(vi.mocked(slot.visible).mock.lastCall).toEqual([true])
  stops[1]?.()
  expect(vi.mocked(slot.visible).mock.lastCall).toEqual([false])
  stops[0]?.()
  expect(slot.visible).toHaveBeenCalledTimes(4)
})

it('tells of a place that was seen once the slot is decided', () => {
  const [target, onSight] = [place(), vi.fn()]
  const stop = watchExposure(slot, target, onSight)
  intersect(target, true)
  intersect(target, false)
  expect(slot.exposed).not.toHaveBeenCalled()
  slot.set('hidden')
  expect(slot.exposed).toHaveBeenCalledOnce()
  expect(onSight.mock.calls).toEqual([[true], [false]])
  stop()
  slot.set('ready')
  expect(slot.exposed).toHaveBeenCalledOnce()
})

it('watches the same element for its row and its exposure', () => {
  const target = place()
  watchExposure(slot, target)
  watchRow(slot, target)
  slot.set('ready')
  intersect(target, true)
  expect(slot.exposed).toHaveBeenCalledOnce()
  expect(slot.visible).toHaveBeenCalledWith(true)
})
