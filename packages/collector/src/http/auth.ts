import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './problem.js'

/** A hook that lets only holders of the admin token pass. */
export type RequireAdmin = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>

/** Creates the hook. Without a token nobody passes. `?token=` counts too, for clients that cannot set a header. */
export function createRequireAdmin(token: string | undefined): RequireAdmin {
  return async (request, reply) => {
    const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? inQuery(request)
    if (token !== undefined && given !== undefined && isSame(given, token)) return undefined
    reply.header('www-authenticate', 'Bearer')
    const detail = token === undefined ? 'this collector has no adminToken' : undefined
    return sendProblem(reply, [{ code: 'unauthorized', path: '', ...(detail === undefined ? {} : { detail }) }])
  }
}

function inQuery({ query }: FastifyRequest): string | undefined {
  const { token } = query as { token?: unknown }
  return typeof token === 'string' ? token : undefined
}

/** Hashes first, so that neither content nor length shows in the time it takes. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
