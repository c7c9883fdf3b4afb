import type { FastifyInstance } from 'fastify'
import type { LiveHub } from '../live/hub.js'
import { LIVE_CSS } from '../live/page-css.js'
import { LIVE_HTML } from '../live/page-html.js'
import { LIVE_JS } from '../live/page-js.js'
import type { RequireToken } from './auth.js'
import { pageHeaders } from './page-headers.js'

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** `GET /v1/live`: accepted events as they come, for holders of a token. `GET /live`: a page that shows them. */
export async function liveRoutes(
  app: FastifyInstance,
  { hub, requireRead }: { readonly hub: LiveHub; readonly requireRead: RequireToken },
): Promise<void> {
  await pageHeaders(app, 'own')
  app.get('/v1/live', { preHandler: requireRead }, (_, reply) => {
    // What hooks have set so far goes with the hijacked answer: CORS among it.
    for (const [key, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(key, value)
    reply.hijack()
    hub.join(reply.raw)
  })

  const page = (url: string, type: string, text: string) =>
    app.get(url, (_, reply) =>
      reply
        .headers({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-cache' })
        .type(`${type}; charset=utf-8`)
        .send(text),
    )
  page('/live', 'text/html', LIVE_HTML)
  page('/live.css', 'text/css', LIVE_CSS)
  page('/live.js', 'text/javascript', LIVE_JS)
}
