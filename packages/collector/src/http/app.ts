import type { ErrorCode } from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { SinkStatus } from '../deliver/worker.js'
import type { Ingest } from '../ingest/ingest.js'
import type { LiveHub } from '../live/hub.js'
import type { Metrics } from '../metrics.js'
import type { ResolvedOptions } from '../options.js'
import { createRequireAdmin } from './auth.js'
import { eventsRoute } from './events.js'
import { filesRoutes } from './files.js'
import { healthRoutes } from './health.js'
import { liveRoutes } from './live.js'
import { ordersRoutes } from './orders.js'
import { createServer } from './server.js'

/** The parts that the routes lead to. */
export interface AppParts {
  readonly options: ResolvedOptions
  readonly log: Logger
  readonly ingest: Ingest
  readonly metrics: Metrics
  readonly hub: LiveHub
  readonly refuse: () => ErrorCode | undefined
  readonly isAccepting: () => boolean
  readonly sinks: () => readonly SinkStatus[]
}

/** Wires every route. Each group has a scope of its own, so that its hooks and parsers reach no other. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { options, log, ingest, metrics, hub, refuse, isAccepting, sinks } = parts
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
  await app.register(ordersRoutes, {
    ingest,
    secrets: options.orders,
    bodyBytes: limits.bodyBytes,
    inFlightBytes: limits.inFlightBytes,
    now: options.env.clock.now,
    refuse,
    onIgnored(sender, reason, problems) {
      metrics.countIgnoredOrder(sender, reason)
      if (problems.length > 0) log.warn({ sender, problems }, 'order unreadable')
    },
  })
  await app.register(healthRoutes, {
    metrics,
    isAccepting,
    sinks,
    requireAdmin: adminToken === undefined ? undefined : requireAdmin,
  })
  await app.register(liveRoutes, { hub, requireAdmin })
  await app.register(async (scope) => register(scope, { requireAdmin }))
  await app.register(filesRoutes, staticFiles)
  return app
}
