/** Bundles a consumer of the packages as the script tag is: from source, minified, each module that is imported lazily on its own. */
import { basename, dirname, join } from 'node:path'
import { build } from 'esbuild'
import { minify } from 'terser'
import { TERSER } from './build-script-tag.mjs'
import { ROOT } from './workspace.mjs'

/** Folders in which an entry outside the packages finds them. */
export const NODE_PATHS = [join(ROOT, 'e2e/node_modules')]

/**
 * The minified text of what is loaded before a consumer's first line runs, and of each chunk that it loads lazily.
 * The consumer is `code` or an `entry` file; modules named in `without` stay outside,
 * each by its whole name: of a package, an entry that is not named is part of what is measured.
 * @returns {Promise<{ eager: Buffer, lazy: { name: string, bytes: Buffer }[] }>}
 */
export async function bundle({ code, entry, without = [] }) {
  /** Sources that are imported lazily, found while others are bundled. */
  const found = new Set()
  const eager = await pack(entry ? { entryPoints: [join(ROOT, entry)] } : consumer(code), without, found)
  const lazy = []
  for (const file of found) {
    lazy.push({ name: basename(file, '.ts'), bytes: await pack({ entryPoints: [file] }, without, found) })
  }
  return { eager, lazy }
}

const consumer = (contents) => ({ stdin: { contents, resolveDir: ROOT, sourcefile: 'entry.js' } })

async function pack(input, without, found) {
  const { outputFiles } = await build({
    ...input,
    outdir: '/out',
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2020',
    platform: 'browser',
    plugins: [outside(without), lazily(found)],
    conditions: ['endcap-source'],
    nodePaths: NODE_PATHS,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
    absWorkingDir: '/',
  })
  return Buffer.from((await minify(outputFiles[0].text, { ...TERSER, module: true })).code)
}

/** Leaves imports of these modules alone. */
const outside = (names) => ({
  name: 'outside',
  setup(build) {
    build.onResolve({ filter: /^[^.]/ }, ({ path }) => (names.includes(path) ? { path, external: true } : null))
  },
})

/** Leaves `import('./name.js')` alone and notes the source behind it. */
const lazily = (found) => ({
  name: 'lazily',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ kind, path, importer }) => {
      if (kind !== 'dynamic-import') return null
      found.add(join(dirname(importer), path.replace(/\.js$/, '.ts')))
      return { path, external: true }
    })
  },
})
