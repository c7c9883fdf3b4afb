import type { IncomingMessage } from 'node:http'
import { EndcapError, type ErrorCode, type Parsed, type ParsedBatch, type Problem, parseBatch } from '@endcap/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type BodyEncoding, decodeBody } from '../ingest/decode.js'
import type { Ingest } from '../ingest/ingest.js'
import { readBody } from './body.js'
import { sendProblem } from './problem.js'

/** What the way in is wired to. */
export interface EventsRouteOptions {
  readonly ingest: Ingest
  readonly keys: ReadonlySet<string>
  readonly origins: '*' | ReadonlySet<string>
  readonly bodyBytes: number
  readonly inflatedBytes: number
  readonly inFlightBytes: number
  /** Why nothing can be taken right now; undefined when all is well. */
  readonly refuse: () => ErrorCode | undefined
}

/** A request that was read and checked, with the ids of its events as they came. */
interface Read {
  readonly batch: ParsedBatch
  readonly idAt: (index: number) => string | undefined
}

/** `POST /v1/events`: takes a batch and answers 202 once its events are on disk. Bodies never meet fastify's parsers. */
export async function eventsRoute(app: FastifyInstance, options: EventsRouteOptions): Promise<void> {
  const { ingest, keys, origins, bodyBytes, inflatedBytes, inFlightBytes, refuse } = options
  let inFlight = 0

  function check({ headers }: FastifyRequest): Problem | undefined {
    const code = refuse() ?? (inFlight > inFlightBytes ? 'overloaded' : undefined)
    if (code) return { code, path: '' }
    const { origin } = headers
    if (origin === undefined || origins === '*' || origins.has(origin)) return undefined
    return { code: 'origin-denied', path: '', detail: origin.slice(0, 256) }
  }

  async function read(request: FastifyRequest): Promise<Parsed<Read>> {
    const encoding = encodingOf(request)
    if (!encoding) return { ok: false, problems: [{ code: 'media-type-unsupported', path: '' }] }
    const body = await readBody(request.raw, bodyBytes)
    if (!body.ok) return body
    const decoded = await decodeBody(body.value, encoding, inflatedBytes)
    if (!decoded.ok) return decoded
    const { json } = decoded.value
    const batch = parseBatch(json)
    if (!batch.ok) return batch
    if (!keys.has(batch.value.key)) return { ok: false, problems: [{ code: 'key-wrong', path: '/key' }] }
    return { ok: true, value: { batch: batch.value, idAt: (index) => idOf(json, index) } }
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage, done) => done(null, payload))

  app.post('/v1/events', async (request, reply) => {
    const problem = check(request)
    if (problem) return sendProblem(reply, [problem])
    const claimed = Math.min(Number(request.headers['content-length'] ?? bodyBytes) || 0, bodyBytes)
    inFlight += claimed
    try {
      const parsed = await read(request)
      if (!parsed.ok) return sendProblem(reply, parsed.problems.slice(0, PROBLEMS_COUNT))
      const answer = await ingest.accept(parsed.value.batch, parsed.value.idAt)
      return reply.code(202).type('application/json').send(JSON.stringify(answer))
    } finally {
      inFlight -= claimed
    }
  })

  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: '/v1/events',
    handler(_, reply) {
      reply.header('allow', 'POST, OPTIONS')
      throw new EndcapError('method-not-allowed', 'events are sent by POST')
    },
  })
}

/** A hostile batch may hold thousands of problems; nobody reads so many. */
const PROBLEMS_COUNT = 20

const MEDIA_TYPES = new Set(['', 'text/plain', 'application/json'])

/** The compression stands in the URL, since a `Content-Encoding` header would cost a preflight. Undefined: unsupported. */
function encodingOf({ headers, query }: FastifyRequest): BodyEncoding | undefined {
  const media = (headers['content-type'] ?? '').split(';')[0] as string
  if (!MEDIA_TYPES.has(media.trim().toLowerCase())) return undefined
  const named = (query as { z?: unknown }).z ?? headers['content-encoding'] ?? 'identity'
  return named === 'gzip' || named === 'identity' ? named : undefined
}

function idOf(json: unknown, index: number): string | undefined {
  const id = (json as { events?: readonly unknown[] }).events?.[index]
  const value = typeof id === 'object' && id !== null && 'id' in id ? id.id : undefined
  return typeof value === 'string' ? value.slice(0, 64) : undefined
}
