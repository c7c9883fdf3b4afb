import cors from '@fastify/cors'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { type ConnectionGuardOptions, guardConnections } from './connection-guard.js'
import { handleErrors, sendProblem } from './problem.js'

/** What every route of the collector shares. */
export interface ServerOptions {
  readonly log: Logger
  /** Gets each answered request: its route's pattern, never its address. */
  readonly onAnswer: (route: string, status: number, ms: number) => void
  /** Proxies that are believed when they say whose a request is: it becomes `request.ip`. */
  readonly trustProxy: readonly string[]
  readonly limits: ServerLimits
  readonly guard: ConnectionGuardOptions
}

/** Bounds of time and size that Node holds itself. */
export interface ServerLimits {
  /** For the headers of a request, and for the first request of a connection. */
  readonly headersMs: number
  /** For a whole request. */
  readonly requestMs: number
  /** Between two requests. */
  readonly keepAliveMs: number
  readonly headerBytes: number
}

/** How often Node looks for connections that are past their time. */
const CHECK_EVERY_MS = 1000

/** No browser and no proxy sends more; those beyond are not read. */
const HEADERS_COUNT = 100

/** Headers of every answer, name and value by turns. Answers carry no cookies: what they say is for any page that may send events. */
export const SHARED_HEADERS: readonly string[] = [
  ...['access-control-allow-origin', '*'],
  ...['x-content-type-options', 'nosniff'],
]

/** Of answers that say when to come again. */
export const EXPOSING_HEADERS: readonly string[] = ['access-control-expose-headers', 'Retry-After, ETag']

const CORS_HEADERS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After, ETag' }

/**
 * Creates the app without its routes: CORS on every answer, problems for every error, plain security headers, bounds for slow clients.
 * Requests are not logged, so that no token or address of a visitor gets into a log.
 */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { log, onAnswer, trustProxy, limits, guard } = options
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      headersTimeout: Math.min(limits.headersMs, limits.requestMs),
      connectionsCheckingInterval: CHECK_EVERY_MS,
      maxHeaderSize: limits.headerBytes,
    },
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    forceCloseConnections: 'idle',
    // The events route says so itself, as a problem and with CORS.
    return503OnClosing: false,
    // An address that cannot even be decoded never reaches the hooks.
    frameworkErrors: (error, _, reply) => {
      reply.headers(CORS_HEADERS)
      sendProblem(reply, [{ code: 'value-invalid', path: '', detail: error.message }])
    },
  })
  app.server.maxHeadersCount = HEADERS_COUNT
  guardConnections(app.server, guard)
  handleErrors(app)
  app.addHook('onRequest', async (_, reply) => void reply.header('x-content-type-options', 'nosniff'))
  app.addHook('onResponse', async (request, reply) =>
    onAnswer(request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime),
  )
  // Answers carry no cookies: what they say is for any page that may send events. Who may send is checked apart.
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: ['Retry-After', 'ETag'],
    maxAge: 86_400,
    strictPreflight: false,
  })
  return app
}
