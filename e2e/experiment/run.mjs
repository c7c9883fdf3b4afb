/**
 * `npm run e2e:experiment`: as many shoppers as `endcap experiment plan` asks for, through client, collector and warehouse, in three shops
 * whose truth is known: one where the tested row gets a fifth more clicks, one where nothing differs, and one that loses a fifth
 * of the exposures of one arm. At the visitors of a plan one test of ten finds nothing, by design, so that a single run says little:
 * `--draws 10` counts how many of ten are read as they are.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { launchChromium } from '../chromium.mjs'
import { study, TRUTHS } from './study.mjs'

const BIN = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))
const HELP = `usage: npm run e2e:experiment -- [options]

  --shop LIST   of ${Object.keys(TRUTHS).join(', ')}; all when left out
  --pages N     shoppers of each shop who come through real pages in Chromium, in the first draw; 300 when left out
  --seed N      of the shoppers of the first draw; 7 when left out
  --draws N     how often each shop is played, with other shoppers each time; 1 when left out
  --json        ends with one line of JSON
  --help        this text

Exit code: 0 each shop was read as it is, or of several draws as often as the plan promises in 95 of 100 such runs; 1 one was
not, 2 wrong use.`
/** A fraction of the visitors is held out of every experiment. */
const HOLDOUT = 0.05
/** How often a shop is to be read as it is: the power of the plan, what an always-valid interval promises, and nearly always. */
const PROMISED = { planted: 0.9, same: 0.95, broken: 0.99 }

const values = readArguments()
if (values.help) process.stdout.write(`${HELP}\n`)
else process.exit(await main(values))

async function main({ shops, pages, seed, draws, json }) {
  const log = (text) => process.stderr.write(`experiment: ${text}\n`)
  const tell = (line) => json || process.stdout.write(`${JSON.stringify(line, null, 1)}\n`)
  const plan = planFor(TRUTHS.planted)
  const shoppers = Math.ceil(plan.alwaysValid.total / (1 - HOLDOUT))
  const days = plan.weeks * 7
  const browser = pages ? await launchChromium() : undefined
  const lines = []
  for (const name of shops) {
    const runs = []
    for (let draw = 0; draw < draws; draw++) {
      const inPages = draw ? 0 : pages
      const { result, ...how } = await study({ name, shoppers, inPages, days, seed: seed + draw, browser, log })
      const state = result.verdict.state
      runs.push({
        ...how,
        seed: seed + draw,
        seconds: Math.round(how.seconds),
        arms: Object.fromEntries(result.arms.map(({ variant, visitors }) => [variant, visitors])),
        verdict: state,
        sampleRatioP: result.health.sampleRatio.p,
        lift: result.metrics[0].comparisons[0]?.relative,
        right: isRight(name, state),
      })
      tell(runs.at(-1))
    }
    const right = runs.filter((run) => run.right).length
    const least = leastRight(draws, PROMISED[name])
    lines.push({ name, draws, right, least, ok: right >= least, runs })
    if (draws > 1) tell({ name, draws, right, least })
  }
  await browser?.close()
  const ok = lines.every((line) => line.ok)
  if (json) process.stdout.write(`${JSON.stringify({ plan: plan.alwaysValid, shops: lines, ok })}\n`)
  return ok ? 0 : 1
}

/** Of so many draws, at least one: fewer come true by chance in at most one run of twenty, where each does as often as is promised. */
function leastRight(draws, promised) {
  let fewer = 0
  let chance = (1 - promised) ** draws
  for (let right = 0; right < draws; right++) {
    fewer += chance
    if (fewer > 0.05) return Math.max(1, right)
    chance *= ((draws - right) / (right + 1)) * (promised / (1 - promised))
  }
  return draws
}

function isRight(name, state) {
  return state === { planted: 'better', same: 'open', broken: 'broken' }[name]
}

function planFor({ rate, lift }) {
  const args = [
    'experiment',
    'plan',
    '--rate',
    rate,
    '--lift',
    lift,
    '--power',
    '0.9',
    '--visitors-per-day',
    '400',
    '--json',
  ]
  return JSON.parse(execFileSync(process.execPath, [BIN, ...args.map(String)], { encoding: 'utf8' }))
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        shop: { type: 'string', default: Object.keys(TRUTHS).join() },
        pages: { type: 'string', default: '300' },
        seed: { type: 'string', default: '7' },
        draws: { type: 'string', default: '1' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    const shops = values.shop.split(',')
    const strange = shops.find((name) => !TRUTHS[name])
    if (strange !== undefined) throw new Error(`there is no shop ${strange}`)
    for (const name of ['pages', 'seed', 'draws'])
      if (!/^\d+$/.test(values[name])) throw new Error(`--${name} is a whole number`)
    if (values.draws === '0') throw new Error('--draws is at least 1')
    const { pages, seed, draws } = values
    return { ...values, shops, pages: Number(pages), seed: Number(seed), draws: Number(draws) }
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
