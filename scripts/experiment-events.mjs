/**
 * Three weeks of a made-up shop whose heading is under test, as lines for `endcap import`: the picture of a result is taken of it. Always the
 * same; the heading `new` is clicked a quarter more, a twentieth of the visitors is held out.
 */
import { createSeededRandom } from '../packages/testkit/dist/index.js'

const DAY_MS = 86_400_000
const VISITORS = 9000
const DAYS = 21
const CONSENT = { analytics: 'granted', personalization: 'granted' }

export const CONFIG = {
  v: 1,
  placements: [{ id: 'home-row', selector: '#rows' }],
  experiments: [
    {
      id: 'heading',
      placement: 'home-row',
      hypothesis: 'Shoppers who read that a row is made for them look at it more closely.',
      metric: 'ctr',
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'for-you', weight: 0.5, set: { heading: 'For you' } },
      ],
    },
  ],
}

/** @param {number} endMs ms since 1970 */
export function makeEvents(endMs) {
  const random = createSeededRandom(1)
  const rows = []
  for (let n = 0; n < VISITORS; n++) {
    const visitor = `visitor-${n}`
    const isOut = random.unit() < 0.05
    const variant = random.unit() < 0.5 ? 'for-you' : 'control'
    const startMs = Math.floor(endMs - DAYS * DAY_MS * (1 - n / VISITORS))
    const lift = !isOut && variant === 'for-you' ? 1.25 : 1
    const taste = 0.5 + random.unit()
    let seq = 0
    const tell = (type, ts, more) => {
      const session = `${visitor}-${Math.floor((ts - startMs) / DAY_MS)}`
      if (ts < endMs)
        rows.push({
          ...{ id: `${visitor}-${++seq}`, type, ts, stream: visitor, seq, visitor, session },
          consent: CONSENT,
          ...more,
        })
    }
    tell('experiment_exposure', startMs, {
      experiments: isOut ? { holdout: 'held-out' } : { heading: variant, holdout: 'open' },
    })
    for (let day = 0; day < DAYS; day++) {
      if (day > 0 && random.unit() > 0.1) continue
      const ts = startMs + day * DAY_MS + 1000
      const list = {
        placement: 'home-row',
        widget: 'row',
        requestId: `${visitor}-${day}`,
        ...(!isOut && { experiment: 'heading', variant }),
      }
      const item = { item_id: 'mug', quantity: 1, price: 20 }
      tell('view_item_list', ts, {
        list,
        items: [
          { item_id: 'mug', index: 0 },
          { item_id: 'jug', index: 1 },
        ],
      })
      if (random.unit() < 0.15 * taste * lift) {
        tell('select_item', ts + 1, { list, items: [{ item_id: 'mug', index: 0 }] })
        if (random.unit() < 0.2) tell('add_to_cart', ts + 2, { list, items: [item] })
      }
      if (random.unit() < 0.03 * taste) {
        const value = 10 + Math.floor(random.unit() * 60)
        tell('purchase', ts + 3, { order: { transactionId: list.requestId, value, currency: 'GBP' }, items: [item] })
      }
      tell('page_quality', ts + 4, {
        page: { url: 'https://shop.example/', kind: 'home' },
        data: { cls: random.unit() * 0.02, errors: 0 },
      })
    }
  }
  return rows
}
