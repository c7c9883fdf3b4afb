/**
 * Holds the direction of imports between packages. It fails, with file:line and the fix, on
 * - an import or a manifest dependency along an edge that `EDGES` does not allow, types included;
 * - an import of another package's inside (`@endcap/core/src/hash.js`, `../../core/src/hash.js`);
 * - Node modules, and globals of Node or the DOM, in a package that runs anywhere;
 * - a cycle between files of a package (types excepted: they are gone when the code runs).
 */
import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fail, listFiles, listPackages, ROOT } from './workspace.mjs'

/** Folder of a package -> folders that its `src` may import. An edge reaches through: `widgets` may import `core` too. */
const EDGES = {
  core: [],
  tracker: ['core'],
  ranker: ['core'],
  experiments: ['core'],
  collector: ['core'],
  client: ['tracker', 'ranker', 'experiments'],
  insights: ['core', 'ranker', 'experiments'],
  widgets: ['client'],
  react: ['client'],
  vue: ['client'],
  studio: ['core'],
  cli: ['collector', 'insights', 'widgets'],
  testkit: ['client'],
}
/** What the tests of a package may import besides: files are read as they are written. */
const TEST_EDGES = { client: ['insights'] }
/** Packages that run anywhere: no DOM, no Node. */
const PURE = new Set(['core', 'ranker', 'experiments'])
/** Packages of a browser: no Node. */
const BROWSER = new Set(['tracker', 'client', 'widgets', 'react', 'vue', 'studio'])
const DOM_GLOBALS =
  'window|document|navigator|localStorage|sessionStorage|indexedDB|XMLHttpRequest|HTMLElement|CustomEvent'
const NODE_GLOBALS = 'process|Buffer|__dirname|__filename|require'
// `import 'x'`, `import('x')`, `import a, { b } from 'x'`, `import type …`, `export * as c from 'x'`, `export { d } from 'x'`.
const CLAUSE =
  /(?:\s+(?<type>type)(?=\s*[\w${*]))?\s*(?:\*(?:\s+as\s+[\w$]+)?|[\w$]+)?\s*,?\s*(?:\{[^{}]*\})?\s*from\s*/.source
const IMPORT = new RegExp(`(?<![.\\w$])(?:(?:import|export)${CLAUSE}|import\\s*(?<lazy>\\()?\\s*)(?=['"\`])`, 'g')
// Not a property (`page.document`), nor a key or a parameter's label (`document: string`).
const globals = (names) => new RegExp(`(?<![.\\w$])(${names})(?![\\w$]|\\??\\s*:)`, 'g')

const packages = listPackages()
const byName = new Map(packages.map((pkg) => [pkg.manifest.name, pkg]))
const problems = []
const report = (file, line, problem, fix) => problems.push(`${relative(ROOT, file)}:${line}: ${problem}\n  fix: ${fix}`)

/** Every folder that a folder may import, through all edges. */
const reach = (folder) => new Set((EDGES[folder] ?? []).flatMap((next) => [next, ...reach(next)]))

for (const pkg of packages) {
  const manifest = join(pkg.dir, 'package.json')
  if (!EDGES[pkg.folder]) report(manifest, 1, 'a package without a layer', 'add it to EDGES in scripts/layers.mjs')
  const allowed = reach(pkg.folder)
  checkManifest(pkg, manifest, allowed)
  const sources = listFiles(join(pkg.dir, 'src')).filter(isCode)
  const graph = new Map()
  for (const file of sources) graph.set(file, checkFile(pkg, file, allowed))
  const withTestkit = new Set([...allowed, 'testkit', ...(TEST_EDGES[pkg.folder] ?? [])])
  const around = ['test', 'bench'].flatMap((folder) => listFiles(join(pkg.dir, folder))).filter(isCode)
  for (const file of around) checkImports(pkg, file, readCode(file), withTestkit)
  for (const cycle of findCycles(graph)) {
    const path = cycle.map((file) => relative(join(pkg.dir, 'src'), file)).join(' -> ')
    report(cycle[0], 1, `a cycle of imports: ${path}`, 'move what both need into a file of its own')
  }
}
if (problems.length) fail(problems.join('\n'))
process.stdout.write(`layers: ${packages.length} packages in order\n`)

function isCode(file) {
  return /\.(ts|tsx|js|mjs)$/.test(file)
}

function checkManifest({ manifest, folder }, file, allowed) {
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
    for (const name of Object.keys(manifest[field] ?? {})) {
      const target = byName.get(name)?.folder
      const line = lines.findIndex((text) => text.includes(`"${name}"`)) + 1
      if (target && !allowed.has(target)) {
        report(file, line, `${folder} may not depend on ${target}`, `remove it from ${field}; ${edgesOf(folder)}`)
      }
      if (!target && folder === 'core') report(file, line, 'core has no dependencies', `remove ${name}`)
    }
  }
}

/** Checks one source file and gives the files of the package that it imports when it runs. */
function checkFile(pkg, file, allowed) {
  const code = readCode(file)
  const banned = PURE.has(pkg.folder)
    ? `${DOM_GLOBALS}|${NODE_GLOBALS}`
    : BROWSER.has(pkg.folder)
      ? NODE_GLOBALS
      : undefined
  if (banned) {
    for (const { 0: name, index } of code.bare.matchAll(globals(banned))) {
      report(
        file,
        lineAt(code.bare, index),
        `${pkg.folder} may not use the global \`${name}\``,
        'take it in through `env`',
      )
    }
  }
  return checkImports(pkg, file, code, allowed, banned !== undefined)
}

function checkImports(pkg, file, code, allowed, noNode = false) {
  const runtime = []
  for (const { specifier, index, erased } of importsOf(code)) {
    const line = lineAt(code.text, index)
    const problem = specifier.startsWith('.')
      ? problemOfRelative(pkg, file, specifier)
      : problemOfBare(pkg, specifier, allowed, noNode)
    if (problem) report(file, line, ...problem)
    else if (specifier.startsWith('.') && !erased) runtime.push(sourceOf(file, specifier))
  }
  return runtime.filter((path) => path !== undefined)
}

function problemOfRelative({ dir, folder }, file, specifier) {
  const target = resolve(dirname(file), specifier)
  if (target.startsWith(join(ROOT, 'packages') + sep) && !target.startsWith(dir + sep)) {
    const other = relative(join(ROOT, 'packages'), target).split(sep)[0]
    const name = packages.find((pkg) => pkg.folder === other)?.manifest.name ?? other
    return [`${folder} reaches into the folder of ${other}`, `import it from '${name}'`]
  }
  return undefined
}

function problemOfBare({ folder, manifest }, specifier, allowed, noNode) {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  if (noNode && (specifier.startsWith('node:') || builtinModules.includes(name))) {
    return [`${folder} may not import ${specifier}`, 'it also runs in a browser: take what is needed in through `env`']
  }
  const target = byName.get(name)
  if (!target || name === manifest.name) return undefined
  const entry = `.${specifier.slice(name.length)}`
  if (!(entry in target.manifest.exports)) {
    return [`${specifier} is inside ${name}`, `import it from '${name}', or add it to the exports of ${name}`]
  }
  return allowed.has(target.folder) ? undefined : [`${folder} may not import ${target.folder}`, edgesOf(folder)]
}

function edgesOf(folder) {
  return `${folder} may import: ${[...reach(folder)].join(', ') || 'no other package'} (scripts/layers.mjs)`
}

/** Static, side-effect, dynamic and type imports of a file, and re-exports. */
function importsOf({ text, bare }) {
  const found = []
  // The keyword is looked up where comments and strings are blank; the specifier is read from the text itself.
  for (const match of bare.matchAll(IMPORT)) {
    const specifier = /^(['"`])(.*?)\1/.exec(text.slice(match.index + match[0].length))?.[2]
    const { lazy, type } = match.groups
    if (specifier) found.push({ specifier, index: match.index, erased: lazy !== undefined || type !== undefined })
  }
  return found
}

function sourceOf(file, specifier) {
  const base = resolve(dirname(file), specifier).replace(/\.js$/, '')
  return [`${base}.ts`, `${base}.tsx`].find((path) => existsSync(path))
}

/** The text, and the same text with comments and the insides of strings blank, so that positions stay the same. */
function readCode(file) {
  const text = readFileSync(file, 'utf8')
  const blank = (part) => part.replace(/[^\n]/g, ' ')
  const bare = text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g,
    (part) => (part[0] === '/' ? blank(part) : part[0] + blank(part.slice(1, -1)) + part[0]),
  )
  return { text, bare }
}

function lineAt(text, index) {
  return text.slice(0, index).split('\n').length
}

/** Each cycle once, as the path of files from a file back to itself. */
function findCycles(graph) {
  const cycles = []
  const done = new Set()
  const visit = (file, path) => {
    if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file])
    if (done.has(file)) return
    for (const next of graph.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  return cycles
}
