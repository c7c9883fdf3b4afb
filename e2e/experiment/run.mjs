/**
 * `npm run e2e:experiment`: as many shoppers as `endcap experiment plan` asks for, through client, collector and warehouse, in three shops
 * whose truth is known: one where the tested row gets a fifth more clicks, one where nothing differs, and one that loses a fifth
 * of the exposures of one arm. At the visitors of a plan one test of ten finds nothing, by design: seed 1 is such a draw, by more than three standard errors.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { launchChromium } from '../chromium.mjs'
import { study, TRUTHS } from './study.mjs'

const BIN = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))
const HELP = `usage: npm run e2e:experiment -- [options]

  --shop LIST   of ${Object.keys(TRUTHS).join(', ')}; all when left out
  --pages N     shoppers of each shop who come through real pages in Chromium; 300 when left out
  --seed N      of the shoppers; 7 when left out
  --json        ends with one line of JSON
  --help        this text

Exit code: 0 each shop was read as it is, 1 one was not, 2 wrong use.`
/** A fraction of the visitors is held out of every experiment. */
const HOLDOUT = 0.05

const values = readArguments()
if (values.help) process.stdout.write(`${HELP}\n`)
else process.exit(await main(values))

async function main({ shops, pages, seed, json }) {
  const log = (text) => process.stderr.write(`experiment: ${text}\n`)
  const plan = planFor(TRUTHS.planted)
  const shoppers = Math.ceil(plan.alwaysValid.total / (1 - HOLDOUT))
  const days = plan.weeks * 7
  const browser = pages ? await launchChromium() : undefined
  const lines = []
  for (const name of shops) {
    const { result, ...how } = await study({ name, shoppers, inPages: pages, days, seed, browser, log })
    const ctr = result.metrics[0].comparisons[0]
    const line = {
      ...how,
      seconds: Math.round(how.seconds),
      arms: Object.fromEntries(result.arms.map(({ variant, visitors }) => [variant, visitors])),
      verdict: result.verdict.state,
      sampleRatioP: result.health.sampleRatio.p,
      lift: ctr?.relative,
      ok: isRight(name, result.verdict.state),
    }
    lines.push(line)
    if (!json) process.stdout.write(`${JSON.stringify(line, null, 1)}\n`)
  }
  await browser?.close()
  const ok = lines.every((line) => line.ok)
  if (json) process.stdout.write(`${JSON.stringify({ plan: plan.alwaysValid, shops: lines, ok })}\n`)
  return ok ? 0 : 1
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
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
    const shops = values.shop.split(',')
    const strange = shops.find((name) => !TRUTHS[name])
    if (strange !== undefined) throw new Error(`there is no shop ${strange}`)
    for (const name of ['pages', 'seed'])
      if (!/^\d+$/.test(values[name])) throw new Error(`--${name} is a whole number`)
    return { ...values, shops, pages: Number(values.pages), seed: Number(values.seed) }
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
    process.exit(2)
  }
}
