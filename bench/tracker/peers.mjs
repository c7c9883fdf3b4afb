/** The SDKs to compare with: pinned in `peers/`, outside the workspace, installed when they are first needed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNPM } from '../../scripts/setup.mjs'
import { fail, hashFiles, readJson, run } from '../../scripts/workspace.mjs'

export const PEERS = join(import.meta.dirname, 'peers')
const STAMP = join(PEERS, 'node_modules/.endcap-stamp')

/** Installs what is missing. */
export async function installPeers() {
  const hash = hashFiles([join(PEERS, 'package.json'), join(PEERS, 'pnpm-lock.yaml')])
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return
  process.stdout.write('bench: installing the SDKs to compare with; about 90 MB, once\n')
  const flags = ['--ignore-workspace', '--ignore-scripts', '--frozen-lockfile']
  const { code, output } = await run('npx', ['--yes', PNPM, '--dir', PEERS, 'install', ...flags], {
    capture: true,
    env: { CI: 'true' },
  })
  if (code !== 0) fail(output, `npx --yes ${PNPM} --dir bench/tracker/peers install ${flags.join(' ')}`)
  writeFileSync(STAMP, hash)
}

/** Pinned versions by package name. */
export const peerVersions = () => readJson(join(PEERS, 'package.json')).dependencies
