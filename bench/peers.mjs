/** Other people's software to measure beside: pinned in a benchmark's `peers/`, outside the workspace, installed when it is first needed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { PNPM } from '../scripts/setup.mjs'
import { fail, hashFiles, ROOT, readJson, run } from '../scripts/workspace.mjs'

/** Installs what is missing of the packages that `dir/package.json` pins; `size` says what that takes. */
export async function installPeers(dir, size) {
  const stamp = join(dir, 'node_modules/.endcap-stamp')
  const hash = hashFiles([join(dir, 'package.json'), join(dir, 'pnpm-lock.yaml')])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  process.stdout.write(`bench: installing what to compare with; about ${size}, once\n`)
  const flags = ['--ignore-workspace', '--ignore-scripts', '--frozen-lockfile']
  const { code, output } = await run('npx', ['--yes', PNPM, '--dir', dir, 'install', ...flags], {
    capture: true,
    env: { CI: 'true' },
  })
  if (code !== 0) fail(output, `npx --yes ${PNPM} --dir ${relative(ROOT, dir)} install ${flags.join(' ')}`)
  writeFileSync(stamp, hash)
}

/** Pinned versions by package name. */
export const peerVersions = (dir) => readJson(join(dir, 'package.json')).dependencies
