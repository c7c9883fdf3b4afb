import type { StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { describe, expect, test } from 'vitest'
import type { Sink } from '../src/index.js'

/** One sink under test, with a place that outlives it. */
export interface SinkSetup {
  /** A new sink on the same place, as after a restart. */
  create(): Sink
  /** The ids of the events that the place holds, as whoever reads there counts them. */
  ids(): Promise<string[]>
  /** Whoever reads there sees an event once, also when it was written twice. */
  readonly countsOnce?: boolean
  /** Makes the next writes fail, or mends them. Left out where the place cannot be made to fail. */
  setBroken?(isBroken: boolean): void | Promise<void>
}

const stored = (count: number): StoredEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    ...makeEvent('view_item', { items: [{ item_id: `sku-${index}`, price: 9.5 }] }),
    receivedAt: Date.UTC(2026, 0, 2),
  }))
const ids = (events: readonly StoredEvent[]) => events.map(({ id }) => id).sort()

/** The contract that every sink keeps. `setup` makes a fresh place. */
export function sinkSuite(name: string, setup: () => Promise<SinkSetup>): void {
  describe(`${name} keeps the contract of sinks:`, () => {
    test('a new place knows no cursor', async () => {
      const sink = (await setup()).create()
      expect(await sink.open('spool-1')).toBeUndefined()
      await sink.close()
    })

    test('holds what was written, in several writes', async () => {
      const place = await setup()
      const sink = place.create()
      await sink.open('spool-1')
      const events = stored(7)
      await sink.write(events.slice(0, 3), 3)
      await sink.write(events.slice(3), 7)
      expect((await place.ids()).sort()).toEqual(ids(events))
      await sink.close()
    })

    test('takes a write without events', async () => {
      const place = await setup()
      const sink = place.create()
      await sink.open('spool-1')
      await sink.write([], 5)
      expect(await place.ids()).toEqual([])
      await sink.close()
      const again = place.create()
      expect(await again.open('spool-1')).toBe(sink.keepsCursor ? 5 : undefined)
      await again.close()
    })

    test('goes on after a restart, at its own spool only', async () => {
      const place = await setup()
      const events = stored(4)
      const sink = place.create()
      await sink.open('spool-1')
      await sink.write(events.slice(0, 2), 2)
      await sink.close()
      const again = place.create()
      expect(await again.open('spool-1')).toBe(sink.keepsCursor ? 2 : undefined)
      await again.write(events.slice(2), 4)
      await again.close()
      const other = place.create()
      expect(await other.open('spool-2')).toBeUndefined()
      const more = stored(1)
      await other.write(more, 1)
      expect((await place.ids()).sort()).toEqual(ids([...events, ...more]))
      await other.close()
    })

    test('a failed write leaves nothing that its repetition would double', async () => {
      const place = await setup()
      if (!place.setBroken) return
      const sink = place.create()
      await sink.open('spool-1')
      const events = stored(6)
      await sink.write(events.slice(0, 2), 2)
      await place.setBroken(true)
      await expect(sink.write(events.slice(2), 6)).rejects.toThrow()
      await place.setBroken(false)
      await sink.write(events.slice(2), 6)
      expect((await place.ids()).sort()).toEqual(ids(events))
      await sink.close()
    })

    test('a batch that comes again, cut otherwise, is counted once', async () => {
      const place = await setup()
      if (!place.countsOnce) return
      const sink = place.create()
      await sink.open('spool-1')
      const events = stored(6)
      // The process ended before the cursor was kept.
      await sink.write(events.slice(0, 4), 4)
      await sink.write(events.slice(0, 3), 3)
      await sink.write(events.slice(3), 6)
      expect((await place.ids()).sort()).toEqual(ids(events))
      await sink.close()
    })

    test('gives what it has of a person, and erases that and nothing else', async () => {
      const place = await setup()
      const sink = place.create()
      const { subjects } = sink
      if (!subjects) return
      await sink.open('spool-1')
      // Characters that mean something to a database.
      const [one, two, other] = ["o'neil \\\\ \\", 'visitor-2', 'visitor-3']
      const [theirs, another] = ['customer-1', "'; --"]
      const owners = [
        { visitor: one },
        { visitor: one, customer: theirs },
        { visitor: two, customer: theirs },
        // On the same device, signed in as somebody else.
        { visitor: one, customer: another },
        { visitor: other },
        {},
      ]
      const events = stored(owners.length).map((event, index) => {
        const { visitor: _, customer: __, ...bare } = event
        return { ...bare, ...owners[index] }
      })
      await sink.write(events.slice(0, 4), 4)
      await sink.write(events.slice(4), 6)
      const pairs = await subjects.pairs({ visitors: [], customers: [theirs] })
      expect(pairs.map((pair) => pair.visitor).sort()).toEqual([one, two].sort())
      expect(await subjects.pairs({ visitors: [one], customers: [] })).toHaveLength(2)

      const subject = { visitors: [one, two], customers: [theirs] }
      const given = await subjects.export(subject)
      const idOf = (row: object) => String('event_id' in row ? row.event_id : (row as StoredEvent).id)
      expect(given.map(idOf).sort()).toEqual(ids(events.slice(0, 3)))
      for (const row of given) expect(row).toMatchObject({ items: [{ item_id: expect.stringMatching(/^sku-/) }] })
      expect(await subjects.erase(subject)).toBe(3)
      expect((await place.ids()).sort()).toEqual(ids(events.slice(3)))
      expect([await subjects.export(subject), await subjects.erase(subject)]).toEqual([[], 0])

      const more = stored(1)
      await sink.write(more, 7)
      await sink.close()
      const again = place.create()
      expect(await again.open('spool-1')).toBe(sink.keepsCursor ? 7 : undefined)
      expect((await place.ids()).sort()).toEqual(ids([...events.slice(3), ...more]))
      await again.close()
    })

    test('closes, also when it never opened', async () => {
      await (await setup()).create().close()
    })
  })
}
