/**
 * How often `insight watch` is wrong. Synthetic shops in which nothing happens, and shops that grow with weekdays and seasons, are watched
 * for two quarters each, the whole way from the warehouse; then shops in which something breaks. Prints a line a shop, then one of JSON;
 * exit code 1 above one false alarm a quarter, or where less than nine in ten of what broke is found within a week.
 *
 *   node packages/insights/bench/watch.mjs [--shops 10] [--visitors 500]
 */
import { parseArgs } from 'node:util'
import { loadSource } from './rig.mjs'

const { values } = parseArgs({
  options: { shops: { type: 'string', default: '10' }, visitors: { type: 'string', default: '500' } },
})
const [shops, visitors] = [Number(values.shops), Number(values.visitors)]
const WARM_UP = 56
const DAYS = WARM_UP + 182
const FIRST_DAY = Date.UTC(2025, 0, 6) / 86_400_000
const { appendEvents, createSyntheticShop, openWarehouse, openWarehouseSource, watchShop } = await loadSource(
  "export * from './index.js'; export { createSyntheticShop } from '@endcap/testkit'",
)

async function watch(shop, days) {
  const warehouse = await openWarehouse({ path: ':memory:' })
  try {
    await appendEvents(warehouse, shop.events())
    const source = await openWarehouseSource(warehouse, { currency: 'EUR', rates: shop.truth.rates })
    const result = await watchShop(source, { day: FIRST_DAY + DAYS - 1, days })
    await source.close()
    return result
  } finally {
    warehouse.close()
  }
}

async function falseAlarms(name, isNull) {
  let [alarms, series] = [0, 0]
  for (let seed = 1; seed <= shops; seed++) {
    const people = isNull ? visitors : visitors * 2
    const shop = createSyntheticShop({ seed: 1000 + seed, visitors: people, days: DAYS, isNull })
    const result = await watch(shop, DAYS - WARM_UP)
    const own = result.alarms.filter(({ goes_on }) => !goes_on)
    alarms += own.length
    series += result.series
    process.stdout.write(`${name} ${seed}: ${own.length} alarms, ${result.series} series\n`)
  }
  return { alarms, quarters: shops * 2, perQuarter: alarms / (shops * 2), seriesMean: series / shops }
}

/** The chance to order falls to `factor` in the last week, of all or of one channel. */
async function found(name, incident) {
  let hits = 0
  for (let seed = 1; seed <= shops; seed++) {
    const incidents = [{ fromDay: DAYS - 7, toDay: DAYS, ...incident }]
    const shop = createSyntheticShop({ seed: 2000 + seed, visitors, days: DAYS, isNull: true, incidents })
    const { alarms } = await watch(shop, 7)
    if (alarms.some(({ direction, measure }) => direction === 'down' && measure === 'conversion')) hits++
  }
  process.stdout.write(`${name}: found in ${hits} of ${shops}\n`)
  return hits / shops
}

const nothing = await falseAlarms('nothing happens', true)
const growing = await falseAlarms('grows', false)
const halved = await found('orders halved for a week', { factor: 0.5 })
const stopped = await found('no orders for a week', { factor: 0 })
const met = nothing.perQuarter <= 1 && growing.perQuarter <= 1 && stopped >= 0.9
process.stdout.write(`${JSON.stringify({ shops, visitors, nothing, growing, halved, stopped, met })}\n`)
process.exitCode = met ? 0 : 1
