/**
 * Three collectors behind HAProxy, a JetStream cluster of three, two consumers into a warehouse: started, put under load, and in the
 * middle a collector, a node of the cluster and a consumer are killed with SIGKILL. Prints what was acknowledged and what the
 * warehouse holds; exits 1 when an event is missing or there twice.
 *
 *   node examples/scaling/run.mjs [--events 50000] [--to postgres|clickhouse] [--json]
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { bundle } from '../../packages/collector/bench/chaos/bundle.mjs'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    to: { type: 'string', default: 'postgres' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
})
const here = (file) => join(import.meta.dirname, file)
const programs = await bundle({
  story: here('story.mjs'),
  collector: here('collector.mjs'),
  consumer: here('consumer.mjs'),
})
const { tell } = await import(pathToFileURL(programs.story).href)
const result = await tell({
  ...programs,
  balancerConfig: here('haproxy.cfg'),
  events: Number(values.events),
  to: values.to,
  seed: Number(values.seed),
  say: (line) => process.stderr.write(`${line}\n`),
})
process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${JSON.stringify(result, undefined, 2)}\n`)
const isGood = result.stored === result.acknowledged && result.lost + result.duplicated === 0
process.exit(isGood && result.acknowledged === Number(values.events) ? 0 : 1)
