/**
 * `npm run screenshots` takes these too: the report of a synthetic shop on a desktop and a phone, light and dark, into
 * `docs/images/insights-*.png`. Alone: `node scripts/report-pictures.mjs`, after a build.
 */

import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, ROOT, run } from './workspace.mjs'

/** What is shown: from the top, and from where customers come back. */
const PARTS = [
  { name: 'top', from: 'h1', heightPx: 1500 },
  { name: 'customers', from: '#cohorts', heightPx: 1500 },
  { name: 'journeys', from: '#paths', heightPx: 1500 },
]
const LOOKS = [
  { device: 'desktop', width: 1100, colorScheme: 'light' },
  { device: 'desktop', width: 1100, colorScheme: 'dark' },
  { device: 'phone', width: 390, colorScheme: 'light' },
  { device: 'phone', width: 390, colorScheme: 'dark' },
]

/** Takes the pictures with a browser that is open. */
export async function takeInsights(browser, target) {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-pictures-'))
  try {
    const page = await makeReport(folder)
    for (const { device, width, colorScheme } of LOOKS) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
      const view = await context.newPage()
      await view.goto(pathToFileURL(page).href)
      for (const { name, from, heightPx } of PARTS) {
        const top = await view
          .locator(from)
          .first()
          .evaluate((node) => node.getBoundingClientRect().top + scrollY)
        await view.screenshot({
          path: join(target, `insights-${name}-${device}-${colorScheme}.png`),
          fullPage: true,
          clip: { x: 0, y: Math.max(0, top - 40), width, height: heightPx },
        })
      }
      await context.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function makeReport(folder) {
  const { createSyntheticShop } = await import('../packages/testkit/dist/index.js')
  const events = join(folder, 'events.ndjson')
  const out = createWriteStream(events)
  const startMs = Date.UTC(2026, 4, 18)
  for (const event of createSyntheticShop({ seed: 7, visitors: 2500, days: 182, startMs }).events()) {
    if (!out.write(`${JSON.stringify(event)}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  const costs = Array.from({ length: 26 }, (_, week) => {
    const day = new Date(startMs + week * 7 * 86_400_000).toISOString().slice(0, 10)
    return ['paid_search', 'paid_social', 'email'].map(
      (channel, at) => `${day},${channel},${200 + 90 * ((week * 3 + at) % 5)}`,
    )
  })
  writeFileSync(join(folder, 'costs.csv'), `day,channel,cost\n${costs.flat().join('\n')}\n`)
  const endcap = async (...args) => {
    const { code, output } = await run('node', [join(ROOT, 'packages/cli/dist/bin.js'), ...args], { capture: true })
    if (code !== 0) fail(output, `run endcap ${args.join(' ')} alone to see why`)
  }
  const [data, page] = [join(folder, 'data'), join(folder, 'report.html')]
  await endcap('import', '--events', events, '--data', data)
  await endcap('import', '--costs', join(folder, 'costs.csv'), '--data', data)
  await endcap('report', '--data', data, '--out', page, '--goals', 'revenue=60000,returning_share=0.6,nps=40')
  return page
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { launchChromium } = await import('../e2e/chromium.mjs')
  const browser = await launchChromium()
  try {
    await takeInsights(browser, join(ROOT, 'docs/images'))
  } finally {
    await browser.close()
  }
}
