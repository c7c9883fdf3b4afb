/** A made-up shop's click log of any length: what a benchmark of training at scale trains on. Same seed, same rows. */
import { createSeededRandom } from '@endcap/testkit'

/** Days that the log spans. */
const DAYS = 90
const DAY_MS = 864e5
const FROM_MS = Date.UTC(2026, 0, 1)
/** Mean milliseconds between two clicks of one visit. */
const PAUSE_MS = 45_000
/** Items of a cluster, which are looked at together. */
const CLUSTER = 40
/** Popularity falls as (rank + SHIFT)^−POWER (Zipf and Mandelbrot). */
const POWER = 0.85
const SHIFT = 30
/** Logarithm of a visit's length: mean 4.6 clicks, one visit in a hundred more than 20. */
const LENGTH = { mean: 1.02, deviation: 0.9, most: 200 }
/** Next click: on in the cluster; any item at all, as from a search engine, one item after the other; else by popularity. */
const STAY_RATIO = 0.74
const ANYWHERE_RATIO = 0.12
/** Steps within a cluster, the first the most likely. */
const STEPS = [1, 1, 1, 1, 2, 2, -1, 3, 5, 8]
const CART_RATIO = 0.06
const BUY_RATIO = 0.4
/** Visits of someone who came before. */
const RETURN_RATIO = 0.45

/** The first number from `from` on that shares no divisor with `size`: its multiples visit every place once. */
function strideOf(size, from) {
  const divisor = (a, b) => (b ? divisor(b, a % b) : a)
  let stride = from % size
  while (divisor(stride, size) !== 1) stride++
  return stride
}

/**
 * Rows `{ session, visitor, item, ts, type }` by time, visits amid each other as in a log: views, and now and then a cart and
 * a purchase. Items are numbers whose order says nothing. Once `events` rows are out, open visits end and those of a test begin anew.
 */
export function* makeClicks({ events, items, testRows = 0, seed = 1 }) {
  const random = createSeededRandom(seed).unit
  const pick = (list) => list[Math.floor(random() * list.length)]
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const low = SHIFT ** (1 - POWER)
  const high = (items + SHIFT) ** (1 - POWER)
  const scatter = strideOf(items, Math.floor(items * 0.618))
  const naming = strideOf(items, Math.floor(items * 0.382))
  const popular = () => {
    const rank = Math.floor((low + random() * (high - low)) ** (1 / (1 - POWER)) - SHIFT)
    return (Math.min(items - 1, Math.max(0, rank)) * scatter) % items
  }
  let walked = 0
  const anywhere = () => (walked++ * naming + 7) % items
  const inCluster = (place) => {
    const first = place - (place % CLUSTER)
    const size = Math.min(CLUSTER, items - first)
    return first + ((place - first + pick(STEPS) + size) % size)
  }
  const next = (place) => {
    const chance = random()
    if (place >= 0 && chance < STAY_RATIO) return inCluster(place)
    return chance > 1 - ANYWHERE_RATIO ? anywhere() : popular()
  }
  const tickMs = (DAYS * DAY_MS) / events
  const openCount = Math.max(8, Math.round(PAUSE_MS / tickMs))
  let sessions = 0
  let visitors = 0
  const open = () => {
    const isReturning = visitors > 0 && random() < RETURN_RATIO
    const left = Math.ceil(Math.exp(LENGTH.mean + LENGTH.deviation * normal()))
    const visitor = isReturning ? Math.floor(random() ** 0.5 * visitors) : visitors++
    return { session: ++sessions, visitor, place: -1, left: Math.min(LENGTH.most, left), cart: [] }
  }
  let row = 0
  const rowOf = ({ session, visitor }, place, type) => ({
    session,
    visitor,
    item: 100_000 + ((place * naming) % items),
    ts: Math.floor(FROM_MS + row++ * tickMs),
    type,
  })
  for (const end of [events, events + testRows]) {
    const visits = Array.from({ length: openCount }, open)
    while (row < end) {
      const at = Math.floor(random() * openCount)
      const visit = visits[at]
      visit.place = next(visit.place)
      yield rowOf(visit, visit.place, 'view')
      if (row < end && random() < CART_RATIO) {
        visit.cart.push(visit.place)
        yield rowOf(visit, visit.place, 'add_to_cart')
      }
      if (--visit.left > 0) continue
      const bought = random() < BUY_RATIO ? visit.cart : []
      for (const place of bought) if (row < end) yield rowOf(visit, place, 'purchase')
      visits[at] = open()
    }
  }
}
