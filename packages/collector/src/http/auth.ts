import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.js'

/** A hook that lets only holders of a token pass. */
export type RequireToken = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

/** A hook that lets only holders of an admin token pass. */
export type RequireAdmin = RequireToken

/**
 * Creates the hook for any of `tokens`; without one nobody passes. `?token=` counts too, for clients that cannot set a header.
 * Only hashes are kept, and all of them are compared, so that neither content nor length nor place shows in the time it takes.
 */
export function createRequireToken(tokens: readonly string[]): RequireToken {
  const known = tokens.map(hash)
  return async (request, reply) => {
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? inQuery(request)
    if (given !== undefined && isKnown(hash(given), known)) return undefined
    reply.header('www-authenticate', 'Bearer')
    const detail = tokens.length === 0 ? 'this collector has no adminToken' : undefined
    return sendProblem(reply, [{ code: 'unauthorized', path: '', ...(detail === undefined ? {} : { detail }) }])
  }
}

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
