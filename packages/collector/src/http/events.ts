import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type BatchAnswer,
  EndcapError,
  ERRORS,
  type ErrorCode,
  type Parsed,
  type ParsedBatch,
  type Problem,
  parseBatch,
} from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { WriteKeys } from '../access/write-keys.js'
import { BODY_ENCODINGS, type BodyEncoding, decodeJson, unpackBody } from '../ingest/decode.js'
import type { Ingest } from '../ingest/ingest.js'
import { denyUnknown } from '../ingest/privacy-control.js'
import { createSenderReader } from '../ingest/sender.js'
import { readShort } from '../ingest/short-way.js'
import { withholdIds } from '../ingest/withhold.js'
import { readBody } from './body.js'
import type { ClientNames } from './client-address.js'
import { problemAnswer, toProblem, traceOf } from './problem.js'
import type { RateLimit } from './rate-limit.js'
import { EXPOSING_HEADERS, SHARED_HEADERS } from './server.js'

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
  readonly log: Logger
  readonly onAnswer: (route: string, status: number, ms: number) => void
}

const ROUTE = '/v1/events'

/** Answers a request by itself. */
export type RawHandler = (request: IncomingMessage, response: ServerResponse) => void

/** Whether a request is one for {@link createEventsHandler}. */
export function isEventsPost({ method, url }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    url !== undefined &&
    url.startsWith(ROUTE) &&
    (url.length === ROUTE.length || url[ROUTE.length] === '?')
  )
}

/** A body whose events were read one by one. */
interface LongRead {
  readonly batch: ParsedBatch
  readonly json: unknown
}

/** What a body says, or why it is refused. */
function readLong(bytes: Buffer, isPrivate: boolean): Parsed<LongRead> {
  const json = decodeJson(bytes)
  if (!json.ok) return json
  const batch = parseBatch(json.value)
  if (!batch.ok) return batch
  const told = isPrivate ? batch.value.events.map(denyUnknown) : batch.value.events
  const events = told.map(withholdIds)
  return { ok: true, value: { batch: { ...batch.value, events }, json: json.value } }
}

/**
 * `POST /v1/events`: takes a batch and answers 202 once its events are on disk. It works on the bare request, as the work of a
 * framework would cost more than all of its own.
 */
export function createEventsHandler(options: EventsRouteOptions): RawHandler {
  const { ingest, keys, bodyBytes, inflatedBytes, inFlightBytes, refuse, log, onAnswer } = options
  const senderOf = createSenderReader()
  let inFlight = 0

  function check({ headers }: IncomingMessage): Problem | undefined {
    const code = refuse() ?? (inFlight > inFlightBytes ? 'overloaded' : undefined)
    if (code) return { code, path: '' }
    const { origin } = headers
    if (keys.mayCome(origin)) return undefined
    return { code: 'origin-denied', path: '', detail: String(origin).slice(0, 256) }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = options.clientName(request)
    const waitMs = name === undefined ? 0 : options.addressRate.take(name)
    if (waitMs > 0) return sendLimited(response, waitMs, 'too many requests of this address')
    const problem = check(request)
    if (problem) return sendProblem(response, [problem])
    const claimed = Math.min(Number(request.headers['content-length'] ?? bodyBytes) || 0, bodyBytes)
    inFlight += claimed
    try {
      const encoding = encodingOf(request)
      const body = encoding ? await readBody(request, bodyBytes) : refused('media-type-unsupported', '')
      if (!body.ok) return sendProblem(response, body.problems)
      const unpacking = unpackBody(body.value, encoding as BodyEncoding, inflatedBytes)
      // Most bodies are not packed, and no turn is lost on them.
      const plain = unpacking instanceof Promise ? await unpacking : unpacking
      if (!plain.ok) return sendProblem(response, plain.problems)
      // What is asked of us may change what is kept, and so its events are read one by one.
      const isPrivate = request.headers['sec-gpc'] === '1'
      const short = isPrivate ? undefined : readShort(plain.value)
      let long = short ? undefined : readLong(plain.value, isPrivate)
      if (long && !long.ok) return sendProblem(response, long.problems.slice(0, PROBLEMS_COUNT))
      const { key } = short ?? (long as { value: LongRead }).value.batch
      const admitted = keys.admit(key, request.headers.origin)
      if (!admitted.ok) return sendProblem(response, admitted.problems)
      const keyWaitMs = options.keyRate.take(key)
      if (keyWaitMs > 0) return sendLimited(response, keyWaitMs, 'too many batches of this key')
      const { sign, device } = senderOf(request.headers)
      const facts = { sign, device, site: admitted.value.site }
      const keeping = short && ingest.acceptShort(short, facts)
      if (keeping) return sendAccepted(response, await keeping)
      long ??= readLong(plain.value, isPrivate)
      if (!long.ok) return sendProblem(response, long.problems.slice(0, PROBLEMS_COUNT))
      const { batch, json } = long.value
      sendAccepted(response, await ingest.accept(batch, (index) => idOf(json, index), facts))
    } catch (error) {
      const problem = toProblem(error)
      if (ERRORS[problem.code].status >= 500) log.error({ err: error, ...traceOf(request.headers) }, problem.code)
      sendProblem(response, [problem])
    } finally {
      inFlight -= claimed
    }
  }

  return (request, response) => {
    const startedMs = performance.now()
    answer(request, response).then(() => onAnswer(ROUTE, response.statusCode, performance.now() - startedMs))
  }
}

/** The routes of the events' address, for requests that come through the framework. */
export async function eventsRoute(app: FastifyInstance, handle: RawHandler): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    (_request: unknown, payload: IncomingMessage, done: (error: null, body: unknown) => void) => done(null, payload),
  )

  app.post(ROUTE, (request, reply) => {
    reply.hijack()
    handle(request.raw, reply.raw)
  })

  app.route({
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    url: ROUTE,
    handler(_, reply) {
      reply.header('allow', 'POST, OPTIONS')
      throw new EndcapError('method-not-allowed', 'events are sent by POST')
    },
  })
}

/** A hostile batch may hold thousands of problems; nobody reads so many. */
const PROBLEMS_COUNT = 20

function refused(code: ErrorCode, path: string): Parsed<never> {
  return { ok: false, problems: [{ code, path }] }
}

function sendLimited(response: ServerResponse, waitMs: number, detail: string): void {
  sendProblem(response, [{ code: 'rate-limited', path: '', detail }], Math.ceil(waitMs / 1000))
}

function sendProblem(response: ServerResponse, problems: readonly Problem[], retryAfterSeconds?: number): void {
  const { status, headers, body } = problemAnswer(problems, retryAfterSeconds)
  send(response, status, [...SHARED_HEADERS, ...EXPOSING_HEADERS, ...Object.entries(headers).flat()], body)
}

const ACCEPTED = [...SHARED_HEADERS, 'content-type', 'application/json']

function sendAccepted(response: ServerResponse, answer: BatchAnswer): void {
  send(response, 202, ACCEPTED, JSON.stringify(answer))
}

function send(response: ServerResponse, status: number, headers: readonly string[], body: string): void {
  response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(body))])
  response.end(body)
}

const MEDIA_TYPES = new Set(['', 'text/plain', 'application/json'])
const ENCODINGS: readonly string[] = BODY_ENCODINGS

/** The compression stands in the URL, since a `Content-Encoding` header would cost a preflight. Undefined: unsupported. */
function encodingOf({ headers, url = '' }: IncomingMessage): BodyEncoding | undefined {
  const media = headers['content-type'] ?? ''
  // What browsers send for a text comes first, as it comes most.
  if (media !== 'text/plain;charset=UTF-8' && !MEDIA_TYPES.has((media.split(';')[0] as string).trim().toLowerCase())) {
    return undefined
  }
  const inUrl = url.length > ROUTE.length ? new URLSearchParams(url.slice(ROUTE.length)).get('z') : null
  const named = inUrl ?? headers['content-encoding'] ?? 'identity'
  return ENCODINGS.includes(named) ? (named as BodyEncoding) : undefined
}

function idOf(json: unknown, index: number): string | undefined {
  const id = (json as { events?: readonly unknown[] }).events?.[index]
  const value = typeof id === 'object' && id !== null && 'id' in id ? id.id : undefined
  return typeof value === 'string' ? value.slice(0, 64) : undefined
}
