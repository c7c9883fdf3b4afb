import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDedupeWindow, type Keeping } from '../src/ingest/dedupe.js'

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

test('whatever is noted, taken back and kept late, it knows what a list of all ids knows', () => {
  const id = fc.nat(60).map((number) => `${'–'.repeat(number % 3)}id-${number}`)
  const step = fc.tuple(fc.constantFrom('claim', 'set', 'delete', 'keep'), id, fc.nat(30), fc.boolean())
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), limits.windowMs, limits.maxCount, (steps, windowMs, maxCount) => {
      const window = createDedupeWindow(windowMs, maxCount)
      let known: { id: string; keeping: Keeping }[] = []
      let at = 1000
      const note = (id: string, keeping: Keeping) => {
        known = [...known.filter((one) => one.id !== id), { id, keeping }]
        // The oldest go, as far as the first that is under way.
        while (known[0] && !known[0].keeping.done) {
          if (known.length <= maxCount && known[0].keeping.at >= keeping.at - windowMs) break
          known.shift()
        }
      }
      for (const [kind, id, afterMs, isUnderWay] of steps) {
        const keeping: Keeping = { at: (at += afterMs), done: isUnderWay ? Promise.resolve() : undefined }
        const isKnown = known.some((one) => one.id === id)
        if (kind === 'claim') {
          expect(window.claim([{ id }], keeping)).toBe(!isKnown)
          if (!isKnown) note(id, keeping)
        } else if (kind === 'set') {
          window.set(id, keeping)
          note(id, keeping)
        } else if (kind === 'delete') {
          window.delete(id)
          known = known.filter((one) => one.id !== id)
        } else for (const one of known) one.keeping.done = undefined
        expect(window.size()).toBe(known.length)
      }
      for (const { id, keeping } of known) expect(window.find(id)).toBe(keeping)
      expect(window.find('never')).toBeUndefined()
    }),
    RUNS,
  )
})

test('it grows, and ids of long ago are forgotten while it turns', () => {
  const window = createDedupeWindow(Number.POSITIVE_INFINITY, 5000)
  for (let i = 0; i < 40_000; i++) {
    expect(window.claim([{ id: `id-${i}` }], { at: i, done: undefined })).toBe(true)
    if (i % 7 === 0) window.delete(`id-${i}`)
  }
  const held = Array.from({ length: 40_000 }, (_, i) => i).filter((i) => window.has(`id-${i}`))
  expect(held).toHaveLength(window.size())
  expect(held.every((i) => i > 40_000 - 6000 && i % 7 !== 0)).toBe(true)
  expect(window.size()).toBe(5000)
})

test('a batch is noted whole or not at all', () => {
  const ids = fc.array(fc.nat(12).map(String), { maxLength: 6 })
  fc.assert(
    fc.property(fc.array(ids, { maxLength: 8 }), fc.integer({ min: 8, max: 100 }), (batches, maxCount) => {
      const window = createDedupeWindow(1000, maxCount)
      const known = new Set<string>()
      for (const batch of batches) {
        const isNew = new Set(batch).size === batch.length && batch.every((id) => !known.has(id))
        const isRoom = known.size + batch.length <= maxCount
        fc.pre(isRoom)
        const keeping: Keeping = { at: 0, done: undefined }
        expect(
          window.claim(
            batch.map((id) => ({ id })),
            keeping,
          ),
        ).toBe(isNew)
        if (isNew) for (const id of batch) known.add(id)
        for (let id = 0; id <= 12; id++) expect(window.has(String(id))).toBe(known.has(String(id)))
        expect(window.size()).toBe(known.size)
      }
    }),
    RUNS,
  )
})
