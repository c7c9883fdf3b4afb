import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { EndcapError } from '@endcap/core'
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { compressReplies } from './compress.js'
import { pageHeaders } from './page-headers.js'

const YEAR_SECONDS = 31_536_000

/** `row-BzK3x9_a.js`: eight or more characters of a hash, letters and digits mixed, before an extension of built files. */
const HASHED_NAME = /[.-](?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{8,}\.(?:js|mjs|css|bin|json|gz|map|woff2)$/

/** A page may run scripts of its own choice, but not be framed elsewhere or be given another base. */
const PAGE_POLICY = "base-uri 'self'; object-src 'none'; frame-ancestors 'self'"

/** A drawing that is opened as a page of its own runs no script of this origin. */
const DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

/**
 * Serves folders, and single files, under their URL prefixes: ETag and 304, ranges, gzip, CORS `*` like all answers.
 * Files with a hash in the name are cached for a year, the rest is asked for again each time. Dot files are hidden.
 * Throws `file-unreadable` when a path does not exist.
 */
export async function filesRoutes(app: FastifyInstance, files: Readonly<Record<string, string>>): Promise<void> {
  const defaults = {
    serve: false,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders(reply, path) {
      const isHashed = HASHED_NAME.test(basename(path))
      reply.setHeader('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache')
      if (path.endsWith('.html')) reply.setHeader('content-security-policy', PAGE_POLICY)
      if (path.endsWith('.svg')) reply.setHeader('content-security-policy', DRAWING_POLICY)
    },
  } satisfies FastifyStaticOptions

  await pageHeaders(app, 'shop')
  compressReplies(app)
  await app.register(fastifyStatic, defaults)
  for (const [prefix, path] of Object.entries(files)) {
    const root = resolve(path)
    const facts = await stat(root).catch((error) => {
      throw new EndcapError('file-unreadable', `staticFiles ${prefix}: ${root}`, error)
    })
    if (facts.isFile()) app.get(prefix, (_, reply) => reply.sendFile(basename(root), dirname(root)))
    else await app.register(fastifyStatic, { ...defaults, serve: true, decorateReply: false, root, prefix })
  }
}
