/**
 * Sends hostile requests to a collector over sockets: bad UTF-8, half characters, deep nesting, `__proto__`, bombs, huge numbers,
 * batches twisted, cut and damaged. Fails on a crash, on a stored event that the parser would not make, and on an answer that is
 * neither a 202 nor a problem of the client's. Prints one line of JSON.
 *
 *   npm run bench -- collector-fuzz --count 1000000 --seed 1 --json
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { prepare } from './rig.mjs'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
})
const { entry, dataDir } = await prepare('bench/fuzz-entry.mjs')
const child = spawn(process.execPath, [entry, dataDir, values.count, values.seed], { stdio: 'inherit' })
const [code] = await once(child, 'exit')
process.exitCode = code === 0 ? 0 : 1
