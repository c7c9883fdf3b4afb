import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package: `dist` when built (one file deep or in `shared`), `src` when run from source. */
export function packageDir(): string {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(dir, 'package.json')) && dir !== dirname(dir)) dir = dirname(dir)
  return dir
}

/** The folder with `endcap.js`: of this package when installed, of `packages/widgets` in the repository. */
export function findBundle(): string | undefined {
  const candidates = ['dist/browser', '../widgets/dist'].map((path) => resolve(packageDir(), path))
  return candidates.find((dir) => existsSync(join(dir, 'endcap.js')))
}

/** The folder of the demo shop: beside this package in the repository, within it when it was published with it. */
export function findExample(): string | undefined {
  const candidates = ['../../examples/script-tag', 'dist/example'].map((path) => resolve(packageDir(), path))
  return candidates.find((dir) => existsSync(join(dir, 'build.mjs')))
}
