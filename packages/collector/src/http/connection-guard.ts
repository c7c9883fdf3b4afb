import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** Bounds of what connections may hold. */
export interface ConnectionLimits {
  /** Most connections in all; further ones are closed as they come. 0: no bound. */
  readonly connections: number
  /** Most connections of one address; a private address, which may be a proxy's, is not counted. 0: no bound. */
  readonly connectionsPerAddress: number
  /** Slowest body that is waited for, after a grace of 5 s. 0: any. */
  readonly bodyBytesPerSecond: number
}

/** What the guard is told about the world. */
export interface ConnectionGuardOptions extends ConnectionLimits {
  /** The address as it is counted; undefined when it is not. */
  readonly nameOf: (socket: Socket) => string | undefined
  /** Gets why a connection was closed. */
  readonly onCut: (reason: 'address-full' | 'body-slow') => void
  readonly sweepMs?: number
  readonly graceMs?: number
}

const SWEEP_MS = 1000
const GRACE_MS = 5000

/** The request that a connection is in the middle of, since a sweep first saw it so. */
interface Receiving {
  readonly message: IncomingMessage
  readonly startedMs: number
  readonly startedBytes: number
}

/** The newest request of each connection. */
const NEWEST = Symbol('newest')
type WatchedSocket = Socket & { [NEWEST]?: IncomingMessage }

/**
 * Watches the connections of a server: closes those above the bounds, and those whose body trickles in to keep it waiting. Headers
 * that trickle are the server's own `headersTimeout`. A request costs it next to nothing: once a second it looks at all connections,
 * and counts a body's time from the first look. Ends with the server.
 */
export function guardConnections(server: Server, options: ConnectionGuardOptions): void {
  const { connections, connectionsPerAddress, bodyBytesPerSecond, nameOf, onCut } = options
  const { sweepMs = SWEEP_MS, graceMs = GRACE_MS } = options
  const counts = new Map<string, number>()
  const receiving = new Map<WatchedSocket, Receiving | undefined>()
  if (connections > 0) server.maxConnections = connections

  server.on('connection', (socket: WatchedSocket) => {
    if (bodyBytesPerSecond > 0) {
      receiving.set(socket, undefined)
      socket.once('close', () => receiving.delete(socket))
    }
    const name = connectionsPerAddress > 0 ? nameOf(socket) : undefined
    if (name === undefined) return
    const count = (counts.get(name) ?? 0) + 1
    if (count > connectionsPerAddress) {
      onCut('address-full')
      socket.destroy()
      return
    }
    counts.set(name, count)
    socket.once('close', () => {
      const left = (counts.get(name) ?? 1) - 1
      if (left > 0) counts.set(name, left)
      else counts.delete(name)
    })
  })

  if (bodyBytesPerSecond === 0) return
  server.on('request', (message: IncomingMessage) => {
    const socket: WatchedSocket = message.socket
    socket[NEWEST] = message
  })
  const sweep = setInterval(() => {
    const nowMs = performance.now()
    for (const [socket, known] of receiving) {
      const message = socket[NEWEST]
      if (!message || message.complete) {
        if (known) receiving.set(socket, undefined)
        continue
      }
      if (known?.message !== message) {
        receiving.set(socket, { message, startedMs: nowMs, startedBytes: socket.bytesRead })
        continue
      }
      const ageMs = nowMs - known.startedMs - graceMs
      if (ageMs > 0 && socket.bytesRead - known.startedBytes < (ageMs / 1000) * bodyBytesPerSecond) {
        onCut('body-slow')
        receiving.delete(socket)
        socket.destroy()
      }
    }
  }, sweepMs)
  sweep.unref()
  server.once('close', () => clearInterval(sweep))
}
