/**
 * Brings a machine to the state in which the workspace builds and tests; does nothing, fast, when it already is.
 * `node scripts/setup.mjs` installs the packages; `--test` also makes sure of what the tests run against.
 * A test of a server adds one entry to `TEST_NEEDS`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fail, hashFiles, isMain, ROOT, run } from './workspace.mjs'

export const PNPM = 'pnpm@12'
const STAMP = join(ROOT, 'node_modules/.endcap-stamp')
/** Outside the workspace, so that only tests download it. */
const CHDB = join(ROOT, 'packages/testkit/services/chdb')
const CHDB_FLAGS = ['--ignore-workspace', '--ignore-scripts', '--frozen-lockfile']

/**
 * `debian`: packages that bring it; `install`: another way, where there is one.
 * @type {{ name: string, find: () => unknown, debian: string[], install?: () => Promise<unknown>, fix: string }[]}
 */
const TEST_NEEDS = [
  {
    name: 'Chromium',
    find: findChromium,
    debian: ['chromium', 'fonts-liberation'],
    install: () => run('npx', ['playwright-core', 'install', 'chromium']),
    fix: 'install Chromium (Debian: apt-get install chromium fonts-liberation) or set ENDCAP_CHROMIUM to its path',
  },
  // What the collector's sinks deliver to.
  ...(process.platform === 'linux'
    ? [
        {
          name: 'PostgreSQL',
          find: findPostgres,
          debian: ['postgresql'],
          fix: 'install the PostgreSQL server (Debian: apt-get install postgresql)',
        },
        {
          name: 'chdb (ClickHouse of today, 550 MB)',
          find: () => existsSync(join(CHDB, 'node_modules/chdb/package.json')),
          debian: [],
          install: () => run('npx', ['--yes', PNPM, '--dir', CHDB, 'install', ...CHDB_FLAGS], { env: { CI: 'true' } }),
          fix: `npx --yes ${PNPM} --dir packages/testkit/services/chdb install ${CHDB_FLAGS.join(' ')}`,
        },
        ...[
          { name: 'NATS', program: 'nats-server', debian: ['nats-server'] },
          { name: 'ClickHouse', program: 'clickhouse-server', debian: ['clickhouse-server'] },
          { name: 'kcat', program: 'kcat', debian: ['kcat'] },
          { name: 'HAProxy', program: 'haproxy', debian: ['haproxy'] },
        ].map(({ name, program, debian }) => ({
          name,
          find: () => findProgram(program),
          debian,
          fix: `install ${program} (Debian: apt-get install ${debian})`,
        })),
      ]
    : []),
  // The rig of three engines reads /proc, and WebKitGTK is a browser of Linux.
  ...(process.platform === 'linux'
    ? [
        {
          name: 'Firefox',
          find: findFirefox,
          debian: ['firefox-esr'],
          fix: 'install Firefox 140 or newer (Debian: apt-get install firefox-esr) or set ENDCAP_FIREFOX to its path',
        },
        {
          name: 'WebKitGTK',
          find: findWebKit,
          debian: ['webkit2gtk-driver', 'xvfb'],
          fix: 'install WebKitGTK with its WebDriver, and Xvfb (Debian: apt-get install webkit2gtk-driver xvfb)',
        },
      ]
    : []),
]

/** The Chromium that end-to-end tests start: `ENDCAP_CHROMIUM`, the system's, or Playwright's own. */
export function findChromium() {
  const system = ['chromium', 'chromium-browser', 'google-chrome'].map((program) => `/usr/bin/${program}`)
  return [process.env.ENDCAP_CHROMIUM, ...system, ...playwrightChromiums()].find((path) => path && existsSync(path))
}

/** The Firefox that end-to-end tests start: `ENDCAP_FIREFOX`, or the system's. */
export function findFirefox() {
  const system = ['firefox-esr', 'firefox'].map((program) => `/usr/bin/${program}`)
  return [process.env.ENDCAP_FIREFOX, ...system].find((path) => path && existsSync(path))
}

/** WebKitGTK's WebDriver, the small browser that it drives, and the display that the browser draws on; undefined without one of them. */
export function findWebKit() {
  const [driver, display] = ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb']
  const browser = libraryFolders()
    .map((folder) => join(folder, 'MiniBrowser'))
    .find((path) => existsSync(path))
  return browser && existsSync(driver) && existsSync(display) ? { driver, browser, display } : undefined
}

/** The `initdb` of a PostgreSQL server, which distributions keep off the path. */
function findPostgres() {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  return versions.map((version) => join(root, version, 'bin/initdb')).find((path) => existsSync(path))
}

/** A program on the path, or where daemons live. */
function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** Installs what is missing. With `test`, also the programs that tests start. */
export async function setup({ test = false } = {}) {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    fail(`Node ${process.versions.node} is too old.`, 'install Node 20 or newer')
  }
  const hash = hashFiles(manifests())
  const stamp = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : ''
  if (stamp !== hash) await installPackages(hash)
  if (test) await ensureAll(TEST_NEEDS.filter(({ find }) => !find()))
}

async function installPackages(hash) {
  process.stdout.write(`setup: installing packages with ${PNPM}\n`)
  // CI=true: pnpm asks no question where nobody can answer it.
  const { code, output } = await run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], {
    capture: true,
    env: { CI: 'true' },
  })
  if (code !== 0) fail(output, `if a package.json changed, run \`npx --yes ${PNPM} install\` and commit pnpm-lock.yaml`)
  writeFileSync(STAMP, hash)
}

async function ensureAll(missing) {
  if (missing.length === 0) return
  process.stdout.write(`setup: installing ${missing.map(({ name }) => name).join(', ')}\n`)
  const debian = missing.flatMap((need) => need.debian)
  if (debian.length > 0 && isRootOnDebian()) await aptInstall(...debian)
  for (const { name, find, install, fix } of missing) {
    if (!find()) await install?.()
    if (!find()) fail(`${name} is missing and could not be installed.`, fix)
  }
}

/** Installs Debian packages; a failure is left to the caller, who looks for the program afterwards. */
async function aptInstall(...packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const updated = await run('apt-get', ['update'], { capture: true, env })
  const installed = await run('apt-get', ['install', '-y', ...packages], { capture: true, env })
  if (installed.code !== 0) process.stderr.write(`${updated.output}${installed.output}`)
}

const isRootOnDebian = () => process.getuid?.() === 0 && existsSync('/etc/debian_version')

function manifests() {
  const folders = ['packages', 'examples'].flatMap((group) => {
    const path = join(ROOT, group)
    return existsSync(path) ? readdirSync(path).map((folder) => join(path, folder)) : []
  })
  const packages = [ROOT, ...folders, join(ROOT, 'e2e')].map((folder) => join(folder, 'package.json'))
  return [
    join(ROOT, 'pnpm-lock.yaml'),
    join(ROOT, 'pnpm-workspace.yaml'),
    ...packages.filter((file) => existsSync(file)),
  ]
}

/** Where distributions keep the programs of WebKitGTK. */
function libraryFolders() {
  const roots = [
    '/usr/lib',
    '/usr/lib64',
    '/usr/libexec',
    ...['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu`),
  ]
  return roots.flatMap((root) => ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'].map((name) => join(root, name)))
}

function playwrightChromiums() {
  const cache = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache/ms-playwright')
  if (!existsSync(cache)) return []
  const builds = readdirSync(cache).filter((folder) => folder.startsWith('chromium-'))
  return builds.flatMap((build) => ['chrome-linux64', 'chrome-linux'].map((part) => join(cache, build, part, 'chrome')))
}

if (isMain(import.meta.url)) await setup({ test: process.argv.includes('--test') })
