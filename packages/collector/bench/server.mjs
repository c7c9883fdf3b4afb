/** The servers of the throughput benchmark, each a process of its own: `parse-only`, or a collector with the sinks named. */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createCollector } from '../src/index.ts'

const [kind, dataDir] = process.argv.slice(2)
let finish = async () => {}
let url

if (kind === 'parse-only') {
  const server = createServer((request, response) => {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      JSON.parse(Buffer.concat(chunks).toString())
      response.writeHead(202).end()
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${server.address().port}`
} else {
  const blocked = { name: 'blocked', keepsCursor: true, open: async () => 0, close: async () => {} }
  const sinks = {
    none: [],
    duckdb: [{ type: 'duckdb' }],
    // As with a backend that is down.
    down: [{ ...blocked, write: async () => Promise.reject(new Error('down')) }],
  }
  const collector = createCollector({
    dataDir: join(dataDir, kind),
    keys: ['bench'],
    port: 0,
    logger: 'error',
    sinks: sinks[kind],
    limits: { drainMs: 1000, ...JSON.parse(process.env.BENCH_LIMITS ?? '{}') },
  })
  url = (await collector.listen()).url
  finish = () => collector.flush()
}

process.on('message', async (question) => {
  if (question === 'finish') await finish()
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  process.send({ cpuUs: user + system, rss, heapUsed })
})
process.on('disconnect', () => process.exit())
process.send({ url })
