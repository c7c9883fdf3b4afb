import { mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Where the research sets lie, beside the repository: they may not be kept in it. */
export const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url))

/**
 * The package from its source, bundled beside it, so that what it depends on is found; nothing needs to be built before.
 * `entry` is what is wanted, as TypeScript that stands in `src`.
 */
export async function loadSource(entry = "export * from './index.js'") {
  const folder = mkdtempSync(fileURLToPath(new URL('../node_modules/.bench-', import.meta.url)))
  const outfile = `${folder}/insights.mjs`
  try {
    await build({
      stdin: { contents: entry, resolveDir: fileURLToPath(new URL('../src/', import.meta.url)), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['endcap-source'],
      external: ['@duckdb/node-api', '@clickhouse/client', '@stdlib/*', 'csv-parse', 'csv-parse/*'],
      outfile,
    })
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
