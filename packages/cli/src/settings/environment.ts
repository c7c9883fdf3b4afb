import { DEFAULTS, SINK_TYPES } from '@endcap/collector'
import type { Io } from '../io.js'

/** A variable that `endcap collect` reads, as data: the table in the docs is made of the same lines. */
export interface EnvVariable {
  readonly name: string
  /** Where its value goes in the collector's file, as a JSON pointer. */
  readonly path: string
  readonly type: 'text' | 'path' | 'number' | 'list' | 'secret' | 'secret file'
  readonly description: string
}

/** Every variable with a place in the collector's file, besides one for each limit. */
export const ENVIRONMENT: readonly EnvVariable[] = [
  { name: 'ENDCAP_DATA', path: '/dataDir', type: 'path', description: 'Folder of spool and warehouse' },
  { name: 'ENDCAP_KEYS', path: '/keys', type: 'list', description: 'Write keys' },
  { name: 'ENDCAP_HOST', path: '/host', type: 'text', description: 'Address to listen on' },
  { name: 'ENDCAP_PORT', path: '/port', type: 'number', description: 'Port to listen on' },
  { name: 'ENDCAP_ORIGINS', path: '/origins', type: 'list', description: 'Origins that may send, or `*`' },
  {
    name: 'ENDCAP_SINKS',
    path: '/sinks',
    type: 'list',
    description: `Types of sinks that take all else from their own variables: ${SINK_TYPES.join(', ')}`,
  },
  { name: 'ENDCAP_LOG', path: '/logger', type: 'text', description: 'Level of the log' },
  { name: 'ENDCAP_ADMIN_TOKEN', path: '/adminToken', type: 'secret', description: 'Opens metrics and admin routes' },
  { name: 'ENDCAP_ADMIN_TOKEN_FILE', path: '/adminToken', type: 'secret file', description: 'A file that holds it' },
  { name: 'ENDCAP_READ_TOKEN', path: '/readToken', type: 'secret', description: 'Opens what only shows' },
  { name: 'ENDCAP_READ_TOKEN_FILE', path: '/readToken', type: 'secret file', description: 'A file that holds it' },
  { name: 'ENDCAP_TRUST_PROXY', path: '/trustProxy', type: 'list', description: 'Proxies to believe' },
  {
    name: 'ENDCAP_VISITOR_COOKIE_DAYS',
    path: '/visitorCookie/days',
    type: 'number',
    description: 'Sets a cookie with the visitor’s id, with consent; 400 at most',
  },
  {
    name: 'ENDCAP_VISITOR_COOKIE_DOMAIN',
    path: '/visitorCookie/domain',
    type: 'text',
    description: 'Its domain, where hosts of a shop share visitors',
  },
  { name: 'ENDCAP_CONFIG', path: '/config', type: 'path', description: 'config.json of the shop' },
  { name: 'ENDCAP_CATALOG', path: '/catalog', type: 'path', description: 'catalog.json, or a folder of cards' },
  { name: 'ENDCAP_SITE', path: '/site', type: 'path', description: 'Folder to serve at /' },
  { name: 'ENDCAP_ZONE', path: '/zone', type: 'text', description: "The shop's time zone" },
  { name: 'ENDCAP_RETENTION_DAYS', path: '/retention/days', type: 'number', description: 'Days that events are kept' },
  { name: 'ENDCAP_FEED', path: '/feed/from', type: 'text', description: 'File or address of the product feed' },
  { name: 'ENDCAP_FEED_EVERY', path: '/feed/every', type: 'text', description: 'How often it is read: 15m, 1h' },
  ...Object.keys(DEFAULTS.limits)
    .filter((limit) => limit !== 'backoff')
    .map(
      (limit): EnvVariable => ({
        name: `ENDCAP_LIMITS_${limit.replace(/[A-Z]/g, '_$&').toUpperCase()}`,
        path: `/limits/${limit}`,
        type: 'number',
        description: `The limit \`${limit}\``,
      }),
    ),
]

/** Variables that sinks read when their settings do not say otherwise. `NAME_FILE` names a file that holds the value. */
export const SINK_SECRETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  postgres: { url: 'ENDCAP_POSTGRES_URL' },
  clickhouse: { url: 'ENDCAP_CLICKHOUSE_URL' },
  nats: { password: 'ENDCAP_NATS_PASSWORD', token: 'ENDCAP_NATS_TOKEN', credentials: 'ENDCAP_NATS_CREDENTIALS' },
  ga4: { apiSecret: 'ENDCAP_GA4_API_SECRET' },
  segment: { writeKey: 'ENDCAP_SEGMENT_WRITE_KEY' },
}

/** Others that are known, so that nobody is warned of them. */
const OTHERS = [
  'ENDCAP_CONFIG_FILE',
  'ENDCAP_NATS_SERVERS',
  'ENDCAP_KAFKA_BROKERS',
  'ENDCAP_KAFKA_PASSWORD',
  ...['ENDCAP_ORDERS_SECRET', 'ENDCAP_SHOPIFY_SECRET', 'ENDCAP_WOOCOMMERCE_SECRET'].flatMap((name) => [
    name,
    `${name}_PREVIOUS`,
  ]),
]

/** What the environment says, in the shape of the collector's file. `names` gives the variable by JSON pointer. */
export interface EnvLayer {
  readonly values: Readonly<Record<string, unknown>>
  readonly names: ReadonlyMap<string, string>
  /** Variables that begin with `ENDCAP_` and that nothing reads: perhaps a slip of the pen. */
  readonly unknown: readonly string[]
}

/** Reads the environment. What is wrong with a value shows when the whole is checked. */
export function readEnvironment(env: Io['env']): EnvLayer {
  const values: Record<string, unknown> = {}
  const names = new Map<string, string>()
  for (const variable of ENVIRONMENT) {
    const given = env[variable.name]
    // An empty variable is one that was not set: compose files write them so.
    if (given === undefined || given === '') continue
    const [, first = '', second] = variable.path.split('/')
    const value = convert(variable, given)
    if (second === undefined) values[first] = value
    else values[first] = { ...(values[first] as object | undefined), [second]: value }
    names.set(variable.path, variable.name)
  }
  const secrets = Object.values(SINK_SECRETS).flatMap((fields) => Object.values(fields))
  const known = new Set([
    ...ENVIRONMENT.map(({ name }) => name),
    ...OTHERS,
    ...secrets,
    ...secrets.map((name) => `${name}_FILE`),
  ])
  const unknown = Object.keys(env).filter((name) => name.startsWith('ENDCAP_') && !known.has(name))
  return { values, names, unknown }
}

function convert({ name, path, type }: EnvVariable, given: string): unknown {
  const list = given.split(',').map((part) => part.trim())
  if (type === 'secret') return { env: name }
  if (type === 'secret file') return { file: given }
  // What is no number stays a text, and is named as such.
  if (type === 'number') return given.trim() !== '' && Number.isFinite(Number(given)) ? Number(given) : given
  if (path === '/origins' && given === '*') return '*'
  if (path === '/sinks') return list.map((sink) => ({ type: sink }))
  return type === 'list' ? list : given
}
