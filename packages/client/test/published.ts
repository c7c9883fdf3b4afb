import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Product } from '@endcap/core'
import { publishTrained, readSessions } from '@endcap/insights'

/** Pairs of products that visits hold together: `a7` and `b7`. */
const PAIRS = 60

/** A folder of versions whose one version is sharded, as `endcap train --publish --shards` makes it. */
export async function publishSharded(): Promise<{ folder: string; version: string }> {
  const folder = join(await mkdtemp(join(tmpdir(), 'endcap-client-')), 'model')
  const rows = Array.from({ length: 900 }, (_, visit) => {
    const pair = visit % PAIRS
    const items = [`a${pair}`, `b${pair}`, `a${(pair + 1 + (visit % 7)) % PAIRS}`]
    return items.map((item, step) => ({
      session: `s${visit}`,
      item,
      ts: 1.7e12 + visit * 1e6 + step,
      visitor: `v${visit}`,
    }))
  }).flat()
  const { interactions } = await readSessions(rows, { kind: 'sessions' })
  const { version } = await publishTrained({ folder, interactions, shards: { sessionBytes: 3000 }, force: true })
  return { folder, version: version! }
}

/** All that the model knows. */
export const PRODUCTS: Product[] = Array.from({ length: 2 * PAIRS }, (_, i) => {
  const id = `${i % 2 ? 'b' : 'a'}${i >> 1}`
  const publishedAt = new Date(Date.UTC(2025, 0, 1 + ((i * 7) % 100))).toISOString()
  return { id, title: id, url: `/${id}`, price: 5, currency: 'GBP', publishedAt }
})
