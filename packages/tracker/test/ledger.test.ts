import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openLedger } from '../src/outbox/ledger.js'

const QUOTA_BYTES = 64 * 1024

test('is one account for all who open it on a page, and each page has its own', () => {
  const entry = fc.record({ by: fc.nat(2), bytes: fc.nat(30_000), isOver: fc.boolean() })
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const page = {}
      const open = [openLedger(page), openLedger(page), openLedger(page)] as const
      const elsewhere = openLedger({})
      /** Requests under way, by the one that made them. */
      const flying: { by: number; bytes: number }[] = []
      for (const { by, bytes, isOver } of entries) {
        const ended = isOver ? flying.shift() : undefined
        if (ended) open[ended.by as 0]?.give(ended.bytes)
        else if (bytes <= (open[by as 0]?.free() ?? 0)) {
          open[by as 0]?.take(bytes)
          flying.push({ by, bytes })
        }
        const free = QUOTA_BYTES - flying.reduce((sum, request) => sum + request.bytes, 0)
        expect(free).toBeGreaterThanOrEqual(0)
        expect(open.map((ledger) => ledger.free())).toEqual([free, free, free])
      }
      expect(elsewhere.free()).toBe(QUOTA_BYTES)
    }),
    { numRuns: 1000 },
  )
})
