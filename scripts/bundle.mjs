/** Bundles a consumer of the packages as a shop's bundler would: from source, split where something is imported lazily, minified as `endcap.js` is. */
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { minify } from 'terser'
import { TERSER } from './build-script-tag.mjs'
import { ROOT } from './workspace.mjs'

/** Folders in which an entry outside the packages finds them. */
export const NODE_PATHS = [join(ROOT, 'e2e/node_modules')]

/**
 * The minified text of what is loaded before a consumer's first line runs, and of each chunk that it loads lazily.
 * The consumer is `code` or an `entry` file; packages in `without` stay outside.
 * @returns {Promise<{ eager: Buffer, lazy: { name: string, bytes: Buffer }[] }>}
 */
export async function bundle({ code, entry, without = [] }) {
  const input = entry
    ? { entryPoints: [join(ROOT, entry)] }
    : { stdin: { contents: code, resolveDir: ROOT, sourcefile: 'entry.js' } }
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
    nodePaths: NODE_PATHS,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
    absWorkingDir: '/',
  })
  const { outputs } = result.metafile
  const first = Object.keys(outputs).find((path) => outputs[path].entryPoint && isEntry(path))
  const eager = eagerOutputs(outputs, first)
  const packed = await Promise.all(
    result.outputFiles.map(async ({ path, text }) => ({
      path: path.slice(1),
      code: (await minify(text, { ...TERSER, module: true })).code,
    })),
  )
  return {
    eager: Buffer.from(
      packed
        .filter(({ path }) => eager.has(path))
        .map((file) => file.code)
        .join('\n'),
    ),
    lazy: packed
      .filter(({ path }) => !eager.has(path))
      .map(({ path, code }) => ({
        name: basename(outputs[path].entryPoint ?? 'shared', '.ts'),
        bytes: Buffer.from(code),
      })),
  }
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
