import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Collector, CollectorOptions, WriteKey } from '@endcap/collector'
import {
  auditWarehouse,
  buildReport,
  queryBaseline,
  queryExperiment,
  type ReportOptions,
  renderReport,
  type Warehouse,
} from '@endcap/insights'
import type { Feeding } from '../feed/feeding.js'
import { VERSION } from '../version.js'
import { answerExperiments, type ExperimentsQuestion } from './answer-experiments.js'
import { answerInsight, type InsightQuestion } from './answer-insight.js'
import { type Audit, countActions, countOutstanding } from './audit.js'
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
  /** The write keys as their file has them now. */
  readonly readKeys: () => readonly (string | WriteKey)[]
  /** The collector is made with these routes, so it comes as a function. */
  readonly collector: () => Collector
  readonly maintenance: Maintenance
  /** Undefined where the catalogue comes from no feed. */
  readonly feed: Pick<Feeding, 'status'> | undefined
}

/** How long a report waits for events that are on their way to the warehouse. */
const CATCH_UP_MS = 3000
const HOUR_MS = 3_600_000

interface ReportQuery {
  readonly unverifiedHours?: string
}

interface ExperimentQuery {
  readonly experiment?: string
}

interface BaselineQuery {
  readonly placement?: string
  /** Up to the last event. */
  readonly days?: string
}

/** What changes nothing, or says itself what it did. */
const UNLISTED = new Set(['/admin/keys/reload', '/admin/experiments', '/admin/insight', '/admin/report'])

/** What holders of a read token may ask for. */
const SHOWN = new Set([
  '/admin/status',
  '/admin/audit',
  '/admin/keys',
  '/admin/report',
  '/admin/report.html',
  '/admin/baseline',
  '/admin/experiment',
])
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * `GET /admin/status`, `/admin/audit`, `/admin/keys`, `/admin/report` (JSON), `/admin/report.html`, `/admin/baseline`
 * `?placement=&days=` and `/admin/experiment` `?experiment=`: for holders of a token. `POST /admin/train` `{ out }`, `POST /admin/publish`,
 * `POST /admin/experiments`, `POST /admin/insight`, `POST /admin/report`, `POST /admin/import`, `POST /admin/keys/reload`, those of {@link maintenanceRoutes}, `POST /admin/dead-letters/replay` `{ sink }`,
 * `POST /admin/spool/replay` `{ sink, since }`: for holders of the admin token, on this machine only.
 */
export async function adminRoutes(app: App, parts: AdminParts): Promise<void> {
  const { tools, warehouse, configFile, dataDir, readKeys, collector, feed } = parts
  const startedAt = Date.now()
  const catchUp = () => Promise.race([collector().flush(), sleep(CATCH_UP_MS, undefined, { ref: false })])

  // Whoever may read may look; what changes anything, and what is told of one visitor, needs the admin token.
  app.addHook('preHandler', (request, reply) =>
    SHOWN.has(request.routeOptions.url ?? '') ? tools.requireRead(request, reply) : tools.requireAdmin(request, reply),
  )
  app.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'))
  app.addHook('preHandler', async (request, reply) => {
    if (request.method === 'GET') return undefined
    // What a proxy on this machine hands on comes from elsewhere.
    if (LOOPBACK.has(request.ip) && request.headers['x-forwarded-for'] === undefined) return undefined
    return reply.code(403).send({ title: 'Only this machine may name files.' })
  })

  /** `?unverifiedHours=` for which an order counts that only a page has told. */
  async function report({ unverifiedHours }: ReportQuery) {
    await catchUp()
    const hours = Number(unverifiedHours ?? Number.NaN)
    return buildReport(warehouse, {
      ...(configFile !== undefined && { config: readConfigFile(configFile).config }),
      ...(hours >= 0 && { unverifiedMs: hours * HOUR_MS }),
    })
  }
  app.post<{ Body: ReportOptions }>('/admin/report', async ({ body }) => {
    await catchUp()
    return buildReport(warehouse, {
      ...(configFile !== undefined && { config: readConfigFile(configFile).config }),
      ...body,
    })
  })
  app.get('/admin/status', async () => ({
    version: VERSION,
    pid: process.pid,
    dataDir,
    startedAt,
    ...collector().stats(),
    ...(feed && { feed: feed.status() }),
  }))
  app.get('/admin/audit', async () => {
    await catchUp()
    return {
      warehouse: await auditWarehouse(warehouse),
      keys: collector().keys(),
      actions: countActions(await collector().audit.read()),
      outstanding: countOutstanding(dataDir),
    } satisfies Audit
  })
  app.get('/admin/keys', async () => ({ keys: collector().keys() }))
  app.post('/admin/keys/reload', async () => {
    const keys = readKeys()
    collector().setKeys(keys)
    await collector().audit.add('keys', { count: keys.length })
    return { reloaded: true }
  })
  app.get<{ Querystring: ReportQuery }>('/admin/report', ({ query }) => report(query))
  app.get<{ Querystring: ReportQuery }>('/admin/report.html', async ({ query }, reply) =>
    reply.type('text/html; charset=utf-8').send(renderReport(await report(query))),
  )
  app.get<{ Querystring: BaselineQuery }>('/admin/baseline', async ({ query: { placement = '', days } }) => {
    await catchUp()
    return queryBaseline(warehouse, { placement, ...(Number(days) > 0 && { days: Number(days) }) })
  })
  app.get<{ Querystring: ExperimentQuery }>('/admin/experiment', async ({ query: { experiment = '' } }) => {
    await catchUp()
    return queryExperiment(warehouse, { experiment })
  })
  app.post<{ Body: ExperimentsQuestion | undefined }>('/admin/experiments', async ({ body }) => {
    await catchUp()
    const config = configFile === undefined ? {} : { config: readConfigFile(configFile).config }
    return answerExperiments(warehouse, { ...config, ...body })
  })
  app.post<{ Body: InsightQuestion }>('/admin/insight', async ({ body }) => {
    await catchUp()
    return answerInsight(warehouse, body)
  })
  // What is done through here stands in the audit log: the action, never what it was told.
  app.addHook('onResponse', async ({ method, routeOptions: { url } }, { statusCode }) => {
    // Nor who was turned away: anyone could fill the disk.
    if (method !== 'POST' || UNLISTED.has(url ?? '') || statusCode === 401 || statusCode === 403) return
    await collector()
      .audit.add(String(url).replace('/admin/', ''), { status: statusCode })
      .catch(() => {})
  })
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
  app.post<{ Body: { sink?: unknown; since?: unknown } | undefined }>('/admin/spool/replay', ({ body }) =>
    collector().replaySpool(String(body?.sink ?? 'duckdb'), Number(body?.since ?? 0) || 0),
  )
}
