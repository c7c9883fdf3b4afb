import type { InsightSource } from '../source/source.js'

/** The latest name of each item, where the source has names. */
export async function readNames(source: InsightSource): Promise<ReadonlyMap<string, string>> {
  if (!source.has('lines')) return new Map()
  const rows = await source.ask<{ item: string; called: string | null }>(
    `SELECT item, ${source.dialect.last('name', 'ts', 'order_id')} AS called FROM ${await source.table('lines')} AS l
     WHERE name IS NOT NULL AND name <> '' GROUP BY item`,
  )
  return new Map(rows.flatMap(({ item, called }) => (called === null ? [] : [[item, called] as const])))
}
