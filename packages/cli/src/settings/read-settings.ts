import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type CollectorOptions, checkOptions, DEFAULTS, type SinkSettings } from '@endcap/collector'
import { EndcapError } from '@endcap/core'
import type { Io } from '../io.js'
import { readJsonFile } from '../server/config-file.js'
import { isTimeOfDay, readInterval } from '../server/schedule.js'
import { checkFile } from './check-file.js'
import type { CollectorFile } from './collector-file.js'
import { readEnvironment, SINK_SECRETS } from './environment.js'
import { isAddress, resolvePaths } from './paths.js'
import { findPlainSecrets } from './plain-secrets.js'
import { resolveSecrets } from './secret.js'

/** What the command line says, where it says something. */
export interface CollectFlags {
  readonly file: string | undefined
  /** In the shape of the collector's file; a field that was not given is undefined. */
  readonly values: Readonly<Partial<CollectorFile>>
  /** The flag of each field, for messages. */
  readonly names: Readonly<Record<string, string>>
}

/** The file, the environment and the command line as one, with absolute paths. Secrets are still named, not held. */
export type MergedFile = CollectorFile & Required<Pick<CollectorFile, keyof typeof FALLBACK>>

/** What `collect` works with. */
export interface CollectSettings {
  readonly file: MergedFile
  /** With their secrets read. */
  readonly secret: Pick<CollectorOptions, 'adminToken' | 'readToken' | 'orders'>
  readonly sinks: readonly SinkSettings[]
  readonly feedHeaders: Readonly<Record<string, string>>
  /** The collector's file where the keys are its own: `endcap keys` may change them there while the server runs. */
  readonly keysFile?: string
}

/** Something that is wrong, where it was said, and what is allowed. */
export interface SettingsProblem {
  readonly place: string
  readonly detail: string
}

/** The settings, and everything that is wrong with them: they are of use only when that is nothing. */
export interface ReadSettings {
  readonly settings: CollectSettings
  readonly problems: readonly SettingsProblem[]
  readonly warnings: readonly string[]
}

const FALLBACK = {
  dataDir: '.endcap/data',
  keys: ['demo'],
  host: DEFAULTS.host,
  port: DEFAULTS.port,
  origins: DEFAULTS.origins,
  logger: 'warn',
  sinks: [{ type: 'duckdb' }],
  zone: 'UTC',
} as const satisfies CollectorFile

/** Reads file, environment and flags, the later over the earlier, and checks all of it. Opens nothing but files of settings and secrets. */
export function readSettings(flags: CollectFlags, { env, cwd }: Pick<Io, 'env' | 'cwd'>): ReadSettings {
  const problems: SettingsProblem[] = []
  const named = flags.file ?? (env.ENDCAP_CONFIG_FILE || undefined)
  const path = named === undefined ? undefined : resolve(cwd, named)
  const environment = readEnvironment(env)

  /** Whoever said it last is named: the flag, the variable, or the place in the file. */
  function placeOf(pointer: string): string {
    const parts = pointer.split('/')
    const prefixes = parts.map((_, index) => parts.slice(0, parts.length - index).join('/')).filter(Boolean)
    const field = parts[1] ?? ''
    if (flags.names[field] && flags.values[field as keyof CollectorFile] !== undefined) return flags.names[field]
    const variable = prefixes.map((prefix) => environment.names.get(prefix)).find(Boolean)
    return variable ?? (named === undefined ? pointer : `${named}: ${pointer}`)
  }
  const tell = (pointer: string, detail: string) => problems.push({ place: placeOf(pointer), detail })

  let said: Record<string, unknown> = {}
  if (path !== undefined) {
    try {
      const json = readJsonFile(path)
      if (typeof json === 'object' && json !== null && !Array.isArray(json)) said = json as typeof said
      else problems.push({ place: path, detail: 'expected an object' })
    } catch (error) {
      problems.push({ place: path, detail: describe(error) })
    }
  }
  findPlainSecrets(said, tell)
  const merged = merge(
    resolvePaths(FALLBACK, cwd),
    path === undefined ? {} : resolvePaths(said, dirname(path)),
    resolvePaths(environment.values, cwd),
    resolvePaths(Object.fromEntries(Object.entries(flags.values).filter(([, value]) => value !== undefined)), cwd),
  )
  const shape = checkFile(merged)
  for (const { path: pointer, detail } of shape) tell(pointer, detail)

  // What has the wrong shape was named; the rest is looked at more closely.
  const wrong = new Set(shape.map(({ path: pointer }) => pointer.split('/')[1]))
  const sound = Object.fromEntries(Object.entries(merged).filter(([field]) => !wrong.has(field))) as Partial<MergedFile>
  const settings = resolveAll(sound as MergedFile, env, cwd, tell)
  checkPlaces(sound, tell)
  const areKeysOfFile = 'keys' in said && !('keys' in environment.values) && flags.values.keys === undefined
  return {
    settings: { ...settings, ...(areKeysOfFile && path !== undefined && { keysFile: path }) },
    problems,
    warnings: environment.unknown.map((name) => `the environment variable ${name} is not known`),
  }
}

type Tell = (pointer: string, detail: string) => void

/** Reads the secrets, and lets the collector look at the options that it will be given. */
function resolveAll(file: MergedFile, env: Io['env'], cwd: string, tell: Tell): CollectSettings {
  const places = { env, folder: cwd }
  const named = Object.entries({ adminToken: file.adminToken, readToken: file.readToken, orders: file.orders })
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => [field, resolveSecrets(value, places, tell, `/${field}`)])
  const secret: CollectSettings['secret'] = Object.fromEntries(named.filter(([, value]) => value !== undefined))
  const feedHeaders = resolveSecrets(file.feed?.headers ?? {}, places, tell, '/feed/headers')
  const unread = new Set<number>()
  const sinks = (file.sinks ?? []).map((sink, index) => {
    const failed: Tell = (pointer, detail) => {
      unread.add(index)
      tell(pointer, detail)
    }
    return resolveSecrets(withSecretFiles(sink, env), places, failed, `/sinks/${index}`) as SinkSettings
  })
  const { dataDir = 'data', keys = ['key'], host, port, origins, logger, limits, staticFiles, trustProxy } = file
  const { visitorCookie } = file
  const options = {
    dataDir,
    keys,
    host,
    port,
    origins,
    logger,
    limits,
    staticFiles,
    trustProxy,
    visitorCookie,
    ...secret,
  }
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  for (const { path, detail } of checkOptions({ ...given, dataDir, keys, sinks })) {
    if (!unread.has(Number(/^\/sinks\/(\d+)/.exec(path)?.[1]))) tell(path, detail)
  }
  return { file, secret, sinks, feedHeaders: feedHeaders as Record<string, string> }
}

/** `ENDCAP_POSTGRES_URL_FILE` stands for the url that a sink's settings leave out. */
function withSecretFiles(sink: object & { readonly type: string }, env: Io['env']): object {
  const fields = Object.entries(SINK_SECRETS[sink.type] ?? {})
  const found = fields.filter(([field, name]) => !(field in sink) && !env[name] && env[`${name}_FILE`])
  return { ...sink, ...Object.fromEntries(found.map(([field, name]) => [field, { file: env[`${name}_FILE`] }])) }
}

/** What the world must have: files, folders and the time zone. */
function checkPlaces({ config, catalog, site, staticFiles, zone, feed }: Partial<MergedFile>, tell: Tell): void {
  const paths = Object.entries({ '/config': config, '/site': site, '/catalog': feed ? undefined : catalog })
  for (const [pointer, path] of [
    ...paths,
    ...Object.entries(staticFiles ?? {}).map(([prefix, path]) => [`/staticFiles/${prefix}`, path] as const),
  ]) {
    if (path !== undefined && !existsSync(path)) tell(pointer, `${path} is not there`)
  }
  if (zone !== undefined && !isZone(zone)) tell('/zone', 'expected an IANA time zone, for example Europe/Berlin')
  if (feed && catalog !== undefined) tell('/feed', 'takes the place of catalog: give one of them')
  if (feed?.every !== undefined && readInterval(feed.every) === undefined) tell('/feed/every', 'expected at most 24d')
  if (feed?.at?.some((time) => !isTimeOfDay(time))) tell('/feed/at', 'expected times of day: ["03:00"]')
  if (feed && !isAddress(feed.from) && !existsSync(feed.from)) tell('/feed/from', `${feed.from} is not there`)
  if (feed?.rates !== undefined && !existsSync(feed.rates)) tell('/feed/rates', `${feed.rates} is not there`)
  if (feed?.rates !== undefined && feed.currency === undefined) tell('/feed/currency', 'rates need it')
  if (feed?.every !== undefined && feed.at) tell('/feed/at', 'expected either every or at')
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const GROUPS: ReadonlySet<string> = new Set(['limits', 'retention', 'feed', 'visitorCookie'])

/** The later over the earlier; of groups of fields each field. */
function merge(...layers: readonly unknown[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
  for (const layer of layers) {
    for (const [field, value] of Object.entries(layer as object)) {
      const isGroup = GROUPS.has(field)
      const before = merged[field]
      merged[field] = isGroup && isObject(before) && isObject(value) ? { ...before, ...value } : value
    }
  }
  return merged
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function describe(error: unknown): string {
  if (!(error instanceof EndcapError)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return error.code === 'json-malformed' ? `is not JSON${cause}` : `cannot be read${cause}`
}
