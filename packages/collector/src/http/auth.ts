import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Problem } from '@endcap/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.js'
import type { RateLimit } from './rate-limit.js'

/** A hook that lets only holders of a token pass. */
export type RequireToken = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

/** A hook that lets only holders of an admin token pass. */
export type RequireAdmin = RequireToken

/** Counts wrong tokens by sender. */
export interface Guesses {
  readonly rate: RateLimit
  /** Every token that opens anything: one in the wrong place is no guess. */
  readonly tokens: readonly string[]
  /** The sender of a request; undefined for whoever is not counted. */
  readonly nameOf: (message: IncomingMessage) => string | undefined
}

/**
 * Creates the hook for any of `tokens`; without one nobody passes. `?token=` counts too, for clients that cannot set a header.
 * Whoever guessed wrong too often is answered 429 for a while, with a right token too, so that guessing on tells nothing.
 * Only hashes are kept, and all of them are compared, so that neither content nor length nor place shows in the time it takes.
 */
export function createRequireToken(tokens: readonly string[], guesses?: Guesses): RequireToken {
  const known = tokens.map(hash)
  const elsewhere = guesses?.tokens.map(hash) ?? []
  return async (request, reply) => {
    const name = guesses?.nameOf(request.raw)
    const waitMs = name === undefined ? 0 : (guesses?.rate.waitMs(name) ?? 0)
    if (waitMs > 0) return sendProblem(reply, [LIMITED], Math.ceil(waitMs / 1000))
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? inQuery(request)
    if (given !== undefined && isKnown(hash(given), known)) return undefined
    // Who brings none does not guess: browsers that open a page come without at first.
    if (given !== undefined && name !== undefined && !isKnown(hash(given), elsewhere)) guesses?.rate.take(name)
    reply.header('www-authenticate', 'Bearer')
    const detail = tokens.length === 0 ? 'this collector has no adminToken' : undefined
    return sendProblem(reply, [{ code: 'unauthorized', path: '', ...(detail === undefined ? {} : { detail }) }])
  }
}

const LIMITED: Problem = { code: 'rate-limited', path: '', detail: 'too many wrong tokens of this address' }

function inQuery({ query }: FastifyRequest): string | undefined {
  const { token } = query as { token?: unknown }
  return typeof token === 'string' ? token : undefined
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function isKnown(given: Buffer, known: readonly Buffer[]): boolean {
  return known.map((one) => timingSafeEqual(one, given)).includes(true)
}
