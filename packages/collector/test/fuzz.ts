import { connect, type Socket } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { ERRORS, EVENT_TYPES, parseEvent, type StoredEvent } from '@endcap/core'
import { makeEvent } from '@endcap/testkit'
import { createCollector } from '../src/index.js'

/** What a run of hostile requests came to. `failures` names what must not be, at most 20 of it. */
export interface FuzzResult {
  readonly requests: number
  readonly byStatus: Readonly<Record<string, number>>
  /** Events that a sink got, each read again by the parser. */
  readonly stored: number
  readonly failures: readonly string[]
}

/** How many requests, from which seed, into which folder. */
export interface FuzzOptions {
  readonly count: number
  readonly seed: number
  readonly dataDir: string
  /** @default 8 */
  readonly connections?: number
}

/**
 * Sends seeded hostile requests to a collector over sockets. Every answer has to be a 202 that counts all events, or a problem of
 * the code table that is none of the server's; every stored event has to be what the parser makes of it, and storable text.
 */
export async function fuzz({ count, seed, dataDir, connections = 8 }: FuzzOptions): Promise<FuzzResult> {
  const failures: string[] = []
  const fail = (what: string) => failures.length < 20 && failures.push(what)
  let stored = 0
  const collector = createCollector({
    dataDir,
    keys: ['fuzz'],
    port: 0,
    logger: 'silent',
    sinks: [
      {
        name: 'parser',
        keepsCursor: true,
        open: async () => undefined,
        async write(events) {
          stored += events.length
          for (const event of events) if (!isSound(event)) fail(`stored: ${JSON.stringify(event).slice(0, 2000)}`)
        },
        close: async () => {},
      },
    ],
    limits: { bodyBytes: 1 << 16, inflatedBytes: 1 << 17, dedupeCount: 1000, dedupeMs: 1000, segmentBytes: 1 << 22 },
  })
  collector.on('error', (error) => fail(`error: ${error.message}`))
  const byStatus: Record<string, number> = {}
  try {
    const { url } = await collector.listen()
    let sent = 0
    const run = async (lane: number) => {
      const random = createRandom(seed * 1000 + lane)
      const client = createClient(url)
      while (sent < count) {
        sent++
        const request = makeRequest(random)
        const answer = await client.send(request)
        byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1
        const wrong = problemOf(answer)
        if (wrong)
          fail(`${wrong}: ${answer.status} ${answer.body.slice(0, 300)} to ${request.toString('latin1').slice(0, 600)}`)
      }
      client.close()
    }
    await Promise.all(Array.from({ length: connections }, (_, lane) => run(lane)))
    await collector.flush()
    if ((await fetch(`${url}/health`)).status !== 200) fail('it does not answer any more')
  } finally {
    await collector.close()
  }
  return { requests: count, byStatus, stored, failures }
}

function isSound(event: StoredEvent): boolean {
  const { receivedAt, ...sent } = event
  const read = parseEvent(sent)
  // Half a character, or NUL: no database takes it.
  const isStorable = !/\p{Surrogate}|\0/u.test(Object.values(flatten(sent)).join(' '))
  return read.ok && Number.isInteger(receivedAt) && isStorable && isDeepStrictEqual({ ...read.value }, { ...sent })
}

function flatten(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) => [key, ...flatten(entry)])
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

function problemOf({ status, type, body }: Answer): string | undefined {
  let said: Record<string, unknown>
  try {
    said = JSON.parse(body)
  } catch {
    return 'no JSON'
  }
  if (status === 202) {
    const { accepted, duplicates, rejected, time } = said
    const isCounted = Number.isInteger(accepted) && Number.isInteger(duplicates) && Number.isInteger(time)
    if (!isCounted || !Array.isArray(rejected)) return 'not the answer of a batch'
    const isNamed = rejected.every(({ index, code, path }) => Number.isInteger(index) && code in ERRORS && path)
    return isNamed ? undefined : 'a rejected event is not named'
  }
  if (!type.startsWith('application/problem+json')) return 'not a problem'
  const known = ERRORS[said.code as keyof typeof ERRORS]
  if (!known || known.status !== status || said.status !== status) return 'not of the table'
  return status < 500 ? undefined : 'a fault of the server'
}

/** Sends one request after the other; opens a new connection when the server closed one. */
function createClient(url: string) {
  const { hostname, port } = new URL(url)
  let socket: Socket | undefined
  let text = ''
  let answer: (answer: Answer) => void = () => {}

  function open(): Socket {
    text = ''
    const opened = connect(Number(port), hostname)
    opened.setEncoding('utf8')
    opened.on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\r\n\r\n')
      if (end === -1) return
      const head = text.slice(0, end)
      const body = text.slice(end + 4)
      if (Buffer.byteLength(body) < Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)) return
      text = ''
      if (/connection: close/i.test(head)) socket = undefined
      answer({ status: Number(head.slice(9, 12)), type: /content-type: (.*)/i.exec(head)?.[1] ?? '', body })
    })
    const gone = () => {
      if (socket === opened) socket = undefined
      answer({ status: 0, type: '', body: '' })
    }
    opened.on('error', gone)
    opened.on('close', gone)
    return opened
  }

  return {
    send(request: Buffer): Promise<Answer> {
      return new Promise((resolve) => {
        answer = resolve
        socket ??= open()
        socket.write(request)
      })
    },
    close: () => socket?.destroy(),
  }
}

interface Random {
  unit(): number
  below(count: number): number
  pick<T>(list: readonly T[]): T
}

/** Mulberry32: small, and the same everywhere. */
function createRandom(seed: number): Random {
  let state = seed >>> 0
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(unit() * count)
  return { unit, below, pick: (list) => list[below(list.length)] as (typeof list)[number] }
}

const HOSTILE: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  0,
  -1,
  -0,
  1.5,
  1e14,
  1e300,
  2 ** 53,
  [],
  {},
  [[]],
  'x'.repeat(3000),
  '\ud800',
  'a\udfff b',
  '\0',
  '\ud83d\ude00',
  '\u2028"\\',
  '__proto__',
  { constructor: { prototype: { polluted: true } } },
  { length: 1e9 },
  Array(300).fill({ item_id: 'x' }),
  { toString: 1, id: 'x' },
]

/** Texts that JSON.stringify does not write. */
const RAW: readonly [string, string][] = [
  ['"seq":', '"__proto__":{"visitor":"evil"},"seq":'],
  ['"seq":', '"seq":1e999,"seq":'],
  ['"ts":', '"ts":-1e400,"t":'],
  ['"seq":', `"seq":${'9'.repeat(400)},"x":`],
  ['"id":"', '"id":"\\ud800'],
  ['"id":"', '"id":"\\u0000\\uDC00'],
  ['"url":"', '"url":"\\uD83D'],
  ['{', '{\n\t\r '],
  ['"events":', '"events":[],"events":'],
  ['"page":', '"page":null,"page":'],
  ['"consent":', '"consent":{"__proto__":null},"consent":'],
]

function makeBatch(random: Random): Record<string, unknown> {
  const now = Date.now()
  const events = Array.from({ length: 1 + random.below(4) }, () => {
    const event = makeEvent(random.pick(EVENT_TYPES), { ts: now - random.below(1e6) }) as unknown as Record<
      string,
      unknown
    >
    // Now and then one that was there before.
    return random.below(10) === 0 ? { ...event, id: `again-${random.below(50)}` } : event
  })
  return { v: 1, key: 'fuzz', sentAt: now + random.below(2) * 1e8, sdk: 'fuzz/1', events }
}

/** Replaces, removes or adds something somewhere. */
function twist(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.below(6) === 0) return random.pick(HOSTILE)
  const keys = Object.keys(value)
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value }
  const key = keys[random.below(keys.length)]
  const what = random.below(8)
  if (key === undefined || what === 0)
    copy[random.pick(['extra', 'context', 'dropped', 'check', 'bot', 'data'])] = random.pick(HOSTILE)
  else if (what === 1 && !Array.isArray(value)) delete copy[key]
  else copy[key] = twist(copy[key], random)
  return copy
}

function damage(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const what = random.below(4)
  if (what === 0) return bytes.subarray(0, at)
  if (what === 1) return Buffer.concat([bytes.subarray(0, at), noise(random), bytes.subarray(at)])
  if (what === 2) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(20))])
  const copy = Buffer.from(bytes)
  if (copy.length > 0) copy[at % copy.length] = random.below(256)
  return copy
}

function noise(random: Random): Buffer {
  return Buffer.from(Array.from({ length: random.below(64) }, () => random.below(256)))
}

const PACKERS = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { 1: 1 } })],
] as const

const BLANKS = Buffer.alloc(4 << 20, ' ')
const BOMBS = PACKERS.map(([name, pack]) => [name, pack(BLANKS)] as const)

function makeJson(random: Random): Buffer {
  const what = random.below(12)
  if (what === 0) return noise(random)
  if (what === 1) {
    const depth = random.below(10_000)
    return Buffer.from(random.pick(['[', '{"a":', '{"v":1,"key":"fuzz","events":[']).repeat(depth).slice(0, 60_000))
  }
  let batch: unknown = makeBatch(random)
  for (let times = random.below(3); times > 0; times--) batch = twist(batch, random)
  let text = JSON.stringify(batch)
  if (what < 5) text = text.replace(...random.pick(RAW))
  const bytes = Buffer.from(text)
  return what === 5 || what === 6 ? damage(bytes, random) : bytes
}

function makeRequest(random: Random): Buffer {
  let body = makeJson(random)
  let path = '/v1/events'
  let headers = 'content-type: text/plain;charset=UTF-8\r\n'
  const what = random.below(20)
  if (what < 4) {
    const [name, pack] = random.pick(PACKERS)
    body = pack(body)
    if (random.below(4) === 0) body = damage(body, random)
    if (random.below(2) === 0) path += `?z=${name}`
    else headers += `content-encoding: ${name}\r\n`
  } else if (what === 4) {
    // Rarely, as each costs the unpacking of all that is allowed.
    const [name, bomb] = random.below(10) === 0 ? random.pick(BOMBS) : (['gzip', noise(random)] as const)
    body = bomb
    path += `?z=${name}`
  } else if (what === 5) {
    path += random.pick(['?', '?z', '?z=zstd', '?z=%', '?z=gzip&z=br', '?%F0%28', '?__proto__=1'])
  } else if (what === 6) {
    headers = `content-type: ${random.pick(['text/html', ';', 'application/json', 'TEXT/PLAIN', 'a'.repeat(500)])}\r\n`
  }
  const head = `POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}
