import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/**
 * Sets helmet's headers on every answer of an app's scope. A policy of content stands with each page; whether a browser may come
 * by plain HTTP is for the proxy to say that speaks TLS.
 * `shop`: pages and files of a shop, which other origins load and which tell where a visitor came from.
 */
export async function pageHeaders(app: FastifyInstance, kind: 'own' | 'shop'): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    ...(kind === 'shop' && {
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
      referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    }),
  })
}
