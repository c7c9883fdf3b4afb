/** Load for the benchmarks: batches as the tracker sends them, over plain sockets, so that the sender costs little beside the server. */
import { once } from 'node:events'
import { connect } from 'node:net'

export const BATCH_COUNT = 10

const ID_LENGTH = 21
const ID_MARK = '#'.repeat(ID_LENGTH)

/** The text of one batch: ten events of a shopper on a product page, with the shared fields hoisted. About 3.9 kB. */
export function makeBody(key, now = Date.now()) {
  const items = [0, 1, 2, 3].map((index) => ({
    item_id: `gid-84219003${index}`,
    item_name: 'Stoneware mug, speckled glaze, 350 ml',
    item_brand: 'Halden',
    item_category: 'Kitchen',
    item_category2: 'Mugs',
    index,
    price: 18.5,
    quantity: 1,
    propensity: 1,
  }))
  const list = {
    placement: 'product-similar',
    requestId: 'r_Vx2k9QmZp4LtYw81sHdJ',
    widget: 'row',
    strategy: 'similar',
    model: '2026-01-04T03:00',
    experiment: 'product-row',
    variant: 'treatment',
  }
  const [item] = items
  const kinds = [
    { type: 'page_view', channel: { group: 'email', source: 'newsletter', medium: 'email', campaign: 'january' } },
    { type: 'view_item', items: [item], currency: 'EUR', value: 18.5 },
    { type: 'experiment_exposure', experiments: { 'product-row': 'treatment' } },
    { type: 'widget_render', items: items.slice(0, 2), list },
    { type: 'view_item_list', items: items.slice(0, 2), list },
    { type: 'select_item', items: [items[1]], list },
    { type: 'add_to_cart', items: [{ ...item, quantity: 2 }], currency: 'EUR', value: 37 },
    { type: 'user_engagement', data: { engagement_time_msec: 12_480 } },
    { type: 'search', search: { term: 'espresso cups', results: 24 } },
    { type: 'page_quality', data: { lcp: 1240, inp: 72, cls: 0.03, ttfb: 210 } },
  ]
  return JSON.stringify({
    v: 1,
    key,
    sentAt: now,
    sdk: 'endcap/0.1.0',
    clock: { offsetMs: 12, roundTripMs: 48 },
    context: {
      stream: 'Zk3vB8qLx0RtYw72sHdJp',
      visitor: 'V1StGXR8Z5jdHi6BmyTaQ',
      session: 'p4LtYw81sHdJr9QmZVx2k',
      page: {
        url: 'https://shop.example/products/stoneware-mug?variant=350',
        kind: 'product',
        title: 'Stoneware mug – Halden',
        referrer: 'https://shop.example/collections/kitchen',
      },
      consent: { analytics: 'granted', personalization: 'granted' },
    },
    events: kinds.map((fields, index) => ({ id: ID_MARK, ts: now - 9000 + index * 900, seq: index + 1, ...fields })),
  })
}

/** A request whose ids can be written anew in place. */
function makeRequest(key, connection) {
  const body = makeBody(key)
  const head = `POST /v1/events HTTP/1.1\r\nHost: shop.example\r\nOrigin: https://shop.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\nAccept: */*\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
  const bytes = Buffer.from(head + body)
  const places = []
  for (let at = bytes.indexOf(ID_MARK); at !== -1; at = bytes.indexOf(ID_MARK, at + ID_LENGTH)) places.push(at)
  let number = 0
  return () => {
    for (const place of places) bytes.write(`${RUN}${connection}-${number++}`.padEnd(ID_LENGTH, '_'), place, 'latin1')
    return bytes
  }
}

const RUN = process.pid.toString(36)
let connectionsOpened = 0

/** One connection that sends a batch at a time: `send()` gives the status, or 0 when it broke. */
export async function openConnection(url, key) {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  await once(socket, 'connect')
  const next = makeRequest(key, (connectionsOpened++).toString(36))
  let text = ''
  let answer = () => {}
  socket.setEncoding('latin1')
  socket.on('data', (chunk) => {
    text += chunk
    const headEnd = text.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    const length = /content-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1] ?? 0
    if (text.length < headEnd + 4 + Number(length)) return
    const status = Number(text.slice(9, 12))
    text = ''
    answer(status)
  })
  for (const event of ['error', 'close']) socket.on(event, () => answer(0))
  return {
    send: () =>
      new Promise((resolve) => {
        // One that waited long for its turn may have been closed meanwhile.
        if (socket.destroyed) return resolve(0)
        answer = resolve
        socket.write(next())
      }),
    close: () => socket.destroy(),
  }
}

/** Opens connections that stay open. `saturate(seconds)` sends as fast as they answer, and gives the events that were answered 202, and how many requests were not. */
export async function openConnections(url, key, count) {
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(url, key)))
  return {
    async saturate(seconds) {
      const startedMs = performance.now()
      const endMs = startedMs + seconds * 1000
      let [answered, failed] = [0, 0]
      const run = async (connection) => {
        while (performance.now() < endMs) {
          const status = await connection.send()
          status === 202 ? answered++ : failed++
          // A broken one answers at once, for ever.
          if (status === 0) return
        }
      }
      await Promise.all(connections.map(run))
      return { events: answered * BATCH_COUNT, failed, seconds: (performance.now() - startedMs) / 1000 }
    },
    close() {
      for (const connection of connections) connection.close()
    },
  }
}

/** The same over connections of its own. */
export async function saturate(url, key, count, seconds) {
  const connections = await openConnections(url, key, count)
  const found = await connections.saturate(seconds)
  connections.close()
  return found
}

/** Sends at a steady rate whatever the answers take. Gives the time of each answer in ms, from when it should have been sent; a connection that broke is opened anew. */
export async function pace(url, key, count, eventsPerSecond, seconds) {
  const gapMs = (1000 * BATCH_COUNT) / eventsPerSecond
  const free = await Promise.all(Array.from({ length: count }, () => openConnection(url, key)))
  const all = [...free]
  async function reopened(broken) {
    broken.close()
    const connection = await openConnection(url, key)
    all.push(connection)
    return connection
  }
  const times = []
  const startedMs = performance.now()
  let due = startedMs
  let underWay = 0
  while (performance.now() - startedMs < seconds * 1000) {
    for (; due <= performance.now() && free.length > 0; due += gapMs) {
      const connection = free.pop()
      const dueMs = due
      underWay++
      connection.send().then(async (status) => {
        free.push(status === 0 ? await reopened(connection) : connection)
        underWay--
        times.push(status === 202 ? performance.now() - dueMs : Number.POSITIVE_INFINITY)
      })
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  while (underWay > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  for (const connection of all) connection.close()
  return times.sort((a, b) => a - b)
}
