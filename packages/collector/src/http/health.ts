import type { ErrorCode } from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import type { SinkStatus } from '../deliver/worker.js'
import type { Metrics } from '../metrics.js'
import type { RequireToken } from './auth.js'

/** What the health pages read. */
export interface HealthRouteOptions {
  readonly metrics: Metrics
  /** Why no events are taken; undefined while they are. */
  readonly unready: () => ErrorCode | undefined
  readonly sinks: () => readonly SinkStatus[]
  /** Guards `/metrics`, when there is a token. */
  readonly requireRead: RequireToken | undefined
}

/**
 * `/health`: 200 while the process answers; what a restart does not mend does not show here.
 * `/ready`: 200 while events are taken, else 503, with the same body. A sink that is down does not count: events wait for it in the
 * spool, and are refused only when that is full. It shows as `degraded`, and `/ready?strict` is 503 for it.
 * `/metrics`: Prometheus text, for holders of a token if one is set.
 */
export async function healthRoutes(app: FastifyInstance, options: HealthRouteOptions): Promise<void> {
  const { metrics, unready, sinks, requireRead } = options

  app.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'))
  app.get('/health', async () => ({ status: 'ok' }))
  app.get('/ready', async (request, reply) => {
    const states = Object.fromEntries(sinks().map(({ name, state }) => [name, state]))
    const degraded = Object.values(states).some((state) => state !== 'open')
    const code = unready()
    const isStrict = 'strict' in (request.query as object)
    const ready = code === undefined && !(isStrict && degraded)
    reply.code(ready ? 200 : 503)
    return { ready, ...(code && { code }), degraded, sinks: states }
  })
  app.get('/metrics', requireRead ? { preHandler: requireRead } : {}, async (_, reply) => {
    reply.type(metrics.contentType)
    return metrics.text()
  })
}
