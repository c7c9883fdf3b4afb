import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClickHouseService } from './clickhouse.js'
import { freePorts, startProgram } from './process.js'

const SERVE = fileURLToPath(new URL('../../services/chdb/serve.mjs', import.meta.url))

/**
 * Starts chdb, a ClickHouse of today, behind the HTTP interface of a server; beside `startClickHouse`, which is Debian's of 2018.
 * It runs one statement at a time. `npm run setup -- --test` installs it.
 */
export async function startChdb(): Promise<ClickHouseService> {
  const folder = await mkdtemp(join(tmpdir(), 'endcap-chdb-'))
  const [port = 0] = await freePorts(1)
  const program = await startProgram({
    command: process.execPath,
    args: [SERVE, String(port), join(folder, 'data')],
    cwd: folder,
    isReady: (output) => output.includes('ready'),
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    async query(sql) {
      const answer = await fetch(url, { method: 'POST', body: sql })
      const text = await answer.text()
      if (!answer.ok) throw new Error(text)
      return text
    },
    stop: program.stop,
    kill: program.kill,
    restart: program.restart,
    async close() {
      await program.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
