/**
 * Whether planted elasticities are found: of synthetic shops of a year, by orders alone and with views that tell prices. Prints a line a
 * shop, then one of JSON: mean estimate by planted elasticity, and the share of 95 % intervals that hold it.
 *
 *   node packages/insights/bench/prices.mjs [--shops 10] [--visitors 4000] [--without-views]
 */
import { parseArgs } from 'node:util'
import { loadSource } from './rig.mjs'

const { values } = parseArgs({
  options: {
    shops: { type: 'string', default: '10' },
    visitors: { type: 'string', default: '4000' },
    'without-views': { type: 'boolean', default: false },
  },
})
const { appendEvents, createSyntheticShop, openWarehouse, openWarehouseSource, readPrices } = await loadSource(
  "export * from './index.js'; export { createSyntheticShop } from '@endcap/testkit'; export { readPrices } from './assortment/prices.js'",
)
const orders = ['purchase', 'refund', 'cancel']
const types = new Set(values['without-views'] ? orders : [...orders, 'view_item', 'add_to_cart'])

let [held, judged] = [0, 0]
const estimates = new Map()
for (let seed = 1; seed <= Number(values.shops); seed++) {
  const shop = createSyntheticShop({ seed, visitors: Number(values.visitors), days: 364 })
  const warehouse = await openWarehouse({ path: ':memory:' })
  let batch = []
  for (const event of shop.events()) {
    if (types.has(event.type)) batch.push(event)
    if (batch.length < 50_000) continue
    await appendEvents(warehouse, batch)
    batch = []
  }
  await appendEvents(warehouse, batch)
  const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: shop.truth.rates })
  const { products } = await readPrices(source, { alpha: 0.05, costs: new Map() })
  for (const { item, elasticity, low, high } of products) {
    const planted = shop.truth.elasticities[item]
    estimates.set(planted, [...(estimates.get(planted) ?? []), elasticity])
    judged++
    if (low <= planted && planted <= high) held++
  }
  process.stdout.write(`${seed}: ${held} of ${judged} intervals hold\n`)
  await source.close()
  warehouse.close()
}
const mean = (list) => Number((list.reduce((sum, value) => sum + value, 0) / list.length).toFixed(2))
const means = Object.fromEntries(
  [...estimates].sort(([a], [b]) => a - b).map(([planted, list]) => [planted, mean(list)]),
)
process.stdout.write(
  `${JSON.stringify({ shops: Number(values.shops), views: !values['without-views'], judged, held, means })}\n`,
)
