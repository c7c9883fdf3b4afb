/**
 * Boots what `npm start` boots, on a free port and with data of its own, and stops it again.
 */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Model and pages of an earlier start, so that each test has not to train again; the demo itself checks that they fit. */
const PREPARED = fileURLToPath(new URL('../.endcap/e2e', import.meta.url))
const PARTS = ['model', 'model.stamp', 'shop']
const BIN = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))

/**
 * @typedef {object} Demo
 * @property {string} url address of the shop, without a slash at the end
 * @property {string} live address of the live event view, with its token
 * @property {string} data folder of spool and warehouse
 * @property {() => Promise<void>} stop ends the process in order: every spooled event is in DuckDB afterwards
 * @property {() => void} remove deletes the data
 */

/** Starts the demo shop with collector, model and live view. Rejects with its output when it does not come up. */
export async function startDemo() {
  const data = mkdtempSync(join(tmpdir(), 'endcap-demo-'))
  copyParts(PREPARED, data)
  const args = ['demo', '--port', '0', '--data', data, '--json']
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const started = new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.stdout.on('data', (chunk) => {
      output += chunk
      const line = output.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'))
      if (line) resolve(JSON.parse(line))
    })
    exited.then((code) => reject(new Error(`the demo ended with ${code}:\n${output}`)))
  })
  const { url, live } = await started
  if (stampOf(data) !== stampOf(PREPARED)) copyParts(data, PREPARED)
  return {
    url: url.replace(/\/$/, ''),
    live,
    data,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
    remove: () => rmSync(data, { recursive: true, force: true }),
  }
}

function stampOf(folder) {
  const file = join(folder, 'model.stamp')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function copyParts(from, to) {
  for (const part of PARTS) {
    if (existsSync(join(from, part)))
      cpSync(join(from, part), join(to, part), { recursive: true, preserveTimestamps: true })
  }
}
