/** Orders of a synthetic shop as a file, each of its person: the truth without devices, logins and programs in between. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SyntheticShop } from '@endcap/testkit'
import { type InsightSource, openFileSource } from '../src/index.js'

const DAY_MS = 86_400_000
/** What the synthetic shop begins at unless told otherwise. */
const START_MS = Date.UTC(2025, 0, 6)

/** Asks something of the orders of a shop's people; values go up and down by person, and by order in a fixed way. */
export async function askOrdersOf<T>(
  shop: Pick<SyntheticShop, 'truth'>,
  ask: (source: InsightSource) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-shop-orders-'))
  const file = join(folder, 'orders.csv')
  const rows = ['order_id,customer_id,ordered_at,value']
  for (const { index, journeys } of shop.truth.people()) {
    journeys.forEach(({ visits, isOrder }, number) => {
      const at = visits.at(-1)?.at
      if (!isOrder || at === undefined) return
      const value = 20 + ((index * 7) % 60) + ((number * 13) % 11)
      rows.push(`${index}-${number},p${index},${new Date(START_MS + at * DAY_MS).toISOString()},${value}`)
    })
  }
  writeFileSync(file, rows.join('\n'))
  try {
    const source = await openFileSource({ kind: 'transactions', file })
    try {
      return await ask(source)
    } finally {
      await source.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
