import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { createClientNames, network } from '../src/http/client-address.js'

const from = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0db8:1:2::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('%s counts as %s', (address, counted) => {
  expect(network(address)).toBe(counted)
})

test('without proxies the connection names the sender, and private networks are not counted', () => {
  const { ofRequest } = createClientNames([])
  expect(ofRequest(from('192.0.2.1'))).toBe(ofRequest(from('192.0.2.1', '198.51.100.7')))
  expect(ofRequest(from('192.0.2.1'))).not.toBe(ofRequest(from('192.0.2.2')))
  for (const own of ['127.0.0.1', '::1', '10.1.2.3', '::ffff:172.16.0.1', '192.168.1.1', 'fd00::1', 'fe80::1'])
    expect(ofRequest(from(own, '192.0.2.1'))).toBeUndefined()
})

test('of a believed proxy the header names the sender, as far as proxies wrote it', () => {
  const { ofRequest, ofSocket } = createClientNames(['10.0.0.0/8'])
  const visitor = ofRequest(from('192.0.2.1'))
  expect(ofRequest(from('10.0.0.1', '192.0.2.1'))).toBe(visitor)
  expect(ofRequest(from('10.0.0.1', '198.51.100.7, 192.0.2.1, 10.0.0.2'))).toBe(visitor)
  expect(ofRequest(from('192.0.2.1', '198.51.100.7'))).toBe(visitor)
  expect(ofRequest(from('10.0.0.1'))).toBeUndefined()
  expect(ofSocket(from('10.0.0.1').socket)).toBeUndefined()
  // With a list of proxies, other private addresses are senders.
  expect(ofRequest(from('127.0.0.1'))).toBeDefined()
})

test('no name holds an address, and another process would make another', () => {
  const [one, two] = [createClientNames([]), createClientNames([])].map(({ ofRequest }) => ofRequest(from('192.0.2.1')))
  expect(one).toMatch(/^[\w-]{16}$/)
  expect(one).not.toBe(two)
})
