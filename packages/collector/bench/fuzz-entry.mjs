/** The process of `fuzz.mjs`: `node entry.mjs <dataDir> <count> <seed>`. */
import { fuzz } from '../test/fuzz.ts'

const [dataDir, count, seed] = process.argv.slice(2)
const result = await fuzz({ count: Number(count), seed: Number(seed), dataDir })
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exitCode = result.failures.length > 0 ? 1 : 0
