import { EndcapError, type Product } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { examine } from '../src/debug/doctor.js'
import { createFaultyClient, type Faults, found, MUG } from './faulty-client.js'

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
const NOW = Date.UTC(2026, 0, 2)
const env = { window, now: () => NOW }

// happy-dom has none.
beforeEach(() => {
  vi.stubGlobal('indexedDB', {})
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.head.replaceChildren()
  document.body.replaceChildren()
})

/** What one check says of a client. */
async function look(name: string, faults: Faults = {}) {
  const { checks } = await examine(createFaultyClient(faults), env)
  const found = checks.find((check) => check.name === name)
  if (!found) throw new Error(`no check ${name}`)
  return found
}

it('finds nothing wrong with a client that has no faults', async () => {
  document.body.innerHTML = '<endcap-row></endcap-row>'
  const { checks } = await examine(createFaultyClient(), env)
  expect(checks.filter(({ ok }) => ok !== true)).toEqual([])
  expect(checks.map(({ fix }) => fix).join('')).toBe('')
})

it('compares a product of the page with its card, where the catalogue is in shards', async () => {
  const mug: Mutable<Product> = { ...MUG }
  const load = vi.fn(async (ids: Iterable<string>) => {
    for (const id of ids) if (id === mug.id) mug.variants = [{ id: 'mug-l', price: 12 }]
  })
  const cards = { load, isOutdated: () => false }
  const { differences } = await examine(
    createFaultyClient({ catalogue: [mug], cards, products: [found({ price: 12 })] }),
    env,
  )
  expect(load).toHaveBeenCalledOnce()
  expect(differences).toEqual([])
})

describe('a usual fault', () => {
  const unknown = { analytics: 'unknown', personalization: 'unknown' } as const
  const denied = { analytics: 'denied', personalization: 'denied' } as const
  const waiting = { delivered: 0, stored: 2, dropped: 0 }
  const failed = (detail: string) => new EndcapError('network-failed', detail)
  const placement = { id: 'home', selector: '#rows' }

  it.each<[string, string, Faults, boolean | undefined, RegExp]>([
    ['no collector', 'Collector', { url: undefined }, false, /nothing ever leaves/],
    ['nobody answered on consent', 'Consent', { consent: unknown, decider: 'default' }, false, /Nobody has answered/],
    [
      'a consent tool that was not answered',
      'Consent',
      { consent: unknown, decider: 'tcf' },
      undefined,
      /no answer yet/,
    ],
    ['the visitor said no, which is no fault', 'Consent', { consent: denied }, undefined, /denied/],
    ['an empty catalogue', 'Catalogue', { catalogue: [] }, false, /No products/],
    [
      'prices that are too old',
      'Catalogue',
      { cards: { load: async () => {}, isOutdated: () => true, generatedAt: NOW } },
      false,
      /of 2026-01-02T00:00:00\.000Z: older/,
    ],
    ['a catalogue that did not come', 'Files', { errors: [failed('catalogue: 404')] }, false, /catalogue: 404/],
    ['a shard that did not come', 'Files', { errors: [failed('model: 00c0ffee-s3.bin: 404')] }, false, /-s3\.bin: 404/],
    [
      'a bad current.json',
      'Files',
      { errors: [new EndcapError('value-invalid', 'model: current.json/version')] },
      false,
      /current\.json\/version/,
    ],
    ['an entry that was left out', 'Files', { errors: [failed('catalogue/products/3')] }, false, /products\/3/],
    ['blocked storage', 'Storage', { errors: [new EndcapError('storage-failed', 'journal')] }, false, /journal/],
    [
      'events that just began to wait',
      'Delivery',
      { counts: waiting, events: [makeEvent('page_view', { ts: NOW - 3000 })] },
      undefined,
      /2 waiting/,
    ],
    [
      'events that wait for long',
      'Delivery',
      { counts: waiting, events: [makeEvent('page_view', { ts: NOW - 30_000 })], errors: [failed('collector 503')] },
      false,
      /2 waiting and none delivered.*collector 503/,
    ],
    [
      'a late grant, since which there was no time',
      'Delivery',
      {
        counts: waiting,
        events: [makeEvent('page_view', { ts: NOW - 30_000 }), makeEvent('consent_update', { ts: NOW - 1000 })],
      },
      undefined,
      /2 waiting/,
    ],
    ['ids that never match', 'Product ids', { products: [found({ id: '8675309' })] }, false, /“8675309”.*“mug”/],
    [
      'an id that does not match',
      'Product ids',
      { products: [found(), found({ id: 'jug' })] },
      undefined,
      /1 of 2 products/,
    ],
    ['a product page without a product', 'Product data', { products: [] }, false, /no source says/],
    [
      'another page without a product, which is no fault',
      'Product data',
      { products: [], page: 'home' },
      undefined,
      /No products/,
    ],
    ['detectors on their way', 'Product data', { sources: undefined }, undefined, /No products/],
    ['another price', 'Prices and stock', { products: [found({ price: 12 })] }, false, /1 of 1 product\./],
    [
      'a selector that matches nothing',
      'Placements',
      { config: { v: 1, placements: [placement] } },
      false,
      /#rows \(home\)/,
    ],
    [
      'a selector that is none',
      'Placements',
      { config: { v: 1, placements: [{ ...placement, selector: '##' }] } },
      false,
      /## \(home\)/,
    ],
    [
      'a placement for other pages',
      'Placements',
      { config: { v: 1, placements: [{ ...placement, pages: ['cart'] }] } },
      undefined,
      /None on a page of kind “product”/,
    ],
  ])('%s', async (_, name, faults, ok, detail) => {
    const check = await look(name, faults)
    expect(check).toMatchObject({ ok, detail: expect.stringMatching(detail) })
    if (ok === false) expect(check.fix).not.toBe('')
  })
})

it('finds a placement whose selector matches', async () => {
  document.body.innerHTML = '<div id="rows"></div>'
  const config = { v: 1, placements: [{ id: 'home', selector: '#rows' }] } as const
  expect(await look('Placements', { config })).toMatchObject({ ok: true })
})

it.each([
  ['audience', /not in its audience/],
  ['schedule', /schedule/],
  ['frequency', /caps/],
  ['budget', /budget/],
  ['holdout', /held out/],
  ['coupon', /no coupon/],
] as const)('says why a message is not shown: %s', async (closed, why) => {
  const snapshot = () => ({ placement: 'banner', state: 'hidden', closed, items: [] })
  const client = { ...createFaultyClient(), liveSlots: () => [{ snapshot }] } as unknown as Parameters<
    typeof examine
  >[0]
  const { rows } = await examine(client, env)
  expect(rows).toEqual([{ placement: 'banner', state: 'hidden', closed: expect.stringMatching(why), items: [] }])
})

describe('a row that finds no room', () => {
  const row = (attributes: string) =>
    `<endcap-row placement="home"><section data-endcap-slot="home" data-endcap-state="ready" ${attributes}></section></endcap-row>`
  const config = (mode: 'fill' | 'replace') =>
    ({ v: 1, placements: [{ id: 'home', selector: '#rows', mode }] }) as const

  it.each([
    ['in the page', row('hidden'), undefined],
    ['that would fill an anchor in sight', '<div id="rows"><b>shop</b></div>', config('fill')],
    ['that would replace an anchor in sight', `<div id="rows"></div>${row('')}`, config('replace')],
  ])('is told of: %s', async (_, html, config) => {
    document.body.innerHTML = html
    expect(await look('Room on the page', config && { config })).toMatchObject({
      ok: false,
      detail: expect.stringContaining('home'),
      fix: expect.stringContaining('min-height'),
    })
  })

  it.each([
    ['drawn', row(''), undefined],
    ['in its anchor', `<div id="rows">${row('')}</div>`, config('fill')],
    ['in place of its anchor', `<div id="rows" style="display: none"></div>${row('')}`, config('replace')],
    [
      'of another page',
      '<div id="rows"></div>',
      { v: 1, placements: [{ ...config('fill').placements[0], pages: ['cart'] }] },
    ],
  ] as const)('is not one that is %s', async (_, html, config) => {
    document.body.innerHTML = html
    expect(await look('Room on the page', config && { config })).toMatchObject({ ok: true })
  })
})

it('finds storage that throws when it is asked for', async () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  expect(await look('Storage')).toMatchObject({ ok: false, detail: expect.stringContaining('Blocked') })
  vi.restoreAllMocks()
})

it('counts the script tags', async () => {
  const tag = '<script type="text/plain" src="/endcap/endcap.js" data-key="demo"></script>'
  document.head.innerHTML = tag
  expect(await look('Script tag')).toMatchObject({ ok: true })
  document.head.innerHTML = `${tag}<script type="text/plain" src="/loader.js" data-key="demo"></script>`
  expect(await look('Script tag')).toMatchObject({ ok: false, detail: expect.stringContaining('2 script tags') })
})

it('tells of what the policy forbade since it looked for the first time', async () => {
  const client = createFaultyClient()
  await examine(client, env)
  const forbid = (blockedURI: string) =>
    document.dispatchEvent(
      Object.assign(new Event('securitypolicyviolation'), { effectiveDirective: 'connect-src', blockedURI }),
    )
  const policy = async () => {
    const { checks, violations } = await examine(client, env)
    return [checks.find(({ name }) => name === 'Content Security Policy')?.ok, violations]
  }
  forbid('https://ads.example/')
  expect(await policy()).toEqual([undefined, ['connect-src forbids https://ads.example/']])
  forbid('https://collector.example/v1/events')
  forbid('https://collector.example/v1/events')
  expect(await policy()).toEqual([
    false,
    ['connect-src forbids https://ads.example/', 'connect-src forbids https://collector.example/v1/events'],
  ])
})

it('waits for the files, so that nothing is missed that is still loading', async () => {
  let load = () => {}
  const ready = new Promise<void>((resolve) => {
    load = resolve
  })
  let isDone = false
  const report = examine(createFaultyClient({ ready }), env).then(() => {
    isDone = true
  })
  await Promise.resolve()
  expect(isDone).toBe(false)
  load()
  await report
  expect(isDone).toBe(true)
})

it('is plain data, without ids of the visitor and orders', async () => {
  const purchase = makeEvent('purchase', {
    visitor: 'visitor-secret',
    session: 'session-secret',
    order: { transactionId: 'order-secret', value: 10, currency: 'GBP' },
    items: [{ item_id: MUG.id, price: 10, quantity: 2 }],
  })
  const report = await examine(createFaultyClient({ events: [purchase], products: [found({}, 'shopify')] }), env)
  const json = JSON.stringify(report)
  expect(JSON.parse(json)).toEqual(report)
  expect(json).not.toContain('secret')
  expect(report.queue.events).toEqual([
    { type: 'purchase', ts: purchase.ts, items: [{ item_id: 'mug', price: 10, quantity: 2 }], consent: 'granted' },
  ])
  expect(report.detected.products).toEqual([
    {
      catalogueId: 'mug',
      title: 'Mug',
      told: [{ source: 'shopify', where: 'page', id: 'mug', price: 10, currency: 'GBP' }],
    },
  ])
})
