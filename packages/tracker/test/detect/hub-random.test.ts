import type { EventItem, EventType } from '@endcap/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SOURCES, type SourceName } from '../../src/detect/detector.js'
import type { EventFields } from '../../src/tracker.js'
import { openHub } from './hub-rig.js'

const OTHERS = SOURCES.filter((source): source is SourceName => source !== 'call' && source !== 'markup')
const PRODUCTS = 6
/** What a source calls a product; the book joins some of the names, titles the others. */
const itemOf = (product: number, source: SourceName): EventItem => ({
  item_id: product % 2 ? `p${product}` : `${source}-${product}`,
  item_name: `Product ${product}`,
})

const happening = fc.record({
  type: fc.constantFrom<EventType>('add_to_cart', 'remove_from_cart', 'view_item', 'select_item', 'search', 'purchase'),
  products: fc.uniqueArray(fc.nat(PRODUCTS - 1), { minLength: 1, maxLength: 3 }),
  /** Who tells of it, when after it happened, and whether item by item. */
  tellers: fc.uniqueArray(
    fc.record({ source: fc.constantFrom(...OTHERS), delayMs: fc.nat(2000), isSplit: fc.boolean() }),
    { selector: ({ source }) => source, minLength: 1, maxLength: 4 },
  ),
})

test('each happening is tracked once for each product, whoever told of it, whenever and however', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 8 }), fc.boolean(), async (happenings, isLeft) => {
      const { hub, say, find, clock, tracked } = openHub()
      for (const product of [0, 2]) {
        find('shopify', { id: `shopify-${product}`, aliases: OTHERS.map((source) => `${source}-${product}`) })
      }
      const tellings: { atMs: number; source: SourceName; type: EventType; fields: EventFields }[] = []
      const expected: string[] = []
      const seen = new Set<string>()
      for (const [i, { type, products, tellers }] of happenings.entries()) {
        // Far enough apart that two of one product are two, and that sources tell of both in their order.
        const atMs = i * 12_100
        const isOrder = type === 'purchase'
        const order = { transactionId: `T${i}`, value: i + 1, currency: 'EUR' }
        const names =
          type === 'search'
            ? [`term ${products[0]}`]
            : isOrder
              ? [order.transactionId]
              : products.map((p) => `Product ${p}`)
        for (const name of names) {
          const key = `${type} ${name}`
          // Once a page view.
          if (!/view_item|search/.test(type) || !seen.has(key)) expected.push(key)
          seen.add(key)
        }
        for (const { source, delayMs, isSplit } of tellers) {
          const items = products.map((product) => itemOf(product, source))
          const at = atMs + delayMs
          if (type === 'search')
            tellings.push({ atMs: at, source, type, fields: { search: { term: ` Term ${products[0]}`.trim() } } })
          else if (isOrder) tellings.push({ atMs: at, source, type, fields: { order, items } })
          else
            for (const part of isSplit ? items.map((item) => [item]) : [items])
              tellings.push({ atMs: at, source, type, fields: { items: part } })
        }
      }
      let nowMs = 0
      for (const { atMs, source, type, fields } of tellings.sort((a, b) => a.atMs - b.atMs)) {
        await clock.advance(atMs - nowMs)
        nowMs = atMs
        say(source, type, fields)
      }
      if (isLeft) hub.settle()
      await clock.advance(250)
      const told = tracked.flatMap(({ type, fields: { items = [], order, search } }) =>
        order
          ? `${type} ${order.transactionId}`
          : search
            ? `${type} ${search.term.toLowerCase()}`
            : items.map(({ item_name }) => `${type} ${item_name}`),
      )
      expect(told.sort()).toEqual(expected.sort())
    }),
    { numRuns: 1000 },
  )
}, 60_000)

test('quick repetitions count as often as the source that saw the most of them says', async () => {
  const times = fc.array(fc.nat(5), { minLength: 1, maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(times, fc.array(fc.nat(3), { maxLength: 40 }), async (counts, order) => {
      const { say, told } = openHub()
      const left = counts.flatMap((count, i) => Array<SourceName>(count).fill(OTHERS[i] as SourceName))
      // Any order at all, by a random draw from those that are left.
      for (let i = 0; left.length; i++) {
        const [source] = left.splice(((order[i] ?? 0) * 7) % left.length, 1)
        say(source as SourceName, 'add_to_cart', { items: [{ item_id: 'a' }] })
      }
      expect(await told()).toHaveLength(Math.max(...counts))
    }),
    { numRuns: 1000 },
  )
}, 60_000)
