/**
 * Builds what a shop puts on its page from `packages/widgets`: `endcap.js` (one minified IIFE), `loader.js`, the lazy chunks (one
 * self-contained ES module each), `endcap.css`, and the SRI hashes of all of them. Absent sources are left out.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fail } from './workspace.mjs'

// The oldest language that the supported browsers share.
const TARGET = 'es2020'
// Where the script was loaded from. A tag loaded as a module has no `currentScript`, and is found by its key.
const BASE = 'endcapBase'
const BASE_SOURCE = "(document.currentScript||document.querySelector('script[data-key]')||{}).src||document.baseURI;"
/** Terser packs the script that every visitor loads about 4 % tighter than esbuild does. ASCII: a shop's page may not be UTF-8. */
export const TERSER = {
  ecma: 2020,
  compress: { ecma: 2020, passes: 3, pure_getters: true, unsafe_arrows: true },
  format: { ascii_only: true },
}
const JSX = { jsx: 'automatic', jsxImportSource: 'preact' }

/** @param {string} dir the folder of `@endcap/widgets` */
export async function buildScriptTag(dir) {
  const dist = join(dir, 'dist')
  rmSync(join(dist, 'chunks'), { recursive: true, force: true })
  mkdirSync(join(dist, 'chunks'), { recursive: true })
  const chunks = await buildEntry(join(dir, 'src/script.ts'), dist)
  // A chunk may load others: they join the list while it is gone through.
  for (const [name, file] of chunks) await buildScripts({ [name]: file }, join(dist, 'chunks'), 'esm', chunks)
  await buildScripts({ loader: join(dir, 'src/loader.ts') }, dist, 'iife')
  // A shop pastes it into Shopify's own sandbox, which imports nothing.
  const pixel = join(dir, '../tracker/src/shopify-pixel/pixel.ts')
  await buildScripts({ 'shopify-pixel': pixel }, dist, 'iife', new Map(), 'EndcapPixel')
  if (existsSync(join(dir, 'src/style/endcap.css'))) await buildStyle(dir)
  writeFileSync(join(dist, 'endcap.integrity.json'), `${JSON.stringify(integrity(dist), null, 2)}\n`)
}

/** Puts the bundle into `dist/browser` of the command line's package, which ships and serves it. */
export function copyBundle(widgets, cli) {
  const target = join(cli, 'dist/browser')
  rmSync(target, { recursive: true, force: true })
  for (const file of [...bundleFiles(join(widgets, 'dist')), 'endcap.integrity.json']) {
    cpSync(join(widgets, 'dist', file), join(target, file))
  }
}

/** Builds the entry and gives the modules that it loads lazily, as file by chunk name. */
async function buildEntry(input, dist) {
  const { rollup } = await import('rollup')
  const { default: esbuild } = await import('rollup-plugin-esbuild')
  const { default: resolve } = await import('@rollup/plugin-node-resolve')
  const chunks = new Map()
  const bundle = await rollup({
    input,
    plugins: [
      smallPreact(join(dirname(input), 'small-preact.ts')),
      resolve({
        exportConditions: ['endcap-source', 'browser', 'import', 'default'],
        extensions: ['.ts', '.tsx', '.js'],
      }),
      sourceOfJs,
      lazyChunks(chunks),
      esbuild({ target: TARGET, sourceMap: true, ...JSX, define: { 'process.env.NODE_ENV': '"production"' } }),
    ],
    onwarn: (warning) => fail(`endcap.js: ${warning.message}`, 'a shop loads this file: leave no warning in it'),
  }).catch((error) => fail(`endcap.js: ${error.message} ${error.loc ? `${error.loc.file}:${error.loc.line}` : ''}`))
  const { output } = await bundle
    .generate({ format: 'iife', exports: 'none', sourcemap: true, intro: `const ${BASE}=${BASE_SOURCE}` })
    .catch((error) => fail(`endcap.js: ${error.message}`, 'src/script.ts exports nothing; it sets its globals itself'))
  await bundle.close()
  await writeMinified(output[0].code, output[0].map, join(dist, 'endcap.js'))
  return chunks
}

async function writeMinified(code, map, file) {
  const { minify } = await import('terser')
  const packed = await minify(code, {
    ...TERSER,
    sourceMap: { content: map, filename: 'endcap.js', url: 'endcap.js.map' },
  })
  writeFileSync(file, packed.code)
  writeFileSync(`${file}.map`, packed.map)
}

/**
 * An IIFE cannot be split: what a module loads by `import('./name.js')` becomes the chunk `chunks/name.js`, and its address
 * is made from the script's own, since a cross-origin classic script has no base to import from.
 */
function lazyChunks(chunks) {
  return {
    name: 'lazy-chunks',
    resolveDynamicImport(specifier, importer) {
      const file = typeof specifier === 'string' && sourceOfJs.resolveId(specifier, importer)
      if (!file) return null
      chunks.set(basename(specifier, '.js'), file)
      return { id: `./chunks/${basename(specifier)}`, external: true }
    },
    renderDynamicImport: () => ({ left: 'import(new URL(', right: `,${BASE}))` }),
  }
}

/** The views need little of Preact: see the head of the file that takes its place. */
const smallPreact = (file) => ({ name: 'small-preact', resolveId: (id) => (id === 'preact' ? file : null) })

/** Sources import `./name.js`; on disk it is `name.ts` or `name.tsx`. */
const sourceOfJs = {
  name: 'source-of-js',
  resolveId(id, importer) {
    if (!importer || !id.startsWith('.') || !id.endsWith('.js')) return null
    const base = join(importer, '..', id.slice(0, -'.js'.length))
    return ['.ts', '.tsx'].map((end) => base + end).find((file) => existsSync(file)) ?? null
  },
}

/** What a chunk itself loads lazily is a chunk beside it. */
const chunksBeside = (chunks) => ({
  name: 'chunks-beside',
  setup(build) {
    build.onResolve({ filter: /^\..*\.js$/ }, ({ path, importer, kind }) => {
      if (kind !== 'dynamic-import') return null
      const file = sourceOfJs.resolveId(path, importer)
      if (!file) return { errors: [{ text: `${path} is not there` }] }
      const name = basename(path, '.js')
      if (chunks.has(name) && chunks.get(name) !== file) return { errors: [{ text: `two chunks are called ${name}` }] }
      chunks.set(name, file)
      return { path: `./${name}.js`, external: true }
    })
  },
})

async function buildScripts(entryPoints, outdir, format, chunks = new Map(), globalName = undefined) {
  const { build } = await import('esbuild')
  await build({
    entryPoints,
    outdir,
    bundle: true,
    minify: true,
    format,
    globalName,
    target: TARGET,
    sourcemap: true,
    conditions: ['endcap-source'],
    logLevel: 'error',
    plugins: [chunksBeside(chunks)],
    ...JSX,
  }).catch((error) => fail(`beside endcap.js: ${error.message}`, 'the message above names the line'))
}

async function buildStyle(dir) {
  const { transform } = await import('esbuild')
  // A page that links it has it whole, kinds that come later included; those stand behind the row, whose rules they change.
  const sheets = ['kinds', 'messages'].flatMap((folder) =>
    readdirSync(join(dir, 'src', folder))
      .filter((file) => file.endsWith('.css'))
      .map((file) => `${folder}/${file}`),
  )
  const files = ['style/endcap.css', 'style/reserve.css', 'theme/theme.css', ...sheets]
  const css = files.map((file) => readFileSync(join(dir, 'src', file), 'utf8')).join('\n')
  const { code } = await transform(css, { loader: 'css', minify: true, target: 'chrome90' })
  writeFileSync(join(dir, 'dist/endcap.css'), code)
}

function bundleFiles(dist) {
  const chunks = existsSync(join(dist, 'chunks'))
    ? readdirSync(join(dist, 'chunks')).map((file) => `chunks/${file}`)
    : []
  return [
    'endcap.js',
    'endcap.js.map',
    'endcap.css',
    'loader.js',
    'loader.js.map',
    'shopify-pixel.js',
    ...chunks,
  ].filter((file) => existsSync(join(dist, file)) && statSync(join(dist, file)).isFile())
}

function integrity(dist) {
  const files = bundleFiles(dist).filter((file) => !file.endsWith('.map'))
  const sri = (file) =>
    `sha384-${createHash('sha384')
      .update(readFileSync(join(dist, file)))
      .digest('base64')}`
  return Object.fromEntries(files.map((file) => [file, sri(file)]))
}
