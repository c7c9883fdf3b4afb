import { EndcapError, type Parsed } from '@endcap/core'

/** A public write key, and what holds for the batches that carry it. */
export interface WriteKey {
  readonly key: string
  /** Name of the shop or site, which its events carry then: letters, digits, `.`, `_` and `-`, 64 at most. */
  readonly site?: string
  /** Origins whose pages may send by this key, in place of the collector's. */
  readonly origins?: '*' | readonly string[]
  /** Not taken before this time: ms since 1970, or a date such as `2026-12-01` or `2026-12-01T00:00:00Z`. */
  readonly from?: number | string
  /** Refused from this time on, by `key-expired`. */
  readonly until?: number | string
}

/** A write key with nothing left open; times in ms since 1970. */
export interface ResolvedKey {
  readonly key: string
  readonly site: string | undefined
  readonly origins: Origins
  readonly from: number
  readonly until: number
}

/** `'*'` lets pages of every origin pass. */
export type Origins = '*' | ReadonlySet<string>

/** How a key was used since the start. */
export interface KeyUse {
  readonly key: string
  readonly site?: string
  readonly state: 'active' | 'early' | 'expired'
  readonly until?: number
  /** Batches let in. */
  readonly batches: number
  /** Ms since 1970 of the newest one. */
  readonly lastAt?: number
  /** Origins of pages that sent by it; the first 50. */
  readonly origins: readonly string[]
}

/** The keys in force. They may be replaced while requests run. */
export interface WriteKeys {
  /** False: no key of this collector takes anything from that origin, so its body need not be read. */
  mayCome(origin: string | undefined): boolean
  /** Lets a batch in, or says why not: `key-wrong`, `key-expired`, `origin-denied`. */
  admit(key: string, origin: string | undefined): Parsed<ResolvedKey>
  /** The same for what is no batch: nothing is counted. */
  check(key: string, origin: string | undefined): Parsed<ResolvedKey>
  replace(keys: readonly ResolvedKey[]): void
  uses(): readonly KeyUse[]
}

const ORIGINS_COUNT = 50
const ORIGIN_LENGTH = 256

/** Creates the keys in force. Requests without an `Origin` come from no page, and pass by the key alone. */
export function createWriteKeys(first: readonly ResolvedKey[], now: () => number): WriteKeys {
  const use = new Map<string, { batches: number; lastAt: number; origins: Set<string> }>()
  let keys = new Map<string, ResolvedKey>()
  let anywhere: Origins = new Set()

  function replace(next: readonly ResolvedKey[]): void {
    keys = new Map(next.map((key) => [key.key, key]))
    const lists = next.map(({ origins }) => origins)
    anywhere = lists.includes('*') ? '*' : new Set(lists.flatMap((list) => [...list]))
  }

  function count(key: string, origin: string | undefined, at: number): void {
    let mine = use.get(key)
    if (!mine) use.set(key, (mine = { batches: 0, lastAt: 0, origins: new Set() }))
    mine.batches++
    mine.lastAt = at
    if (origin !== undefined && mine.origins.size < ORIGINS_COUNT) mine.origins.add(origin)
  }

  function check(given: string, origin: string | undefined): Parsed<ResolvedKey> {
    const key = keys.get(given)
    const at = now()
    if (!key) return refuse('key-wrong', '/key')
    if (at < key.from) return refuse('key-wrong', '/key', 'not valid yet')
    if (at >= key.until) return refuse('key-expired', '/key')
    if (!isIn(key.origins, origin)) return refuse('origin-denied', '', origin?.slice(0, ORIGIN_LENGTH))
    return { ok: true, value: key }
  }

  replace(first)
  return {
    replace,
    check,
    mayCome: (origin) => isIn(anywhere, origin),
    admit(given, origin) {
      const checked = check(given, origin)
      if (checked.ok) count(given, origin, now())
      return checked
    },
    uses: () =>
      [...keys.values()].map(({ key, site, from, until }) => {
        const { batches = 0, lastAt, origins = [] } = use.get(key) ?? {}
        const state = now() < from ? 'early' : now() < until ? 'active' : 'expired'
        return {
          key,
          ...(site === undefined ? {} : { site }),
          state,
          ...(until === Number.POSITIVE_INFINITY ? {} : { until }),
          batches,
          ...(lastAt === undefined ? {} : { lastAt }),
          origins: [...origins],
        }
      }),
  }
}

function isIn(origins: Origins, origin: string | undefined): boolean {
  return origin === undefined || origins === '*' || origins.has(origin)
}

function refuse(code: 'key-wrong' | 'key-expired' | 'origin-denied', path: string, detail?: string): Parsed<never> {
  return { ok: false, problems: [detail === undefined ? { code, path } : { code, path, detail }] }
}

const SITE = /^[\w.-]{1,64}$/

/** Checks keys and fills in what they leave open; `origins` are the collector's. Throws `option-missing` or `option-invalid`. */
export function resolveKeys(
  keys: readonly (string | WriteKey)[],
  origins: '*' | readonly string[],
): readonly ResolvedKey[] {
  if (!Array.isArray(keys) || keys.length === 0) throw new EndcapError('option-missing', 'keys: at least one write key')
  const resolved = keys.map((given: string | WriteKey): ResolvedKey => {
    const key = typeof given === 'string' ? { key: given } : given
    expect(typeof key === 'object' && key !== null && typeof key.key === 'string' && key.key !== '', 'keys', 'texts')
    const name = `keys ${key.key}`
    const { site, from = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, origins: own = origins } = key
    for (const field of Object.keys(key)) expect(FIELDS.has(field), `${name}: ${field}`, [...FIELDS].join(', '))
    expect(site === undefined || SITE.test(site), `${name}: site`, 'letters, digits, ., _ and -')
    expect(areOrigins(own), `${name}: origins`, `'*' or https://shop.example`)
    return {
      key: key.key,
      site,
      origins: own === '*' ? own : new Set(own),
      from: timeOf(from, `${name}: from`),
      until: timeOf(until, `${name}: until`),
    }
  })
  expect(new Set(resolved.map(({ key }) => key)).size === resolved.length, 'keys', 'each key once')
  return resolved
}

const FIELDS = new Set(['key', 'site', 'origins', 'from', 'until'])

/** `'*'`, or a list of origins as browsers write them. */
export function areOrigins(value: unknown): value is '*' | readonly string[] {
  return value === '*' || (Array.isArray(value) && value.every(isOrigin))
}

function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value
}

function timeOf(value: number | string, option: string): number {
  const ms = typeof value === 'string' ? Date.parse(value) : value
  expect(typeof ms === 'number' && !Number.isNaN(ms), option, 'ms since 1970, or a date such as 2026-12-01')
  return ms
}

function expect(condition: boolean, option: string, expected: string): void {
  if (!condition) throw new EndcapError('option-invalid', `${option}: expected ${expected}`)
}
