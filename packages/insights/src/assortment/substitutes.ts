import type { InsightSource } from '../source/source.js'
import { adjustAmong } from './adjust.js'
import type { Baskets } from './baskets.js'
import { poissonAbove, poissonBelow } from './count-tests.js'
import type { ItemSets } from './item-sets.js'
import { viewedSql } from './seen-products.js'

/** Two products that shoppers choose between: alike or looked at together, and seldom bought together. A hint. */
export interface Substitute {
  readonly items: readonly [string, string]
  readonly names?: readonly [string, string]
  /** Why they are compared: sessions view both twice as often as by chance, or more, or they share a category. */
  readonly because: 'viewed' | 'category'
  /** Sessions with a view of both; 0 where the source has no views. */
  readonly viewedTogether: number
  /** Baskets with both. */
  readonly together: number
  /** Of baskets of the same sizes by chance. */
  readonly expected: number
  readonly p: number
  /** Benjamini–Hochberg over all pairs that were compared. */
  readonly pAdjusted: number
}

/** Baskets that chance must give before their lack says anything. */
const LEAST_EXPECTED = 5
/** Sessions that must have viewed both. */
const LEAST_VIEWS = 10
/** Items of a category beyond this are not paired: the most frequent stay. */
const MOST_OF_CATEGORY = 200

/** Pairs that are bought together significantly less than baskets of their sizes would by chance. */
export async function findSubstitutes(
  source: InsightSource,
  baskets: Baskets,
  sets: ItemSets,
  { alpha, names }: { readonly alpha: number; readonly names: ReadonlyMap<string, string> },
): Promise<Substitute[]> {
  if (baskets.items.length < 2) return []
  const candidates = await pairsToCompare(source, baskets)
  const drafts = candidates.flatMap(({ a, b, because, viewedTogether }) => {
    const expected = expectedTogether(baskets, a, b)
    if (expected < LEAST_EXPECTED) return []
    const found = sets.find([Math.min(a, b), Math.max(a, b)])
    const together = found === undefined ? countTogether(baskets, a, b) : sets.count(found)
    return [{ a, b, because, viewedTogether, together, expected, p: poissonBelow(together, expected) }]
  })
  const adjusted = adjustAmong(
    Float64Array.from(drafts, ({ p }) => p),
    drafts.length,
  )
  return drafts
    .flatMap(({ a, b, ...rest }, at) => {
      const items = [baskets.items[a] as string, baskets.items[b] as string] as const
      const named = items.some((item) => names.has(item))
      const called = items.map((item) => names.get(item) ?? item) as [string, string]
      const pAdjusted = adjusted[at] as number
      return pAdjusted <= alpha ? [{ items, ...(named && { names: called }), ...rest, pAdjusted }] : []
    })
    .sort((x, y) => x.p - y.p || (x.items.join() < y.items.join() ? -1 : 1))
}

interface Pair {
  readonly a: number
  readonly b: number
  readonly because: 'viewed' | 'category'
  readonly viewedTogether: number
}

/** Products of visits with a few of them: how many visits viewed each, viewed both of a pair, and are there at all. */
async function readViews(source: InsightSource) {
  const views = await source.keep(
    `SELECT session, item FROM (SELECT session, item, count(*) OVER (PARTITION BY session) AS size
       FROM (${await viewedSql(source)}) AS v) AS s WHERE size BETWEEN 2 AND 50`,
  )
  const each = await source.ask<{ item: string; sessions: number }>(
    `SELECT item, count(*) AS sessions FROM ${views} AS k GROUP BY item`,
  )
  const [all] = await source.ask<{ sessions: number }>(`SELECT count(DISTINCT session) AS sessions FROM ${views} AS k`)
  const rows = await source.ask<{ a: string; b: string; sessions: number }>(
    `SELECT x.item AS a, y.item AS b, count(*) AS sessions FROM ${views} AS x JOIN ${views} AS y ON x.session = y.session
     WHERE x.item < y.item GROUP BY x.item, y.item HAVING count(*) >= ${LEAST_VIEWS} ORDER BY x.item, y.item`,
  )
  return { each, all: all?.sessions ?? 0, rows }
}

/** Pairs that were viewed together twice as often as by chance; in a source without views, those of one category. */
async function pairsToCompare(source: InsightSource, { items }: Baskets): Promise<Pair[]> {
  const codes = new Map(items.map((item, code) => [item, code]))
  if (source.has('events')) {
    const { each, all, rows } = await readViews(source)
    const viewsOf = new Map(each.map(({ item, sessions }) => [item, sessions]))
    return rows.flatMap(({ a, b, sessions }) => {
      const [left, right] = [codes.get(a), codes.get(b)]
      const chance = ((viewsOf.get(a) ?? 0) * (viewsOf.get(b) ?? 0)) / Math.max(1, all)
      const isSought = sessions >= 2 * chance && poissonAbove(sessions, chance) <= 0.001
      if (left === undefined || right === undefined || !isSought) return []
      return [{ a: left, b: right, because: 'viewed' as const, viewedTogether: sessions }]
    })
  }
  if (!source.has('lines')) return []
  const rows = await source.ask<{ item: string; kind: string }>(
    `SELECT item, max(category) AS kind FROM ${await source.table('lines')} AS l
     WHERE category IS NOT NULL AND category <> '' GROUP BY item ORDER BY item`,
  )
  const byKind = new Map<string, number[]>()
  for (const { item, kind } of rows) {
    const code = codes.get(item)
    if (code !== undefined) byKind.set(kind, [...(byKind.get(kind) ?? []), code])
  }
  return [...byKind.values()].flatMap((all) => {
    // The highest codes are the most frequent ones.
    const most = all.sort((a, b) => b - a).slice(0, MOST_OF_CATEGORY)
    return most.flatMap((a, at) =>
      most.slice(at + 1).map((b) => ({ a, b, because: 'category' as const, viewedTogether: 0 })),
    )
  })
}

function expectedTogether({ sizes, bySize }: Baskets, a: number, b: number): number {
  const [left, right] = [bySize[a] as Float64Array, bySize[b] as Float64Array]
  return sizes.reduce(
    (sum, { n, inverse }, stratum) =>
      n > 0 ? sum + ((left[stratum]! * right[stratum]!) / n) * Math.max(0, 1 - inverse) : sum,
    0,
  )
}

function countTogether({ offsets, codes }: Baskets, a: number, b: number): number {
  let together = 0
  for (let row = 0; row + 1 < offsets.length; row++) {
    const held = codes.subarray(offsets[row], offsets[row + 1])
    if (held.includes(a) && held.includes(b)) together++
  }
  return together
}
