import cors from '@fastify/cors'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from 'pino'
import { handleErrors, sendProblem } from './problem.js'

/** What every route of the collector shares. */
export interface ServerOptions {
  readonly log: Logger
  /** Gets each answered request: its route's pattern, never its address. */
  readonly onAnswer: (route: string, status: number, ms: number) => void
}

/** A client has this long to send a whole request. */
const REQUEST_TIMEOUT_MS = 30_000

/** Headers of every answer, name and value by turns. Answers carry no cookies: what they say is for any page that may send events. */
export const SHARED_HEADERS: readonly string[] = [
  'access-control-allow-origin',
  '*',
  'access-control-expose-headers',
  'Retry-After, ETag',
  'x-content-type-options',
  'nosniff',
]

const CORS_HEADERS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After, ETag' }

/**
 * Creates the app without its routes: CORS on every answer, problems for every error, plain security headers.
 * Requests are not logged, so that no token or address of a visitor gets into a log.
 */
export async function createServer({ log, onAnswer }: ServerOptions): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    // The events route says so itself, as a problem and with CORS.
    return503OnClosing: false,
    // An address that cannot even be decoded never reaches the hooks.
    frameworkErrors: (error, _, reply) => {
      reply.headers(CORS_HEADERS)
      sendProblem(reply, [{ code: 'value-invalid', path: '', detail: error.message }])
    },
  })
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
