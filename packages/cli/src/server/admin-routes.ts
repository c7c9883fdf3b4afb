import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Collector, CollectorOptions } from '@endcap/collector'
import { buildReport, renderReport, type Warehouse } from '@endcap/insights'
import { VERSION } from '../version.js'
import { readConfigFile } from './config-file.js'
import { importInto, parseImportRequest } from './import-into.js'
import { type Maintenance, maintenanceRoutes } from './maintenance.js'
import { type PublishRequest, publishFrom } from './publish-from.js'
import { type TrainRequest, trainFrom } from './train-from.js'

type Register = NonNullable<CollectorOptions['register']>
type App = Parameters<Register>[0]
type Tools = Parameters<Register>[1]

/** What the admin routes work on. */
export interface AdminParts {
  readonly tools: Tools
  readonly warehouse: Warehouse
  readonly configFile: string | undefined
  readonly dataDir: string
  /** The collector is made with these routes, so it comes as a function. */
  readonly collector: () => Collector
  readonly maintenance: Maintenance
}

/** How long a report waits for events that are on their way to the warehouse. */
const CATCH_UP_MS = 3000
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * `GET /admin/status`, `GET /admin/report` (JSON) and `/admin/report.html`, `POST /admin/train` `{ out }`, `POST /admin/publish`,
 * `POST /admin/import`, those of {@link maintenanceRoutes}, `POST /admin/dead-letters/replay` `{ sink }`: for holders of the admin token. Those that name files answer this machine only.
 */
export async function adminRoutes(app: App, parts: AdminParts): Promise<void> {
  const { tools, warehouse, configFile, dataDir, collector } = parts
  const startedAt = Date.now()
  const catchUp = () => Promise.race([collector().flush(), sleep(CATCH_UP_MS, undefined, { ref: false })])

  app.addHook('preHandler', tools.requireAdmin)
  app.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'))
  app.addHook('preHandler', async (request, reply) => {
    if (request.method === 'GET' || LOOPBACK.has(request.ip)) return undefined
    return reply.code(403).send({ title: 'Only this machine may name files.' })
  })

  async function report() {
    await catchUp()
    return buildReport(warehouse, configFile === undefined ? {} : { config: readConfigFile(configFile).config })
  }
  app.get('/admin/status', async () => ({
    version: VERSION,
    pid: process.pid,
    dataDir,
    startedAt,
    ...collector().stats(),
  }))
  app.get('/admin/report', () => report())
  app.get('/admin/report.html', async (_, reply) =>
    reply.type('text/html; charset=utf-8').send(renderReport(await report())),
  )
  app.post<{ Body: ({ out?: unknown } & TrainRequest) | undefined }>('/admin/train', async ({ body }) => {
    await catchUp()
    const { out, maxBytes, shards, items } = body ?? {}
    const path = typeof out === 'string' ? out : join(dataDir, 'model', ...(shards ? [] : ['model.bin']))
    return trainFrom(warehouse, path, undefined, {
      ...(maxBytes && { maxBytes }),
      ...(shards && { shards }),
      ...(items && { items }),
    })
  })
  app.post<{ Body: PublishRequest | undefined }>('/admin/publish', async ({ body }) => {
    await catchUp()
    return publishFrom(warehouse, { ...body, folder: body?.folder ?? join(dataDir, 'model') })
  })
  app.post('/admin/import', ({ body }) => importInto(warehouse, parseImportRequest(body)))
  maintenanceRoutes(app, parts.maintenance, catchUp)
  app.post<{ Body: { sink?: unknown } | undefined }>('/admin/dead-letters/replay', ({ body }) =>
    collector().replayDeadLetters(String(body?.sink ?? 'duckdb')),
  )
}
