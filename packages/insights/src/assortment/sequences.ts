import { EndcapError } from '@endcap/core'
import type { InsightSource, SourceBasis } from '../source/source.js'
import { adjustAmong } from './adjust.js'
import { poissonAbove, poissonInterval } from './count-tests.js'
import { readNames } from './names.js'
import { type OrderStream, readOrders, type StreamOrder } from './order-stream.js'

/** Which sequences are wanted. */
export interface PurchaseSequenceOptions {
  /** How long after an order a later one counts, in days. @default 90 */
  readonly withinDays?: number | undefined
  /** Fewer people than this never make a sequence. @default 10 */
  readonly minCount?: number | undefined
  /** @default 0.05 */
  readonly alpha?: number | undefined
  /** Only the significant ones. @default false */
  readonly significantOnly?: boolean | undefined
  /** Most sequences in the answer; counts are of all. @default all */
  readonly limit?: number | undefined
}

/** One product, and another in a later order of the same person. */
export interface Sequence {
  readonly first: string
  readonly next: string
  /** Names of both, where the source has them. */
  readonly names?: readonly [string, string]
  /** People who bought them in this order within the time. */
  readonly count: number
  /** People who bought the first one and ordered again within the time. */
  readonly buyers: number
  readonly confidence: number
  /** How many would by chance: their later orders, as large as they were, filled by what sold in those months. */
  readonly expected: number
  readonly lift: number
  readonly liftLow: number
  readonly liftHigh: number
  /** People who bought the two the other way about. */
  readonly reverse: number
  readonly medianDays: number
  readonly p: number
  /** Benjamini–Hochberg over all ordered pairs of frequent products. */
  readonly pAdjusted: number
  readonly isSignificant: boolean
}

/** Sequences, the significant ones first, then by lift. */
export interface SequenceResult {
  readonly basis: SourceBasis
  /** People with two orders or more. */
  readonly n: number
  readonly withinDays: number
  readonly minCount: number
  readonly tested: number
  readonly nSequences: number
  readonly nSignificant: number
  readonly alpha: number
  readonly sequences: readonly Sequence[]
}

/** What is bought after what. Throws `input-empty` where nobody ordered twice. */
export async function analyseSequences(
  source: InsightSource,
  options: PurchaseSequenceOptions = {},
): Promise<SequenceResult> {
  const { withinDays = 90, minCount = 10, alpha = 0.05, significantOnly = false, limit } = options
  if (!(withinDays > 0)) throw new EndcapError('option-invalid', 'withinDays is a number of days above 0')
  const stream = await readOrders(source, minCount)
  if (stream.people.length === 0) {
    throw new EndcapError('input-empty', `${source.basis.source} holds nobody with two orders`)
  }
  const follow = createFollower(stream, withinDays)
  const drafts: Draft[] = []
  for (let first = 0; first < stream.items.length; first++) drafts.push(...follow.after(first, minCount))
  const tested = stream.items.length * (stream.items.length - 1)
  const ps = Float64Array.from(drafts, ({ count, expected }) => poissonAbove(count, expected))
  const adjusted = adjustAmong(ps, tested)
  const order = drafts.map((_, at) => at).filter((at) => adjusted[at]! <= alpha || !significantOnly)
  const isSure = (at: number) => adjusted[at]! <= alpha
  const liftOf = (at: number) => drafts[at]!.count / drafts[at]!.expected
  order.sort((a, b) => Number(isSure(b)) - Number(isSure(a)) || liftOf(b) - liftOf(a) || a - b)
  const names = await readNames(source)
  const sequences = order.slice(0, limit).map((at): Sequence => {
    const { first, next, count, buyers, expected } = drafts[at] as Draft
    const [a, b] = [stream.items[first] as string, stream.items[next] as string]
    const [low, high] = poissonInterval(count)
    return {
      first: a,
      next: b,
      ...((names.has(a) || names.has(b)) && { names: [names.get(a) ?? a, names.get(b) ?? b] as const }),
      count,
      buyers,
      confidence: count / buyers,
      expected,
      lift: count / expected,
      liftLow: low / expected,
      liftHigh: high / expected,
      reverse: follow.gaps(next, first).length,
      medianDays: medianOf(follow.gaps(first, next)),
      p: ps[at]!,
      pAdjusted: adjusted[at]!,
      isSignificant: isSure(at),
    }
  })
  return {
    basis: source.basis,
    n: stream.people.length,
    withinDays,
    minCount,
    tested,
    nSequences: order.length,
    nSignificant: order.filter(isSure).length,
    alpha,
    sequences,
  }
}

/** A sequence before it is written out. */
interface Draft {
  readonly first: number
  readonly next: number
  readonly count: number
  readonly buyers: number
  readonly expected: number
}

/** Follows the people who bought an item. */
function createFollower({ people, items, shares, months }: OrderStream, withinDays: number) {
  const buyersOf: number[][] = items.map(() => [])
  people.forEach((orders, person) => {
    for (const code of new Set(orders.flatMap(({ codes }) => codes))) buyersOf[code]?.push(person)
  })
  const [count, stamp] = [new Uint32Array(items.length), new Int32Array(items.length)]

  /** Calls back for each later order within the time, with the days since the item was last bought. */
  function eachLater(person: number, first: number, visit: (order: StreamOrder, gap: number) => void): void {
    let last: number | undefined
    let pending: number | undefined
    let today: number | undefined
    for (const order of people[person] as readonly StreamOrder[]) {
      // Orders of one day are no sequence.
      if (order.day !== today) last = pending
      today = order.day
      if (last !== undefined && order.day - last <= withinDays) visit(order, order.day - last)
      if (order.codes.includes(first)) pending = order.day
    }
  }
  return {
    /** What enough people bought after it. */
    after(first: number, minCount: number): Draft[] {
      stamp.fill(-1)
      const touched: number[] = []
      // Of each buyer the places of later baskets, by month.
      const offers: number[][] = []
      for (const person of buyersOf[first] as number[]) {
        const offer: number[] = []
        eachLater(person, first, ({ codes, month, size }) => {
          if (offer.at(-2) === month) offer[offer.length - 1]! += size
          else offer.push(month, size)
          for (const next of codes) {
            if (next === first || stamp[next] === person) continue
            stamp[next] = person
            if (count[next]!++ === 0) touched.push(next)
          }
        })
        if (offer.length > 0) offers.push(offer)
      }
      const drafts = touched
        .filter((next) => count[next]! >= minCount)
        .sort((a, b) => a - b)
        .map((next) => {
          let expected = 0
          for (const offer of offers) {
            let rate = 0
            for (let at = 0; at < offer.length; at += 2) rate += offer[at + 1]! * shares[next * months + offer[at]!]!
            expected += 1 - Math.exp(-rate)
          }
          return { first, next, count: count[next]!, buyers: offers.length, expected }
        })
      for (const next of touched) count[next] = 0
      return drafts
    },
    /** Days between the two, a person each. */
    gaps(first: number, next: number): number[] {
      return (buyersOf[first] as number[]).flatMap((person) => {
        let found: number | undefined
        eachLater(person, first, ({ codes }, gap) => {
          if (found === undefined && codes.includes(next)) found = gap
        })
        return found === undefined ? [] : [found]
      })
    },
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
