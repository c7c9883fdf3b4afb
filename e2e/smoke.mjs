/**
 * `npm run smoke`: boots what `npm start` boots, sends a scripted shopper through it in Chromium, and counts in DuckDB
 * what the browser sent. Ends with one JSON line; exit 1 when an event is not stored exactly once, the row did not
 * change after the views, the layout shifted, or the experiment was not exposed.
 */

import { readFileSync } from 'node:fs'
import { assign, isHeldOut } from '@endcap/experiments'
import { launchChromium } from './chromium.mjs'
import { startDemo } from './demo.mjs'
import { shop } from './shopper.mjs'
import { readWarehouse } from './warehouse.mjs'
import { installWitness, readWitness } from './witness.mjs'

const EXPERIMENT = 'product-row'

/** Does the whole round. Gives the figures of the JSON line, and what they should have been in `problems`. */
export async function smoke() {
  const demo = await startDemo()
  const browser = await launchChromium()
  let seen
  let walk
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    await installWitness(context)
    const page = await context.newPage()
    walk = await shop(page, demo.url)
    seen = await readWitness(page)
  } finally {
    await browser.close()
    await demo.stop()
  }
  try {
    const stored = await readWarehouse(demo.data, async (query) => ({
      raw: await query('SELECT event_id, count(*)::INTEGER AS times FROM raw_events GROUP BY ALL'),
      rows: Number((await query('SELECT count(*)::INTEGER AS n FROM events'))[0].n),
      visitor: (await query('SELECT DISTINCT visitor FROM events WHERE visitor IS NOT NULL')).map((row) => row.visitor),
      exposures: await query("SELECT visitor, experiments FROM events WHERE type = 'experiment_exposure'"),
      purchases: Number((await query("SELECT count(*)::INTEGER AS n FROM events WHERE type = 'purchase'"))[0].n),
    }))
    return judge(seen, walk, stored)
  } finally {
    demo.remove()
  }
}

function judge(seen, walk, stored) {
  const times = new Map(stored.raw.map(({ event_id, times }) => [event_id, Number(times)]))
  const lost = [...seen.ids.keys()].filter((id) => !times.has(id))
  const duplicates = [...times.values()].reduce((sum, count) => sum + count - 1, 0)
  const variants = [...new Set(stored.exposures.map((row) => JSON.parse(row.experiments)[EXPERIMENT]).filter(Boolean))]
  const result = {
    sent: seen.ids.size,
    stored: seen.ids.size - lost.length,
    duplicates,
    rows: stored.rows,
    reranked: walk.after.length > 0 && walk.after.join() !== walk.before.join(),
    cls: Math.round(seen.cls * 10_000) / 10_000,
    experiment: { variant: variants.join() || null, exposed: variants.length > 0 },
  }
  return { result, problems: findProblems(result, seen, lost, stored, variants) }
}

function findProblems(result, seen, lost, stored, variants) {
  const problems = []
  const check = (ok, text) => ok || problems.push(text)
  check(result.sent > 20, `only ${result.sent} events were sent`)
  check(lost.length === 0, `not stored: ${lost.map((id) => `${id} ${seen.ids.get(id).type}`).join(', ')}`)
  check(result.duplicates === 0, `${result.duplicates} events are stored twice`)
  check(result.rows === result.sent, `${result.rows} rows for ${result.sent} events`)
  check(result.reranked, 'the row did not change after the views')
  check(result.cls === 0, `the layout shifted: ${JSON.stringify(seen.shifts)}`)
  check(stored.purchases === 1, `${stored.purchases} purchases instead of 1`)
  check(stored.visitor.length === 1, `${stored.visitor.length} visitors instead of 1`)
  // What was tracked but never sent would be missing from both counts: the counter of each page shows it.
  for (const [stream, events] of groupByStream(seen.ids)) {
    const highest = Math.max(...events.map(({ seq }) => seq))
    check(highest === events.length, `stream ${stream} counts to ${highest}, but ${events.length} events were sent`)
  }
  const config = JSON.parse(readFileSync(new URL('../examples/script-tag/config.json', import.meta.url), 'utf8'))
  const experiment = config.experiments.find(({ id }) => id === EXPERIMENT)
  const [visitor] = stored.visitor
  // Of a visitor who is held out control is shown, and nothing of the experiment is told.
  const expected = isHeldOut(config.holdout, visitor) ? '' : assign(experiment, { visitor }).variant.id
  check(variants.join() === expected, `exposed ${variants.join() || 'nothing'}, the hash says ${expected || 'nothing'}`)
  return problems
}

function groupByStream(ids) {
  const streams = new Map()
  for (const entry of ids.values()) streams.set(entry.stream, [...(streams.get(entry.stream) ?? []), entry])
  return streams
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { result, problems } = await smoke()
  for (const problem of problems) process.stderr.write(`smoke: ${problem}\n`)
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exitCode = problems.length > 0 ? 1 : 0
}
