import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { renderSheet, SHEETS } from '../scripts/sheet.mjs'
import { SHEET } from '../src/style/sheet.js'

describe.each(SHEETS)('$ts', (sheet) => {
  const file = readFileSync(new URL(`../src/${sheet.ts}`, import.meta.url), 'utf8')

  it('is what scripts/sheet.mjs makes of its css', async () => {
    expect(file, 'run `node packages/widgets/scripts/sheet.mjs`').toBe(await renderSheet(sheet))
  })

  it('puts every class into `:where()`, so that a theme wins', () => {
    const outside = file.replace(/:where\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g, '')
    expect(outside.match(/\.endcap[\w-]*(?!\.css)\b(?!\.)/g)?.filter((name) => name !== '.endcap') ?? []).toEqual([])
  })
})

it('is at most 1.3 kB of gzip', () => {
  expect(gzipSync(SHEET, { level: 9 }).length).toBeLessThanOrEqual(1300)
})
