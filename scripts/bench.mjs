/**
 * `npm run bench -- <name>` runs a benchmark: `bench/<name>/run.mjs`, `packages/<package>/bench/run.mjs` as `<package>`, or
 * `packages/<package>/bench/<file>.mjs` as `<package>-<file>`.
 * What follows the name goes to the benchmark; `--json` ends with one line of JSON. Without a name it lists them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setup } from './setup.mjs'
import { listPackages, ROOT, run } from './workspace.mjs'

/** What benchmarks of one package share are none themselves. */
const SHARED = ['rig.mjs', 'load.mjs', 'server.mjs', 'fuzz-entry.mjs']

const benches = [...listOwn(), ...listOfPackages()]
const [name, ...args] = process.argv.slice(2)
const bench = benches.find((one) => one.name === name)

if (bench) {
  await setup()
  // Those of the packages print their line of JSON whatever they are asked.
  const { code } = await run('node', [bench.file, ...args.filter((arg) => bench.isOwn || arg !== '--json')])
  process.exit(code)
}
const isHelp = name === '--help'
if (name && !isHelp) process.stderr.write(`there is no benchmark "${name}"\n`)
process[isHelp ? 'stdout' : 'stderr'].write(`npm run bench -- <name> [--json]\n\n${benches.map(line).join('\n')}\n`)
process.exit(isHelp ? 0 : 2)

function listOwn() {
  const folder = join(ROOT, 'bench')
  return readdirSync(folder)
    .map((name) => ({ name, file: join(folder, name, 'run.mjs'), isOwn: true }))
    .filter(({ file }) => existsSync(file))
}

function listOfPackages() {
  return listPackages().flatMap(({ folder, dir }) => {
    const from = join(dir, 'bench')
    const files = existsSync(from)
      ? readdirSync(from).filter((file) => file.endsWith('.mjs') && !SHARED.includes(file))
      : []
    return files.map((file) => ({
      name: file === 'run.mjs' ? folder : `${folder}-${file.replace(/\.mjs$/, '')}`,
      file: join(from, file),
      isOwn: false,
    }))
  })
}

/** A name, and what the head of the file says first. */
function line({ name, file }) {
  const head = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  const text = head.replace(/\s*\n \* ?/g, ' ').trim()
  return `  ${name.padEnd(24)}${text.split(/[.:] |\.$/)[0]}`
}
