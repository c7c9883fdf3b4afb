import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type ConnectionGuardOptions, guardConnections } from '../src/http/connection-guard.js'
import { startRig } from './rig.js'

/** A server that answers `ok` once a body is whole. */
async function start(options: Partial<ConnectionGuardOptions>) {
  const cuts: string[] = []
  const server = createServer((message, reply) => {
    message.resume()
    message.on('end', () => reply.end('ok'))
    message.on('error', () => {})
  })
  guardConnections(server, {
    connections: 0,
    connectionsPerAddress: 0,
    bodyBytesPerSecond: 0,
    nameOf: ({ remoteAddress }) => remoteAddress,
    onCut: (reason) => cuts.push(reason),
    sweepMs: 10,
    graceMs: 0,
    ...options,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { cuts, open: (localAddress = '127.0.0.1') => client(port, localAddress) }
}

function client(port: number, localAddress: string) {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  // A connection may be reset as well as closed.
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve('closed')))
  const answered = () => new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(String(bytes))))
  const answer = () => Promise.race([answered(), closed])
  return { socket, closed, answer }
}

const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'

test('an address has so many connections and no more, until one closes', async () => {
  const { open, cuts } = await start({ connectionsPerAddress: 2 })
  const [first, second] = [open(), open()]
  for (const { socket, answer } of [first, second]) {
    socket.write(GET)
    expect(await answer()).toContain('200 OK')
  }
  await open().closed
  expect(cuts).toEqual(['address-full'])
  const other = open('127.0.0.2')
  other.socket.write(GET)
  expect(await other.answer()).toContain('200 OK')
  first.socket.end()
  await first.closed
  for (;;) {
    const again = open()
    again.socket.write(GET)
    if ((await again.answer()).includes('200 OK')) break
  }
})

test('a body that trickles is cut, one that flows or is whole is not', async () => {
  const { open, cuts } = await start({ bodyBytesPerSecond: 10_000, graceMs: 50 })
  const [idle, slow, fast] = [open(), open(), open()]
  idle.socket.write(GET)
  expect(await idle.answer()).toContain('200 OK')
  slow.socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n{')
  const bytes = 2_000_000
  fast.socket.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${bytes}\r\n\r\n`)
  // It goes on all the while, however soon the other one is cut.
  let sent = 0
  const flow = setInterval(() => {
    fast.socket.write(' '.repeat(1000))
    sent += 1000
  }, 1)
  onTestFinished(() => clearInterval(flow))
  await slow.closed
  expect(cuts).toEqual(['body-slow'])
  clearInterval(flow)
  fast.socket.write(' '.repeat(bytes - sent))
  expect(await fast.answer()).toContain('200 OK')
  expect(idle.socket.destroyed).toBe(false)
})

test('headers that trickle, and a connection that says nothing, are cut by the collector', async () => {
  const { url } = await startRig({ limits: { headersMs: 100 } })
  const port = Number(new URL(url).port)
  const [silent, slow] = [client(port, '127.0.0.1'), client(port, '127.0.0.1')]
  slow.socket.write('POST /v1/events HTTP/1.1\r\nhost: a\r\n')
  const trickle = setInterval(() => slow.socket.write('x: y\r\n'), 20)
  onTestFinished(() => clearInterval(trickle))
  silent.socket.resume()
  slow.socket.resume()
  await Promise.all([silent.closed, slow.closed])
})

test('headers beyond the bound are refused', async () => {
  const { url } = await startRig({ limits: { headerBytes: 2048 } })
  const { socket, answer } = client(Number(new URL(url).port), '127.0.0.1')
  socket.write(`GET /health HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(4096)}\r\n\r\n`)
  expect(await answer()).toContain('431')
})
