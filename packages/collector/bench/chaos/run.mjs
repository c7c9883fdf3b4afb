/**
 * `npm run chaos`: real collector processes under load, killed with SIGKILL at random points, while their sinks fail, stop and
 * crawl and their disk fills up. Every acknowledged event must stand in every sink, once. Prints one line of JSON with `--json`;
 * exits 1 on one lost or doubled event. `--help` lists the options. What is killed when is seeded; how the machine interleaves it is not.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'

const HELP = `npm run chaos -- [options]

  --events N       events to send, in all [1000000]
  --kills N        times that the collector is killed with SIGKILL, in all [200]
  --connections N  clients that send at the same time [12]
  --seed N         what is killed and broken when [1]
  --sinks LIST     of duckdb,ndjson,http,postgres,nats; the last two start real servers [all]
  --no-disk        leaves out the full disk, which needs root
  --json           one line of JSON on standard output
  --help           this help
`

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    kills: { type: 'string', default: '200' },
    connections: { type: 'string', default: '12' },
    seed: { type: 'string', default: '1' },
    sinks: { type: 'string', default: 'duckdb,ndjson,http,postgres,nats' },
    'no-disk': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

for (const name of ['events', 'kills', 'connections', 'seed']) {
  if (/^\d+$/.test(values[name])) continue
  process.stderr.write(`--${name} is a whole number\n`)
  process.exit(2)
}

const programs = await bundle({
  chaos: join(import.meta.dirname, 'chaos.mjs'),
  entry: join(import.meta.dirname, 'entry.mjs'),
})
const { runChaos } = await import(pathToFileURL(programs.chaos).href)
const result = await runChaos({
  entry: programs.entry,
  events: Number(values.events),
  kills: Number(values.kills),
  connections: Number(values.connections),
  seed: Number(values.seed),
  sinks: values.sinks.split(','),
  withDisk: !values['no-disk'],
  progress: (line) => process.stderr.write(`${line}\n`),
})
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, undefined, 2)}\n`)
const isGood =
  result.acknowledged === Number(values.events) &&
  result.stored === result.acknowledged &&
  result.lost + result.duplicated === 0 &&
  result.kills >= Number(values.kills)
process.exit(isGood ? 0 : 1)
