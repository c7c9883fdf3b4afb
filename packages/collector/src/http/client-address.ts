import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIPv6, type Socket } from 'node:net'
import proxyAddress from '@fastify/proxy-addr'

/** Names senders for counting, by a hash that no other process can make: the salt lives and dies with this one. */
export interface ClientNames {
  /** The sender of a request; undefined for whoever is not counted. */
  ofRequest(message: IncomingMessage): string | undefined
  /** The other end of a connection; undefined for proxies. */
  ofSocket(socket: Socket): string | undefined
}

/** Networks that a proxy of the shop's own may stand in: loopback, link-local, private (RFC 1918, 3927, 4193, 4291). */
const PRIVATE = ['loopback', 'linklocal', 'uniquelocal']

/** Whatever stands in a header, it is no longer than an address. */
const ADDRESS_LENGTH = 64

/**
 * Creates the naming. `proxies`: the addresses and networks of proxies that are believed. Of their requests the sender is the last
 * entry of `X-Forwarded-For` that is no such proxy; nobody else's header is read. Without any, private addresses are not
 * counted, since one of them may be a proxy that speaks for all visitors. IPv6 counts by /64, which one customer of a provider has.
 */
export function createClientNames(proxies: readonly string[]): ClientNames {
  const salt = randomBytes(16)
  const isProxy = proxyAddress.compile([...(proxies.length > 0 ? proxies : PRIVATE)])
  const isHeaderRead = proxies.length > 0
  /** A connection has one address: it is hashed once. */
  const bySocket = new WeakMap<Socket, string>()

  function name(address: string | undefined): string {
    if (address === undefined || isProxy(address, 0)) return ''
    return createHash('sha256').update(salt).update(network(address)).digest('base64url').slice(0, 16)
  }

  function ofSocket(socket: Socket): string {
    let known = bySocket.get(socket)
    if (known === undefined) bySocket.set(socket, (known = name(socket.remoteAddress)))
    return known
  }

  return {
    ofSocket: (socket) => ofSocket(socket) || undefined,
    ofRequest(message) {
      const direct = ofSocket(message.socket)
      if (direct !== '' || !isHeaderRead) return direct || undefined
      return name(proxyAddress(message, isProxy).slice(0, ADDRESS_LENGTH)) || undefined
    },
  }
}

/** True for a list that names addresses, networks (`10.0.0.0/8`), or `loopback`, `linklocal` and `uniquelocal`. */
export function areProxies(value: unknown): value is readonly string[] {
  try {
    return Array.isArray(value) && (value.length === 0 || typeof proxyAddress.compile([...value]) === 'function')
  } catch {
    return false
  }
}

/** What is counted as one sender: an IPv4 address, or the first half of an IPv6 address. */
export function network(address: string): string {
  // As a socket for both families shows it: `::ffff:192.0.2.1`.
  const plain = /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = (plain.split('%')[0] as string).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  const groups = [...left, ...zeros, ...right].slice(0, 4)
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}
