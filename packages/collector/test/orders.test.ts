import { createHmac } from 'node:crypto'
import type { ServerOrder } from '@endcap/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCollector, sendOrders, sign, signOrders } from '../src/index.js'
import { resolveSecrets } from '../src/orders/secrets.js'
import { checkSignature } from '../src/orders/signature.js'
import { createMemorySink, makeBatch, makeEvents, makeFolder, startRig } from './rig.js'
import { ORDERS_SECRET, SHOPIFY_SECRET, shopify, shopifyOrder, WOO_SECRET, woo, wooOrder } from './shop-orders.js'

const NOW = Date.UTC(2026, 2, 1, 12)
const purchase: ServerOrder = { type: 'purchase', transaction_id: 'T1', value: 20, currency: 'EUR' }
const orders = { secret: ORDERS_SECRET, shopify: SHOPIFY_SECRET, woocommerce: WOO_SECRET }

/** A collector that takes orders, at a time that stands still. */
async function startShop(options: Parameters<typeof startRig>[0] = {}) {
  const sink = createMemorySink()
  const rig = await startRig({ sinks: [sink], orders, ...options })
  const tell = (body: unknown, secret = ORDERS_SECRET, at = Date.now()) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return rig.post(text, { path: '/v1/orders', headers: { 'endcap-signature': sign(text, secret, at) } })
  }
  return { ...rig, sink, tell }
}

test('a signed order becomes an event of the server, told to the sinks once', async () => {
  const { tell, sink, collector } = await startShop()
  const order: ServerOrder = {
    ...purchase,
    tax: 3,
    items: [{ item_id: 'mug', price: 17 }],
    ts: NOW,
    updated_at: NOW + 1,
    visitor: 'v',
    customer: 'jane@example.com',
  }
  const first = await tell(order)
  expect([first.status, await first.json()]).toMatchObject([
    202,
    { accepted: 1, duplicates: 0, ignored: 0, rejected: [] },
  ])
  expect(await (await tell([order, order])).json()).toMatchObject({ accepted: 0, duplicates: 2 })
  await collector.flush()
  expect(sink.taken).toMatchObject([
    {
      id: expect.stringMatching(/^order\.[\w-]{21}$/),
      type: 'purchase',
      source: 'server',
      ts: NOW,
      visitor: 'v',
      customer: expect.stringMatching(/^[\w-]{21}$/),
      consent: { analytics: 'granted', personalization: 'unknown' },
      order: { transactionId: 'T1', value: 20, currency: 'EUR', tax: 3, updatedAt: NOW + 1 },
      items: [{ item_id: 'mug', price: 17 }],
    },
  ])
  expect(JSON.stringify(sink.taken)).not.toContain('jane')
})

test('the helper signs, sends, and says what was not taken', async () => {
  const { url, sink, collector } = await startShop()
  const to = { collector: `${url}/`, secret: ORDERS_SECRET }
  expect(await sendOrders([purchase, { ...purchase, transaction_id: 'T2', test: true }], to)).toMatchObject({
    accepted: 1,
    ignored: 1,
  })
  await collector.flush()
  expect(sink.taken).toHaveLength(1)
  const { transaction_id: _, ...nameless } = purchase
  await expect(sendOrders([nameless as ServerOrder], to)).rejects.toThrow(/network-failed.*400.*\/0\/transaction_id/)
  await expect(sendOrders([purchase], { ...to, secret: 'x'.repeat(20) })).rejects.toThrow(/401.*signature-wrong/)
})

test('content decides: other contents and other refunds are other events, whatever the order of the fields', async () => {
  const { tell } = await startShop()
  const accepted = async (order: object) => ((await (await tell(order)).json()) as { accepted: number }).accepted
  const refund = { ...purchase, type: 'refund', refund_id: 'r1', value: 5 }
  expect(await accepted(purchase)).toBe(1)
  expect(await accepted(Object.fromEntries(Object.entries(purchase).reverse()))).toBe(0)
  expect(await accepted({ ...purchase, ts: NOW })).toBe(0)
  expect(await accepted({ ...purchase, value: 21 })).toBe(1)
  expect(await accepted({ ...purchase, updated_at: NOW })).toBe(1)
  expect(await accepted(refund)).toBe(1)
  expect(await accepted({ ...refund, value: 6 })).toBe(0)
  expect(await accepted({ ...refund, refund_id: 'r2' })).toBe(1)
  expect(await accepted({ type: 'cancel', transaction_id: 'T1' })).toBe(1)
  expect(await accepted({ type: 'cancel', transaction_id: 'T1', value: 20, currency: 'EUR' })).toBe(0)
})

test('bad input is named by what and where', async () => {
  const { tell } = await startShop()
  for (const [body, code, path] of [
    ['', 'json-malformed', ''],
    ['[]', 'batch-empty', ''],
    ['7', 'type-wrong', ''],
    [Array(501).fill(purchase), 'batch-too-many', ''],
    [{ ...purchase, type: 'sale' }, 'value-invalid', '/type'],
    [{ type: 'purchase', transaction_id: 'T' }, 'field-missing', '/value'],
    [{ ...purchase, value: '20' }, 'type-wrong', '/value'],
    [{ ...purchase, value: -1 }, 'value-invalid', '/value'],
    [{ ...purchase, currency: 'euro' }, 'value-too-long', '/currency'],
    [{ ...purchase, type: 'refund' }, 'field-missing', '/refund_id'],
    [{ ...purchase, ts: '2026-03-01T12:00:00' }, 'value-invalid', '/ts'],
    [{ ...purchase, ts: 1_772_000_000 }, 'value-invalid', '/ts'],
    [{ ...purchase, items: [{ item_id: 'a' }, { price: 1 }] }, 'field-missing', '/items/1/item_id'],
    [[{ ...purchase, currency: 7 }], 'type-wrong', '/0/currency'],
  ] as const) {
    const answer = await tell(body)
    expect([answer.status, await answer.json()]).toMatchObject([400, { code, path }])
  }
})

test('a bad order does not cost the others of its list', async () => {
  const { tell } = await startShop()
  const answer = await tell([purchase, { type: 'cancel' }])
  expect([answer.status, await answer.json()]).toMatchObject([
    202,
    { accepted: 1, rejected: [{ index: 1, code: 'field-missing', path: '/1/transaction_id' }] },
  ])
})

test('no page takes the id of an order beforehand, nor says that it is a server', async () => {
  const { post, sink, collector } = await startShop()
  const [event] = makeEvents(1)
  const forged = { ...event, id: 'order.aaaaaaaaaaaaaaaaaaaaa' }
  const sly = { ...event, source: 'server' }
  expect(await (await post(makeBatch([forged, sly]))).json()).toMatchObject({
    accepted: 1,
    rejected: [{ index: 0, code: 'value-invalid', path: '/events/0/id' }],
  })
  await collector.flush()
  expect(sink.taken[0]).not.toHaveProperty('source')
})

test('the signature: by one of the secrets, of this body, within five minutes', async () => {
  const body = Buffer.from('{"a":1}')
  const check = (header: string | undefined, now = NOW) =>
    checkSignature(header, body, ['old-secret', 'new-secret'], now)
  const right = sign(body, 'new-secret', NOW)
  const v1 = right.split(',')[1] as string
  expect(check(right)).toEqual({ ok: true, at: NOW })
  expect(check(sign(body, 'old-secret', NOW))).toEqual({ ok: true, at: NOW })
  expect(check(`t=${NOW}, v1=${'0'.repeat(64)}, ${v1}`)).toEqual({ ok: true, at: NOW })
  expect(check(right, NOW + 300_000)).toMatchObject({ ok: true })
  expect(check(right, NOW - 300_000)).toMatchObject({ ok: true })
  for (const [header, now, detail] of [
    [undefined, NOW, /missing/],
    ['', NOW, /expected t=/],
    [`t=${NOW}`, NOW, /expected t=/],
    [`t=${NOW},v1=zz`, NOW, /expected t=/],
    [v1, NOW, /expected t=/],
    [sign('{"a":2}', 'new-secret', NOW), NOW, /not the signature/],
    [sign(body, 'other-secret', NOW), NOW, /not the signature/],
    [`t=${NOW + 1},${v1}`, NOW, /not the signature/],
    [right, NOW + 300_001, /5 minutes off/],
    [right, NOW - 300_001, /5 minutes off/],
    [sign(body, 'new-secret', Math.floor(NOW / 1000)), NOW, /units than milliseconds/],
  ] as const) {
    expect(check(header, now)).toEqual({ ok: false, detail: expect.stringMatching(detail) })
  }
})

test('any change to header or body is noticed', () => {
  const body = Buffer.from(signOrders([purchase], ORDERS_SECRET).body)
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const changed = Buffer.from(body)
      changed[index] = (changed[index] as number) ^ change
      return !checkSignature(sign(body, ORDERS_SECRET, NOW), changed, [ORDERS_SECRET], NOW).ok
    }),
  )
})

test('the sample programs of other languages sign alike', () => {
  // What docs/orders.md tells them to do: the HMAC of time, dot and body.
  const hex = createHmac('sha256', ORDERS_SECRET).update(`${NOW}.[]`).digest('hex')
  expect(signOrders([], ORDERS_SECRET, NOW).headers['endcap-signature']).toBe(`t=${NOW},v1=${hex}`)
})

test('a request that is not signed rightly is refused unread, and so is any while there is no secret', async () => {
  const { tell, post, sink, collector } = await startShop()
  const [paid, made] = [shopify('orders/create', shopifyOrder(), 'x'.repeat(20)), woo('order.created', wooOrder(), 'x')]
  for (const answer of [
    await tell('nonsense', 'another-secret-of-length'),
    await tell(purchase, ORDERS_SECRET, Date.now() - 400_000),
    await post(purchase, { path: '/v1/orders' }),
    await post(paid.body, paid),
    await post(made.body, made),
    await post('webhook_id=1&more=2', { path: '/v1/woocommerce' }),
  ]) {
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'signature-wrong' }])
  }
  await collector.flush()
  expect(sink.taken).toEqual([])
  const shut = await startRig({ orders: { secret: [], shopify: [], woocommerce: [] } })
  const rightly = shopify('orders/create', shopifyOrder(), '')
  expect((await shut.post(rightly.body, rightly)).status).toBe(401)
  const { body, headers } = signOrders([purchase], '')
  const answer = await shut.post(body, { path: '/v1/orders', headers })
  expect(await answer.json()).toMatchObject({ code: 'signature-wrong', detail: 'ENDCAP_ORDERS_SECRET is not set here' })
})

test('secrets come from options or the environment, two at a time while one is replaced', () => {
  const environment = { ENDCAP_ORDERS_SECRET: ORDERS_SECRET, ENDCAP_ORDERS_SECRET_PREVIOUS: 'a-secret-of-last-year' }
  expect(resolveSecrets({}, environment)).toEqual({
    signed: [ORDERS_SECRET, 'a-secret-of-last-year'],
    shopify: [],
    woocommerce: [],
  })
  expect(resolveSecrets({ secret: [SHOPIFY_SECRET, WOO_SECRET] }, environment).signed).toEqual([
    SHOPIFY_SECRET,
    WOO_SECRET,
  ])
  expect(() => resolveSecrets({}, { ENDCAP_SHOPIFY_SECRET: 'short' })).toThrow(/^(?!.*short).*ENDCAP_SHOPIFY_SECRET: /)
  expect(() => createCollector({ dataDir: 'x', keys: ['k'], orders: { woocommerce: 'short' } })).toThrow(
    /option-invalid: orders\.woocommerce: expected 16 characters/,
  )
})

test('platforms are answered 200, also for what is ignored, which is counted', async () => {
  const { post, url, collector, sink } = await startShop()
  const send = async (request: { path: string; body: string; headers?: Readonly<Record<string, string>> }) => {
    const { body, path, headers = {} } = request
    const answer = await post(body, { path, headers })
    return [answer.status, await answer.json()]
  }
  expect(await send(shopify('orders/create', shopifyOrder()))).toEqual([200, { accepted: 1, duplicates: 0 }])
  expect(await send(shopify('orders/paid', shopifyOrder()))).toEqual([200, { accepted: 0, duplicates: 1 }])
  expect(await send(shopify('orders/create', shopifyOrder({ test: true })))).toEqual([200, { ignored: 'test' }])
  const trial = shopify('orders/create', shopifyOrder({ id: 1 }))
  expect(await send({ ...trial, headers: { ...trial.headers, 'x-shopify-test': 'true' } })).toEqual([
    200,
    { ignored: 'test' },
  ])
  expect(await send(shopify('carts/update', {}))).toEqual([200, { ignored: 'topic' }])
  const ping = {
    path: '/v1/woocommerce',
    body: 'webhook_id=17',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }
  expect(await send(ping)).toEqual([200, { ignored: 'ping' }])
  expect(await send(woo('order.created', wooOrder()))).toEqual([200, { accepted: 1, duplicates: 0 }])
  expect(await send(woo('order.deleted', { id: 727 }))).toEqual([200, { accepted: 1, duplicates: 0 }])
  expect(await send(woo('order.deleted', { id: 727 }))).toEqual([200, { accepted: 0, duplicates: 1 }])
  expect(await send(woo('order.created', wooOrder({ number: '8', total: 'much' })))).toEqual([
    200,
    { accepted: 0, duplicates: 0, ignored: 'unreadable', problems: [expect.objectContaining({ path: '/value' })] },
  ])
  await collector.flush()
  expect(sink.taken).toHaveLength(3)
  const metrics = await (await fetch(`${url}/metrics`)).text()
  for (const line of [
    'endcap_ignored_orders_total{sender="shopify",reason="test"} 2',
    'endcap_ignored_orders_total{sender="shopify",reason="topic"} 1',
    'endcap_ignored_orders_total{sender="woocommerce",reason="ping"} 1',
    'endcap_ignored_orders_total{sender="woocommerce",reason="unreadable"} 1',
  ]) {
    expect(metrics).toContain(line)
  }
})

test('an order that is told again after a restart is a duplicate', async () => {
  const dataDir = await makeFolder()
  const before = await startShop({ dataDir })
  await before.tell(purchase)
  await before.collector.close()
  const after = await startShop({ dataDir })
  expect(await (await after.tell(purchase)).json()).toMatchObject({ accepted: 0, duplicates: 1 })
})

test('a body too large is told as such, and so is a backlog, for which senders come back', async () => {
  const { tell, sink, post } = await startShop({ limits: { bodyBytes: 2000, spoolBytes: 500 } })
  expect((await tell(Array(40).fill(purchase))).status).toBe(413)
  sink.fail = () => {
    throw new Error('down')
  }
  expect((await tell([purchase, { ...purchase, value: 21 }, { ...purchase, value: 22 }])).status).toBe(202)
  const webhook = shopify('orders/create', shopifyOrder())
  for (const answer of [await tell(purchase), await post(webhook.body, webhook)]) {
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10'])
  }
  sink.fail = undefined
})
