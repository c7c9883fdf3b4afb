import type { FastifyInstance } from 'fastify'
import type { SinkStatus } from '../deliver/worker.js'
import type { Metrics } from '../metrics.js'
import type { RequireToken } from './auth.js'

/** What the health pages read. */
export interface HealthRouteOptions {
  readonly metrics: Metrics
  /** False while events would be refused. */
  readonly isAccepting: () => boolean
  readonly sinks: () => readonly SinkStatus[]
  /** Guards `/metrics`, when there is a token. */
  readonly requireRead: RequireToken | undefined
}

/**
 * `/health`: 200 while the process answers. `/ready`: 200 when events are taken and every sink is open, else 503 with
 * the same body. `/metrics`: Prometheus text, for holders of a token if one is set.
 */
export async function healthRoutes(app: FastifyInstance, options: HealthRouteOptions): Promise<void> {
  const { metrics, isAccepting, sinks, requireRead } = options

  app.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'))
  app.get('/health', async () => ({ status: 'ok' }))
  app.get('/ready', async (_, reply) => {
    const states = Object.fromEntries(sinks().map(({ name, state }) => [name, state]))
    const isReady = isAccepting() && Object.values(states).every((state) => state === 'open')
    reply.code(isReady ? 200 : 503)
    return { ready: isReady, accepting: isAccepting(), sinks: states }
  })
  app.get('/metrics', requireRead ? { preHandler: requireRead } : {}, async (_, reply) => {
    reply.type(metrics.contentType)
    return metrics.text()
  })
}
