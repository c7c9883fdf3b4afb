/**
 * Builds what a shop puts on its page from `packages/widgets`: `endcap.js` (one minified IIFE), its lazy chunks (one
 * self-contained ES module each), `endcap.css`, and the SRI hashes of all of them. Absent sources are left out.
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, listFiles } from './workspace.mjs'

// The oldest language that the supported browsers share.
const TARGET = 'es2020'
const JSX = { jsx: 'automatic', jsxImportSource: 'preact' }

/** @param {string} dir the folder of `@endcap/widgets` */
export async function buildScriptTag(dir) {
  const dist = join(dir, 'dist')
  rmSync(join(dist, 'chunks'), { recursive: true, force: true })
  mkdirSync(join(dist, 'chunks'), { recursive: true })
  if (existsSync(join(dir, 'src/script.ts'))) await buildEntry(join(dir, 'src/script.ts'), join(dist, 'endcap.js'))
  await buildChunks(
    listFiles(join(dir, 'src/chunks')).filter((file) => /\.tsx?$/.test(file)),
    join(dist, 'chunks'),
  )
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

async function buildEntry(input, file) {
  const { rollup } = await import('rollup')
  const { default: esbuild } = await import('rollup-plugin-esbuild')
  const { default: resolve } = await import('@rollup/plugin-node-resolve')
  const bundle = await rollup({
    input,
    plugins: [
      resolve({
        exportConditions: ['endcap-source', 'browser', 'import', 'default'],
        extensions: ['.ts', '.tsx', '.js'],
      }),
      sourceOfJs,
      esbuild({
        target: TARGET,
        minify: true,
        sourceMap: true,
        ...JSX,
        define: { 'process.env.NODE_ENV': '"production"' },
      }),
    ],
    onwarn: (warning) => fail(`endcap.js: ${warning.message}`, 'a shop loads this file: leave no warning in it'),
  }).catch((error) => fail(`endcap.js: ${error.message} ${error.loc ? `${error.loc.file}:${error.loc.line}` : ''}`))
  // An IIFE cannot be split: what is imported by a literal name is inlined, chunks are imported by a computed URL.
  await bundle
    .write({ file, format: 'iife', exports: 'none', sourcemap: true, inlineDynamicImports: true })
    .catch((error) => fail(`endcap.js: ${error.message}`, 'src/script.ts exports nothing; it sets its globals itself'))
  await bundle.close()
}

/** Sources import `./name.js`; on disk it is `name.ts` or `name.tsx`. */
const sourceOfJs = {
  name: 'source-of-js',
  resolveId(id, importer) {
    if (!importer || !id.startsWith('.') || !id.endsWith('.js')) return null
    const base = join(importer, '..', id.slice(0, -'.js'.length))
    return ['.ts', '.tsx'].map((end) => base + end).find((file) => existsSync(file)) ?? null
  },
}

async function buildChunks(files, outdir) {
  const { build } = await import('esbuild')
  await Promise.all(
    files.map((file) =>
      build({
        entryPoints: [file],
        outdir,
        bundle: true,
        minify: true,
        format: 'esm',
        target: TARGET,
        sourcemap: true,
        conditions: ['endcap-source'],
        logLevel: 'error',
        ...JSX,
      }).catch((error) => fail(`${file}: ${error.message}`, 'the message above names the line')),
    ),
  )
}

async function buildStyle(dir) {
  const { transform } = await import('esbuild')
  const css = readFileSync(join(dir, 'src/style/endcap.css'), 'utf8')
  const { code } = await transform(css, { loader: 'css', minify: true, target: 'chrome90' })
  writeFileSync(join(dir, 'dist/endcap.css'), code)
}

function bundleFiles(dist) {
  const chunks = existsSync(join(dist, 'chunks'))
    ? readdirSync(join(dist, 'chunks')).map((file) => `chunks/${file}`)
    : []
  return ['endcap.js', 'endcap.js.map', 'endcap.css', ...chunks].filter(
    (file) => existsSync(join(dist, file)) && statSync(join(dist, file)).isFile(),
  )
}

function integrity(dist) {
  const files = bundleFiles(dist).filter((file) => !file.endsWith('.map'))
  const sri = (file) =>
    `sha384-${createHash('sha384')
      .update(readFileSync(join(dist, file)))
      .digest('base64')}`
  return Object.fromEntries(files.map((file) => [file, sri(file)]))
}
