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
