import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Pauses after a broken connection double from the first to the second: the collector is back soon. */
const SHORTEST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 300
/** The longest that a client heeds `Retry-After`: the run is to be over today. */
const LONGEST_WAIT_MS = 1000
const TIMEOUT_MS = 20_000

/** The id of event `number`. */
export const idOf = (number) => `chaos-${String(number).padStart(12, '0')}`
/** Finds every id in a text; its group is the number. */
export const IDS = /"id":"chaos-(\d{12})"/g

/** The event of a number: about 400 bytes, one item. */
export function eventOf(number, client) {
  return {
    id: idOf(number),
    type: 'view_item',
    ts: Date.now(),
    stream: `stream-${client}`,
    seq: number + 1,
    visitor: `visitor-${number % 5000}`,
    page: { url: `https://shop.example/products/${number % 100}`, kind: 'product' },
    items: [{ item_id: `sku-${number % 100}`, item_name: 'A mug', price: 9.5 }],
    consent: { analytics: 'granted', personalization: 'granted' },
  }
}

/** Posts a batch. `status` 0: the connection broke, and nobody knows what became of the batch. */
export function post(url, agent, fields) {
  const body = JSON.stringify({ v: 1, sentAt: Date.now(), sdk: 'chaos/1', ...fields })
  return new Promise((resolve) => {
    const broken = () => resolve({ status: 0 })
    const sending = request(`${url}/v1/events`, { method: 'POST', agent, timeout: TIMEOUT_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => (text += part))
      response.on('end', () => {
        const { statusCode: status, headers } = response
        // What a balancer answers on its own says nothing of the batch.
        if (!/json/.test(headers['content-type'])) return broken()
        resolve({ status, headers, answer: JSON.parse(text) })
      })
      response.on('error', broken)
    })
    sending.on('timeout', () => sending.destroy())
    sending.on('error', broken)
    sending.end(body)
  })
}

/**
 * Clients that send the events `from` to `until`, each once it has its turn, again until they are acknowledged, with the ids that
 * they had. After an answer that nobody heard they send the batch again, or ask by `check` which of its events are kept.
 */
export function createClients({ url, key = 'chaos', from, until, connections, random }) {
  const acknowledged = new Uint8Array(until)
  const counts = { acknowledged: 0, batches: 0, resent: 0, checked: 0, unknown: 0, refused: {} }
  let next = from
  let gate
  let open = () => {}
  let sending = 0

  function keep(numbers) {
    for (const number of numbers) {
      counts.acknowledged += 1 - acknowledged[number]
      acknowledged[number] = 1
    }
  }

  async function sendBatch(client, agent, numbers) {
    let isDoubtful = false
    let pauseMs = SHORTEST_PAUSE_MS
    let left = numbers
    while (left.length > 0) {
      const asks = isDoubtful && random.unit() < 0.5
      if (asks) counts.checked++
      const fields = asks
        ? { key, events: [], check: left.map(idOf) }
        : { key, events: left.map((number) => eventOf(number, client)) }
      const { status, headers, answer } = await post(url, agent, fields)
      if (status === 202) {
        if (answer.rejected.length > 0) throw new Error(`rejected: ${JSON.stringify(answer.rejected[0])}`)
        const missing = new Set(answer.missing)
        keep(left.filter((number) => !missing.has(idOf(number))))
        left = left.filter((number) => missing.has(idOf(number)))
        isDoubtful = false
        continue
      }
      counts.resent += asks ? 0 : left.length
      if (status === 0) {
        isDoubtful = true
        counts.unknown++
        await sleep(pauseMs * random.unit())
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
      } else {
        if (status !== 503) throw new Error(`answered ${status}: ${JSON.stringify(answer)}`)
        counts.refused[answer.code] = (counts.refused[answer.code] ?? 0) + 1
        const askedMs = 1000 * Number(headers['retry-after'] ?? 0)
        await sleep(Math.min(LONGEST_WAIT_MS, askedMs) * (0.5 + random.unit()))
      }
    }
  }

  async function run(client) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    while (next < until) {
      await gate
      const count = Math.min(10 + Math.floor(random.unit() * 190), until - next)
      const first = next
      next += count
      sending++
      counts.batches++
      await sendBatch(
        client,
        agent,
        Array.from({ length: count }, (_, index) => first + index),
      )
      sending--
    }
    agent.destroy()
  }

  return {
    acknowledged,
    counts,
    /** Resolves once everything is acknowledged. */
    run: () => Promise.all(Array.from({ length: connections }, (_, client) => run(client))),
    /** Lets batches under way end, and begins none. */
    async pause() {
      gate = new Promise((resolve) => (open = resolve))
      while (sending > 0) await sleep(2)
    },
    resume() {
      gate = undefined
      open()
    },
  }
}
