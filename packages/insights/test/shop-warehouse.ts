/** A synthetic shop in a warehouse, of DuckDB or of ClickHouse. */
import { type StoredEvent, toWarehouseRows, warehouseMigration } from '@endcap/core'
import type { SyntheticShop } from '@endcap/testkit'
import type { ClickHouseService } from '@endcap/testkit/services/clickhouse'
import { appendEvents, openWarehouse, type Warehouse } from '../src/index.js'

/** A warehouse in memory that holds all events of the shop; the caller closes it. */
export async function warehouseOfShop(shop: Pick<SyntheticShop, 'events'>): Promise<Warehouse> {
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(warehouse, shop.events())
  return warehouse
}

/** Fills an empty ClickHouse server as the collector's sink does: raw rows, what comes twice included. */
export async function fillClickHouse(
  server: ClickHouseService,
  events: Iterable<StoredEvent>,
  blockSize = 20_000,
): Promise<void> {
  for (const statement of warehouseMigration('clickhouse', () => false)) await server.query(statement)
  let rows: ReturnType<typeof toWarehouseRows>[] = []
  const insert = async (table: string, values: readonly object[]) => {
    const lines = values.map((value) => JSON.stringify({ ...value, precedence: 1 }))
    if (lines.length > 0) await server.query(`INSERT INTO ${table} FORMAT JSONEachRow ${lines.join('\n')}`)
  }
  const flush = async () => {
    await insert(
      'raw_events',
      rows.map(({ event }) => event),
    )
    await insert(
      'raw_event_items',
      rows.flatMap(({ items }) => items),
    )
    rows = []
  }
  for (const event of events) {
    rows.push(toWarehouseRows(event))
    if (rows.length >= blockSize) await flush()
  }
  await flush()
}
