import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRateLimit } from '../src/http/rate-limit.js'
import { makeBatch, makeEvents, startRig } from './rig.js'

describe('a rate', () => {
  test('lets a burst pass, then the rate, and says how long to wait', () => {
    let now = 0
    const limit = createRateLimit({ perSecond: 2, burst: 3, namesCount: 10, now: () => now })
    expect([1, 2, 3].map(() => limit.take('a'))).toEqual([0, 0, 0])
    expect(limit.take('a')).toBeCloseTo(500)
    expect(limit.take('b')).toBe(0)
    now = 499
    expect(limit.take('a')).toBeCloseTo(1)
    now = 500
    expect([limit.take('a'), limit.take('a')]).toEqual([0, expect.closeTo(500)])
    now = 10_000
    expect([1, 2, 3, 4].map(() => limit.take('a') > 0)).toEqual([false, false, false, true])
  })

  test('of 0 lets all pass and remembers nobody', () => {
    const limit = createRateLimit({ perSecond: 0, burst: 0, namesCount: 10, now: () => 0 })
    expect([limit.take('a'), limit.size()]).toEqual([0, 0])
  })

  test('never lets more pass than burst and rate, and whoever waits as told passes', () => {
    const step = fc.record({ name: fc.constantFrom('a', 'b', 'c'), ms: fc.nat(400) })
    const rule = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 20 }) })
    fc.assert(
      fc.property(rule, fc.array(step, { maxLength: 200 }), ({ perSecond, burst }, steps) => {
        let now = 0
        const limit = createRateLimit({ perSecond, burst, namesCount: 100, now: () => now })
        const passed: Record<string, number[]> = { a: [], b: [], c: [] }
        for (const { name, ms } of steps) {
          now += ms
          const waitMs = limit.take(name)
          const times = passed[name] as number[]
          if (waitMs > 0) {
            now += waitMs
            expect(limit.take(name)).toBe(0)
          }
          times.push(now)
          for (const [from, since] of times.entries())
            expect(times.length - from).toBeLessThanOrEqual(burst + ((now - since) / 1000) * perSecond + 1e-6)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('remembers a bounded number of names, the latest ones', () => {
    const limit = createRateLimit({ perSecond: 1, burst: 1, namesCount: 100, now: () => 0 })
    for (let index = 0; index < 1000; index++) limit.take(`name-${index}`)
    expect(limit.size()).toBe(100)
    expect([limit.take('name-999') > 0, limit.take('name-0') > 0]).toEqual([true, false])
  })
})

describe('the collector', () => {
  const batch = () => makeBatch(makeEvents(1))

  test('answers 429 with the time to come back, by address as a believed proxy names it', async () => {
    const limits = { addressPerSecond: 0.5, addressBurst: 2 }
    const { post } = await startRig({ trustProxy: ['loopback'], limits })
    const from = (address: string) => post(batch(), { headers: { 'x-forwarded-for': address } })
    expect([(await from('192.0.2.1')).status, (await from('192.0.2.1')).status]).toEqual([202, 202])
    const limited = await from('192.0.2.1')
    expect(limited.status).toBe(429)
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(limited.headers.get('access-control-allow-origin')).toBe('*')
    expect(await limited.json()).toMatchObject({ code: 'rate-limited', status: 429 })
    expect((await from('192.0.2.2')).status).toBe(202)
    // What a visitor writes in front of what the proxy adds changes nothing.
    expect((await from('203.0.113.9, 192.0.2.1')).status).toBe(429)
  })

  test('counts nobody by a header of whoever is no proxy, nor the proxy itself', async () => {
    const { post } = await startRig({ limits: { addressPerSecond: 0.001, addressBurst: 1 } })
    const statuses = [1, 2, 3].map(() => post(batch(), { headers: { 'x-forwarded-for': '192.0.2.1' } }))
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([202, 202, 202])
  })

  test('holds each key to its rate', async () => {
    const { post } = await startRig({ keys: ['demo', 'other'], limits: { keyPerSecond: 0.001, keyBurst: 2 } })
    const status = async (key: string) => (await post(makeBatch(makeEvents(1), { key }))).status
    const statuses = [await status('demo'), await status('demo'), await status('demo'), await status('other')]
    expect(statuses).toEqual([202, 202, 429, 202])
  })
})
