/** A real collector in a process of its own, and what its warehouse holds once it has been stopped. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createFolder, removeFolder, start } from '../browsers/processes.mjs'
import { readWarehouse } from '../warehouse.mjs'

const BIN = fileURLToPath(new URL('../../packages/cli/dist/bin.js', import.meta.url))

/** The write key of the rig's shop. */
export const KEY = 'rig'

/** One row on every page that has a place for it. */
const CONFIG = {
  v: 1,
  placements: [
    {
      id: 'rig-row',
      pages: ['home', 'other'],
      selector: '#rows',
      widget: 'row',
      strategy: ['trending'],
      heading: 'New',
      count: 4,
    },
  ],
}
const CATALOG = {
  v: 1,
  products: ['mug', 'jug', 'cup', 'pot'].map((id) => ({ id, title: id, url: `/${id}`, price: 5, currency: 'EUR' })),
}

/** Starts `endcap collect` on a free port with data of its own. Rejects with its output when it does not come up. */
export async function startCollector() {
  const data = createFolder('endcap-rig-')
  const [config, catalog] = [join(data, 'config.json'), join(data, 'catalog.json')]
  writeFileSync(config, JSON.stringify(CONFIG))
  writeFileSync(catalog, JSON.stringify(CATALOG))
  const { child, exited, kill } = start(
    process.execPath,
    [BIN, 'collect', '--data', data, '--key', KEY, '--port', '0', '--json', '--config', config, '--catalog', catalog],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const url = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk
      const line = output.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'))
      if (line) resolve(JSON.parse(line).url)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    exited.then((code) => reject(new Error(`the collector ended with ${code}:\n${output}`)))
  })
  return {
    url,
    /** Ends it in order, so that every event it took is in the warehouse; gives the rig's events by run. */
    async stop() {
      child.kill('SIGTERM')
      await exited
      return readWarehouse(data, readRuns)
    },
    /** Ends it at once, unless it has ended, and deletes its data. */
    async remove() {
      kill()
      await exited
      removeFolder(data)
    },
  }
}

/** @returns {Promise<Map<string, { n: number, id: string }[]>>} one entry a row of the raw table: twice means twice */
async function readRuns(query) {
  const runs = new Map()
  const rows = await query(
    "SELECT data->>'run' AS run, CAST(data->>'n' AS INTEGER) AS n, event_id AS id FROM raw_events WHERE data->>'run' IS NOT NULL",
  )
  for (const { run, n, id } of rows) runs.set(run, [...(runs.get(run) ?? []), { n: Number(n), id }])
  return runs
}
