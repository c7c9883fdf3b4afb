import type { StoredEvent } from '@endcap/core'
import { describe, expect, test } from 'vitest'
import { resolveKeys } from '../src/access/write-keys.js'
import type { WriteKey } from '../src/index.js'
import { createMemorySink, makeBatch, makeEvents, startRig } from './rig.js'

const HOUR_MS = 3_600_000

describe('a key of a site', () => {
  const keys: (string | WriteKey)[] = [
    'plain',
    { key: 'mugs', site: 'mugs.example', origins: ['https://mugs.example'] },
    { key: 'open', origins: '*' },
  ]
  const batch = (key: string) => makeBatch(makeEvents(1), { key })

  test.each([
    ['its own origin', 'mugs', 'https://mugs.example', 202],
    ['no origin, as from a server', 'mugs', undefined, 202],
    ['an origin of the collector, which is not its own', 'mugs', 'https://shop.example', 403],
    ['an origin of nobody', 'mugs', 'https://evil.example', 403],
    ['the collector’s origin, by a key that has none', 'plain', 'https://shop.example', 202],
    ['another key’s origin', 'plain', 'https://mugs.example', 403],
    ['any origin, by a key for all', 'open', 'https://evil.example', 202],
  ])('%s', async (_, key, origin, status) => {
    const { post } = await startRig({ keys, origins: ['https://shop.example'] })
    const answer = await post(batch(key), origin === undefined ? {} : { headers: { origin } })
    expect(answer.status).toBe(status)
    if (status === 403) expect(await answer.json()).toMatchObject({ code: 'origin-denied', detail: origin })
  })

  test('an origin that no key allows is refused before its body is read', async () => {
    const { post } = await startRig({ keys: keys.slice(0, 2), origins: ['https://shop.example'] })
    const answer = await post('{"v":', { headers: { origin: 'https://evil.example' } })
    expect(await answer.json()).toMatchObject({ code: 'origin-denied' })
  })

  test('puts its site on the events, which a page cannot claim', async () => {
    const sink = createMemorySink()
    const { post, collector } = await startRig({ keys, sinks: [sink] })
    const claimed = makeEvents(1).map((event) => ({ ...event, site: 'other' }))
    await post(makeBatch(makeEvents(1), { key: 'mugs' }))
    await post(makeBatch(claimed, { key: 'plain' }))
    await collector.flush()
    expect(sink.taken.map(({ site }: StoredEvent) => site)).toEqual(['mugs.example', undefined])
  })
})

describe('rotation', () => {
  test('two keys hold side by side; the old one is refused from its end on, with a code of its own', async () => {
    let now = Date.UTC(2026, 10, 22, 12)
    const clock = { now: () => now, after: () => () => {} }
    const keys = [
      { key: 'old', until: '2026-11-22T13:00:00Z' },
      { key: 'new' },
      { key: 'next', from: now + 2 * HOUR_MS },
    ]
    const { post } = await startRig({ keys, env: { clock } })
    const codes = async () =>
      Promise.all(
        keys.map(async ({ key }) => {
          const answer = await post(makeBatch(makeEvents(1), { key }))
          return answer.status === 202 ? 202 : ((await answer.json()) as { code: string }).code
        }),
      )
    expect(await codes()).toEqual([202, 202, 'key-wrong'])
    now += HOUR_MS
    expect(await codes()).toEqual(['key-expired', 202, 'key-wrong'])
    now += HOUR_MS
    expect(await codes()).toEqual(['key-expired', 202, 202])
  })

  test('other keys are put in force without a restart, and wrong ones change nothing', async () => {
    const { post, collector } = await startRig({ keys: ['old'] })
    const status = async (key: string) => (await post(makeBatch(makeEvents(1), { key }))).status
    expect([await status('old'), await status('new')]).toEqual([202, 401])
    collector.setKeys([{ key: 'new', origins: ['https://shop.example'] }])
    expect([await status('old'), await status('new')]).toEqual([401, 202])
    expect(() => collector.setKeys([])).toThrow(expect.objectContaining({ code: 'option-missing' }))
    expect(await status('new')).toBe(202)
  })

  test('tells how each key was used', async () => {
    const keys = [{ key: 'old', site: 'mugs', until: '2020-01-01' }, 'new', 'idle']
    const { post, collector } = await startRig({ keys })
    await post(makeBatch(makeEvents(1), { key: 'old' }))
    for (const origin of ['https://a.example', 'https://b.example', 'https://a.example'])
      await post(makeBatch(makeEvents(1), { key: 'new' }), { headers: { origin } })
    expect(collector.keys()).toEqual([
      { key: 'old', site: 'mugs', state: 'expired', until: Date.UTC(2020, 0), batches: 0, origins: [] },
      {
        key: 'new',
        state: 'active',
        batches: 3,
        lastAt: expect.any(Number),
        origins: ['https://a.example', 'https://b.example'],
      },
      { key: 'idle', state: 'active', batches: 0, origins: [] },
    ])
  })
})

test.each<[string, unknown, string]>([
  ['a number', [7], 'keys'],
  ['a null', [null], 'keys'],
  ['a key twice', ['a', { key: 'a' }], 'each key once'],
  ['a site with spaces', [{ key: 'a', site: 'my shop' }], 'site'],
  ['an origin with a path', [{ key: 'a', origins: ['https://a.example/'] }], 'origins'],
  ['a time that is none', [{ key: 'a', until: 'soon' }], 'until'],
  ['an unknown field', [{ key: 'a', till: 1 }], 'till'],
])('%s is refused, and named', (_, keys, named) => {
  expect(() => resolveKeys(keys as WriteKey[], '*')).toThrow(named)
})
