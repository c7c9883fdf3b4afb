import { EndcapError } from '@endcap/core'
import type { InsightSource } from '../source/source.js'

/** What the entries of a basket are. */
export const RULE_LEVELS = ['item', 'category'] as const
/** One of {@link RULE_LEVELS}. */
export type RuleLevel = (typeof RULE_LEVELS)[number]

/** Baskets as numbers. Items are coded from 0, the rarest first; baskets stand by size, the small ones first. */
export interface Baskets {
  /** All of them, also those that hold no frequent item. */
  readonly n: number
  /** By code. */
  readonly items: readonly string[]
  /** By code: how many baskets hold it. */
  readonly counts: readonly number[]
  /** Where each basket of two frequent items or more begins in `codes`, and the end. */
  readonly offsets: Uint32Array
  /** Ascending within a basket. */
  readonly codes: Uint32Array
  /** By basket: its stratum, baskets of about one size. */
  readonly strata: Uint8Array
  /** By stratum: all baskets of that size, and the mean of 1 / size over them. */
  readonly sizes: readonly { readonly n: number; readonly inverse: number }[]
  /** By code: how many baskets of each stratum hold it. */
  readonly bySize: readonly Float64Array[]
}

/** How many baskets there are. Throws `input-empty` without any. */
export async function countBaskets(source: InsightSource, level: RuleLevel): Promise<number> {
  const [row] = await source.ask<{ n: number }>(
    `SELECT count(DISTINCT basket) AS n FROM ${await basketsOf(source, level)} AS b`,
  )
  if (!row?.n) throw new EndcapError('input-empty', `${source.basis.source} holds no basket of ${level} ids`)
  return row.n
}

/** Reads the baskets, of their items those that `minCount` of them hold. The database sums equal baskets up. */
export async function readBaskets(
  source: InsightSource,
  { level, n, minCount }: { readonly level: RuleLevel; readonly n: number; readonly minCount: number },
): Promise<Baskets> {
  const table = await basketsOf(source, level)
  const frequent = `SELECT item, row_number() OVER (ORDER BY held, item) - 1 AS code, held FROM
    (SELECT item, count(*) AS held FROM ${table} AS b GROUP BY item) AS i WHERE held >= $minCount`
  const items = await source.ask<{ item: string; held: number }>(
    `SELECT item, held FROM (${frequent}) AS f ORDER BY code`,
    { minCount },
  )
  const sizes = await source.ask<{ size: number; baskets: number }>(
    `SELECT size, count(*) AS baskets FROM (SELECT basket, count(*) AS size FROM ${table} AS b GROUP BY basket) AS s
     GROUP BY size ORDER BY size`,
  )
  const contents = source.dialect.joined('CAST(f.code AS VARCHAR)', ['f.code', 'f.item'], ' ')
  const rows = await source.ask<{ size: number; contents: string; baskets: number }>(
    `SELECT size, contents, count(*) AS baskets FROM (
       SELECT p.basket AS basket, s.size AS size, ${contents} AS contents FROM ${table} AS p
       JOIN (${frequent}) AS f ON p.item = f.item
       JOIN (SELECT basket, count(*) AS size FROM ${table} AS b GROUP BY basket) AS s ON p.basket = s.basket
       GROUP BY p.basket, s.size) AS c
     GROUP BY size, contents ORDER BY size, contents`,
    { minCount },
  )
  return codeBaskets(n, items, sizes, rows)
}

async function basketsOf(source: InsightSource, level: RuleLevel): Promise<string> {
  if (level === 'item') return source.table('baskets')
  return `(SELECT DISTINCT order_id AS basket, category AS item FROM ${await source.table('lines')} AS l
    WHERE category IS NOT NULL AND category <> '')`
}

function codeBaskets(
  n: number,
  items: readonly { readonly item: string; readonly held: number }[],
  sizes: readonly { readonly size: number; readonly baskets: number }[],
  rows: readonly { readonly size: number; readonly contents: string; readonly baskets: number }[],
): Baskets {
  const edges = strataEdges(sizes.at(-1)?.size ?? 1)
  const stratumOf = (size: number) => edges.findIndex((edge) => size <= edge)
  const bySize = items.map(() => new Float64Array(edges.length))
  const [offsets, codes, strata]: [number[], number[], number[]] = [[0], [], []]
  for (const { size, contents, baskets } of rows) {
    const held = contents.split(' ').map(Number)
    const stratum = stratumOf(size)
    for (const code of held) (bySize[code] as Float64Array)[stratum]! += baskets
    if (held.length < 2) continue
    for (let copy = 0; copy < baskets; copy++) {
      for (const code of held) codes.push(code)
      offsets.push(codes.length)
      strata.push(stratum)
    }
  }
  const totals = edges.map(() => ({ n: 0, inverse: 0 }))
  for (const { size, baskets } of sizes) {
    const total = totals[stratumOf(size)] as { n: number; inverse: number }
    total.n += baskets
    total.inverse += baskets / size
  }
  return {
    n,
    items: items.map(({ item }) => item),
    counts: items.map(({ held }) => held),
    offsets: Uint32Array.from(offsets),
    codes: Uint32Array.from(codes),
    strata: Uint8Array.from(strata),
    sizes: totals.map((total) => ({ n: total.n, inverse: total.n > 0 ? total.inverse / total.n : 0 })),
    bySize,
  }
}

/** The largest size of each stratum: 1, 2, 3, 4, 5, then a quarter more each time. */
function strataEdges(largest: number): number[] {
  const edges = [1]
  while ((edges.at(-1) as number) < largest) {
    const last = edges.at(-1) as number
    edges.push(Math.max(last + 1, Math.floor(last * 1.25)))
  }
  return edges
}
