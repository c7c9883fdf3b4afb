import { createFakeClock, createSeededRandom } from '@endcap/testkit'
import { describe, expect, test } from 'vitest'
import { createIdentity } from '../src/identity.js'
import { createFakeStorage } from './rig.js'

const IDLE_MS = 30 * 60_000

function open(parts: Partial<ReturnType<typeof createWorld>> = {}) {
  const env = { ...createWorld(), ...parts }
  return { ...env, identity: createIdentity(env, IDLE_MS) }
}

function createWorld() {
  return { clock: createFakeClock(), random: createSeededRandom(1), storage: createFakeStorage() }
}

describe('visitor', () => {
  test('is the same on the next page, and another one after erase', () => {
    const { identity, ...env } = open()
    const visitor = identity.visitor()
    expect(visitor).toHaveLength(21)
    expect(open(env).identity.visitor()).toBe(visitor)
    identity.erase()
    expect(env.storage.data.size).toBe(0)
    expect(identity.visitor()).not.toBe(visitor)
  })
})

describe('session', () => {
  test.each([
    ['29 min later goes on', 29 * 60_000, true],
    ['31 min later is a new one', 31 * 60_000, false],
    ['after the clock went back a day is a new one', -24 * 3_600_000, false],
  ])('%s', (_, laterMs, same) => {
    const { identity, storage, random } = open()
    const session = identity.session()
    const later = createFakeClock(createFakeClock().now() + laterMs)
    expect(open({ storage, random, clock: later }).identity.session() === session).toBe(same)
  })

  test('is kept alive by use, in another tab too', async () => {
    const first = open()
    const second = open({ clock: first.clock, storage: first.storage, random: first.random })
    const session = first.identity.session()
    for (let i = 0; i < 4; i++) {
      await first.clock.advance(20 * 60_000)
      expect(second.identity.session()).toBe(session)
    }
    expect(first.identity.session()).toBe(session)
  })

  test('writes storage once in a burst of events', () => {
    const { identity, storage } = open()
    for (let i = 0; i < 50; i++) identity.session()
    expect(storage.uses()).toBe(2)
  })

  test('lasts on a page whose storage is blocked', async () => {
    const storage = { ...createFakeStorage(), get: () => undefined }
    const { identity, clock } = open({ storage })
    const session = identity.session()
    await clock.advance(60_000)
    expect(identity.session()).toBe(session)
    expect(identity.visitor()).toBe(identity.visitor())
  })
})

describe('a campaign', () => {
  test('other than the session’s starts a new one; the same, or none, does not', () => {
    const { identity, ...env } = open()
    const untagged = identity.session()
    const a = open(env).identity.session('a')
    expect(a).not.toBe(untagged)
    expect(open(env).identity.session('a')).toBe(a)
    expect(open(env).identity.session()).toBe(a)
    expect(identity.session('a')).toBe(a)
    const b = open(env).identity.session('b')
    expect(b).not.toBe(a)
    expect(open(env).identity.session()).toBe(b)
  })

  test('counts once a page, so that two tabs do not take the session from each other', async () => {
    const first = open()
    const { identity: second } = open(first)
    first.identity.session('a')
    const b = second.session('b')
    for (let i = 0; i < 5; i++) {
      await first.clock.advance(10_000)
      expect([first.identity.session('a'), second.session('b'), second.session()]).toEqual([b, b, b])
    }
  })

  test('stays that of the page when the session ends by idling', async () => {
    const { identity, ...env } = open()
    const session = identity.session('a')
    await env.clock.advance(IDLE_MS + 1)
    const next = identity.session('a')
    expect(next).not.toBe(session)
    expect(open(env).identity.session('a')).toBe(next)
  })

  test('is compared with a session that was stored before campaigns were', () => {
    const { storage, ...env } = open()
    storage.set('endcap.session', `old.${env.clock.now() - 1000}`)
    expect(open({ ...env, storage }).identity.session()).toBe('old')
    expect(open({ ...env, storage }).identity.session('a')).not.toBe('old')
  })

  test('is new to the session on a page whose storage is blocked', () => {
    const { identity } = open({ storage: { ...createFakeStorage(), get: () => undefined } })
    const session = identity.session('a')
    expect(identity.session('a')).toBe(session)
    expect(identity.session()).toBe(session)
    expect(identity.session('b')).not.toBe(session)
  })
})

test('tells whether the device holds anything, and stores nothing for it', () => {
  const { identity, storage } = open()
  expect(identity.has()).toBe(false)
  expect(storage.data.size).toBe(0)
  for (const keep of [() => identity.visitor(), () => identity.session(), () => identity.countOrder('A')]) {
    keep()
    expect(identity.has()).toBe(true)
    identity.erase()
    expect(identity.has()).toBe(false)
  }
})

describe('orders', () => {
  test('count once on a device; the last 20 are remembered', () => {
    const { identity, ...env } = open()
    expect(identity.countOrder('A')).toBe(true)
    expect(open(env).identity.countOrder('A')).toBe(false)
    for (let i = 0; i < 20; i++) identity.countOrder(`order ${i}`)
    expect(identity.countOrder('order 0')).toBe(false)
    expect(identity.countOrder('A')).toBe(true)
  })
})

describe('consent', () => {
  test('is news once, on the next page no more, and again after it changed or was forgotten', () => {
    const { identity, ...env } = open()
    expect(identity.isNews('granted denied')).toBe(true)
    expect(open(env).identity.isNews('granted denied')).toBe(false)
    expect(identity.isNews('granted granted')).toBe(true)
    identity.erase()
    expect(identity.isNews('granted granted')).toBe(true)
  })
})
