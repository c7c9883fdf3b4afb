import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { IDS } from './clients.mjs'

/** Every 50,000th event is one that the receiver refuses for ever, until `forgive`. */
const isPoison = (number) => number % 50_000 === 777

const status =
  (code, headers = {}) =>
  (response) =>
    void response.writeHead(code, headers).end()

/** The ways to fail. Each gets the response, and `take`, which stores the events. */
export const FAILURES = {
  500: status(500),
  '503 with Retry-After': status(503, { 'retry-after': '1' }),
  429: status(429),
  404: status(404),
  redirect: status(302, { location: 'http://127.0.0.1:9/' }),
  reset: (response) => void response.destroy(),
  'cut answer': (response) => {
    response.writeHead(500, { 'content-length': '100' })
    response.write('half of')
    setTimeout(() => response.destroy(), 10)
  },
  'taken, then cut': (response, take) => {
    take()
    response.destroy()
  },
  'taken, then 500': (response, take) => {
    take()
    response.writeHead(500).end()
  },
  hanging: () => {},
  slow: async (response, take) => {
    await sleep(400)
    take()
    response.end('{}')
  },
}

/** A receiver of the sink `http` that fails as it is told, and removes duplicates by id, as its documentation asks. */
export async function startReceiver(count, port) {
  const stored = new Uint8Array(count)
  const sockets = new Set()
  let failure
  let refusesPoison = true
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    const numbers = [...body.matchAll(IDS)].map(([, number]) => Number(number))
    const take = () => {
      for (const number of numbers) stored[number] = 1
    }
    if (refusesPoison && numbers.some(isPoison)) return void response.writeHead(422).end()
    if (failure) return failure(response, take)
    take()
    response.end('{}')
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    stored,
    fail: (name) => (failure = FAILURES[name]),
    mend() {
      failure = undefined
      // Whoever still waits for a hanging answer.
      for (const socket of sockets) socket.destroy()
    },
    forgive: () => (refusesPoison = false),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
