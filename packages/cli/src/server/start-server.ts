import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { type CollectorOptions, createCollector, type SinkSettings } from '@endcap/collector'
import { openWarehouse } from '@endcap/insights'
import { pino } from 'pino'
import { refuseHalfRestored } from '../backup/restore.js'
import { createFeed, type FeedOptions } from '../feed/feed.js'
import { createFeeding } from '../feed/feeding.js'
import { CommandError } from '../io.js'
import type { RetentionSettings } from '../settings/collector-file.js'
import { readAdminFile, writeAdminFile } from './admin-file.js'
import { adminRoutes } from './admin-routes.js'
import { boundMemory } from './bound-memory.js'
import { readKeysFile } from './keys-file.js'
import { createMaintenance } from './maintenance.js'
import type { Timing } from './schedule.js'
import { writeSinkNames } from './sink-names.js'
import { warehousePath } from './warehouse-path.js'

/** What one process serves. */
export interface ServerOptions
  extends Pick<
    CollectorOptions,
    | 'host'
    | 'keys'
    | 'origins'
    | 'logger'
    | 'staticFiles'
    | 'limits'
    | 'readToken'
    | 'trustProxy'
    | 'orders'
    | 'absentSinks'
    | 'visitorCookie'
  > {
  readonly dataDir: string
  readonly port: number
  /** Several while they are rotated. The first is told to other commands. @default one that is made at each start */
  readonly adminToken?: string | readonly string[]
  /** A file of write keys, in place of `keys`; it is read again when another command asks for it. */
  readonly keysFile?: string
  /** `config.json` of the shop: names, weights and arms for the report. */
  readonly configFile: string | undefined
  /** A `duckdb` without a file of its own shares the instance that reports are made from. @default that alone */
  readonly sinks?: readonly SinkSettings[]
  /** @default for ever */
  readonly retention?: RetentionSettings
  /** The shop's time zone. @default 'UTC' */
  readonly zone?: string
  /** A feed that builds the served catalogue, and when. Its paths are absolute. */
  readonly feed?: { readonly options: Omit<FeedOptions, 'now'>; readonly timing: Timing }
}

/** A server that takes events and answers questions about them. */
export interface RunningServer {
  readonly url: string
  /** The admin token: the one that was given, else made anew at each start. */
  readonly token: string
  /** Lets the sinks catch up, then closes everything. */
  close(): Promise<void>
}

/** Starts collector and insights in one process that shares one DuckDB instance, and tells other commands how to ask it. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const {
    dataDir,
    configFile,
    keysFile,
    sinks = [{ type: 'duckdb' }],
    retention,
    zone = 'UTC',
    feed,
    ...rest
  } = options
  const owner = readAdminFile(dataDir)
  if (owner) throw new CommandError(`process ${owner.pid} already serves ${dataDir} at ${owner.url}`, 'stop it first')
  refuseHalfRestored(dataDir)
  const readKeys = () => (keysFile === undefined ? rest.keys : readKeysFile(keysFile).keys)
  const keys = readKeys()
  mkdirSync(dataDir, { recursive: true })
  // Started with a part of its sinks, the folder still has them all.
  if (options.absentSinks === undefined) {
    const names = sinks.map(({ name, type }) => name ?? type)
    writeSinkNames(dataDir, names)
  }
  const tokens = [options.adminToken ?? []].flat()
  const token = tokens[0] ?? randomBytes(24).toString('base64url')
  const opened = await openWarehouse({ path: warehousePath(dataDir) })
  const memory = await boundMemory(opened)
  const { warehouse } = memory
  const log = pino({ level: rest.logger ?? 'info', base: null })
  const maintenance = createMaintenance({
    ...{ warehouse, during: memory.during, dataDir, retention, zone, now: Date.now },
    onRetained(result) {
      if (result instanceof Error) log.error({ err: result }, 'retention failed')
      else log.info(result, 'retention')
    },
  })
  const feeding = feed && createFeeding(createFeed({ ...feed.options, now: Date.now }), { ...feed.timing, zone }, log)
  const collector = createCollector({
    ...rest,
    dataDir,
    keys,
    adminToken: tokens.length > 0 ? tokens : token,
    sinks: sinks.map((sink) => (sink.type === 'duckdb' ? { database: warehouse.instance, ...sink } : sink)),
    register(app, tools) {
      maintenance.observe(tools)
      feeding?.observe(tools)
      return adminRoutes(app, {
        tools,
        warehouse,
        configFile,
        dataDir,
        readKeys,
        collector: () => collector,
        maintenance,
        feed: feeding,
      })
    },
  })
  collector.on('error', ({ cause }) => memory.onFailure(cause))
  const { url } = await collector.listen().catch((error: unknown) => {
    maintenance.stop()
    memory.stop()
    warehouse.close()
    throw error
  })
  const stopFeeding = feeding?.start()
  const removeAdminFile = writeAdminFile(dataDir, { url, token, pid: process.pid })
  return {
    url,
    token,
    async close() {
      removeAdminFile()
      maintenance.stop()
      stopFeeding?.()
      await collector.close()
      memory.stop()
      warehouse.close()
    },
  }
}
