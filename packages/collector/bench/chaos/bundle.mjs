import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const packageDir = join(import.meta.dirname, '../..')

/** What stays outside a bundle: libraries with files of their own, or loaded by name. */
const EXTERNAL = ['@duckdb/*', '@nats-io/*', 'pg', 'fastify', '@fastify/*', 'pino', 'prom-client', 'kafkajs']

/**
 * Bundles programs from the sources of the workspace, since Node 20 runs no TypeScript; gives the path of each by name. They are
 * inside this package, so that what stays outside is found, and gone when this process ends.
 */
export async function bundle(programs) {
  const home = join(packageDir, 'node_modules/.endcap-bundle')
  mkdirSync(home, { recursive: true })
  const outdir = mkdtempSync(join(home, 'run-'))
  process.on('exit', () => rmSync(outdir, { recursive: true, force: true }))
  await build({
    entryPoints: programs,
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['endcap-source'],
    // For programs outside this package.
    nodePaths: [join(packageDir, 'node_modules')],
    alias: { '@endcap/collector': join(packageDir, 'src/index.ts') },
    external: [...EXTERNAL, '@clickhouse/*', '@aws-sdk/*'],
    logLevel: 'error',
  })
  return Object.fromEntries(Object.keys(programs).map((name) => [name, join(outdir, `${name}.mjs`)]))
}
