import type { Config } from '@endcap/core'
import { createPreviewKey, publicPreviewKey, signPreview } from '@endcap/insights'
import { createFakeClock, createMemoryStore, createSeededRandom } from '@endcap/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Client, createClient } from '../src/index.js'

const KEY = createPreviewKey()
const CONFIG: Config = {
  v: 1,
  previewKey: publicPreviewKey(KEY),
  placements: [{ id: 'row', selector: '#a', strategy: ['trending'], min: 1 }],
  experiments: [
    {
      id: 'test',
      placement: 'row',
      status: 'draft',
      variants: [
        { id: 'control', weight: 0.5 },
        { id: 'other', weight: 0.5, set: { heading: 'Other' } },
      ],
    },
  ],
}
/** The clock of the page. */
const NOW = createFakeClock().now()
const tokenOf = (until: number, variant = 'other', key = KEY) =>
  signPreview(key, { experiments: { test: variant }, until })
const GOOD = tokenOf(NOW + 60_000)

let client: Client | undefined
beforeEach(() => sessionStorage.clear())
afterEach(() => client?.stop())

async function open(search: string, config: object = {}) {
  const clock = createFakeClock()
  const random = createSeededRandom(3)
  const fetch = () => Promise.reject('offline')
  client = createClient({
    key: 'demo',
    config: { ...CONFIG, ...config },
    catalogue: { v: 1, products: [{ id: 'p', title: 'Mug', url: '/p', price: 5, currency: 'GBP' }] },
    consent: { analytics: 'granted', personalization: 'granted' },
    search,
    env: { clock, random, store: createMemoryStore(), tracker: { clock, random, fetch, store: createMemoryStore() } },
  })
  const events: [type: string, experiment: string | undefined][] = []
  const errors: string[] = []
  client.tracker.on('event', ({ type, list }) => events.push([type, list?.experiment]))
  client.on('error', ({ message }) => errors.push(message))
  const slot = client.slot('row')
  await client.ready
  return { slot, events, errors }
}

describe('a signed preview', () => {
  it('shows its variant, of a draft too, says so, and counts nothing', async () => {
    const { slot, events, errors } = await open(`?endcap_preview=${GOOD}`)
    expect(errors).toEqual([])
    expect(slot.snapshot()).toMatchObject({ state: 'ready', heading: 'Other', variant: 'other' })
    expect(document.querySelector('.endcap-preview')?.textContent).toContain('Preview of test: other until ')
    slot.exposed()
    slot.rendered()
    expect(events.map(([type]) => type)).toContain('widget_render')
    expect(events.filter(([type, experiment]) => experiment || type === 'experiment_exposure')).toEqual([])
  })

  it('holds for the pages of its tab, until it is ended', async () => {
    await open(`?endcap_preview=${GOOD}`)
    client!.stop()
    expect((await open('')).slot.snapshot().heading).toBe('Other')
    client!.stop()
    expect(document.querySelector('.endcap-preview')).toBeNull()
    expect((await open('?endcap_preview=off')).slot.snapshot().heading).toBe('')
    client!.stop()
    expect((await open('')).slot.snapshot().heading).toBe('')
  })

  const [body, signature] = GOOD.split('.')
  const forged = Buffer.from(JSON.stringify({ experiments: { test: 'other' }, exp: 9e9 })).toString('base64url')
  it.each<[string, string, object, RegExp]>([
    ['signed by another key', tokenOf(NOW + 60_000, 'other', createPreviewKey()), {}, /signature does not fit/],
    ['changed after it was signed', `${forged}.${signature}`, {}, /signature does not fit/],
    ['without a signature', body!, {}, /signature does not fit/],
    ['that has run out', tokenOf(NOW - 1000), {}, /has run out/],
    ['of a config without a key', GOOD, { previewKey: undefined }, /no previewKey/],
    ['with a key that is none', GOOD, { previewKey: 'A'.repeat(87) }, /^preview: |preview/],
  ])('shows nothing of a link %s, and reports it', async (_, token, config, message) => {
    const { slot, errors } = await open(`?endcap_preview=${token}`, config)
    expect(slot.snapshot()).toMatchObject({ state: 'ready', heading: '', variant: undefined })
    expect(errors.join()).toMatch(message)
    expect(sessionStorage.length).toBe(0)
  })
})
