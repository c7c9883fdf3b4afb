/** A shop with campaigns, messages held out and pairs of channels: DuckDB and ClickHouse's engine have to find the same in it. */

import { startChdb } from '@endcap/testkit/services/chdb'
import { fillClickHouse } from '@endcap/testkit/services/clickhouse'
import { expect, test } from 'vitest'
import { openClickHouse, openWarehouseSource, runInsight } from '../src/index.js'
import { journeyShop, PLANTED_TRUTH } from './journeys-shop.js'
import { warehouseOf } from './planted.js'

test('campaigns, holdouts and ways to an order are the same of both', async () => {
  const events = journeyShop(PLANTED_TRUTH, 1, 700)
  const server = await startChdb()
  try {
    // Some events twice, as the sink may tell them.
    await fillClickHouse(server, [...events, ...events.filter((_, n) => n % 6 === 0)])
    const clickhouse = await openClickHouse({ url: server.url })
    const duckdb = await warehouseOf(events)
    const answers = []
    for (const database of [clickhouse, duckdb]) {
      const source = await openWarehouseSource(database, {})
      const { campaigns, synergies } = await runInsight('channels', source, {})
      const { purchasePaths, flow, funnel } = await runInsight('paths', source, {})
      answers.push(rounded({ campaigns, synergies, purchasePaths, flow, funnel }))
      await source.close()
    }
    await clickhouse.close()
    duckdb.close()
    const [found, expected] = answers
    expect(found).toEqual(expected)
    // The comparison is of something.
    expect(expected).toMatch(/"isSure":true/)
    expect(expected).toMatch(/"heldOut":\d{3}/)
  } finally {
    await server.close()
  }
}, 180_000)

/** Sums of doubles depend on their order in the last digits. */
const rounded = (value: unknown): string =>
  JSON.stringify(value, (_, cell) => (typeof cell === 'number' ? Number(cell.toPrecision(8)) : cell))
