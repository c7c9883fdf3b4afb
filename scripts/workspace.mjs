/**
 * What every script needs to know of the workspace: where it is, which packages it has, and a hash of files by content.
 * Uses Node alone, so it also runs before anything is installed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** @param {string} path absolute or from the root @returns {any} */
export const readJson = (path) => JSON.parse(readFileSync(resolve(ROOT, path), 'utf8'))

/** All files below a folder, absolute and sorted; none when the folder does not exist. */
export function listFiles(folder) {
  const start = resolve(ROOT, folder)
  if (!existsSync(start)) return []
  return readdirSync(start, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules' && entry.name !== 'dist')
    .flatMap((entry) => (entry.isDirectory() ? listFiles(join(start, entry.name)) : [join(start, entry.name)]))
    .sort()
}

/** Every folder of `packages/` with its manifest, in alphabetical order. */
export function listPackages() {
  return readdirSync(join(ROOT, 'packages'))
    .filter((folder) => existsSync(join(ROOT, 'packages', folder, 'package.json')))
    .map((folder) => ({
      folder,
      dir: join(ROOT, 'packages', folder),
      manifest: readJson(`packages/${folder}/package.json`),
    }))
}

/** SHA-256 over names and contents; a file that does not exist counts as absent. */
export function hashFiles(files) {
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(`${relative(ROOT, file)}\0`)
    hash.update(existsSync(file) ? readFileSync(file) : 'absent')
  }
  return hash.digest('hex')
}

/** True when this module was started by `node`, not imported. @param {string} url its `import.meta.url` */
export const isMain = (url) => process.argv[1] === fileURLToPath(url)

/** Runs a program of `node_modules/.bin` or the path and gives its exit code; `capture` also collects the output. */
export function run(command, args, { capture = false, env = {} } = {}) {
  const path = `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`
  return new Promise((done) => {
    const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit'
    const child = spawn(command, args, { cwd: ROOT, stdio, env: { ...process.env, ...env, PATH: path } })
    let output = ''
    child.stdout?.on('data', (data) => (output += data))
    child.stderr?.on('data', (data) => (output += data))
    child.on('error', (error) => done({ code: 1, output: `${command}: ${error.message}` }))
    child.on('close', (code, signal) =>
      done({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }),
    )
  })
}

/** Prints what is wrong and how to put it right, and ends with 1. */
export function fail(problem, fix) {
  process.stderr.write(`${problem}\n${fix ? `  fix: ${fix}\n` : ''}`)
  process.exit(1)
}
