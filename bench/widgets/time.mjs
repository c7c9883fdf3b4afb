/** From the script's first line to the drawn row on a page whose files are in the browser's cache, and the longest task on the way. */

import { setTimeout as sleep } from 'node:timers/promises'

/** Of a phone of the middle class. */
export const SLOWDOWN = 4
/** Loads before the measured ones: files come into the cache, and the engine keeps what it compiled. */
const WARM_UP_COUNT = 3
/** What comes after the row, such as likeness that is read in slices, is watched for so long. */
const REST_MS = 1500
const ARRIVAL_MS = 60_000
/** Tasks, what they spent their time on, and the page's marks: more would slow the page down. */
const CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'blink.user_timing']

/**
 * Medians of so many loads, slowed down and not. A page that is slowed down stands still for three quarters of the time and, on a busy machine,
 * for what other processes take; `fullSpeedMs` is the thread's own time of the longest task at full speed.
 */
export async function measureShop(browser, site, name, runs) {
  const slow = await measureLoads(browser, site, name, runs, SLOWDOWN)
  const fast = await measureLoads(browser, site, name, runs, 1)
  const longest = slow.map(({ tasks }) => tasks[0])
  return {
    drawnMs: round(median(slow.map(({ drawnMs }) => drawnMs))),
    longestMs: round(median(longest.map(({ ms }) => ms))),
    longestOfAllMs: round(Math.max(...longest.map(({ ms }) => ms))),
    fullSpeedMs: round(median(fast.map(({ tasks }) => Math.max(...tasks.map(({ ownMs }) => ownMs))))),
    tasks: slow[0].tasks.slice(0, 5),
    fastTasks: [...fast[0].tasks].sort((a, b) => b.ownMs - a.ownMs).slice(0, 5),
    scripts: slow[0].scripts,
  }
}

/** Each load with its tasks of the page's own thread from the script's first line on, longest first. */
async function measureLoads(browser, site, name, runs, rate) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', ({ message }) => errors.push(message))
  const devtools = await context.newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate })
  const found = []
  for (let run = -WARM_UP_COUNT; run < runs; run++) {
    if (run >= 0) await browser.startTracing(page, { categories: CATEGORIES })
    const drawn = site.drawn()
    await page.goto(site.url(name), { waitUntil: 'commit' })
    await Promise.race([
      drawn,
      sleep(ARRIVAL_MS, undefined, { ref: false }).then(() => Promise.reject(new Error(`${name}: no row`))),
    ])
    await sleep(REST_MS)
    const trace = run < 0 ? undefined : JSON.parse((await browser.stopTracing()).toString())
    const marks = await page.evaluate(() => {
      const at = (name) => performance.getEntriesByName(name)[0].startTime
      const scripts = performance.getEntriesByType('resource').filter(({ initiatorType, startTime, name }) => {
        return /\.js$/.test(name) && startTime < at('row') && initiatorType
      })
      return { drawnMs: at('drawn') - at('endcap-start'), scripts: scripts.map(({ name }) => new URL(name).pathname) }
    })
    if (trace) found.push({ ...marks, tasks: tasksOf(trace) })
  }
  await context.close()
  if (errors.length) throw new Error(`the page threw: ${errors.join('; ')}`)
  return found
}

/** `ms`: as long as the page was held up; `ownMs`: of that, the thread's own time, without what other processes took. */
function tasksOf({ traceEvents }) {
  const start = traceEvents.filter(({ name }) => name === 'endcap-start').at(-1)
  const own = traceEvents.filter(({ pid, tid, dur }) => pid === start.pid && tid === start.tid && dur > 0)
  return own
    .filter(({ name, ts, dur }) => name === 'RunTask' && ts + dur >= start.ts)
    .map(({ ts, dur, tdur }) => ({
      ms: dur / 1000,
      ownMs: (tdur ?? dur) / 1000,
      atMs: (ts - start.ts) / 1000,
      parts: own
        .filter(
          (part) => part.name !== 'RunTask' && part.ts >= ts && part.ts + part.dur <= ts + dur && part.dur > dur / 5,
        )
        .map(({ name, dur, args }) => `${name} ${args?.data?.url?.split('/').at(-1) ?? ''} ${round(dur / 1000)}`)
        .slice(0, 6),
    }))
    .sort((a, b) => b.ms - a.ms)
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1]
const round = (ms) => Number(ms.toFixed(1))
