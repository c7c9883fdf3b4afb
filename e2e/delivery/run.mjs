/**
 * `npm run e2e:delivery`: the acceptance list of event delivery, rows 1 to 10, in Chromium, Firefox and WebKitGTK against a real
 * collector. An event counts as delivered when it is in the warehouse of the stopped collector.
 */
import { parseArgs } from 'node:util'
import { DRIVERS } from '../browsers/driver.mjs'
import { createFolder } from '../browsers/processes.mjs'
import { playBrowser } from './rig.mjs'
import { CASES } from './rows/index.mjs'
import { formatTable } from './table.mjs'

const HELP = `usage: npm run e2e:delivery -- [options]

  --browser LIST  of ${Object.keys(DRIVERS).join(', ')}; all when left out
  --row LIST      of the rows 1 to 10; all when left out
  --case TEXT     only the cases whose name holds the text
  --quick         only the slice that npm test runs
  --swallow       the road throws a batch of each case away: proof that the rig notices
  --json          ends with one line of JSON on standard output, instead of a table
  --help          this text

Exit code: 0 all held, 1 some did not, 2 wrong use.`

const OPTIONS = {
  browser: { type: 'string' },
  row: { type: 'string' },
  case: { type: 'string' },
  quick: { type: 'boolean' },
  swallow: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
}

// The processes that were started end with this one: see browsers/processes.mjs.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => process.exit(code))
}

// Browsers leave profiles behind when they are killed: all of it goes with this folder.
process.env.TMPDIR = createFolder('endcap-delivery-')

const values = readArguments()
if (values.help) process.stdout.write(`${HELP}\n`)
else process.exit(await main(values))

async function main({ browsers, cases, swallow, json }) {
  const log = (line) => process.stderr.write(`delivery: ${line}\n`)
  const result = { browsers: {}, rows: [], ok: true }
  for (const name of browsers) {
    const { version, rows } = await playBrowser({ name, cases, swallow, log })
    result.browsers[name] = { version }
    result.rows.push(...rows)
  }
  result.ok = result.rows.every(({ ok }) => ok)
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : formatTable(result))
  return result.ok ? 0 : 1
}

function readArguments() {
  try {
    const { values } = parseArgs({ options: OPTIONS })
    if (values.help) return values
    const rows = list(values.row).map(Number)
    const browsers = list(values.browser)
    const wrong =
      browsers.find((name) => !DRIVERS[name]) ?? rows.find((row) => !CASES.some((entry) => entry.row === row))
    if (wrong !== undefined) throw new Error(`there is no ${wrong}`)
    if (process.platform !== 'linux') throw new Error('the rig reads /proc and runs WebKitGTK: it needs Linux')
    const cases = CASES.filter(
      ({ row, name, quick }) =>
        (rows.length === 0 || rows.includes(row)) && (!values.quick || quick) && name.includes(values.case ?? ''),
    )
    if (cases.length === 0) throw new Error('no case is left')
    const wanted = browsers.length ? browsers : Object.keys(DRIVERS)
    const absent = wanted.find((name) => !DRIVERS[name].isInstalled())
    if (absent) throw new Error(`${absent} is missing; \`npm run setup -- --test\` installs it, or says how`)
    return { ...values, browsers: wanted, cases }
  } catch (error) {
    process.stderr.write(`delivery: ${error.message}\n\n${HELP}\n`)
    process.exit(2)
  }
}

function list(text) {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
}
