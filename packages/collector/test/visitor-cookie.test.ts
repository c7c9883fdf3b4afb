import { expect, test } from 'vitest'
import { startRig } from './rig.js'

const SHOP = 'https://www.shop.example'
const ID = 'V1StGXR8_Z5jdHi6B-myT'
const KEYS = [{ key: 'demo', origins: [SHOP] }, 'any', { key: 'old', until: '2020-01-01' }]

async function setup(visitorCookie: object = {}) {
  const rig = await startRig({ keys: KEYS, visitorCookie })
  const ask = async (told: object, headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ key: 'demo', consent: 'granted', ...told })
    const answer = await rig.post(body, { path: '/v1/visitor', headers: { origin: SHOP, ...headers } })
    const { visitor, code } = (await answer.json()) as { visitor?: string | null; code?: string }
    return { status: answer.status, visitor, code, cookie: answer.headers.get('set-cookie'), headers: answer.headers }
  }
  return { ...rig, ask }
}

const kept = (id: string, rest = '') =>
  `endcap_visitor=${id}; Max-Age=${400 * 86_400}; HttpOnly; Secure; SameSite=Lax${rest}`

test('the id that a page gives is kept, and given back to a page that has lost it', async () => {
  const { ask } = await setup()
  const first = await ask({ visitor: ID })
  expect(first).toMatchObject({ status: 200, visitor: ID, cookie: kept(ID) })
  expect(first.headers.get('access-control-allow-origin')).toBe(SHOP)
  expect(first.headers.get('access-control-allow-credentials')).toBe('true')
  expect([first.headers.get('vary'), first.headers.get('cache-control')]).toEqual(['Origin', 'no-store'])
  // It is kept for longer by the asking.
  expect(await ask({}, { cookie: `a=b; endcap_visitor=${ID}; c=d` })).toMatchObject({ visitor: ID, cookie: kept(ID) })
  // What the page knows goes over what the cookie says.
  const other = 'another-device-id-0001'
  expect(await ask({ visitor: other }, { cookie: `endcap_visitor=${ID}` })).toMatchObject({ cookie: kept(other) })
})

test('nothing is kept of a page that asks with nothing', async () => {
  const { ask } = await setup()
  expect(await ask({})).toMatchObject({ status: 200, visitor: null, cookie: null })
  const cookie = 'endcap_visitor=<script>; endcap_visitors=V1StGXR8_Z5jdHi6B-myT'
  expect(await ask({}, { cookie })).toMatchObject({ visitor: null, cookie: null })
})

test('a visitor who refuses loses the cookie, whatever else is said', async () => {
  const { ask } = await setup({ domain: 'shop.example', name: 'v' })
  const gone = await ask({ consent: 'denied', visitor: ID }, { cookie: `v=${ID}` })
  expect(gone).toMatchObject({
    visitor: null,
    cookie: 'v=; Max-Age=0; HttpOnly; Secure; SameSite=Lax; Domain=shop.example',
  })
})

test.each([
  ['a page of another origin', {}, { origin: 'https://other.example' }, 403, 'origin-denied'],
  ['a page, by a key for all origins', { key: 'any' }, {}, 403, 'origin-denied'],
  ['what is no page', {}, { origin: '' }, 403, 'origin-denied'],
  ['a page without an origin of its own', { key: 'any' }, { origin: 'null' }, 403, 'origin-denied'],
  ['an unknown key', { key: 'none' }, {}, 401, 'key-wrong'],
  ['a key that has ended', { key: 'old' }, {}, 401, 'key-expired'],
  ['an answer that is none', { consent: 'unknown' }, {}, 400, 'value-invalid'],
  ['an id that no tracker makes', { visitor: 'a;b' }, {}, 400, 'value-invalid'],
])('%s is refused, and gets no cookie', async (_, told, headers, status, code) => {
  const { ask } = await setup()
  const answer = await ask({ visitor: ID, ...told }, { cookie: `endcap_visitor=${ID}`, ...headers })
  expect(answer).toMatchObject({ code, cookie: null, visitor: undefined })
  expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
  expect(answer.status).toBe(status)
})

test('a page of the collector’s own host may ask by any key', async () => {
  const { ask, url } = await setup()
  expect(await ask({ key: 'any', visitor: ID }, { origin: url })).toMatchObject({ status: 200, cookie: kept(ID) })
})

test('without the option there is no such address', async () => {
  const { post } = await startRig({ keys: KEYS })
  expect((await post('{}', { path: '/v1/visitor', headers: { origin: SHOP } })).status).toBe(404)
})

test.each([
  [{ days: 401 }, 'days'],
  [{ days: 1.5 }, 'days'],
  [{ domain: 'a b' }, 'domain'],
  [{ domain: 'shop.example; Path=/' }, 'domain'],
  [{ name: 'a=b' }, 'name'],
])('%o is refused by the name of its field', async (visitorCookie, field) => {
  await expect(startRig({ visitorCookie })).rejects.toThrow(`visitorCookie.${field}: expected`)
})
