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
