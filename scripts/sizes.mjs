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
const { bundle } = await import('./bundle.mjs')

const gzipKb = (bytes) => gzipSync(bytes, { level: 9 }).length / 1000

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
  const bytes = file ? readFileSync(join(ROOT, file)) : (await bundle(size)).eager
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
