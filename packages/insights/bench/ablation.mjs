/**
 * What each signal, each byte and each setting of diversity buys, on the sets of ../shared/data: only their train parts are read, and
 * the newest tenth of those is asked for. Prints tables, then one line of JSON; `--write` writes them and the pictures into
 * docs/ranking.md. Exit code 1 when shards cost more than they may, 2 when the data are not there.
 *
 *   npm run bench -- insights-ablation [--write] [--rows=N] [signals] [budgets] [shards] [diversity] [cold]
 *
 * `--rows` takes so many of the newest rows of each set, for a quick look.
 */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { measureBudgets, measureSharding } from './ablation/budgets.mjs'
import { measureDiversity } from './ablation/diversity.mjs'
import { tables, writePage } from './ablation/document.mjs'
import { choose, evaluateCold, K, readSet, say } from './ablation/lab.mjs'
import { measureSignals } from './ablation/signals.mjs'
import { DATA } from './rig.mjs'

const SETS = {
  yoochoose64: { name: 'yoochoose64', spanDays: 3 },
  diginetica: { name: 'diginetica', spanDays: 145 },
  beauty: { name: 'amazon-beauty', file: 'sequences.txt.gz', items: 'item2attributes.json.gz', protocol: 'sequence' },
  retail: {
    name: 'online-retail',
    file: 'basket-train.csv.gz',
    items: 'online-retail-products.csv.gz',
    protocol: 'basket',
  },
}
const SECTIONS = ['signals', 'budgets', 'shards', 'diversity', 'cold']

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const isWrite = process.argv.includes('--write')
const rowsGiven = process.argv.find((argument) => argument.startsWith('--rows='))
const rows = rowsGiven && Number(rowsGiven.slice('--rows='.length))
if (rows !== undefined && !(rows >= 1000)) {
  say('--rows is a number from 1000')
  process.exit(2)
}
const unknown = wanted.filter((name) => !SECTIONS.includes(name))
if (unknown.length > 0 || (isWrite && (wanted.length > 0 || rows))) {
  say(
    unknown.length > 0
      ? `there is no section ${unknown}; there are ${SECTIONS.join(', ')}`
      : '--write measures every section, on all rows',
  )
  process.exit(2)
}
const absent = Object.values(SETS).find(({ name }) => !existsSync(`${DATA}${name}`))
if (absent) {
  say(`${DATA}${absent.name} is not there: the data may not be part of this repository`)
  process.exit(2)
}

const started = performance.now()
const isWanted = (...names) => wanted.length === 0 || names.some((name) => wanted.includes(name))
/** A set with the settings that the trainer chooses for it. */
async function prepare(name) {
  say(`${name}: reading, choosing settings`)
  const set = await readSet({ ...SETS[name], rows })
  return { set, table: choose(set) }
}

const result = { node: process.versions.node, cores: availableParallelism() }
const signals = []
const cold = []
if (isWanted('signals', 'budgets')) {
  const { set, table } = await prepare('yoochoose64')
  if (isWanted('signals')) signals.push(measureSignals(set, table))
  if (isWanted('budgets')) result.budgets = measureBudgets(set, table)
}
if (isWanted('signals', 'shards')) {
  const { set, table } = await prepare('diginetica')
  if (isWanted('signals')) signals.push(measureSignals(set, table))
  if (isWanted('shards')) result.shards = measureSharding(set, table)
}
for (const name of ['beauty', 'retail']) {
  if (!isWanted('signals', 'cold') && !(name === 'beauty' && isWanted('diversity'))) continue
  const { set, table } = await prepare(name)
  if (isWanted('signals')) signals.push(measureSignals(set, table))
  if (isWanted('diversity') && name === 'beauty') result.diversity = measureDiversity(set, table)
  if (isWanted('cold')) {
    say(`  ${set.name}: new products and visitors`)
    const { train, test, traits, protocol } = set
    const settings = { table, ...(protocol === 'basket' && { baskets: 'order' }) }
    const { parts, hidden_items } = evaluateCold(train, test, traits, { protocol, k: K, settings })
    cold.push({ set: set.name, hidden_items, parts })
  }
}
if (signals.length > 0) result.signals = signals
if (cold.length > 0) result.cold = cold
result.ms = performance.now() - started
result.cpuMs = process.cpuUsage().user / 1000

process.stdout.write(`${tables(result)}\n\n`)
if (isWrite) writePage(result)
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(result.shards?.checks.some(({ ok }) => !ok) ? 1 : 0)
