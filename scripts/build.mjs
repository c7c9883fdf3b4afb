/**
 * Builds the `dist` of every package: JavaScript by esbuild (one bundle per entry of `exports`, and `bin.ts`, dependencies
 * left outside), declarations by `tsc -b`, and the script-tag bundle. What did not change is not built again.
 * `--no-types` leaves the declarations out.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildScriptTag, copyBundle } from './build-script-tag.mjs'
import { fail, hashFiles, listFiles, listPackages, ROOT, run } from './workspace.mjs'

const withTypes = !process.argv.includes('--no-types')
const packages = listPackages()
const shared = [...listFiles('scripts').filter((file) => /build|workspace/.test(file)), join(ROOT, 'pnpm-lock.yaml')]
const sources = (pkg) => [join(pkg.dir, 'package.json'), ...listFiles(join(pkg.dir, 'src'))]

/** Runs `build` unless its stamp says that the same inputs were built before. Gives whether it ran. */
async function once(stamp, inputs, build) {
  const hash = hashFiles([...shared, ...inputs])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return false
  await build()
  writeFileSync(stamp, hash)
  return true
}

/** Entries as `dist/name.js` -> `src/name.ts`, from the targets of `exports`, and the program of a command. */
function entries({ dir, manifest }) {
  const targets = [
    ...Object.values(manifest.exports).map((target) => target.default),
    ...(existsSync(join(dir, 'src/bin.ts')) ? ['./dist/bin.js'] : []),
  ].filter((target) => target?.startsWith('./dist/'))
  return targets.map((target) => {
    const name = target.slice('./dist/'.length, -'.js'.length)
    const source = ['.ts', '.tsx'].map((end) => join(dir, 'src', name + end)).find((file) => existsSync(file))
    if (!source)
      fail(`${manifest.name}: nothing to build ${target} from`, `add src/${name}.ts or remove it from package.json`)
    return { in: source, out: name }
  })
}

/** Empties `dist`, but for the declarations whose source still exists: `tsc -b` knows itself when those are old. */
function clean(dir) {
  const dist = join(dir, 'dist')
  mkdirSync(dist, { recursive: true })
  for (const file of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name)
    const source = join(dir, 'src', relative(dist, path).replace(/\.d\.ts(\.map)?$/, ''))
    const isDeclaration = /\.d\.ts(\.map)?$/.test(path) && ['.ts', '.tsx'].some((end) => existsSync(source + end))
    if (file.isFile() && !isDeclaration && file.name !== '.tsbuildinfo') rmSync(path)
  }
}

async function buildJavaScript(pkg) {
  const { build } = await import('esbuild')
  clean(pkg.dir)
  await build({
    entryPoints: entries(pkg),
    outdir: join(pkg.dir, 'dist'),
    chunkNames: 'shared/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    packages: 'external',
    external: ['node:*'],
    sourcemap: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
  }).catch((error) => fail(`${pkg.manifest.name}: ${error.message}`, 'the message above names the line'))
}

const startedMs = performance.now()
const built = []
for (const pkg of packages) {
  const changed = await once(join(pkg.dir, 'dist/.stamp'), sources(pkg), () => buildJavaScript(pkg))
  if (changed) built.push(pkg.manifest.name)
}

const widgets = join(ROOT, 'packages/widgets')
const browser = closure('@endcap/widgets').flatMap(sources)
if (await once(join(widgets, 'dist/.stamp-script-tag'), browser, () => buildScriptTag(widgets))) built.push('endcap.js')
await once(join(ROOT, 'packages/cli/dist/.stamp-browser'), browser, () =>
  copyBundle(widgets, join(ROOT, 'packages/cli')),
)

if (withTypes) {
  const configs = [join(ROOT, 'tsconfig.base.json'), ...packages.map((pkg) => join(pkg.dir, 'tsconfig.json'))]
  const changed = await once(
    join(ROOT, 'node_modules/.endcap-types'),
    [...configs, ...packages.flatMap(sources), ...missing()],
    async () => {
      const { code } = await run('tsc', [
        '-b',
        ...packages.map((pkg) => relative(ROOT, pkg.dir)).map((dir) => `./${dir}`),
      ])
      if (code !== 0)
        fail('the declarations do not build', 'the messages above name the lines; `npm run types` repeats them')
    },
  )
  if (changed) built.push('declarations')
}

/** A package and the packages of this workspace that it depends on, each once. */
function closure(name, found = new Set()) {
  const pkg = packages.find(({ manifest }) => manifest.name === name)
  if (!pkg || found.has(pkg)) return [...found]
  found.add(pkg)
  for (const dependency of Object.keys(pkg.manifest.dependencies ?? {})) closure(dependency, found)
  return [...found]
}

/** The declarations of entries that are not there: makes the stamp differ after a `dist` was removed. */
function missing() {
  return packages.map((pkg) => join(pkg.dir, 'dist/index.d.ts')).filter((file) => !existsSync(file))
}

const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
process.stdout.write(`build: ${built.length ? built.join(', ') : 'nothing changed'} (${seconds} s)\n`)
