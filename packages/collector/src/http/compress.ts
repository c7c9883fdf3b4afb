import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const deflate = promisify(gzip)

const COMPRESSIBLE = /^(?:text\/|application\/(?:json|javascript|xml|octet-stream)|image\/svg)/
const MIN_BYTES = 1024
const MAX_BYTES = 32 << 20
const CACHE_BYTES = 64 << 20

/**
 * Compresses the files that an app sends, each version once: the result is kept in memory, by URL and ETag, up to
 * 64 MiB. Ranges, small files, and files over 32 MiB go as they are.
 */
export function compressReplies(app: FastifyInstance): void {
  const cache = new Map<string, Promise<Buffer>>()
  let cachedBytes = 0

  function packed(key: string, file: Readable): Promise<Buffer> {
    const known = cache.get(key)
    if (known) {
      file.destroy()
      return known
    }
    const packing = buffer(file).then((bytes) => deflate(bytes))
    cache.set(key, packing)
    packing.then(
      (bytes) => {
        cachedBytes += bytes.length
        if (cachedBytes <= CACHE_BYTES) return
        cache.clear()
        cachedBytes = 0
      },
      () => cache.delete(key),
    )
    return packing
  }

  app.addHook('onSend', async (request, reply, payload) => {
    if (!(payload instanceof Readable) || !isWorth(reply)) return payload
    reply.header('vary', 'accept-encoding')
    if (!acceptsGzip(request)) return payload
    const bytes = await packed(`${request.url.split('?')[0]} ${reply.getHeader('etag')}`, payload)
    reply.header('content-encoding', 'gzip').header('content-length', bytes.length)
    return bytes
  })
}

function isWorth(reply: FastifyReply): boolean {
  const bytes = Number(reply.getHeader('content-length'))
  const type = String(reply.getHeader('content-type'))
  return reply.statusCode === 200 && bytes >= MIN_BYTES && bytes <= MAX_BYTES && COMPRESSIBLE.test(type)
}

function acceptsGzip({ method, headers }: FastifyRequest): boolean {
  return (
    method === 'GET' &&
    headers.range === undefined &&
    /\bgzip\b(?!;q=0(?:[,;]|$))/.test(String(headers['accept-encoding'] ?? ''))
  )
}
