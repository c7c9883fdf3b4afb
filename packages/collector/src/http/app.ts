import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { ErrorCode } from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { WriteKeys } from '../access/write-keys.js'
import type { SinkStatus } from '../deliver/worker.js'
import type { Ingest } from '../ingest/ingest.js'
import type { LiveHub } from '../live/hub.js'
import type { Metrics } from '../metrics.js'
import type { RegisterTools, ResolvedOptions } from '../options.js'
import type { Subjects } from '../subjects/subjects.js'
import { createRequireToken } from './auth.js'
import { createClientNames } from './client-address.js'
import { createEventsHandler, eventsRoute, isEventsPost } from './events.js'
import { filesRoutes } from './files.js'
import { healthRoutes } from './health.js'
import { liveRoutes } from './live.js'
import { ordersRoutes } from './orders.js'
import { pageHeaders } from './page-headers.js'
import { privacyRoutes } from './privacy.js'
import { createRateLimit } from './rate-limit.js'
import { createServer } from './server.js'
import { visitorRoute } from './visitor.js'

/** The parts that the routes lead to. */
export interface AppParts {
  readonly options: ResolvedOptions
  readonly log: Logger
  readonly keys: WriteKeys
  readonly ingest: Ingest
  readonly metrics: Metrics
  readonly hub: LiveHub
  /** As a function: they are made after the app. */
  readonly subjects: () => Subjects
  readonly refuse: () => ErrorCode | undefined
  /** Why no events are taken; undefined while they are. */
  readonly unready: () => ErrorCode | undefined
  readonly sinks: () => readonly SinkStatus[]
  readonly gauge: RegisterTools['gauge']
}

/** Wrong tokens of one address: a person who mistypes, and no program that tries. */
const GUESSES_PER_SECOND = 0.1
const GUESSES_BURST = 10

/** Wires every route. Each group has a scope of its own, so that its hooks and parsers reach no other. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { options, log, keys, ingest, metrics, hub, refuse, unready, sinks, gauge } = parts
  const { limits, staticFiles, adminTokens, readTokens, trustProxy, register } = options
  const now = () => performance.now()
  const names = createClientNames(trustProxy)
  const app = await createServer({
    log,
    onAnswer: metrics.observeRequest,
    trustProxy,
    limits,
    guard: { ...limits, nameOf: names.ofSocket, onCut: metrics.countCut },
  })
  const rateOf = (perSecond: number, burst: number) =>
    createRateLimit({ perSecond, burst, namesCount: limits.addressCount, now })
  const tokens = [...adminTokens, ...readTokens]
  const guesses = { rate: rateOf(GUESSES_PER_SECOND, GUESSES_BURST), tokens, nameOf: names.ofRequest }
  const requireAdmin = createRequireToken(adminTokens, guesses)
  const requireRead = createRequireToken(tokens, guesses)
  const handleEvents = createEventsHandler({
    ingest,
    keys,
    clientName: names.ofRequest,
    keyRate: createRateLimit({ perSecond: limits.keyPerSecond, burst: limits.keyBurst, namesCount: 1000, now }),
    addressRate: rateOf(limits.addressPerSecond, limits.addressBurst),
    ...limits,
    refuse,
    log,
    onAnswer: metrics.observeRequest,
  })
  await app.register(async (scope) => eventsRoute(scope, handleEvents))
  const ordersRate = rateOf(limits.addressPerSecond, limits.addressBurst)
  await app.register(ordersRoutes, {
    ingest,
    secrets: options.orders,
    bodyBytes: limits.bodyBytes,
    inFlightBytes: limits.inFlightBytes,
    now: options.env.clock.now,
    refuse,
    limit(message) {
      const name = names.ofRequest(message)
      return name === undefined ? 0 : ordersRate.take(name)
    },
    onIgnored(sender, reason, problems) {
      metrics.countIgnoredOrder(sender, reason)
      if (problems.length > 0) log.warn({ sender, problems }, 'order unreadable')
    },
  })
  if (options.visitorCookie) {
    const visitorRate = rateOf(limits.addressPerSecond, limits.addressBurst)
    await app.register(visitorRoute, {
      cookie: options.visitorCookie,
      keys,
      limit(message) {
        const name = names.ofRequest(message)
        return name === undefined ? 0 : visitorRate.take(name)
      },
    })
  }
  await app.register(healthRoutes, {
    metrics,
    unready,
    sinks,
    requireRead: adminTokens.length + readTokens.length === 0 ? undefined : requireRead,
  })
  await app.register(liveRoutes, { hub, requireRead })
  await app.register(privacyRoutes, { subjects: parts.subjects, requireAdmin })
  await app.register(async (scope) => {
    await pageHeaders(scope, 'own')
    await register(scope, { requireAdmin, requireRead, gauge })
  })
  await app.register(filesRoutes, staticFiles)
  // Most requests are events: they go past the framework.
  const [others] = app.server.listeners('request') as [RequestListener]
  app.server.off('request', others)
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    isEventsPost(request) ? handleEvents(request, response) : others(request, response),
  )
  return app
}
