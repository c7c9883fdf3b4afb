import { webcrypto } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './run-command.js'

const folder = mkdtempSync(join(tmpdir(), 'endcap-preview-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const preview = (...argv: string[]) => runCommand(['experiment', 'preview', '--key', 'key.json', ...argv], folder)
const LINK = ['--experiment', 'heading', '--variant', 'short']

test('makes a key of its owner alone, and links that the page’s crypto verifies', async () => {
  const made = await preview('--new-key')
  const previewKey = made.stdout.trim()
  expect([made.code, previewKey]).toEqual([0, expect.stringMatching(/^[\w-]{87}$/)])
  expect(statSync(join(folder, 'key.json')).mode & 0o777).toBe(0o600)
  const before = readFileSync(join(folder, 'key.json'), 'utf8')
  expect((await preview('--new-key')).code).toBe(1)
  expect(readFileSync(join(folder, 'key.json'), 'utf8')).toBe(before)

  const signed = await preview(...LINK, '--url', 'https://shop.example/p?a=1', '--days', '2')
  const url = new URL(signed.stdout.trim())
  expect([signed.code, url.origin, url.searchParams.get('a')]).toEqual([0, 'https://shop.example', '1'])
  const [body = '', signature = ''] = url.searchParams.get('endcap_preview')!.split('.')
  const claim = JSON.parse(Buffer.from(body, 'base64url').toString())
  expect(claim.experiments).toEqual({ heading: 'short' })
  expect(Math.abs(claim.exp - Date.now() / 1000 - 2 * 86_400)).toBeLessThan(60)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const point = await webcrypto.subtle.importKey('raw', Buffer.from(previewKey, 'base64url'), algorithm, false, [
    'verify',
  ])
  const isSigned = webcrypto.subtle.verify(algorithm, point, Buffer.from(signature, 'base64url'), Buffer.from(body))
  expect(await isSigned).toBe(true)

  const config = {
    v: 1,
    previewKey,
    placements: [{ id: 'row', selector: 'main' }],
    experiments: [
      {
        id: 'heading',
        placement: 'row',
        status: 'draft',
        variants: [
          { id: 'control', weight: 0.5 },
          { id: 'short', weight: 0.5 },
        ],
      },
    ],
  }
  const write = (json: object) => writeFileSync(join(folder, 'config.json'), JSON.stringify(json))
  write(config)
  expect((await preview(...LINK, '--config', 'config.json')).stdout).toMatch(/^endcap_preview=[\w-]+\.[\w-]{86}\n$/)
  const wrong = await preview('--experiment', 'heading', '--variant', 'long', '--config', 'config.json')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('it has control, short')])
  write({ ...config, previewKey: 'A'.repeat(87) })
  expect((await preview(...LINK, '--config', 'config.json')).stderr).toContain('does not belong to the previewKey')
})

test('says what is missing', async () => {
  expect((await preview('--experiment', 'heading')).code).toBe(2)
  expect((await preview(...LINK, '--url', 'shop')).stderr).toContain('--url')
  const none = await runCommand(['experiment', 'preview', '--key', 'none.json', ...LINK], folder)
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('--new-key')])
})
