import type { StoredEvent } from '@endcap/core'
import { createSeededRandom } from '../random.js'
import { createTaste } from './basket.js'
import { createDraw, seedOf } from './draw.js'
import { createPeople, type ShopIncident, type ShopPerson } from './people.js'
import { createProducts, type ShopProduct } from './products.js'
import { NULL, PLANTED, type ShopTruth } from './truth.js'
import { createVisits } from './visit.js'

/** How large a synthetic shop is, and whether it has truth in it. */
export interface SyntheticShopOptions {
  readonly seed: number
  /** People; programs come besides. About 70 events each at 180 days. @default 2000 */
  readonly visitors?: number
  /** @default 182 */
  readonly days?: number
  /** A Monday, midnight in UTC. @default 2025-01-06 */
  readonly startMs?: number
  /** Planted shops only: new people come on these first days. @default all days */
  readonly arrivalDays?: number
  /** The same volumes with nothing planted. @default false */
  readonly isNull?: boolean
  /** @default 40 */
  readonly productsPerCategory?: number
  /** @default none */
  readonly incidents?: readonly ShopIncident[]
}

/** A shop with its events and what was put into them. */
export interface SyntheticShop {
  readonly truth: ShopTruth
  /**
   * All events, a person after the other: not in the order of time. Some come twice, some are received late, some are of programs.
   * The same every time; nothing is kept, so that it can be as many as one likes.
   */
  events(): Generator<StoredEvent>
}

const DAY_MS = 86_400_000
const DEFAULTS = {
  visitors: 2000,
  days: 182,
  startMs: Date.UTC(2025, 0, 6),
  isNull: false,
  productsPerCategory: 40,
  incidents: [],
} as const satisfies Partial<SyntheticShopOptions>
/** Programs for each person, duplicates for each event. */
const PROGRAM_SHARE = 0.01
const TWICE_SHARE = 0.005

/** A whole shop whose truth is known: segments, churn, seasons, channels, pairs, prices, lists, logins. Or, null, without any. */
export function createSyntheticShop(options: SyntheticShopOptions): SyntheticShop {
  const { seed, visitors, days, startMs, isNull, productsPerCategory, incidents } = { ...DEFAULTS, ...options }
  const arrivalDays = options.arrivalDays ?? days
  const planted = isNull ? NULL : PLANTED
  const products = createProducts(planted.categories, productsPerCategory, { seed, isNull })
  const personOf = createPeople(planted, { seed, visitors, days, arrivalDays, incidents })
  function* people(): Generator<ShopPerson> {
    for (let index = 0; index < visitors; index++) yield personOf(index)
  }
  const truth: ShopTruth = {
    ...planted,
    products,
    pairs: isNull ? [] : pairsOf(products, planted.categories.length, productsPerCategory),
    elasticities: Object.fromEntries(
      products.flatMap(({ id, elasticity }) => (elasticity === undefined ? [] : [[id, elasticity]])),
    ),
    people,
  }
  const taste = createTaste(truth, { seed, startDay: Math.floor(startMs / DAY_MS), incidents })
  const tellVisit = createVisits(truth, taste, { seed, startMs, days })
  const numbers = new Map(truth.segments.map(({ id }, index) => [id, index]))

  return {
    truth,
    *events() {
      for (const person of people()) {
        const draw = createDraw(createSeededRandom(seedOf(seed, person.index, 2)))
        const segment = numbers.get(person.segment) as number
        let number = 0
        for (const { visits, isOrder } of person.journeys) {
          for (const visit of visits) {
            const isLast = visit === visits.at(-1)
            number++
            for (const event of tellVisit({ person, segment, number, ...visit, isOrder: isOrder && isLast }, draw)) {
              yield event
              if (draw.is(TWICE_SHARE)) yield { ...event, receivedAt: event.receivedAt + 60_000 }
            }
          }
        }
      }
      yield* programs(Math.ceil(visitors * PROGRAM_SHARE), { seed, startMs, days })
    },
  }
}

/** What is bought together: something popular of each category with something rare of the next one. */
function pairsOf(products: readonly ShopProduct[], categories: number, perCategory: number): ShopTruth['pairs'] {
  const rare = Math.min(perCategory - 1, 12)
  return Array.from({ length: categories }, (_, c) => ({
    from: products[c * perCategory]?.id as string,
    to: products[((c + 1) % categories) * perCategory + rare]?.id as string,
    chance: 0.35,
  }))
}

/** Programs look at thirty pages in a row; a tenth of them tell an order. */
function* programs(
  count: number,
  { seed, startMs, days }: { readonly seed: number; readonly startMs: number; readonly days: number },
): Generator<StoredEvent> {
  const draw = createDraw(createSeededRandom(seedOf(seed, 5)))
  for (let index = 0; index < count; index++) {
    const session = `b${index}-1`
    const from = startMs + draw.below(days * DAY_MS - 3_600_000)
    const common = {
      stream: session,
      session,
      visitor: `b${index}`,
      bot: 'user-agent' as const,
      consent: { analytics: 'granted', personalization: 'granted' } as const,
    }
    for (let seq = 1; seq <= 30; seq++) {
      const ts = from + seq * 2_000
      const page = { url: `https://shop.example/p/${seq}`, kind: 'product' } as const
      yield { ...common, id: `${session}-${seq}`, type: 'page_view', ts, receivedAt: ts + 500, seq, page }
    }
    if (index % 10 > 0) continue
    const order = { transactionId: `o-${session}`, value: 9_999, currency: 'EUR' }
    const ts = from + 70_000
    yield { ...common, id: `${session}-31`, type: 'purchase', ts, receivedAt: ts + 500, seq: 31, order }
  }
}
