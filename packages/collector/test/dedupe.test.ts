import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDedupeWindow } from '../src/ingest/dedupe.js'

const RUNS = { numRuns: 1000 }

/** Ids as they come in: mostly new, some again, in bursts and with gaps. */
const arrivals = fc
  .array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(5), fc.nat(400)), fc.option(fc.nat(30), { freq: 4 })), {
    maxLength: 120,
  })
  .map((drawn) => {
    let at = 1000
    return drawn.map(([afterMs, again], i) => {
      at += afterMs
      return { id: `id-${again ?? 1000 + i}`, at }
    })
  })
const limits = { windowMs: fc.integer({ min: 1, max: 1000 }), maxCount: fc.integer({ min: 1, max: 100 }) }

/** Ids that came last within the window, the newest first, and no more than are promised to be held. */
function promised(log: readonly { id: string; at: number }[], windowMs: number, maxCount: number): string[] {
  const now = log.at(-1)?.at ?? 0
  const heldCount = Math.max(1, Math.floor((maxCount * 7) / 8))
  // Counted with those that came again: each takes room anew.
  return [...log]
    .reverse()
    .slice(0, heldCount)
    .filter(({ at }) => now - at <= windowMs)
    .map(({ id }) => id)
}

test('an id is held for the whole window, unless too many newer ones push it out', () => {
  fc.assert(
    fc.property(arrivals, limits.windowMs, limits.maxCount, (log, windowMs, maxCount) => {
      const window = createDedupeWindow(windowMs, maxCount)
      const seen = new Set<string>()
      for (const [i, { id, at }] of log.entries()) {
        window.add(id, at)
        seen.add(id)
        const forgotten = promised(log.slice(0, i + 1), windowMs, maxCount).filter((held) => !window.has(held))
        expect(forgotten).toEqual([])
        expect(window.size()).toBeLessThanOrEqual(maxCount)
      }
      expect(window.has('never')).toBe(false)
      for (let i = 0; i < 30; i++) if (window.has(`id-${i}`)) expect(seen).toContain(`id-${i}`)
    }),
    RUNS,
  )
})

test('what is much older than the window is forgotten', () => {
  fc.assert(
    fc.property(arrivals, limits.windowMs, (log, windowMs) => {
      const window = createDedupeWindow(windowMs, 1e6)
      for (const { id, at } of log) window.add(id, at)
      const now = log.at(-1)?.at ?? 0
      const young = new Set(log.filter(({ at }) => now - at <= windowMs * 1.25).map(({ id }) => id))
      for (const { id } of log) if (window.has(id)) expect(young).toContain(id)
    }),
    RUNS,
  )
})

test('restored from what a spool still has, it knows the same', () => {
  fc.assert(
    fc.property(arrivals, limits.windowMs, limits.maxCount, fc.nat(50), (log, windowMs, maxCount, more) => {
      const window = createDedupeWindow(windowMs, maxCount)
      for (const { id, at } of log) window.add(id, at)
      // Segments hold at least the window, each to its end.
      const now = log.at(-1)?.at ?? 0
      const first = log.findIndex(({ at }) => now - at <= windowMs)
      const restored = createDedupeWindow(windowMs, maxCount)
      for (const { id, at } of log.slice(Math.max(0, first - more))) restored.add(id, at)
      for (const id of promised(log, windowMs, maxCount))
        expect([window.has(id), restored.has(id)]).toEqual([true, true])
    }),
    RUNS,
  )
})
