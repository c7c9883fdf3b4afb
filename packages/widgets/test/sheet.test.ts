import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { renderSheet } from '../scripts/sheet.mjs'
import { SHEET } from '../src/style/sheet.js'

it('is what scripts/sheet.mjs makes of endcap.css', async () => {
  const file = readFileSync(new URL('../src/style/sheet.ts', import.meta.url), 'utf8')
  expect(file, 'run `node packages/widgets/scripts/sheet.mjs`').toBe(await renderSheet())
})

it('is at most 1.3 kB of gzip', () => {
  expect(gzipSync(SHEET, { level: 9 }).length).toBeLessThanOrEqual(1300)
})

it('puts every class into `:where()`, so that a theme wins', () => {
  const outside = SHEET.replace(/:where\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, '')
  expect(outside.match(/\.endcap[\w-]*/g)).toBeNull()
})
