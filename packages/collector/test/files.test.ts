import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCollector } from '../src/index.js'
import { makeFolder, startRig } from './rig.js'

async function serve() {
  const folder = await makeFolder()
  const text = JSON.stringify({ text: 'shop '.repeat(1000) })
  await mkdir(join(folder, 'model'))
  await Promise.all([
    writeFile(join(folder, 'config.json'), text),
    writeFile(join(folder, 'model/base.bin'), Buffer.alloc(5000, 7)),
    writeFile(join(folder, 'model/row-BzK3x9_a.js'), 'export {}'),
    writeFile(join(folder, 'page.html'), '<!doctype html>'),
    writeFile(join(folder, '.secret'), 'no'),
  ])
  const outside = await makeFolder()
  await writeFile(join(outside, 'passwords'), 'no')
  const rig = await startRig({
    staticFiles: {
      '/': folder,
      '/files/model': join(folder, 'model'),
      '/endcap.js': join(folder, 'model/row-BzK3x9_a.js'),
    },
  })
  return { ...rig, folder, outside, text }
}

/** A request that is sent as it is: fetch would tidy up the path, and add `Cache-Control: no-cache` to a condition. */
function raw(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    request({ hostname, port, path, headers }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }))
    })
      .on('error', reject)
      .end()
  })
}

test('types, caching and CORS', async () => {
  const { url, text } = await serve()
  const config = await fetch(`${url}/config.json`)
  expect(await config.text()).toBe(text)
  expect(Object.fromEntries(config.headers)).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    'content-encoding': 'gzip',
    etag: expect.any(String),
  })
  const model = await fetch(`${url}/files/model/base.bin`)
  expect(model.headers.get('content-type')).toBe('application/octet-stream')
  expect((await model.arrayBuffer()).byteLength).toBe(5000)
  const chunk = await fetch(`${url}/model/row-BzK3x9_a.js`)
  expect(chunk.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const single = await fetch(`${url}/endcap.js`)
  expect([single.status, single.headers.get('content-type')]).toEqual([200, 'application/javascript; charset=utf-8'])
  const page = await fetch(`${url}/page.html`)
  expect(page.headers.get('content-security-policy')).toContain("object-src 'none'")
})

test('304 for a known ETag, a new answer once the file changed, plain for who cannot unpack', async () => {
  const { url, folder } = await serve()
  const etag = (await fetch(`${url}/config.json`)).headers.get('etag') as string
  const ask = () => raw(url, '/config.json', { 'if-none-match': etag })
  const same = await ask()
  expect([same.status, same.body, same.headers.etag]).toEqual([304, '', etag])
  expect(same.headers['access-control-allow-origin']).toBe('*')
  await writeFile(join(folder, 'config.json'), JSON.stringify({ text: 'new '.repeat(1000) }))
  const changed = await ask()
  expect(changed.status).toBe(200)
  expect(changed.body).toContain('new')
  const plain = await fetch(`${url}/config.json`, { headers: { 'accept-encoding': 'identity' } })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(plain.headers.get('vary')).toBe('accept-encoding')
  const part = await fetch(`${url}/config.json`, { headers: { range: 'bytes=0-9' } })
  expect([part.status, (await part.text()).length]).toEqual([206, 10])
  const head = await fetch(`${url}/config.json`, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test.each([
  '/../passwords',
  '/..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/model/..%5c..%5cpasswords',
  '/files/model/../../../../etc/passwd',
  '//etc/passwd',
  '/.secret',
  '/model%00.bin',
  '/no-such-file',
])('%s gives nothing away', async (path) => {
  const { url } = await serve()
  const { status, body } = await raw(url, path)
  expect([400, 404]).toContain(status)
  expect(JSON.parse(body)).toMatchObject({ status })
})

test('a link is followed: who links it, serves it', async () => {
  const { url, folder, outside } = await serve()
  await symlink(join(outside, 'passwords'), join(folder, 'linked'))
  expect((await fetch(`${url}/linked`)).status).toBe(200)
})

test('a path that is not there is said at the start', async () => {
  const dataDir = await makeFolder()
  const collector = createCollector({
    dataDir,
    keys: ['demo'],
    port: 0,
    logger: 'silent',
    staticFiles: { '/m': '/no/such' },
  })
  await expect(collector.listen()).rejects.toMatchObject({ code: 'file-unreadable' })
})
