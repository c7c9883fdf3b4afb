import type { IncomingMessage } from 'node:http'
import { EndcapError, type ErrorCode, type Parsed, type ParsedBatch, type Problem, parseBatch } from '@endcap/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WriteKeys } from '../access/write-keys.js'
import { type BodyEncoding, decodeBody } from '../ingest/decode.js'
import type { Ingest } from '../ingest/ingest.js'
import { withholdIds } from '../ingest/withhold.js'
import { readBody } from './body.js'
import type { ClientNames } from './client-address.js'
import { sendProblem } from './problem.js'
import type { RateLimit } from './rate-limit.js'

/** What the way in is wired to. */
export interface EventsRouteOptions {
  readonly ingest: Ingest
  readonly keys: WriteKeys
  readonly clientName: ClientNames['ofRequest']
  readonly keyRate: RateLimit
  readonly addressRate: RateLimit
  readonly bodyBytes: number
  readonly inflatedBytes: number
  readonly inFlightBytes: number
  /** Why nothing can be taken right now; undefined when all is well. */
  readonly refuse: () => ErrorCode | undefined
}

/** A request that was read and checked, with the ids of its events as they came. */
interface Read {
  readonly batch: ParsedBatch
  readonly site: string | undefined
  readonly idAt: (index: number) => string | undefined
}

/** `POST /v1/events`: takes a batch and answers 202 once its events are on disk. Bodies never meet fastify's parsers. */
export async function eventsRoute(app: FastifyInstance, options: EventsRouteOptions): Promise<void> {
  const { ingest, keys, bodyBytes, inflatedBytes, inFlightBytes, refuse } = options
  let inFlight = 0

  function check({ headers }: FastifyRequest): Problem | undefined {
    const code = refuse() ?? (inFlight > inFlightBytes ? 'overloaded' : undefined)
    if (code) return { code, path: '' }
    const { origin } = headers
    if (keys.mayCome(origin)) return undefined
    return { code: 'origin-denied', path: '', detail: String(origin).slice(0, 256) }
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
    const admitted = keys.admit(batch.value.key, request.headers.origin)
    if (!admitted.ok) return admitted
    const { site } = admitted.value
    const events = batch.value.events.map(withholdIds)
    return { ok: true, value: { batch: { ...batch.value, events }, site, idAt: (index) => idOf(json, index) } }
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage, done) => done(null, payload))

  app.post('/v1/events', async (request, reply) => {
    const name = options.clientName(request.raw)
    const waitMs = name === undefined ? 0 : options.addressRate.take(name)
    if (waitMs > 0) return sendLimited(reply, waitMs, 'too many requests of this address')
    const problem = check(request)
    if (problem) return sendProblem(reply, [problem])
    const claimed = Math.min(Number(request.headers['content-length'] ?? bodyBytes) || 0, bodyBytes)
    inFlight += claimed
    try {
      const parsed = await read(request)
      if (!parsed.ok) return sendProblem(reply, parsed.problems.slice(0, PROBLEMS_COUNT))
      const { batch, idAt, site } = parsed.value
      const keyWaitMs = options.keyRate.take(batch.key)
      if (keyWaitMs > 0) return sendLimited(reply, keyWaitMs, 'too many batches of this key')
      const answer = await ingest.accept(batch, idAt, site)
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

function sendLimited(reply: FastifyReply, waitMs: number, detail: string): FastifyReply {
  return sendProblem(reply, [{ code: 'rate-limited', path: '', detail }], Math.ceil(waitMs / 1000))
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
