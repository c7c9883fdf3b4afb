/**
 * Measures what a visitor downloads against the limits of `sizes.json`: kB = 1000 bytes after gzip -9.
 * An entry is a consumer's `code` or an `entry` file, bundled from source and minified as `endcap.js` is (lazy `import()`s not counted), a
 * built `file`, or `each` script of a folder that no other entry names. Packages in `without` have a limit of their own. Where the source it `needs` is not there yet it is
 * 'absent'. `--json` prints one line.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fail, ROOT, readJson, run } from './workspace.mjs'

const asJson = process.argv.includes('--json')
const sizes = readJson('sizes.json')
const { code: failed, output } = await run('node', ['scripts/build.mjs', '--no-types'], { capture: true })
if (failed) fail(output, 'npm run build')
const { build } = await import('esbuild')
const { minify } = await import('terser')
const { TERSER } = await import('./build-script-tag.mjs')

const gzipKb = (bytes) => gzipSync(bytes, { level: 9 }).length / 1000

/** Bundles a consumer and gives the bytes of its entry, without the chunks that it loads lazily. */
async function bundle({ code, entry, without = [] }) {
  const input = entry
    ? { entryPoints: [join(ROOT, entry)] }
    : { stdin: { contents: code, resolveDir: join(ROOT, 'e2e'), sourcefile: 'entry.js' } }
  const result = await build({
    ...input,
    outdir: '/out',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2020',
    platform: 'browser',
    external: without,
    conditions: ['endcap-source'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
    absWorkingDir: '/',
  })
  const first = Object.keys(result.metafile.outputs).find(
    (path) => result.metafile.outputs[path].entryPoint && isEntry(path),
  )
  const eager = eagerOutputs(result.metafile.outputs, first)
  const loaded = result.outputFiles.filter((file) => eager.has(file.path.slice(1)))
  const packed = await Promise.all(loaded.map(({ text }) => minify(text, { ...TERSER, module: true })))
  return Buffer.from(packed.map((file) => file.code).join('\n'))
}

/** With splitting, a lazily imported module is an "entry point" too; the consumer's own is never a hashed chunk. */
const isEntry = (path) => !/-[A-Z0-9]{8}\.js$/.test(path)

/** An output and everything it imports statically: what is loaded before the first line runs. */
function eagerOutputs(outputs, path, found = new Set()) {
  if (found.has(path)) return found
  found.add(path)
  const imports = outputs[path].imports.filter(({ kind, external }) => kind === 'import-statement' && !external)
  for (const imported of imports) eagerOutputs(outputs, imported.path, found)
  return found
}

/** One size gives one row; `each` gives one a file. */
async function measure(size) {
  const { name, limitKb, needs, entry, file, each } = size
  const absent = { name, limitKb, absent: needs ?? entry ?? each }
  if (each) {
    const named = new Set(sizes.map((other) => other.file))
    const scripts = existsSync(join(ROOT, each))
      ? readdirSync(join(ROOT, each)).filter((path) => path.endsWith('.js'))
      : []
    const own = scripts.map((path) => join(each, path)).filter((path) => !named.has(path))
    if (own.length === 0) return [absent]
    return own.map((path) => ({
      name: path.slice(each.length + 1),
      limitKb,
      kb: gzipKb(readFileSync(join(ROOT, path))),
    }))
  }
  if (!existsSync(join(ROOT, needs ?? entry))) return [absent]
  const bytes = file ? readFileSync(join(ROOT, file)) : await bundle(size)
  return [{ name, limitKb, kb: gzipKb(bytes) }]
}

const rows = []
for (const size of sizes) {
  const measured = await measure(size).catch((error) => [
    { name: size.name, limitKb: size.limitKb, error: error.message },
  ])
  rows.push(...measured.map((row) => ({ ...row, ok: row.absent !== undefined || row.kb <= row.limitKb })))
}

if (asJson) process.stdout.write(`${JSON.stringify(rows)}\n`)
else for (const row of rows) process.stdout.write(`${line(row)}\n`)
const wrong = rows.filter((row) => !row.ok)
if (wrong.length) {
  const names = wrong.map((row) => row.name).join(', ')
  fail(
    `sizes: not within the limit: ${names}`,
    'load it lazily or make it smaller; raising a limit is a commit of its own, with the reason',
  )
}

function line({ name, limitKb, kb, absent, error, ok }) {
  const value = absent ? 'absent' : error ? 'error' : `${kb.toFixed(2)} kB`
  const note = absent ? `no ${absent} yet` : (error ?? (ok ? '' : 'TOO LARGE'))
  return `${name.padEnd(32)}${value.padStart(10)}  of ${`${limitKb} kB`.padStart(7)}  ${note}`.trimEnd()
}
