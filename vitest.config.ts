/**
 * `unit` and `unit:dom` (files named `*.dom.test.ts`, in happy-dom) read every package from its source, so they need no build;
 * `unit:small` runs the widgets on the script tag's own renderer. `servers` (`*.server.test.ts`) starts real databases and brokers. `e2e` runs what was built, as an installation would have it: `npm test -- e2e` builds first.
 */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const DOM_TESTS = 'packages/*/test/**/*.dom.test.{ts,tsx}'
const SERVER_TESTS = 'packages/*/test/**/*.server.test.ts'

const SMALL_PREACT = fileURLToPath(new URL('packages/widgets/src/small-preact.ts', import.meta.url))

const fromSource = {
  resolve: { conditions: ['endcap-source', 'module', 'browser', 'development|production'] },
  ssr: { resolve: { conditions: ['endcap-source', 'module', 'node', 'development|production'] } },
  oxc: { jsx: { runtime: 'automatic' as const, importSource: 'preact' } },
}

// Every core works: vitest leaves one free by default, which is half of a small machine.
// Property tests and trainings take seconds, and several times that on a machine that is busy.
const FAST = { pool: 'threads', maxWorkers: availableParallelism(), testTimeout: 30_000 } as const

export default defineConfig({
  test: {
    ...FAST,
    projects: [
      {
        ...fromSource,
        test: {
          ...FAST,
          name: 'unit',
          include: ['packages/*/test/**/*.test.{ts,tsx}'],
          exclude: [DOM_TESTS, SERVER_TESTS],
        },
      },
      {
        ...fromSource,
        test: { ...FAST, name: 'unit:dom', include: [DOM_TESTS], environment: 'happy-dom' },
      },
      {
        // One server at a time on a small machine. Without `module`: clients are loaded as Node loads them.
        ...fromSource,
        ssr: { resolve: { conditions: ['endcap-source', 'node', 'development|production'] } },
        test: {
          ...FAST,
          name: 'servers',
          include: [SERVER_TESTS],
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        // The widgets once more, on what the script tag has in Preact's place.
        resolve: { ...fromSource.resolve, alias: { preact: SMALL_PREACT } },
        test: {
          ...FAST,
          name: 'unit:small',
          include: ['packages/widgets/test/**/*.dom.test.{ts,tsx}'],
          environment: 'happy-dom',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A browser and a server each: side by side on a small machine they would measure each other.
          fileParallelism: false,
        },
      },
    ],
  },
})
