/**
 * `npm run gallery`: takes the 32 pictures of the theme gallery (four shops, both directions, light and dark, two widths), one
 * sheet a shop, and writes docs/gallery.md. `npm run gallery -- --serve` serves the gallery to look at.
 */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setup } from './setup.mjs'
import { fail, ROOT, run } from './workspace.mjs'

const TARGET = join(ROOT, 'docs/gallery')
/** All sheets together: they are in the repository. */
const LIMIT_BYTES = 1.5e6
/** Pixels of a sheet for each pixel of a page. */
const SCALE = 0.34
const QUALITY = 30
const DIRECTIONS = ['ltr', 'rtl']
const SCHEMES = ['light', 'dark']
const WIDTHS = [1280, 390]

const isServing = process.argv.includes('--serve')
await setup({ test: !isServing })
const built = await run('node', ['scripts/build.mjs', '--no-types'], { capture: true })
if (built.code !== 0) fail(built.output, 'npm run build')

const { startGallery } = await import('../examples/theme-gallery/server.mjs')
const { THEMES } = await import('../examples/theme-gallery/themes.mjs')
const { KINDS } = await import('../examples/theme-gallery/kinds.mjs')

if (isServing) {
  const { url } = await startGallery({ port: Number(process.env.PORT ?? 4070) })
  process.stdout.write(`the gallery is at ${url}\n`)
} else await takePictures()

async function takePictures() {
  const { launchChromium } = await import('../e2e/chromium.mjs')
  const { givePast } = await import('../e2e/gallery-past.mjs')
  const gallery = await startGallery()
  const browser = await launchChromium()
  rmSync(TARGET, { recursive: true, force: true })
  mkdirSync(TARGET, { recursive: true })
  let total = 0
  try {
    for (const theme of Object.keys(THEMES)) {
      const pictures = []
      for (const width of WIDTHS)
        for (const dir of DIRECTIONS)
          for (const scheme of SCHEMES)
            pictures.push({
              width,
              bytes: await takePage(browser, gallery.url, givePast, { theme, dir, scheme, width }),
            })
      const file = join(TARGET, `${theme}.webp`)
      writeFileSync(file, await joinPictures(browser, pictures))
      const { size } = statSync(file)
      total += size
      process.stdout.write(`${file}: ${pictures.length} pictures, ${Math.round(size / 1000)} kB\n`)
    }
  } finally {
    await browser.close()
    await gallery.stop()
  }
  if (total > LIMIT_BYTES) fail(`${total} bytes of sheets, ${LIMIT_BYTES} are allowed`, 'lower QUALITY or SCALE')
  writeFileSync(join(ROOT, 'docs/gallery.md'), renderPage(Object.entries(THEMES)))
}

/**
 * One page from top to end, as a shopper sees it who looked at four products, searched for three and has one in the cart.
 */
async function takePage(browser, url, givePast, { theme, dir, scheme, width }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const address = `${url}/?theme=${theme}&dir=${dir}&scheme=${scheme}`
  await page.goto(`${address}&kinds=none`)
  await givePast(page, theme, dir)
  await page.goto(address)
  await page.evaluate(() => window.endcap.ready)
  // All that is to be seen is there before the window grows: what comes later and would move something in sight waits.
  const missing = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('[data-kind]:not([data-kind=reorder],[data-kind=popup])')]
        .filter((kind) => !kind.querySelector('[data-endcap-state=ready]:not([hidden])'))
        .map((kind) => kind.dataset.kind),
    )
  for (const endMs = Date.now() + 20_000; (await missing())[0]; await page.waitForTimeout(100))
    if (Date.now() > endMs)
      fail(`${theme}, ${dir}, ${width} px: ${await missing()} not drawn`, 'look at it with --serve')
  // In a window as high as the page all of its images are asked for.
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height })
  await page.evaluate(async () => {
    for (const image of document.images) image.loading = 'eager'
    await Promise.all([...document.images].map((image) => image.decode()))
  })
  const bytes = await page.screenshot({ fullPage: true })
  await context.close()
  return bytes
}

/** The pictures side by side, as WebP. */
async function joinPictures(browser, pictures) {
  const page = await browser.newPage({ viewport: { width: 3000, height: 900 }, deviceScaleFactor: 1 })
  const image = ({ width, bytes }) =>
    `<img width="${Math.round(width * SCALE)}" src="data:image/png;base64,${bytes.toString('base64')}">`
  const style = 'body{margin:0;padding:16px;display:inline-flex;gap:16px;align-items:start;background:#d9d5cf}'
  await page.setContent(`<style>${style}</style>${pictures.map(image).join('')}`)
  await page.evaluate(() => Promise.all([...document.images].map((each) => each.decode())))
  const { width, height } = await page.evaluate(() => document.body.getBoundingClientRect().toJSON())
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format: 'webp',
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  })
  await page.close()
  return Buffer.from(data, 'base64')
}

function renderPage(themes) {
  // Popups are not open in the pictures.
  const names = KINDS.filter(({ name }) => name !== 'popup')
    .map(({ name }) => `\`${name}\``)
    .join(', ')
  const sheets = themes.map(
    ([theme, { name }]) =>
      `## ${name}\n\n![${name}: eight pages side by side](gallery/${theme}.webp)\n\nIts look: [\`styles/${theme}.css\`](../examples/theme-gallery/styles/${theme}.css)`,
  )
  return `# Theme gallery

Made by \`npm run gallery\`; do not edit by hand. Four shops with one markup and nothing in common but that, each from left to right
and from right to left, light and dark, at 1280 and 390 pixels. A shop says its look in its own style sheet; most of what is
seen of the widgets here is inherited. Each page shows every kind: ${names}.

The pages are [\`examples/theme-gallery\`](../examples/theme-gallery/README.md); \`npm run gallery -- --serve\` serves them. \`e2e/gallery.test.ts\` reads all of
them, but for messages, to the end and finds no layout shift at all, and not one violation of a policy with a nonce, \`'strict-dynamic'\`, Trusted Types and
an SRI hash.

${sheets.join('\n\n')}
`
}
