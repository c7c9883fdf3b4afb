import type { ErrorCode } from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { SinkStatus } from '../deliver/worker.js'
import type { Ingest } from '../ingest/ingest.js'
import type { LiveHub } from '../live/hub.js'
import type { Metrics } from '../metrics.js'
import type { RegisterTools, ResolvedOptions } from '../options.js'
import { createRequireAdmin } from './auth.js'
import { eventsRoute } from './events.js'
import { filesRoutes } from './files.js'
import { healthRoutes } from './health.js'
import { liveRoutes } from './live.js'
import { createServer } from './server.js'

/** The parts that the routes lead to. */
export interface AppParts {
  readonly options: ResolvedOptions
  readonly log: Logger
  readonly ingest: Ingest
  readonly metrics: Metrics
  readonly hub: LiveHub
  readonly refuse: () => ErrorCode | undefined
  /** Why no events are taken; undefined while they are. */
  readonly unready: () => ErrorCode | undefined
  readonly sinks: () => readonly SinkStatus[]
  readonly gauge: RegisterTools['gauge']
}

/** Wires every route. Each group has a scope of its own, so that its hooks and parsers reach no other. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { options, log, ingest, metrics, hub, refuse, unready, sinks, gauge } = parts
  const { keys, origins, limits, staticFiles, adminToken, register } = options
  const app = await createServer({ log, onAnswer: metrics.observeRequest })
  const requireAdmin = createRequireAdmin(adminToken)
  await app.register(eventsRoute, {
    ingest,
    keys: new Set(keys),
    origins: origins === '*' ? origins : new Set(origins),
    ...limits,
    refuse,
  })
  await app.register(healthRoutes, {
    metrics,
    unready,
    sinks,
    requireAdmin: adminToken === undefined ? undefined : requireAdmin,
  })
  await app.register(liveRoutes, { hub, requireAdmin })
  await app.register(async (scope) => register(scope, { requireAdmin, gauge }))
  await app.register(filesRoutes, staticFiles)
  return app
}
