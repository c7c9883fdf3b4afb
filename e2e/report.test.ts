/** The report as people see it: on a phone and a desktop, light and dark; nothing is loaded, nothing runs, and axe finds nothing. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createSyntheticShop } from '@endcap/testkit'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findBarriers } from './barriers.js'
import { launchChromium } from './chromium.mjs'

const BIN = fileURLToPath(new URL('../packages/cli/dist/bin.js', import.meta.url))

let folder: string
let browser: Browser
let told: { readonly insights: readonly { readonly name: string; readonly unsaid?: string }[] }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'endcap-report-'))
  browser = await launchChromium()
  const events = join(folder, 'events.ndjson')
  const shop = createSyntheticShop({ seed: 7, visitors: 1200, days: 182 })
  writeFileSync(events, Array.from(shop.events(), (event) => `${JSON.stringify(event)}\n`).join(''))
  const endcap = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args, '--json'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  }
  endcap('import', '--events', events, '--data', folder)
  const costs = Array.from({ length: 26 }, (_, week) => {
    const day = new Date(Date.UTC(2025, 0, 6 + 7 * week)).toISOString().slice(0, 10)
    return ['paid_search', 'paid_social', 'email'].map(
      (channel, at) => `${day},${channel},${100 + 40 * ((week * 3 + at) % 5)}`,
    )
  })
  writeFileSync(join(folder, 'costs.csv'), `day,channel,cost\n${costs.flat().join('\n')}\n`)
  endcap('import', '--costs', join(folder, 'costs.csv'), '--data', folder)
  told = endcap('report', '--data', folder, '--out', join(folder, 'report.html'), '--goals', 'revenue=1000,nps=90')
}, 180_000)
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

it('tells every insight of a shop that has been there for half a year', () => {
  expect(told.insights.filter(({ unsaid }) => unsaid !== undefined)).toEqual([])
  expect(told.insights.length).toBeGreaterThan(12)
})

const LOOKS = [
  { device: 'phone', width: 390, colorScheme: 'light' },
  { device: 'phone', width: 390, colorScheme: 'dark' },
  { device: 'desktop', width: 1280, colorScheme: 'light' },
  { device: 'desktop', width: 1280, colorScheme: 'dark' },
] as const

it.each(LOOKS)(
  '$device, $colorScheme: whole, quiet and accessible',
  async ({ width, colorScheme }) => {
    // axe comes in from outside, which the page's own policy forbids.
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
    const page = await context.newPage()
    const loaded: string[] = []
    const errors: string[] = []
    page.on('request', (request) => loaded.push(request.url()))
    page.on('console', (message) => errors.push(message.text()))
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(`file://${join(folder, 'report.html')}`)
    expect(loaded).toHaveLength(1)
    expect(errors).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    // Every link of the contents leads somewhere.
    const astray = await page
      .locator('nav a')
      .evaluateAll((links) =>
        links.flatMap((link) => (document.querySelector(link.getAttribute('href') ?? '') ? [] : [link.outerHTML])),
      )
    expect(astray).toEqual([])
    for (const details of await page.locator('details').all()) {
      await details.evaluate((element) => (element as HTMLDetailsElement).setAttribute('open', ''))
    }
    expect(await findBarriers(page)).toEqual([])
    await context.close()
  },
  60_000,
)
