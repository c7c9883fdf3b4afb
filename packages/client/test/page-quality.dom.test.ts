import type { Config, EventEnvelope, Experiment } from '@endcap/core'
import { createFakeClock, createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { afterEach, expect, test, vi } from 'vitest'
import { type Client, type ClientOptions, createClient } from '../src/index.js'

const TEST: Experiment = {
  id: 'test',
  placement: 'row',
  variants: [
    { id: 'control', weight: 0.5 },
    { id: 'other', weight: 0.5, set: { heading: 'Other' } },
  ],
}
const config = (test: Partial<Experiment> | undefined, more: Partial<Config> = {}): Config => ({
  v: 1,
  placements: [{ id: 'row', selector: '#a', strategy: ['trending'] }],
  ...(test && { experiments: [{ ...TEST, ...test }] }),
  ...more,
})

let client: Client | undefined
afterEach(() => {
  client?.stop()
  vi.restoreAllMocks()
})

/** The `page_quality` of a page that was left. */
async function leave(given: Config, options: Partial<ClientOptions> = {}): Promise<EventEnvelope[]> {
  const clock = createFakeClock()
  const random = createSeededRandom(1)
  const fetch = (): Promise<never> => Promise.reject('offline')
  client = createClient({
    key: 'demo',
    config: given,
    catalogue: { v: 1, products: [] },
    consent: { analytics: 'granted', personalization: 'granted' },
    ...options,
    env: {
      clock,
      random,
      fetch,
      store: createMemoryStore(),
      tracker: { clock, random, fetch, store: createMemoryStore() },
    },
  })
  const events: EventEnvelope[] = []
  client.tracker.on('event', (event) => events.push(event))
  await client.ready
  await vi.dynamicImportSettled()
  window.dispatchEvent(new Event('pagehide'))
  return events.filter(({ type }) => type === 'page_quality')
}

test('a page tells of its quality while an experiment runs', async () => {
  expect(await leave(config({}))).toMatchObject([{ data: { errors: 0 } }])
})

test.each<[string, Config, Partial<ClientOptions>?]>([
  ['there is no experiment', config(undefined)],
  ['there are drafts alone', config({ status: 'draft' })],
  ['the experiment was stopped', config({ status: 'stopped' })],
  ['it is switched off', config({ active: false })],
  ['the config says so', config({}, { pageQuality: false })],
  ['whoever sets the shop up looks at it', config({}), { search: '?endcap=debug' }],
])('not where %s', async (_, given, options) => {
  expect(await leave(given, options)).toEqual([])
})

test('a script that does not come is reported, and nothing else is lost', async () => {
  vi.doMock('../src/page-quality.js', () => Promise.reject(new Error('offline')))
  const errors: string[] = []
  const clock = createFakeClock()
  const random = createSeededRandom(1)
  const fetch = (): Promise<never> => Promise.reject('offline')
  const env = { clock, random, fetch, store: createMemoryStore() }
  const consent = { analytics: 'granted', personalization: 'granted' } as const
  client = createClient({ key: 'demo', config: config({}), consent, env: { ...env, tracker: env } })
  client.on('error', ({ code, message }) => errors.push(`${code} ${message}`))
  const slot = client.slot('row')
  await client.ready
  await vi.waitFor(() => expect(errors).not.toEqual([]))
  vi.doUnmock('../src/page-quality.js')
  expect(errors.join()).toMatch(/network-failed.*page-quality/)
  expect(slot.snapshot().state).not.toBe('loading')
})
