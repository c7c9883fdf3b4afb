/** Shoppers of the benchmark: a past of one to sixty events each, and the event that is folded while the clock runs. */
import { createSeededRandom } from '../../packages/testkit/dist/index.js'

const DAY_MS = 864e5
export const NOW = Date.UTC(2026, 0, 31, 12)
const MOST_EVENTS = 60

/**
 * As many shoppers, each other than the rest: visits of the data, days apart, one after the other until the past is as long as
 * was drawn (every length as often, so half know 30 events and more), with a cart, an order and rows seen now and then.
 * @returns {{ past: object[], event: object }[]} events, oldest first
 */
export function makeShoppers(count, visits, products) {
  const random = createSeededRandom(3)
  const known = new Map(products.map((product) => [product.id, product]))
  const pick = (list) => list[Math.floor(random.unit() * list.length)]
  const usual = visits.map((items) => items.filter((id) => known.has(id))).filter(({ length }) => length > 1)
  return Array.from({ length: count }, (_, shopper) => {
    const length = 2 + Math.floor(random.unit() * (MOST_EVENTS - 1))
    const events = []
    for (let day = 0; events.length < length; day++) {
      // Backwards in time: the newest visit ends now.
      const startMs = NOW - day * (1 + Math.floor(random.unit() * 5)) * DAY_MS
      ;[...pick(usual)].reverse().forEach((id, step) => {
        events.push(eventOf(id, startMs - step * 40_000 * (0.5 + random.unit())))
      })
    }
    const past = events.slice(0, length).reverse()
    return { past, event: { ...past.pop(), type: 'view_item' } }

    function eventOf(id, ts) {
      const chance = random.unit()
      const { price, categories, brand } = known.get(id)
      const item = { item_id: id, price, quantity: 1, item_brand: brand, item_category: categories[0] }
      const common = { id: random.id(), stream: 's', seq: 1, ts: Math.floor(ts), items: [item] }
      if (chance < 0.08) return { ...common, type: 'add_to_cart' }
      if (chance < 0.11) {
        const transactionId = `${shopper}-${random.id()}`
        return { ...common, type: 'purchase', order: { transactionId, value: price, currency: 'EUR' } }
      }
      if (chance < 0.2) {
        const items = Array.from({ length: 8 }, () => ({ item_id: pick(products).id }))
        return { ...common, type: 'view_item_list', items, list: { placement: 'row', requestId: random.id() } }
      }
      return { ...common, type: 'view_item' }
    }
  })
}

/** Lists of the shop: 200 cards of neighbouring shelves each. */
export function makeLists(count, products) {
  const random = createSeededRandom(9)
  return Array.from({ length: count }, () => {
    const from = Math.floor(random.unit() * (products.length - 200))
    return products.slice(from, from + 200).map(({ id }) => id)
  })
}
