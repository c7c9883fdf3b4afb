/**
 * Writes the shop as static files: `node build.mjs`, or `buildShop()` from the CLI. Plain Node, no dependencies.
 * Unchanged inputs are recognised by a hash and nothing is written.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { arrangeDepartments } from './site/departments.mjs'
import { cartPage, checkoutPage, thanksPage } from './site/pages/basket.mjs'
import { categoryPage } from './site/pages/category.mjs'
import { homePage } from './site/pages/home.mjs'
import { privacyPage } from './site/pages/privacy.mjs'
import { productPage } from './site/pages/product.mjs'
import { searchPage } from './site/pages/search.mjs'
import { drawScene, SCENES } from './tiles/scene.mjs'
import { drawTile } from './tiles/tile.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const INPUTS = ['assets', 'site', 'styles', 'tiles', 'build.mjs', 'config.json', 'data/catalog.json']
const STAMP = '.stamp'

/** What a shop owner pastes when the collector serves the shop. */
export const DEFAULT_TAG =
  '<script src="/endcap.js" data-key="demo" data-collector="/" data-config="/config.json" data-catalog="/catalog.json" data-model="/model/model.bin" data-consent="auto" async></script>'

const listFiles = (path) => {
  const full = join(here, path)
  if (!existsSync(full)) return []
  const entries = path.includes('.') ? null : readdirSync(full, { withFileTypes: true })
  return entries
    ? entries
        .map((entry) => entry.name)
        .sort()
        .flatMap((name) => listFiles(join(path, name)))
    : [path]
}

function hashInputs(options) {
  const hash = createHash('sha256').update(JSON.stringify(options))
  for (const file of INPUTS.flatMap(listFiles)) hash.update(file).update(readFileSync(join(here, file)))
  return hash.digest('hex')
}

const readStyles = () =>
  listFiles('styles')
    .map((file) => readFileSync(join(here, file), 'utf8'))
    .join('\n')

/** Every file of the shop: path → text. */
function renderShop({ tag, baseUrl }) {
  const catalog = JSON.parse(readFileSync(join(here, 'data/catalog.json'), 'utf8'))
  const link = (path) => `${baseUrl}${path}`
  const products = catalog.products.map((product) => ({
    ...product,
    url: link(product.url.slice(1)),
    image: link(product.image.slice(1)),
  }))
  const departments = arrangeDepartments(products)
  const shop = { tag, link, products, departments }
  const files = new Map([
    ['index.html', homePage(shop)],
    ['cart.html', cartPage(shop)],
    ['checkout.html', checkoutPage(shop)],
    ['thanks.html', thanksPage(shop)],
    ['search.html', searchPage(shop)],
    ['privacy.html', privacyPage(shop)],
    ['catalog.json', JSON.stringify({ ...catalog, products })],
    ['config.json', readFileSync(join(here, 'config.json'), 'utf8')],
    ['assets/shop.css', readStyles()],
  ])
  for (const file of listFiles('assets')) files.set(file, readFileSync(join(here, file), 'utf8'))
  for (const [name, scene] of Object.entries(SCENES)) files.set(`assets/${name}.svg`, drawScene(scene))
  for (const department of departments) {
    files.set(`category/${department.slug}.html`, categoryPage(shop, department))
    for (const shelf of department.shelves)
      files.set(`category/${shelf.slug}.html`, categoryPage(shop, department, shelf))
  }
  for (const product of products) {
    files.set(`product/${product.id}.html`, productPage(shop, product))
    files.set(`tiles/${product.id}.svg`, drawTile(product))
  }
  return files
}

/**
 * Builds the shop into `outDir`, with `tag` pasted into the head of every page and every link under `baseUrl`
 * (`/`, `/shop/` or `https://…/`). Files that the build does not own (endcap.js, model/) stay where they are.
 * Resolves to the folder, the number of files, and whether everything was up to date.
 */
export async function buildShop({ outDir = join(here, 'dist'), tag = DEFAULT_TAG, baseUrl = '/' } = {}) {
  const out = resolve(outDir)
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`
  const stamp = hashInputs({ tag, baseUrl: base })
  const stampFile = join(out, STAMP)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp)
    return { outDir: out, fileCount: 0, upToDate: true }

  await rm(stampFile, { force: true })
  for (const folder of ['category', 'product', 'tiles', 'assets']) {
    await rm(join(out, folder), { recursive: true, force: true })
    await mkdir(join(out, folder), { recursive: true })
  }
  const files = renderShop({ tag, baseUrl: base })
  await Promise.all(Array.from(files, ([path, text]) => writeFile(join(out, path), text)))
  await writeFile(stampFile, stamp)
  return { outDir: out, fileCount: files.size, upToDate: false }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = performance.now()
  const { outDir, fileCount, upToDate } = await buildShop()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(upToDate ? `${outDir}: up to date` : `${outDir}: ${fileCount} files in ${seconds} s`)
}
