import type { IncomingMessage } from 'node:http'
import { type ErrorCode, type Problem, parseServerOrder, type ServerOrder } from '@endcap/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeJson } from '../ingest/decode.js'
import type { Ingest } from '../ingest/ingest.js'
import type { IgnoreReason, PlatformOrders } from '../orders/platform.js'
import { readTold } from '../orders/read-told.js'
import type { OrderSecrets } from '../orders/secrets.js'
import type { OrdersAnswer } from '../orders/send-orders.js'
import { readShopify } from '../orders/shopify.js'
import { checkSignature, isSignedBase64 } from '../orders/signature.js'
import { toOrderEvent } from '../orders/to-event.js'
import { readWooCommerce } from '../orders/woocommerce.js'
import { readBody } from './body.js'
import { sendProblem } from './problem.js'

/** Who tells of orders. */
export type OrderSender = keyof OrderSecrets

/** What the ways in for orders are wired to. */
export interface OrdersRoutesOptions {
  readonly ingest: Ingest
  readonly secrets: OrderSecrets
  readonly bodyBytes: number
  /** Bytes of bodies on their way in, above which others are `overloaded`. */
  readonly inFlightBytes: number
  readonly now: () => number
  /** Why nothing can be taken right now; undefined when all is well. */
  readonly refuse: () => ErrorCode | undefined
  /** Ms until the sender of a request may come again; 0 when it may. */
  readonly limit: (message: IncomingMessage) => number
  /** Gets what was sent, rightly signed, and not kept. */
  readonly onIgnored: (sender: OrderSender, reason: IgnoreReason, problems: readonly Problem[]) => void
}

/** A platform's way of telling orders. */
interface Platform {
  readonly sender: 'shopify' | 'woocommerce'
  /** Where the secret comes from, for whoever forgot it. */
  readonly variable: string
  /** The header that holds the base64 HMAC-SHA256 of the body. */
  readonly signature: string
  read(request: FastifyRequest, json: unknown): PlatformOrders
}

const PLATFORMS: readonly Platform[] = [
  {
    sender: 'shopify',
    variable: 'ENDCAP_SHOPIFY_SECRET',
    signature: 'x-shopify-hmac-sha256',
    read: (request, json) =>
      headerOf(request, 'x-shopify-test') === 'true'
        ? { ignored: 'test' }
        : readShopify(headerOf(request, 'x-shopify-topic'), json),
  },
  {
    sender: 'woocommerce',
    variable: 'ENDCAP_WOOCOMMERCE_SECRET',
    signature: 'x-wc-webhook-signature',
    read: (request, json) => readWooCommerce(headerOf(request, 'x-wc-webhook-topic'), json),
  },
]

/** WooCommerce asks whether somebody is there when a webhook is made: without a topic, and without a signature. */
const PING = /^webhook_id=\d{1,20}$/

/**
 * `POST /v1/orders`: orders, refunds and cancellations of the shop's server, signed by `Endcap-Signature`; 202 once they are on
 * disk. `POST /v1/shopify`, `/v1/woocommerce`: the platforms' webhooks; 200, also for what is ignored, so that nobody sends it
 * again. A signature that is not right is 401 `signature-wrong`, and nothing of the body is read.
 */
export async function ordersRoutes(app: FastifyInstance, options: OrdersRoutesOptions): Promise<void> {
  const { ingest, secrets, bodyBytes, inFlightBytes, now, refuse, limit, onIgnored } = options
  let inFlight = 0

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request: FastifyRequest, payload: IncomingMessage, done) => done(null, payload))

  app.addHook('onRequest', async (request, reply) => {
    const waitMs = limit(request.raw)
    if (waitMs === 0) return undefined
    const problem = { code: 'rate-limited', path: '', detail: 'too many requests of this address' } as const
    return sendProblem(reply, [problem], Math.ceil(waitMs / 1000))
  })

  function unsigned(reply: FastifyReply, detail: string): FastifyReply {
    return sendProblem(reply, [{ code: 'signature-wrong', path: '', detail }])
  }

  /** The body's bytes, which are what was signed. Undefined when the answer was given. */
  async function bodyOf(request: FastifyRequest, reply: FastifyReply): Promise<Buffer | undefined> {
    const code = refuse() ?? (inFlight > inFlightBytes ? 'overloaded' : undefined)
    if (code) return void sendProblem(reply, [{ code, path: '' }])
    const claimed = Math.min(Number(request.headers['content-length'] ?? bodyBytes) || 0, bodyBytes)
    inFlight += claimed
    const body = await readBody(request.raw, bodyBytes).finally(() => {
      inFlight -= claimed
    })
    if (body.ok) return body.value
    return void sendProblem(reply, body.problems)
  }

  /** Keeps orders. None of their times is corrected: a server's clock is believed. */
  async function keep(orders: readonly ServerOrder[], at: number) {
    const time = now()
    const events = orders.map((order) => ({ ok: true, value: toOrderEvent(order, at) }) as const)
    const clock = { offsetMs: 0, roundTripMs: 0 }
    return events.length > 0
      ? ingest.accept({ key: '', sdk: '', sentAt: time, clock, events }, () => undefined)
      : { accepted: 0, duplicates: 0, rejected: [], time }
  }

  app.post('/v1/orders', async (request, reply) => {
    if (secrets.signed.length === 0) return unsigned(reply, 'ENDCAP_ORDERS_SECRET is not set here')
    const body = await bodyOf(request, reply)
    if (!body) return reply
    const signature = checkSignature(headerOf(request, 'endcap-signature'), body, secrets.signed, now())
    if (!signature.ok) return unsigned(reply, signature.detail)
    const decoded = decodeJson(body)
    if (!decoded.ok) return sendProblem(reply, decoded.problems)
    const told = readTold(decoded.value)
    if (!told.ok) return sendProblem(reply, told.problems)
    const { orders, rejected, problems } = told.value
    if (orders.length === 0) return sendProblem(reply, problems.slice(0, PROBLEMS_COUNT))
    const real = orders.filter(({ test }) => !test)
    const ignored = orders.length - real.length
    for (let i = 0; i < ignored; i++) onIgnored('signed', 'test', [])
    const { accepted, duplicates, time } = await keep(real, signature.at)
    const answer: OrdersAnswer = { accepted, duplicates, ignored, rejected, time }
    return reply.code(202).send(answer)
  })

  for (const { sender, variable, signature, read } of PLATFORMS) {
    app.post(`/v1/${sender}`, async (request, reply) => {
      const body = await bodyOf(request, reply)
      if (!body) return reply
      const given = headerOf(request, signature)
      if (sender === 'woocommerce' && given === undefined && body.length < 64 && PING.test(body.toString())) {
        onIgnored(sender, 'ping', [])
        return { ignored: 'ping' }
      }
      if (secrets[sender].length === 0) return unsigned(reply, `${variable} is not set here`)
      if (!isSignedBase64(given, body, secrets[sender])) return unsigned(reply, `${signature} is not of this body`)
      const decoded = decodeJson(body)
      if (!decoded.ok) return sendProblem(reply, decoded.problems)
      const found = read(request, decoded.value)
      if (!found.orders) {
        onIgnored(sender, found.ignored, [])
        return { ignored: found.ignored }
      }
      const parsed = found.orders.map((order) => parseServerOrder(order))
      const orders = parsed.flatMap((order) => (order.ok ? [order.value] : []))
      const problems = parsed.flatMap((order) => (order.ok ? [] : order.problems))
      if (problems.length > 0) onIgnored(sender, 'unreadable', problems)
      const { accepted, duplicates } = await keep(orders, now())
      return problems.length === 0
        ? { accepted, duplicates }
        : { accepted, duplicates, ignored: 'unreadable', problems: problems.slice(0, PROBLEMS_COUNT) }
    })
  }
}

/** Nobody reads more. */
const PROBLEMS_COUNT = 20

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}
