import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { type CollectorOptions, createCollector } from '@endcap/collector'
import { openWarehouse } from '@endcap/insights'
import { CommandError } from '../io.js'
import { readAdminFile, writeAdminFile } from './admin-file.js'
import { adminRoutes } from './admin-routes.js'
import { readKeysFile } from './keys-file.js'
import { warehousePath } from './warehouse-path.js'

/** What one process serves. */
export interface ServerOptions extends Pick<CollectorOptions, 'host' | 'origins' | 'logger' | 'staticFiles'> {
  readonly dataDir: string
  readonly port: number
  readonly keys: readonly string[]
  /** A file of write keys, in place of `keys`; it is read again when another command asks for it. */
  readonly keysFile?: string | undefined
  /** Opens status, report and live view, and nothing that changes anything. */
  readonly readToken?: string | undefined
  /** `config.json` of the shop: names, weights and arms for the report. */
  readonly configFile: string | undefined
}

/** A server that takes events and answers questions about them. */
export interface RunningServer {
  readonly url: string
  /** The admin token, made anew at each start. */
  readonly token: string
  /** Lets the sinks catch up, then closes everything. */
  close(): Promise<void>
}

/** Starts collector and insights in one process that shares one DuckDB instance, and tells other commands how to ask it. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dataDir, configFile, keysFile, readToken, ...rest } = options
  const owner = readAdminFile(dataDir)
  if (owner) throw new CommandError(`process ${owner.pid} already serves ${dataDir} at ${owner.url}`, 'stop it first')
  const readKeys = () => (keysFile === undefined ? rest.keys : readKeysFile(keysFile).keys)
  const keys = readKeys()
  mkdirSync(dataDir, { recursive: true })
  const token = randomBytes(24).toString('base64url')
  const warehouse = await openWarehouse({ path: warehousePath(dataDir) })
  const collector = createCollector({
    ...rest,
    dataDir,
    keys,
    adminToken: token,
    ...(readToken === undefined ? {} : { readToken }),
    sinks: [{ type: 'duckdb', database: warehouse.instance }],
    register: (app, tools) =>
      adminRoutes(app, { tools, warehouse, configFile, dataDir, readKeys, collector: () => collector }),
  })
  const { url } = await collector.listen().catch((error: unknown) => {
    warehouse.close()
    throw error
  })
  const removeAdminFile = writeAdminFile(dataDir, { url, token, pid: process.pid })
  return {
    url,
    token,
    async close() {
      removeAdminFile()
      await collector.close()
      warehouse.close()
    },
  }
}
