/** How long `track` holds the page up, and what the main thread does for it until the events have left. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openPage } from './rig.mjs'
import { makeSample } from './sample.mjs'

const CALLS_COUNT = 50
const WARM_UP_COUNT = 5
const REST_MS = 4500
/** A batch at a time is measured: nobody needs to wait for more. */
const FLUSH_MS = 250
/** For what an SDK does with an answer; as much again on a slowed-down page. */
const SETTLE_MS = 150
/** Nothing, and a phone of the middle class. */
const SLOWDOWNS = [1, 4]
/** A slowed-down batch takes seconds of some SDKs: one of so many is enough. */
const SLOW_EVERY = 2

/**
 * Measures all SDKs in turn, batch by batch, so that a busy moment of the machine meets all of them.
 * @param {{ sdk: object, collector: object, url: string }[]} runs
 */
export async function measureTimes(browser, runs, batchesCount, onRound = () => {}) {
  const open = await Promise.all(runs.map((one) => prepare(browser, one)))
  await sleep(REST_MS)
  for (let round = -WARM_UP_COUNT; round < batchesCount; round++) {
    for (const one of open) {
      for (const slowdown of SLOWDOWNS) {
        if (slowdown > 1 && round % SLOW_EVERY) continue
        const measured = await measureBatch(one, slowdown, round + WARM_UP_COUNT)
        if (round >= 0) one.times[slowdown].push(measured)
      }
    }
    onRound(round + 1)
  }
  for (const { context } of open) await context.close()
  return open.map(({ sdk, times }) => ({
    id: sdk.id,
    ...Object.fromEntries(SLOWDOWNS.map((slowdown) => [`x${slowdown}`, summary(times[slowdown])])),
  }))
}

async function prepare(browser, { sdk, collector, url }) {
  const { page, context, errors } = await openPage(browser, url, FLUSH_MS)
  const devtools = await context.newCDPSession(page)
  // The thread's own time: other processes of the machine do not count.
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  return { sdk, collector, page, context, devtools, errors, times: Object.fromEntries(SLOWDOWNS.map((x) => [x, []])) }
}

async function measureBatch({ sdk, collector, page, devtools, errors }, slowdown, round) {
  const samples = Array.from({ length: CALLS_COUNT }, (_, number) => makeSample(round * CALLS_COUNT + number))
  await page.evaluate((samples) => void (bench.batch = samples.map(bench.shape)), samples)
  const due = collector.total() + CALLS_COUNT
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  const before = await readMetrics(devtools)
  const callsMs = await page.evaluate(trackAll)
  const isThere = sdk.id === 'none' || (await collector.received(due))
  await sleep(slowdown > 1 ? 2 * SETTLE_MS : SETTLE_MS)
  const after = await readMetrics(devtools)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  collector.take()
  if (!isThere) throw new Error(`${sdk.label}: a batch did not arrive; ${errors.join('; ')}`)
  return {
    callsMs,
    taskMs: (after.TaskDuration - before.TaskDuration) * 1000,
  }
}

async function readMetrics(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

/** Runs in the page. Clocks step by 0.1 ms there, so the batch is timed as a whole. */
function trackAll() {
  const { batch, track } = bench
  const startMs = performance.now()
  for (const sample of batch) track(sample)
  return performance.now() - startMs
}

/** Per call in ms: median and 95th percentile over the batches; per batch of 50 in ms: the main thread's work. */
function summary(batches) {
  const of = (key) => batches.map((batch) => batch[key]).sort((a, b) => a - b)
  const at = (sorted, ratio) => sorted[Math.ceil(sorted.length * ratio) - 1]
  const calls = of('callsMs')
  return {
    callMedianMs: round(at(calls, 0.5) / CALLS_COUNT, 4),
    callP95Ms: round(at(calls, 0.95) / CALLS_COUNT, 4),
    taskMedianMs: round(at(of('taskMs'), 0.5), 2),
  }
}

const round = (value, digits) => Number(value.toFixed(digits))
