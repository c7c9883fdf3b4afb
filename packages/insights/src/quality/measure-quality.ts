import { EndcapError } from '@endcap/core'
import { estimatePositionBias } from '../learn/position-bias.js'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { clusteredRatio, type RatioEstimate } from './clustered-ratio.js'
import { readFeedback, type StrategyFeedback } from './feedback.js'
import { measureOffline, type OfflineQuality } from './offline.js'
import { readShown, type Shown } from './read-shown.js'

/** What to measure besides. */
export interface QualityOptions {
  /** Fit and replay the model on the last days of the source, too. @default false */
  readonly offline?: boolean | undefined
  /** Days that are replayed. @default 7 */
  readonly testDays?: number | undefined
  /** Length of the replayed lists. @default 10 */
  readonly k?: number | undefined
  /** Of more cards than these, the lists of a share of the visitors are read. @default 200,000 */
  readonly mostCards?: number | undefined
}

const MOST_CARDS = 200_000

/** How the lists of a strategy in a placement do. */
export interface ListQuality {
  readonly placement: string
  readonly strategy: string
  readonly people: number
  readonly lists: number
  /** Cards that were seen. */
  readonly impressions: number
  readonly clicks: number
  /** Clicks a card. */
  readonly ctr: RatioEstimate
  /** Clicks a card as if each stood first: what its position does is taken out. Undefined where that is not known. */
  readonly ctr_corrected: RatioEstimate | undefined
  /** Times a card was put into the cart after a click, a card. */
  readonly cart_rate: RatioEstimate
  /** What a thousand cards brought, with credit to the last click. */
  readonly revenue_per_thousand: RatioEstimate
}

/** How a position does. */
export interface PositionQuality {
  /** From 1. */
  readonly position: number
  readonly impressions: number
  readonly clicks: number
  readonly ctr: number
  /** Chance that it is looked at, against the first. Undefined where that cannot be told from what stands there. */
  readonly examination: number | undefined
  readonly examination_low: number | undefined
  readonly examination_high: number | undefined
}

/** How good the recommendations are. */
export interface QualityResult {
  readonly basis: SourceBasis
  /** Cards that were read, and people who saw them. */
  readonly n: number
  readonly people: number
  /** Of the visitors, those whose lists were read: 1, or less where there are too many to look at each. */
  readonly share: number
  /** Most attractive first, where position is corrected for. */
  readonly strategies: readonly ListQuality[]
  readonly positions: readonly PositionQuality[]
  /** `harvested`: from cards whose place was partly chance; `observed`: from all; else why position could not be corrected for. */
  readonly position_bias: string
  readonly feedback: readonly StrategyFeedback[]
  readonly offline?: OfflineQuality
}

/**
 * Measures recommendations by what people did with them, by strategy and placement, corrected for where cards stood; intervals with people
 * as the units. Throws `input-empty` where no list was seen.
 */
export async function measureQuality(source: InsightSource, options: QualityOptions = {}): Promise<QualityResult> {
  const { offline = false, testDays = 7, k = 10, mostCards = MOST_CARDS } = options
  const { rows: shown, share } = await readShown(source, mostCards)
  if (shown.length === 0) {
    throw new EndcapError(
      'input-empty',
      `${source.basis.source} holds no list that was seen: view_item_list with a request and positions`,
    )
  }
  const bias = estimatePositionBias(shown)
  const at = bias.state === 'estimated' ? bias.at : undefined
  const groups = new Map<string, Shown[]>()
  for (const row of shown) {
    const key = JSON.stringify([row.placement, row.strategy])
    const own = groups.get(key)
    if (own) own.push(row)
    else groups.set(key, [row])
  }
  return {
    basis: source.basis,
    n: shown.length,
    people: new Set(shown.map(whoOf)).size,
    share,
    strategies: [...groups.values()].map((rows) => listQuality(rows, at)).sort(byAttraction),
    positions: positionsOf(shown, bias),
    position_bias: bias.state === 'estimated' ? bias.method : bias.reason,
    feedback: await readFeedback(source, shown),
    ...(offline && { offline: await measureOffline(source, testDays, k) }),
  }
}

/** Guests without an id are one a list. */
const whoOf = ({ person, requestId }: Shown): string => person ?? `list ${requestId}`

function listQuality(rows: readonly Shown[], at: ((position: number) => number) | undefined): ListQuality {
  const people = new Map<string, { cards: number; looked: number; clicks: number; carts: number; revenue: number }>()
  for (const row of rows) {
    const who = whoOf(row)
    let own = people.get(who)
    if (!own) people.set(who, (own = { cards: 0, looked: 0, clicks: 0, carts: 0, revenue: 0 }))
    own.cards++
    own.looked += at?.(row.position) ?? 0
    own.clicks += row.clicked ? 1 : 0
    own.carts += row.carts
    own.revenue += row.revenue
  }
  const units = [...people.values()]
  const ratio = (numerator: (own: (typeof units)[number]) => number, denominator: 'cards' | 'looked' = 'cards') =>
    clusteredRatio(units.map((own) => ({ numerator: numerator(own), denominator: own[denominator] })))
  const [first] = rows as readonly [Shown, ...Shown[]]
  return {
    placement: first.placement,
    strategy: first.strategy ?? '(none)',
    people: people.size,
    lists: new Set(rows.map(({ requestId, visitor }) => JSON.stringify([requestId, visitor]))).size,
    impressions: rows.length,
    clicks: rows.filter(({ clicked }) => clicked).length,
    ctr: ratio(({ clicks }) => clicks) as RatioEstimate,
    ctr_corrected: at && ratio(({ clicks }) => clicks, 'looked'),
    cart_rate: ratio(({ carts }) => carts) as RatioEstimate,
    revenue_per_thousand: ratio(({ revenue }) => 1000 * revenue) as RatioEstimate,
  }
}

const attraction = ({ ctr, ctr_corrected }: ListQuality): number => (ctr_corrected ?? ctr).value
const byAttraction = (a: ListQuality, b: ListQuality): number =>
  attraction(b) - attraction(a) || (a.placement + a.strategy < b.placement + b.strategy ? -1 : 1)

function positionsOf(shown: readonly Shown[], bias: ReturnType<typeof estimatePositionBias>): PositionQuality[] {
  const counts = new Map<number, { impressions: number; clicks: number }>()
  for (const { position, clicked } of shown) {
    const own = counts.get(position) ?? { impressions: 0, clicks: 0 }
    counts.set(position, { impressions: own.impressions + 1, clicks: own.clicks + (clicked ? 1 : 0) })
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([position, { impressions, clicks }]) => {
      const found = bias.state === 'estimated' ? bias.positions[position] : undefined
      return {
        position: position + 1,
        impressions,
        clicks,
        ctr: clicks / impressions,
        examination: found?.value,
        examination_low: found?.low,
        examination_high: found?.high,
      }
    })
}
