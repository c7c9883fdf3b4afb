/** What 50 events tracked within a second cost on the wire, once the page has come to rest. */
import { setTimeout as sleep } from 'node:timers/promises'
import { openPage } from './rig.mjs'
import { makeSample } from './sample.mjs'

const EVENTS_COUNT = 50
const SPREAD_MS = 1000
/** Longer than any SDK holds back what it has to say of the page view. */
const REST_MS = 4500
/** For what comes twice. */
const AFTER_MS = 2000

/** Measures one SDK on a page of its own. */
export async function measureWire(browser, sdk, { collector, url }) {
  const { page, context, errors } = await openPage(browser, url)
  await sleep(REST_MS)
  const before = collector.total()
  collector.take()
  const samples = Array.from({ length: EVENTS_COUNT }, (_, number) => makeSample(number))
  await page.evaluate(trackSpread, { samples, everyMs: SPREAD_MS / EVENTS_COUNT })
  const isThere = await collector.received(before + EVENTS_COUNT)
  await sleep(AFTER_MS)
  const taken = collector.take()
  await context.close()
  const sent = taken.filter(({ method }) => method !== 'OPTIONS')
  const ids = sent.flatMap((request) => request.ids)
  if (!isThere) throw new Error(`${sdk.label}: ${ids.length} of ${EVENTS_COUNT} events arrived ${errors.join('; ')}`)
  const sum = (requests, key) => requests.reduce((total, request) => total + request[key], 0)
  return {
    id: sdk.id,
    events: ids.length,
    duplicates: ids.length - EVENTS_COUNT,
    requests: sent.length,
    preflights: taken.length - sent.length,
    bodyBytes: sum(sent, 'bodyBytes'),
    urlBytes: sent.reduce((total, { url }) => total + url.length, 0),
    headBytes: sum(taken, 'headBytes'),
  }
}

/** Runs in the page. */
function trackSpread({ samples, everyMs }) {
  return new Promise((resolve) => {
    const shaped = samples.map(bench.shape)
    const startMs = performance.now()
    let count = 0
    const timer = setInterval(() => {
      // As many as are due: a busy page's timer comes late.
      while (count < shaped.length && performance.now() - startMs >= count * everyMs) bench.track(shaped[count++])
      if (count < shaped.length) return
      clearInterval(timer)
      resolve()
    }, everyMs / 2)
  })
}
