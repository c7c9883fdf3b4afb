/** The collector that `bench/crash.mjs` starts and kills: `node entry.mjs <dataDir> [limits as JSON]`. Prints its URL as a line. */
import { createCollector } from '../src/index.js'

const collector = createCollector({
  dataDir: process.argv[2] as string,
  keys: ['crash'],
  port: 0,
  logger: 'silent',
  limits: { lingerMs: 10, drainMs: 60_000, segmentBytes: 1 << 18, ...JSON.parse(process.argv[3] ?? '{}') },
})
process.once('SIGTERM', () => collector.close().then(() => process.exit(0)))
const { url } = await collector.listen()
process.stdout.write(`${url}\n`)
