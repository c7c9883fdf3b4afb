/**
 * How often the report tells a shop to do something where nothing differs, and what it tells one in which something does. Prints a line a
 * shop, then one of JSON; exit code 1 where more than one null shop in twenty has an action beyond what chance explains (p < 0.01), or a
 * planted one has none.
 *
 *   node packages/insights/bench/actions.mjs [--shops 20] [--planted 3]
 */
import { parseArgs } from 'node:util'
import { loadSource } from './rig.mjs'

const { values } = parseArgs({
  options: { shops: { type: 'string', default: '20' }, planted: { type: 'string', default: '3' } },
})
const [shops, planted] = [Number(values.shops), Number(values.planted)]
const { appendEvents, buildReport, createSyntheticShop, openWarehouse } = await loadSource(
  "export * from './index.js'; export { createSyntheticShop } from '@endcap/testkit'",
)
const insights = ['changes', 'watch', 'churn', 'feedback', 'rules', 'products', 'channels', 'attribution', 'quality']

async function actionsOf(options) {
  const shop = createSyntheticShop({ days: 182, ...options })
  const warehouse = await openWarehouse({ path: ':memory:' })
  try {
    await appendEvents(warehouse, shop.events())
    return (await buildReport(warehouse, { insights, shop: { rates: shop.truth.rates } })).actions
  } finally {
    warehouse.close()
  }
}

const tell = (name, seed, actions) =>
  process.stdout.write(`${name} ${seed}: ${actions.map(({ section }) => section).join(', ') || 'nothing'}\n`)

let wrong = 0
for (let seed = 1; seed <= shops; seed++) {
  const actions = await actionsOf({ seed: 5000 + seed, visitors: 600, isNull: true })
  if (actions.length > 0) wrong++
  tell('nothing differs', seed, actions)
}
const found = []
for (let seed = 1; seed <= planted; seed++) {
  const actions = await actionsOf({ seed: 6000 + seed, visitors: 2500 })
  found.push(actions.length)
  tell('planted', seed, actions)
}
/** Chance of so many shops or more at one in twenty. */
let chance = 0
for (let count = wrong, ways = 1; count <= shops; count++) {
  ways = 1
  for (let at = 0; at < count; at++) ways *= (shops - at) / (at + 1)
  chance += ways * 0.05 ** count * 0.95 ** (shops - count)
}
const met = chance >= 0.01 && found.every((count) => count > 0)
process.stdout.write(`${JSON.stringify({ shops, wrong, found, met })}\n`)
process.exitCode = met ? 0 : 1
