/**
 * The collector that chaos starts and kills: `node entry.mjs <options as JSON>`. Prints its URL as a line. SIGTERM drains it;
 * SIGUSR2 delivers the dead letters of the sink `http` again, and prints how many there were.
 */
import { createCollector } from '@endcap/collector'

const collector = createCollector(JSON.parse(process.argv[2]))
process.once('SIGTERM', () => collector.close().then(() => process.exit(0)))
process.on('SIGUSR2', () =>
  collector.replayDeadLetters('http').then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`)),
)
const { url } = await collector.listen()
process.stdout.write(`${url}\n`)
