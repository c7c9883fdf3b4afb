/** A synthetic shop in a warehouse of DuckDB. */
import type { SyntheticShop } from '@endcap/testkit'
import { appendEvents, openWarehouse, type Warehouse } from '../src/index.js'

/** A warehouse in memory that holds all events of the shop; the caller closes it. */
export async function warehouseOfShop(shop: Pick<SyntheticShop, 'events'>): Promise<Warehouse> {
  const warehouse = await openWarehouse({ path: ':memory:' })
  await appendEvents(warehouse, shop.events())
  return warehouse
}
