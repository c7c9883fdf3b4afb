import type { IncomingMessage } from 'node:http'
import { EndcapError, type Problem } from '@endcap/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WriteKeys } from '../access/write-keys.js'
import { isVisitorId, type VisitorCookie } from '../visitor-cookie.js'
import { sendProblem } from './problem.js'

/** What the route reads. */
export interface VisitorRouteOptions {
  readonly cookie: VisitorCookie
  readonly keys: WriteKeys
  /** How long the sender must wait, in ms; 0: not at all. */
  readonly limit: (message: IncomingMessage) => number
}

/** What a page says. */
interface Told {
  readonly key: string
  readonly consent: 'granted' | 'denied'
  readonly visitor: string | undefined
}

const BODY_BYTES = 1024

/**
 * `POST /v1/visitor` with `{ key, consent, visitor? }` as text and with credentials: a page that holds consent to analytics gets back the id that
 * the cookie keeps, as `{ visitor }`, after the browser deleted what scripts keep; null when there is none. An id that the page gives is kept, and
 * any is kept for longer by asking. `consent: 'denied'` takes the cookie away. The page must be one of the key's named origins, or of the
 * collector's own: a key for `'*'` opens it to nobody else, as any page could ask by it who its visitor is.
 */
export async function visitorRoute(app: FastifyInstance, options: VisitorRouteOptions): Promise<void> {
  const { cookie, keys, limit } = options

  function mayAsk({ key }: Told, { headers, host }: FastifyRequest): Problem | undefined {
    const { origin } = headers
    const checked = keys.check(key, origin)
    if (!checked.ok) return checked.problems[0]
    const { origins } = checked.value
    // By the host alone: a proxy that ends TLS hides the scheme.
    if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === host) return undefined
    if (origin !== undefined && origins !== '*' && origins.has(origin)) return undefined
    return { code: 'origin-denied', path: '', detail: 'name the origin of the page among those of the key' }
  }

  function answer(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const waitMs = limit(request.raw)
    if (waitMs > 0) return refuse(reply, { code: 'rate-limited', path: '' }, Math.ceil(waitMs / 1000))
    const told = parseTold(request.body)
    const problem = mayAsk(told, request)
    if (problem) return refuse(reply, problem)
    const visitor = told.consent === 'denied' ? undefined : (told.visitor ?? cookie.read(request.headers.cookie))
    // With credentials an answer names its reader.
    reply.headers({
      'access-control-allow-origin': request.headers.origin,
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    })
    if (visitor !== undefined || told.consent === 'denied') reply.header('set-cookie', cookie.write(visitor))
    return reply.send({ visitor: visitor ?? null })
  }

  app.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'))
  app.post('/v1/visitor', { bodyLimit: BODY_BYTES }, answer)
}

function refuse(reply: FastifyReply, problem: Problem, retryAfterSeconds?: number): FastifyReply {
  return sendProblem(reply, [problem], retryAfterSeconds)
}

/** Throws `json-malformed` or `value-invalid`. */
function parseTold(body: unknown): Told {
  const { key, consent, visitor } = (typeof body === 'string' ? parse(body) : (body ?? {})) as Record<string, unknown>
  if (typeof key !== 'string') throw new EndcapError('value-invalid', '/key: expected a text')
  if (consent !== 'granted' && consent !== 'denied')
    throw new EndcapError('value-invalid', '/consent: expected granted or denied')
  if (visitor !== undefined && visitor !== null && !isVisitorId(visitor))
    throw new EndcapError('value-invalid', '/visitor: expected an id of 8 to 64 letters, digits, - and _')
  return { key, consent, visitor: visitor ?? undefined }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch (error) {
    throw new EndcapError('json-malformed', 'the body', error)
  }
}
