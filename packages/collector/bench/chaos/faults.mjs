import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { FAILURES } from './receiver.mjs'

/** How long a fault lasts, and how long all is well between two. */
const [SHORTEST_MS, LONGEST_MS] = [300, 2500]
const FULL_MS = 400
/** Between two ends of one server. */
const REST_MS = 10_000

/**
 * What happens to sinks and disk: the receiver of `http` fails in every way, NATS and PostgreSQL are stopped or killed and come
 * back, a table of PostgreSQL is locked so that writing crawls, the small disk fills up. One at a time.
 */
export function createFaults({ services, disk, clients, random }) {
  const { receiver, nats, postgres } = services
  const counts = {}
  let isOver = false
  let current = 'all well'
  let healed = Promise.resolve()
  let held = Promise.resolve()
  let filled = () => {}
  const begun = disk ? new Promise((resolve) => (filled = resolve)) : undefined

  const between = (low, high) => low + random.unit() * (high - low)
  const last = () => sleep(between(SHORTEST_MS, LONGEST_MS))
  const count = (name) => (counts[name] = (counts[name] ?? 0) + 1)
  const backSinceMs = new Map()
  const failures = Object.keys(FAILURES)

  async function restart(service) {
    // Killed again before it has read its log, a server is never back.
    if (performance.now() - (backSinceMs.get(service) ?? -REST_MS) < REST_MS) return false
    await (random.unit() < 0.5 ? service.kill() : service.stop())
    await last()
    await service.restart()
    backSinceMs.set(service, performance.now())
    return true
  }

  async function lock() {
    const client = new pg.Client({ connectionString: postgres.url })
    client.on('error', () => {})
    await client.connect()
    try {
      await client.query('BEGIN; SET LOCAL lock_timeout = 2000; LOCK TABLE raw_events IN ACCESS EXCLUSIVE MODE')
      await last()
    } catch {
      // The table is not there yet, or somebody else holds it for long: then nothing crawls this time.
    } finally {
      await client.end()
    }
  }

  /** Until a client was told so, and a while longer. */
  async function fillDisk() {
    const told = () => clients.counts.refused['spool-failed'] ?? 0
    const before = told()
    await disk.fill(Math.floor(random.unit() * 65_536))
    filled()
    for (let tries = 0; tries < 100 && told() === before && !isOver; tries++) await sleep(20)
    if (told() > before) count('full')
    await sleep(random.unit() * FULL_MS)
    await disk.free()
  }

  const kinds = [
    ...(receiver
      ? failures.map((name) => [
          `http ${name}`,
          async () => {
            receiver.fail(name)
            await last()
            receiver.mend()
          },
        ])
      : []),
    // As often as all ways of http together.
    ...(nats ? failures.map(() => ['nats down', () => restart(nats)]) : []),
    ...(postgres
      ? failures.map((_, index) =>
          index % 2 ? ['postgres down', () => restart(postgres)] : ['postgres crawling', lock],
        )
      : []),
    ...(disk ? [['full disk', fillDisk]] : []),
  ]

  return {
    counts,
    now: () => current,
    /** Resolves once the disk is full for the first time: a short run is over before the first pause would be. */
    begun,
    /** Holds the next fault back while `task` runs, once the present one is over. */
    async calmly(task) {
      let release = () => {}
      held = new Promise((resolve) => (release = resolve))
      await healed
      try {
        return await task()
      } finally {
        release()
      }
    },
    async run() {
      for (let isFirst = true; !isOver && kinds.length > 0; isFirst = false) {
        if (!isFirst || !disk) await sleep(between(SHORTEST_MS, LONGEST_MS) / 2)
        await held
        if (isOver) break
        const [name, happen] = kinds[Math.floor(random.unit() * kinds.length)]
        current = name
        healed = happen()
        // The full disk counts itself, by what clients were told.
        if ((await healed) !== false && !disk) count(name)
        current = 'all well'
      }
    },
    stop: () => (isOver = true),
  }
}
