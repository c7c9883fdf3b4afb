import { BATCH_VERSION } from '@endcap/core'
import { type Check, fail, ok, warn } from './check.js'

/** A clock that is further off than this sets events on the wrong side of a click. */
const SKEW_MS = 30_000
const TIMEOUT_MS = 5000
/** A page of another origin, as every shop on its own domain is. */
const ORIGIN = 'https://endcap-doctor.example'

/** Checks that a collector answers, takes events from pages, and has the right time. */
export async function checkCollector(url: string, now: () => number): Promise<Check[]> {
  const base = url.replace(/\/$/, '')
  const health = await ask(`${base}/health`)
  if (!health?.ok) {
    const detail = health ? `${base}/health answered ${health.status}` : `${base} does not answer`
    return [fail('collector', detail, 'start it by `endcap collect`, and check the address and the firewall')]
  }
  const sinks = await checkReady(base)
  return [sinks, checkCors(await askFromPage(base)), checkClock(base, health, now())]
}

interface Readiness {
  readonly code?: string
  readonly sinks?: Readonly<Record<string, string>>
}

/** What `/ready` says: whether events are taken, and which sinks do not take theirs. */
async function checkReady(base: string): Promise<Check> {
  const answer = await ask(`${base}/ready`)
  const { code, sinks = {} } = ((await answer?.json().catch(() => undefined)) ?? {}) as Readiness
  const down = Object.keys(sinks).filter((name) => sinks[name] !== 'open')
  const fix = 'look at the log of the collector, and at endcap_sink_errors_total'
  if (!answer?.ok) return fail('collector', `${base} takes no events: ${code ?? answer?.status ?? 'no answer'}`, fix)
  if (down.length === 0) return ok('collector', `${base} takes events and its sinks are open`)
  return warn('collector', `${base} takes events, which wait for ${down.join(', ')}`, fix)
}

async function askFromPage(base: string): Promise<Response | undefined> {
  // A batch without events is refused, and writes nothing: the answer's headers are what is looked at.
  const body = JSON.stringify({ v: BATCH_VERSION, key: 'doctor', sentAt: Date.now(), sdk: 'endcap-doctor', events: [] })
  return ask(`${base}/v1/events`, { method: 'POST', body, headers: { origin: ORIGIN, 'content-type': 'text/plain' } })
}

function checkCors(answer: Response | undefined): Check {
  const allowed = answer?.headers.get('access-control-allow-origin')
  if (allowed === '*' || allowed === ORIGIN) return ok('CORS', 'pages of other origins may read the answers')
  return fail(
    'CORS',
    'answers carry no Access-Control-Allow-Origin',
    'let the proxy before the collector pass its headers on',
  )
}

function checkClock(base: string, health: Response, nowMs: number): Check {
  const date = Date.parse(health.headers.get('date') ?? '')
  if (Number.isNaN(date)) return warn('clock', `${base} tells no time`, 'let the proxy pass the Date header on')
  const skew = Math.round((date - nowMs) / 1000)
  if (Math.abs(skew) * 1000 <= SKEW_MS) return ok('clock', 'the collector and this machine agree')
  return warn('clock', `the collector is ${skew} s ahead of this machine`, 'set both clocks by NTP')
}

async function ask(url: string, init: RequestInit = {}): Promise<Response | undefined> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => undefined)
}
