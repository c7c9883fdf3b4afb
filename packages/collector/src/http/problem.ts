import type { IncomingHttpHeaders } from 'node:http'
import { EndcapError, ERRORS, type ErrorCode, type Problem } from '@endcap/core'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** Seconds after which a client may come back, by the code of a 503. */
const RETRY_AFTER_SECONDS: Partial<Record<ErrorCode, number>> = {
  overloaded: 10,
  'spool-failed': 5,
  'shutting-down': 5,
}

/** An answer that says what is wrong. */
export interface ProblemAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * A problem (RFC 9457) of the one code table: `{ type, title, status, code, path, detail?, problems? }`.
 * `problems` stands there when there is more than one; the head is the first of them. A 503 carries `Retry-After`, and a 429
 * after how many seconds it is told.
 */
export function problemAnswer(problems: readonly Problem[], retryAfterSeconds?: number): ProblemAnswer {
  const first = problems[0] ?? { code: 'internal', path: '' }
  const { title, status } = ERRORS[first.code]
  const seconds = retryAfterSeconds ?? RETRY_AFTER_SECONDS[first.code]
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (seconds !== undefined) headers['retry-after'] = String(seconds)
  if (first.code === 'shutting-down') headers.connection = 'close'
  const more = problems.length > 1 ? { problems } : {}
  const body = JSON.stringify({ type: `urn:endcap:error:${first.code}`, title, status, ...first, ...more })
  return { status, headers, body }
}

/** Answers with a problem; a 429 says after how many seconds to come again. */
export function sendProblem(
  reply: FastifyReply,
  problems: readonly Problem[],
  retryAfterSeconds?: number,
): FastifyReply {
  const { status, headers, body } = problemAnswer(problems, retryAfterSeconds)
  return reply.code(status).headers(headers).send(body)
}

/** Makes every error and every unknown address of an app a problem. Details of inner failures go to the log only. */
export function handleErrors(app: FastifyInstance): void {
  app.setNotFoundHandler((_, reply) => sendProblem(reply, [{ code: 'not-found', path: '' }]))
  app.setErrorHandler((error, { headers }, reply) => {
    const problem = toProblem(error)
    if (ERRORS[problem.code].status >= 500) app.log.error({ err: error, ...traceOf(headers) }, problem.code)
    return sendProblem(reply, [problem])
  })
}

/** The trace that a request belongs to (W3C Trace Context), for a line of the log. Nothing where the header says anything else. */
export function traceOf({ traceparent }: IncomingHttpHeaders): {
  readonly trace_id?: string
  readonly span_id?: string
} {
  const [, trace_id, span_id] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(String(traceparent)) ?? []
  return trace_id && span_id ? { trace_id, span_id } : {}
}

/** The problem that an error stands for. */
export function toProblem(error: unknown): Problem {
  if (error instanceof EndcapError) return { code: error.code, path: '' }
  const { statusCode = 500, message = '' } = error as { statusCode?: number; message?: string }
  if (statusCode >= 500) return { code: 'internal', path: '' }
  return { code: BY_STATUS[statusCode] ?? 'value-invalid', path: '', detail: message }
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthorized',
  403: 'not-found',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'media-type-unsupported',
  429: 'rate-limited',
}
