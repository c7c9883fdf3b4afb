import { EndcapError } from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import type { Who } from '../subjects/subject.js'
import type { Subjects } from '../subjects/subjects.js'
import type { RequireAdmin } from './auth.js'
import { pageHeaders } from './page-headers.js'

/**
 * `POST /v1/export` and `POST /v1/erase` with `{ visitor }` or `{ customer }`: what is held of a person, and its erasure, for the shop's
 * server, which holds an admin token. An erasure that a sink still owes is answered by 202.
 */
export async function privacyRoutes(
  app: FastifyInstance,
  options: { readonly subjects: () => Subjects; readonly requireAdmin: RequireAdmin },
): Promise<void> {
  const { subjects, requireAdmin } = options
  await pageHeaders(app, 'own')
  app.addHook('preHandler', requireAdmin)
  app.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'))
  app.post('/v1/export', ({ body }) => subjects().export(parseWho(body)))
  app.post('/v1/erase', async ({ body }, reply) => {
    const receipt = await subjects().erase(parseWho(body))
    reply.code(receipt.complete ? 200 : 202)
    return receipt
  })
}

/** Reads who is meant. Throws `option-invalid`. */
function parseWho(body: unknown): Who {
  const { visitor, customer } = (body ?? {}) as { visitor?: unknown; customer?: unknown }
  if (typeof visitor === 'string' && customer === undefined) return { visitor }
  if (typeof customer === 'string' && visitor === undefined) return { customer }
  throw new EndcapError('option-invalid', 'expected { visitor } or { customer }, a text')
}
