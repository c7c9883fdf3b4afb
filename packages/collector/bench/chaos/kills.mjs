import { statSync } from 'node:fs'
import { readdir, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** The first and the last kill, as shares of all events. */
const [FIRST, LAST] = [0.002, 0.97]
/** Kills come in bursts of about so many, this many events or fewer apart; in between a collector has time to warm up. */
const BURST_KILLS = 5
const BURST_EVENTS = 600
/** Longer than this after the last look, and a sink may have read what a cut would take away: it lingers for 100 ms. */
const CUT_WITHIN_MS = 30
const SPIN_MS = 4
/** A collector that just started takes a while for its first request. */
const BURST_MS = 3000

/**
 * Kills the collector at random counts of acknowledged events, and starts it again: at random moments, while it starts, in the
 * middle of a transaction of PostgreSQL, and behind a write that nobody was acknowledged, whose bytes are then cut as a power
 * cut may leave them. Now and then SIGTERM instead, which must drain the sinks and end with 0. `killed` gets the counts.
 */
export async function killAgainAndAgain(options) {
  const { collector, clients, faults, services, dataDir, kills, random, killed, total } = options
  const moments = momentsOf(kills, total, random)

  async function kill() {
    const isKilled = await collector.kill()
    if (isKilled) killed.total++
    return isKilled
  }

  async function whileStarting() {
    await kill()
    const starting = collector.start()
    await sleep(random.unit() * 1200)
    const isKilled = await kill()
    if (isKilled) killed.starting++
    await starting
    if (isKilled) await collector.start()
  }

  async function inTransaction() {
    if (await seesTransaction(services.postgres)) killed.inTransaction++
    await kill()
    await collector.start()
  }

  async function withTornTail() {
    await clients.pause()
    let isQuiet = false
    for (let tries = 0; !isQuiet && tries < 40; tries++) {
      await sleep(40)
      isQuiet = (await collector.lag()) === 0
    }
    const before = await tailOf(dataDir)
    const { acknowledged } = clients.counts
    const deadline = performance.now() + BURST_MS
    let lookedMs = performance.now()
    clients.resume()
    const hasGrown = () => statSync(before.path).size > before.bytes
    // Mostly without giving way: between the write and the answers is one sync only.
    for (let seen = !before; !seen && performance.now() < deadline; await nextTurn()) {
      for (const until = performance.now() + SPIN_MS; !seen && performance.now() < until; seen = hasGrown()) {
        lookedMs = performance.now()
      }
      if (seen) break
    }
    const killing = kill()
    const tookMs = performance.now() - lookedMs
    await killing
    // Answers that were sent before the kill are on their way still.
    await sleep(50)
    const after = await tailOf(dataDir)
    const isSame = after?.path === before?.path && after?.bytes > before?.bytes
    if (isQuiet && isSame && tookMs < CUT_WITHIN_MS && clients.counts.acknowledged === acknowledged) {
      await truncate(after.path, before.bytes + Math.floor(random.unit() * (after.bytes - before.bytes)))
      killed.tornTails++
    }
    await collector.start()
  }

  async function atOnce() {
    await sleep(random.unit() * 30)
    await kill()
    await collector.start()
  }

  async function byTerm() {
    await faults.calmly(async () => {
      const code = await collector.terminate()
      if (code !== 0) throw new Error(`SIGTERM ended with ${code}`)
      killed.sigterm++
      await collector.start()
    })
  }

  for (const moment of moments) {
    if (killed.total >= kills) break
    while (clients.counts.acknowledged < moment) await sleep(3)
    const dice = random.unit()
    if (dice < 0.04 && !options.disk) await byTerm()
    if (dice < 0.15) await whileStarting()
    else if (dice < 0.4) await withTornTail()
    else if (dice < 0.55 && services.postgres) await inTransaction()
    else await atOnce()
  }
}

/** Counts of acknowledged events, ascending. */
function momentsOf(kills, total, random) {
  const moments = []
  while (moments.length < kills) {
    let moment = (FIRST + random.unit() * (LAST - FIRST)) * total
    for (let count = 0; count < BURST_KILLS && moments.length < kills; count++) {
      moments.push(Math.min(moment, LAST * total))
      moment += random.unit() * BURST_EVENTS
    }
  }
  return moments.sort((a, b) => a - b)
}

/** The newest segment of a spool, and its length. */
async function tailOf(dataDir) {
  const folder = join(dataDir, 'spool')
  const name = (await readdir(folder))
    .filter((file) => file.endsWith('.log'))
    .sort()
    .at(-1)
  return name && { path: join(folder, name), bytes: statSync(join(folder, name)).size }
}

/** Waits, not for long, until the collector is in the middle of a transaction. */
async function seesTransaction({ url }) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  const query = `SELECT 1 FROM pg_stat_activity WHERE application_name = 'endcap' AND state <> 'idle' AND query LIKE 'INSERT%'`
  try {
    await client.connect()
    for (let tries = 0; tries < 100; tries++) {
      if ((await client.query(query)).rows.length > 0) return true
      await sleep(2)
    }
    return false
  } catch {
    // It is down at the moment.
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
