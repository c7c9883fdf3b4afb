/**
 * `npm run screenshots`: takes the pictures of the README from the running demo: the shop at desktop and phone width, light
 * and dark, and the live view, each after a scripted shopper went through.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeInsights } from './report-pictures.mjs'
import { setup } from './setup.mjs'
import { fail, ROOT, run } from './workspace.mjs'

await setup({ test: true })
const built = await run('node', ['scripts/build.mjs', '--no-types'], { capture: true })
if (built.code !== 0) fail(built.output, 'npm run build')

const { launchChromium } = await import('../e2e/chromium.mjs')
const { startDemo } = await import('../e2e/demo.mjs')
const { shop } = await import('../e2e/shopper.mjs')
const { CONFIG, makeEvents } = await import('./experiment-events.mjs')
const target = join(ROOT, 'docs/images')
mkdirSync(target, { recursive: true })

const demo = await startDemo()
const browser = await launchChromium()
try {
  const frames = []
  let live
  for (const colorScheme of ['light', 'dark']) {
    for (const [device, viewport] of [
      ['desktop', { width: 1280, height: 800 }],
      ['phone', { width: 390, height: 800 }],
    ]) {
      const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 1 })
      const page = await context.newPage()
      live ??= await openLive(context)
      await shop(page, demo.url)
      await page.goto(`${demo.url}/`)
      const row = page.locator('[data-endcap-slot="home-for-you"]')
      await row.locator('[data-endcap-item]').first().waitFor()
      await row.evaluate((node) => node.scrollIntoView({ block: 'center' }))
      await page.waitForLoadState('networkidle')
      await page.waitForFunction(allDrawn)
      frames.push({ device, picture: await page.screenshot() })
      if (live.owner !== context) await context.close()
    }
  }
  await live.page.screenshot({ path: join(target, 'live.png') })
  await collage(frames)
  await takeExperiment()
  await takeInsights(browser, target)
  await takeDebug()
} finally {
  await browser.close()
  await demo.stop()
  demo.remove()
}

/** In the page: whether each picture in the window is there. */
function allDrawn() {
  const inWindow = [...document.images].filter((image) => {
    const { top, bottom, left, right } = image.getBoundingClientRect()
    return top < innerHeight && bottom > 0 && left < innerWidth && right > 0
  })
  return inWindow.every(({ complete, naturalWidth }) => complete && naturalWidth > 0)
}

async function openLive(context) {
  const page = await context.newPage()
  await page.goto(demo.live)
  return { page, owner: context }
}

/** Light and dark side by side, the phone beside the desktop. */
async function collage(frames) {
  const context = await browser.newContext({ viewport: { width: 1770, height: 860 }, deviceScaleFactor: 1 })
  const page = await context.newPage()
  const picture = ({ device, picture: bytes }) =>
    `<img class="${device}" src="data:image/png;base64,${bytes.toString('base64')}">`
  const style =
    'body{margin:0;padding:30px;display:flex;gap:24px;flex-wrap:wrap;background:#d9d5cf}' +
    'img{border-radius:12px;box-shadow:0 6px 24px #0004;height:800px}'
  const [light, , , darkPhone] = frames
  await page.setContent(`<style>${style}</style>${[light, darkPhone].map(picture).join('')}`)
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())))
  await page.screenshot({ path: join(target, 'shop.png') })
  await context.close()
}

/** The overlay over a product's page. */
async function takeDebug() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${demo.url}/`)
  await page.getByRole('button', { name: /accept all/i }).click()
  const card = page.locator('[data-endcap-item] a').first()
  const product = await card.evaluate((link) => link.href)
  await page.goto(`${product}?endcap=debug`)
  const overlay = page.locator('endcap-debug')
  await overlay.getByRole('tab', { name: 'Events' }).click()
  await overlay.getByText('widget_render').first().waitFor()
  await page.screenshot({ path: join(target, 'debug.png') })
  await page.close()
}

/** The page of an experiment. */
async function takeExperiment() {
  const folder = mkdtempSync(join(tmpdir(), 'endcap-pictures-'))
  const at = (name) => join(folder, name)
  const endcap = async (...args) => {
    const { code, output } = await run('node', ['packages/cli/dist/bin.js', ...args], { capture: true })
    if (code !== 0) fail(output, `run endcap ${args.join(' ')} alone to see why`)
  }
  try {
    writeFileSync(
      at('events.ndjson'),
      makeEvents(Date.UTC(2026, 9, 22))
        .map((row) => JSON.stringify(row))
        .join('\n'),
    )
    writeFileSync(at('config.json'), JSON.stringify(CONFIG))
    await endcap('import', '--events', at('events.ndjson'), '--data', at('data'))
    const from = ['--data', at('data'), '--config', at('config.json')]
    await endcap('experiment', 'analyse', '--experiment', 'heading', ...from, '--html', at('page.html'))
    const page = await browser.newPage({ viewport: { width: 1100, height: 1000 } })
    await page.goto(`file://${at('page.html')}`)
    await page.screenshot({ path: join(target, 'experiment.png') })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
writeFileSync(
  join(target, 'README.md'),
  'Pictures are taken by `npm run screenshots`, `ranking*.svg` drawn by `npm run bench -- insights-ablation --write`; do not edit by hand.\n',
)
