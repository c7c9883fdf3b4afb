import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build, type PluginBuild } from 'esbuild'

const packageDir = join(import.meta.dirname, '..')

/** Bundles the program, since Node 20 runs no TypeScript. `remove` takes the bundle away again. */
export async function bundleProgram(): Promise<{ readonly file: string; remove(): void }> {
  // Inside the package, so that what stays outside the bundle is found.
  const parent = join(packageDir, 'node_modules/.endcap-test')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'bin-'))
  await build({
    entryPoints: [join(packageDir, 'src/bin.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['endcap-source'],
    plugins: [{ name: 'duckdb', setup: leaveDuckdb }],
    banner: { js: "import { createRequire as cR } from 'node:module'; const require = cR(import.meta.url);" },
    logLevel: 'error',
  })
  return { file: join(folder, 'bin.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A native module cannot be bundled, and Node does not find the collector's own from here. */
function leaveDuckdb({ onResolve }: PluginBuild): void {
  const { resolve } = createRequire(join(packageDir, '../collector/package.json'))
  onResolve({ filter: /^@duckdb\// }, ({ path }) => ({ path: resolve(path), external: true }))
}

/** A process of the program. */
export interface Program {
  readonly child: ChildProcess
  /** All that it wrote so far, to both. */
  written(): string
  /** Resolves with the first match in what it writes; rejects when it ends before. */
  wrote(pattern: RegExp): Promise<RegExpExecArray>
  /** Resolves to the exit code, or to the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** Starts the program. */
export function startProgram(file: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const child = spawn(process.execPath, [file, ...argv], { env: { ...process.env, ...env } })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return {
    child,
    written: () => text,
    ended,
    async wrote(pattern) {
      const over = ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${text}`)))
      over.catch(() => {})
      for (;;) {
        const found = pattern.exec(text)
        if (found) return found
        await Promise.race([over, once(child.stdout, 'data'), once(child.stderr, 'data')])
      }
    },
  }
}
