import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, startRig } from './rig.js'

const [ADMIN, NEXT, READ] = ['admin-token-of-the-shop', 'admin-token-that-follows', 'read-token-of-a-dashboard']

test('a read token sees and changes nothing, an admin token does both, and several hold side by side', async () => {
  const { url } = await startRig({
    adminToken: [ADMIN, NEXT],
    readToken: READ,
    register(app, { requireAdmin, requireRead }) {
      app.get('/admin/look', { preHandler: requireRead }, async () => 'seen')
      app.post('/admin/change', { preHandler: requireAdmin }, async () => 'changed')
    },
  })
  const status = async (token: string, path: string, method = 'GET') => {
    const abort = new AbortController()
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(url + path, { method, headers, signal: abort.signal })
    abort.abort()
    return answer.status
  }
  for (const [token, sees, changes] of [
    [ADMIN, 200, 200],
    [NEXT, 200, 200],
    [READ, 200, 401],
    [`${READ}x`, 401, 401],
    ['', 401, 401],
  ] as const) {
    for (const path of ['/metrics', '/v1/live', '/admin/look']) expect(await status(token, path)).toBe(sees)
    expect(await status(token, '/admin/change', 'POST')).toBe(changes)
  }
})

test('without any token the live view and what is registered stay shut', async () => {
  const { url } = await startRig({
    register: (app, { requireRead }) => void app.get('/admin/look', { preHandler: requireRead }, async () => 'seen'),
  })
  for (const path of ['/v1/live', '/admin/look']) expect((await fetch(url + path)).status).toBe(401)
  expect((await fetch(`${url}/metrics`)).status).toBe(200)
})

test('pages, files and routes carry helmet’s headers; what a shop serves stays usable from its pages', async () => {
  const folder = await makeFolder()
  for (const name of ['page.html', 'drawing.svg', 'model.bin']) await writeFile(join(folder, name), '<svg/>')
  const { url } = await startRig({
    adminToken: ADMIN,
    staticFiles: { '/site': folder },
    register: (app) => void app.get('/own', async () => 'own'),
  })
  const headers = async (path: string) => Object.fromEntries((await fetch(url + path)).headers)
  for (const path of ['/live', '/own', '/site/page.html', '/site/model.bin'])
    expect(await headers(path)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'x-permitted-cross-domain-policies': 'none',
    })
  expect(await headers('/live')).toMatchObject({
    'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  expect(await headers('/site/page.html')).toMatchObject({
    'content-security-policy': expect.stringContaining("frame-ancestors 'self'"),
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-resource-policy': 'cross-origin',
  })
  expect((await headers('/site/drawing.svg'))['content-security-policy']).toContain('sandbox')
  // Whether a browser may come by plain HTTP is not ours to say.
  expect(await headers('/live')).not.toHaveProperty('strict-transport-security')
})

test('an address that guesses tokens has to wait, with the right one too; others do not', async () => {
  const { url } = await startRig({ adminToken: ADMIN, readToken: READ, trustProxy: ['loopback'] })
  const ask = (token: string | undefined, address: string, path = '/metrics') => {
    const headers = new Headers({ 'x-forwarded-for': address })
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    return fetch(url + path, { headers })
  }
  // Without a token, and with one that opens something else, nobody guesses.
  for (let i = 0; i < 15; i++) expect((await ask(undefined, '198.51.100.1')).status).toBe(401)
  for (let i = 0; i < 15; i++) {
    expect((await ask(READ, '198.51.100.1', '/v1/privacy/export?visitor=v')).status).not.toBe(429)
  }
  for (let i = 0; i < 10; i++) expect((await ask(`guess-${i}`, '198.51.100.1')).status).toBe(401)
  const limited = await ask(ADMIN, '198.51.100.1')
  expect([limited.status, Number(limited.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect(await limited.json()).toMatchObject({ code: 'rate-limited' })
  expect((await ask(ADMIN, '198.51.100.2')).status).toBe(200)
})

test('requests about orders have a rate by address, rightly signed or not', async () => {
  const limits = { addressPerSecond: 1, addressBurst: 3 }
  const { url } = await startRig({ trustProxy: ['loopback'], limits })
  const send = (address: string, path: string) =>
    fetch(url + path, { method: 'POST', body: '{}', headers: { 'x-forwarded-for': address } })
  for (const path of ['/v1/orders', '/v1/shopify', '/v1/woocommerce']) {
    expect((await send('198.51.100.1', path)).status).toBe(401)
  }
  expect((await send('198.51.100.1', '/v1/orders')).status).toBe(429)
  expect((await send('198.51.100.2', '/v1/orders')).status).toBe(401)
})
