/**
 * Boots what `npm start` boots, on a free port and with data of its own, and stops it again.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
export async function startDemo({ cache } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'endcap-demo-'))
  const args = ['demo', '--port', '0', '--data', cache ?? data, '--json']
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
  const { url, live, data: folder } = await started
  return {
    url: url.replace(/\/$/, ''),
    live,
    data: folder ?? data,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
    remove: () => rmSync(data, { recursive: true, force: true }),
  }
}
