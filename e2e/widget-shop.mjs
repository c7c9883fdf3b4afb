/** A shop of its own for the widgets: pages that hold what a test puts in, under the strictest policy, with a catalogue of every feature. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../packages/widgets/dist/', import.meta.url))
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' }
const STRICT_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
  "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

const NAMES = [
  'Enamel mug',
  'Large enamel jug with a lid and a name long enough for a second line',
  'Linen napkin, set of four',
  'Oak board',
]
const COLOURS = ['#c96f4a', '#5b7f95', '#8a9a5b', '#b08bbb']

/** Every third is on sale, every second rated, every fourth has variants, the first two are new. */
export const PRODUCTS = Array.from({ length: 24 }, (_, i) => ({
  id: `p${i}`,
  title: `${NAMES[i % 4]} ${i}`,
  url: `/page?p=${i}`,
  image: `/img/${i}.svg`,
  price: 8 + i * 3,
  ...(i % 3 === 0 && { salePrice: 6 + i * 2 }),
  currency: 'GBP',
  brand: i % 2 ? 'Falcon' : 'Hearth',
  categories: ['Kitchen', NAMES[i % 4].split(' ')[0]],
  ...(i % 2 === 0 && { rating: { value: 3.5 + (i % 4) * 0.4, count: 10 + i } }),
  ...(i % 4 === 1 && {
    variants: ['S', 'M', 'L'].map((title) => ({
      id: `p${i}-${title}`,
      title,
      availability: title === 'L' ? 'out_of_stock' : 'in_stock',
    })),
  }),
  ...(i < 2 && { publishedAt: new Date(Date.now() - 864e5).toISOString() }),
}))

const THEME = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 Georgia, serif; margin: 0; padding: 1rem; }
html[data-theme=dark] { background: #16181c; color: #eceae4; color-scheme: dark; }
main { max-width: 70rem; margin: auto; }
.tall { min-height: 110vh; }
p.text { margin: 1rem 0; }
.buy { background: #14532d; color: #fff; border: 0; border-radius: 3px; font: 700 1rem Verdana, sans-serif; }
.pale .buy { background: #cdc; }
`

/** Starts the shop; see the declarations beside this file. */
export async function startWidgetShop() {
  const files = new Map([['/theme.css', THEME]])
  let pages = 0
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://shop')
    const send = (body, type) => {
      response.writeHead(200, { 'content-type': type, 'content-security-policy': STRICT_CSP })
      response.end(body)
    }
    const own = files.get(pathname)
    const built = DIST + pathname.replace('/endcap/', '')
    if (own !== undefined) send(own, TYPES[extname(pathname)] ?? 'text/html; charset=utf-8')
    else if (pathname.startsWith('/img/')) send(picture(Number.parseInt(pathname.slice(5), 10)), TYPES['.svg'])
    else if (pathname.startsWith('/endcap/') && existsSync(built))
      send(readFileSync(built), TYPES[extname(pathname)] ?? '')
    else response.writeHead(404).end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}`
  return {
    url,
    page(body, options = {}) {
      const {
        lang = 'en',
        dir = 'ltr',
        theme = 'light',
        product,
        tag = '',
        config,
        products = PRODUCTS,
        content,
        head = '',
        tall,
      } = options
      const path = `/page-${++pages}`
      files.set(`${path}.catalog.json`, JSON.stringify({ v: 1, products, content }))
      if (config) files.set(`${path}.config.json`, JSON.stringify({ v: 1, ...config }))
      files.set(
        path,
        `<!doctype html><html lang="${lang}" dir="${dir}" data-theme="${theme}"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="/img/0.svg">
<link rel="stylesheet" href="/theme.css">${head}
<script src="/endcap/endcap.js" data-key="demo" ${tag} data-consent="granted" data-catalog="${path}.catalog.json" ${
          config ? `data-config="${path}.config.json"` : ''
        } defer></script></head>
<body><main ${product ? `data-endcap-product="${product}"` : ''}><h1${tall ? ' class="tall"' : ''}>Shop</h1>${body}<p class="text">Below.</p></main></body></html>`,
      )
      return url + path
    },
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  }
}

const picture = (i) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><rect width="400" height="400" fill="${COLOURS[i % 4]}"/>` +
  `<circle cx="200" cy="${150 + ((i * 37) % 100)}" r="${70 + ((i * 13) % 50)}" fill="#fff8"/></svg>`
