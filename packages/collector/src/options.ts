import { EndcapError } from '@endcap/core'
import type { FastifyInstance } from 'fastify'
import { areOrigins, type ResolvedKey, resolveKeys, type WriteKey } from './access/write-keys.js'
import type { DeliveryLimits } from './deliver/worker.js'
import { type CollectorEnv, nodeEnv } from './env.js'
import type { RequireAdmin, RequireToken } from './http/auth.js'
import { areProxies } from './http/client-address.js'
import type { ConnectionLimits } from './http/connection-guard.js'
import { type OrderSecrets, type OrderSecretsOptions, resolveSecrets } from './orders/secrets.js'
import type { Sink } from './sink.js'
import { createSink, SINK_TYPES, type SinkSettings } from './sinks/create-sink.js'
import { resolveVisitorCookie, type VisitorCookie, type VisitorCookieOptions } from './visitor-cookie.js'

/** Bounds of time and size. Each has a default in {@link DEFAULTS}. */
export interface CollectorLimits extends DeliveryLimits, ConnectionLimits {
  /** Largest request body. */
  readonly bodyBytes: number
  /** Largest body after unpacking gzip, deflate or brotli. */
  readonly inflatedBytes: number
  /** Bodies in work at once; above it requests are answered `overloaded`. */
  readonly inFlightBytes: number
  /** A new segment file begins past this size. */
  readonly segmentBytes: number
  /** Above it delivered segments go early; when what is not delivered is larger, requests are answered `overloaded`. */
  readonly spoolBytes: number
  /** Events that a sink may be behind; above it requests are answered `overloaded`. By default only bytes count. */
  readonly lagCount: number
  /** How late the event loop may be on average, in ms; above it requests are answered `overloaded`. */
  readonly loopDelayMs: number
  /** How long an event id is remembered, to tell a retry from a new event. */
  readonly dedupeMs: number
  /** Most ids remembered. About 100 bytes each. */
  readonly dedupeCount: number
  /** How long `close` lets sinks catch up. */
  readonly drainMs: number
  /** Batches a second of one write key, in the long run; above it they are answered `rate-limited`. 0: any number. */
  readonly keyPerSecond: number
  /** Batches of one key at once, after a rest. */
  readonly keyBurst: number
  /** Requests a second of one address to `/v1/events`, and how many at once. Of private addresses see `trustProxy`. */
  readonly addressPerSecond: number
  readonly addressBurst: number
  /** Most addresses remembered for it. About 150 bytes each. */
  readonly addressCount: number
  /** How long a client may take for the headers of a request, for all of it, and between two requests. */
  readonly headersMs: number
  readonly requestMs: number
  readonly keepAliveMs: number
  /** Largest headers of a request. */
  readonly headerBytes: number
  /** Unsent bytes at which a watcher of the live view is dropped. */
  readonly liveBytes: number
  readonly liveCount: number
}

/** Log levels, from most to least talkative. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** What the routes of {@link CollectorOptions.register} may use. */
export interface RegisterTools {
  /** A `preHandler` that lets only holders of the admin token pass. */
  readonly requireAdmin: RequireAdmin
  /** One that lets holders of a read token pass, too. */
  readonly requireRead: RequireToken
  /** Adds a number to `/metrics`, read at each scrape; undefined leaves it out. Names are `endcap_…` with their unit. */
  gauge(name: string, help: string, read: () => number | undefined): void
}

/** Everything that can be said about a collector. */
export interface CollectorOptions {
  /** Folder of the spool, the cursors, the dead letters and, by default, the warehouse. Created when missing. */
  readonly dataDir: string
  /** Public write keys; a batch must carry one of them. An object says whose it is, from where, and how long it holds. */
  readonly keys: readonly (string | WriteKey)[]
  /** @default '127.0.0.1' */
  readonly host?: string
  /** 0: any free port. @default 8787 */
  readonly port?: number
  /** Origins whose pages may send events, by keys that have none of their own. Requests without an `Origin` are from no page and pass. @default '*' */
  readonly origins?: '*' | readonly string[]
  /** Where events go. @default [{ type: 'duckdb' }] */
  readonly sinks?: readonly (Sink | SinkSettings)[]
  /** Folder, or file, by URL prefix: `{ '/model': './model', '/config.json': './config.json' }`. @default {} */
  readonly staticFiles?: Readonly<Record<string, string>>
  /** Opens the live view, the metrics and admin routes; at least 16 characters. Several while they are rotated. Without one they stay shut. */
  readonly adminToken?: string | readonly string[]
  /** Opens what only shows: live view, metrics, status and report. As long as an admin token, and several likewise. */
  readonly readToken?: string | readonly string[]
  /**
   * Addresses and networks (`10.0.0.0/8`, `loopback`, `linklocal`, `uniquelocal`) of proxies whose `X-Forwarded-For` is believed: rates
   * are counted by the address that they name. Without, the header is not read, and private addresses, which may be such a proxy,
   * are not counted at all. @default []
   */
  readonly trustProxy?: readonly string[]
  /** By what the shop's server and its platform sign orders. Without a secret nobody may tell any. @default the environment */
  readonly orders?: OrderSecretsOptions
  /** Sets a first-party cookie with the visitor's id, for pages that ask for it with consent. @default none */
  readonly visitorCookie?: VisitorCookieOptions
  /** Log level. Lines go to standard output as JSON. @default 'info' */
  readonly logger?: (typeof LOG_LEVELS)[number]
  readonly limits?: Partial<CollectorLimits>
  readonly env?: Partial<CollectorEnv>
  /**
   * Names of sinks that get this folder's events at other starts, and not at this one: an erasure is written down for them, and done when they
   * are there again. @default []
   */
  readonly absentSinks?: readonly string[]
  /** Adds routes of one's own, in a scope of their own. */
  readonly register?: (app: FastifyInstance, tools: RegisterTools) => void | Promise<void>
}

/** Options with nothing left open. */
export interface ResolvedOptions
  extends Required<
    Omit<
      CollectorOptions,
      'keys' | 'adminToken' | 'readToken' | 'orders' | 'sinks' | 'limits' | 'env' | 'visitorCookie'
    >
  > {
  readonly keys: readonly ResolvedKey[]
  readonly adminTokens: readonly string[]
  readonly readTokens: readonly string[]
  readonly orders: OrderSecrets
  readonly visitorCookie: VisitorCookie | undefined
  readonly sinks: readonly Sink[]
  readonly limits: CollectorLimits
  readonly env: CollectorEnv
}

/** What holds where nothing is said. */
export const DEFAULTS = {
  host: '127.0.0.1',
  port: 8787,
  origins: '*',
  trustProxy: [],
  sinks: [{ type: 'duckdb' }],
  staticFiles: {},
  logger: 'info',
  limits: {
    bodyBytes: 1 << 20,
    inflatedBytes: 4 << 20,
    inFlightBytes: 64 << 20,
    segmentBytes: 64 << 20,
    spoolBytes: 4 * 2 ** 30,
    lagCount: Number.POSITIVE_INFINITY,
    loopDelayMs: 1000,
    dedupeMs: 24 * 3_600_000,
    dedupeCount: 1_000_000,
    deliverCount: 2000,
    deliverBytes: 4 << 20,
    lingerMs: 200,
    backoff: { baseMs: 250, capMs: 60_000 },
    drainMs: 5000,
    keyPerSecond: 10_000,
    keyBurst: 20_000,
    addressPerSecond: 50,
    addressBurst: 500,
    addressCount: 100_000,
    connections: 50_000,
    connectionsPerAddress: 512,
    bodyBytesPerSecond: 512,
    headersMs: 10_000,
    requestMs: 30_000,
    keepAliveMs: 72_000,
    headerBytes: 16 << 10,
    liveBytes: 1 << 20,
    liveCount: 20,
  },
} as const satisfies Partial<CollectorOptions>

/** Fills in the defaults and checks everything once. Throws `option-missing` or `option-invalid`. */
export function resolveOptions(options: CollectorOptions): ResolvedOptions {
  const { dataDir, keys, host, port, origins, trustProxy, staticFiles, logger } = { ...DEFAULTS, ...defined(options) }
  const env = { ...nodeEnv, ...options.env }
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  if (!isText(dataDir)) throw new EndcapError('option-missing', 'dataDir: the folder for the spool')
  expect(isText(host), 'host', 'an address')
  expect(Number.isInteger(port) && port >= 0 && port <= 65_535, 'port', '0 to 65535')
  expect(areOrigins(origins), 'origins', `'*' or https://shop.example`)
  const writeKeys = resolveKeys(keys, origins)
  const prefixes = Object.entries(staticFiles)
  expect(
    prefixes.every(([prefix, path]) => prefix.startsWith('/') && isText(path)),
    'staticFiles',
    'paths by /prefix',
  )
  expect(LOG_LEVELS.includes(logger), 'logger', LOG_LEVELS.join(', '))
  expect(areProxies(trustProxy), 'trustProxy', 'addresses and networks')
  const sinks = (options.sinks ?? DEFAULTS.sinks).map((sink) => resolveSink(sink, dataDir, env))
  expect(new Set(sinks.map(({ name }) => name)).size === sinks.length, 'sinks', 'names used once')
  const { register = () => {}, absentSinks = [] } = options
  expect(absentSinks.every(isText), 'absentSinks', 'names')
  return {
    dataDir,
    keys: writeKeys,
    host,
    port,
    origins,
    staticFiles,
    logger,
    adminTokens: resolveTokens(options.adminToken, 'adminToken'),
    readTokens: resolveTokens(options.readToken, 'readToken'),
    trustProxy,
    orders: resolveSecrets(options.orders),
    visitorCookie: resolveVisitorCookie(options.visitorCookie),
    sinks,
    limits: resolveLimits(options.limits),
    env,
    absentSinks: absentSinks.filter((absent) => !sinks.some(({ name }) => name === absent)),
    register,
  }
}

function resolveSink(sink: Sink | SinkSettings, dataDir: string, env: CollectorEnv): Sink {
  if ('type' in sink) expect(SINK_TYPES.includes(sink.type), 'sinks', `types of ${SINK_TYPES.join(', ')}`)
  const made = 'type' in sink ? createSink(sink, dataDir, env) : sink
  expect(/^[a-z0-9-]+$/.test(made.name), 'sinks', 'names of a-z, 0-9 and -')
  return made
}

function resolveLimits(given: Partial<CollectorLimits> = {}): CollectorLimits {
  const limits: CollectorLimits = { ...DEFAULTS.limits, ...defined(given) }
  for (const [name, value] of [...Object.entries(limits), ...Object.entries(limits.backoff)]) {
    expect(name in DEFAULTS.limits || name in DEFAULTS.limits.backoff, `limits.${name}`, 'a known limit')
    expect(name === 'backoff' || (typeof value === 'number' && value >= 0), `limits.${name}`, '0 or more')
  }
  return limits
}

function resolveTokens(given: string | readonly string[] = [], option: string): readonly string[] {
  const tokens = typeof given === 'string' ? [given] : given
  const isLong = (token: unknown) => typeof token === 'string' && token.length >= 16
  expect(Array.isArray(tokens) && tokens.every(isLong), option, '16 characters')
  return tokens
}

function expect(condition: boolean, option: string, expected: string): void {
  if (!condition) throw new EndcapError('option-invalid', `${option}: expected ${expected}`)
}

/** Leaves out what is undefined, so that `{ port: undefined }` means the default. */
function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
}
