/** The same events in DuckDB and in ClickHouse's engine. */
import type { StoredEvent } from '@endcap/core'
import { startChdb } from '@endcap/testkit/services/chdb'
import { type ClickHouseService, fillClickHouse } from '@endcap/testkit/services/clickhouse'
import {
  appendEvents,
  type ClickHouseDatabase,
  type InsightSource,
  openClickHouse,
  openWarehouse,
  openWarehouseSource,
  type Warehouse,
  type WarehouseSourceOptions,
} from '../src/index.js'

/** Two databases that hold the same. */
export interface Engines {
  readonly server: ClickHouseService
  readonly clickhouse: ClickHouseDatabase
  readonly duckdb: Warehouse
  /** Asks a source of each: ClickHouse's answer, then DuckDB's. */
  both<T>(options: WarehouseSourceOptions, ask: (source: InsightSource) => Promise<T>): Promise<[T, T]>
  close(): Promise<void>
}

/**
 * Starts both and fills them. With `isRepeated` some events, and some items, stand twice in each, as the collector's sink may write them
 * and `appendEvents` would not.
 */
export async function startEngines(
  events: readonly StoredEvent[],
  { isRepeated = false }: { readonly isRepeated?: boolean } = {},
): Promise<Engines> {
  const server = await startChdb()
  await fillClickHouse(server, isRepeated ? [...events, ...events.filter(({ seq }) => seq % 5 === 0)] : events)
  const clickhouse = await openClickHouse({ url: server.url })
  const duckdb = await openWarehouse({ path: ':memory:' })
  await appendEvents(duckdb, events)
  if (isRepeated) {
    await duckdb.query('INSERT INTO raw_events SELECT * FROM raw_events WHERE seq % 5 = 0')
    await duckdb.query(
      'INSERT INTO raw_event_items SELECT i.* FROM raw_event_items i JOIN raw_events e USING (event_id) WHERE e.seq % 7 = 0',
    )
  }
  return {
    server,
    clickhouse,
    duckdb,
    async both<T>(options: WarehouseSourceOptions, ask: (source: InsightSource) => Promise<T>) {
      const answers: T[] = []
      for (const database of [clickhouse, duckdb]) {
        const source = await openWarehouseSource(database, options)
        try {
          answers.push(await ask(source))
        } finally {
          await source.close()
        }
      }
      return answers as [T, T]
    },
    async close() {
      await clickhouse.close()
      duckdb.close()
      await server.close()
    },
  }
}
