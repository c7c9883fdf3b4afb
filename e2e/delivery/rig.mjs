/**
 * Plays cases in one browser against one collector, then stops the collector and judges every case by what its warehouse holds.
 *
 * @typedef {object} Case
 * @property {number} row of the acceptance list
 * @property {string} name
 * @property {boolean} [quick] belongs to the slice that `npm test` runs
 * @property {boolean} [together] may run beside others, in tabs and on an origin of its own
 * @property {(stage: Stage) => Promise<Outcome>} play
 *
 * @typedef {object} Outcome
 * @property {number[]} expected numbers of the events that must be in the warehouse, each once
 * @property {number} [wireRatio] most duplicates on the wire, as a share of the events; without it they are only counted
 * @property {(string | false | undefined)[]} [problems] what else was not as it must be
 * @property {string} [note]
 * @property {Record<string, number | string>} [facts] figures for the reader
 *
 * @typedef {ReturnType<typeof createStage>['stage']} Stage what a case works with
 */
import { DRIVERS } from '../browsers/driver.mjs'
import { createFolder, removeFolder } from '../browsers/processes.mjs'
import { startCollector } from './collector.mjs'
import { judge } from './judge.mjs'
import { openRoad } from './road.mjs'
import { startSite } from './site.mjs'

const CASE_TIMEOUT_MS = 150_000
/** Cases side by side: enough to share the waiting of a table, few enough to leave a small machine its breath. */
const TOGETHER = 5

/** Numbers of events, from `from` on. */
export const range = (count, from = 0) => Array.from({ length: count }, (_, i) => from + i)

/**
 * @param {{ name: string, cases: readonly Case[], swallow?: boolean, log: (line: string) => void }} options
 * @returns {Promise<{ version: string, rows: object[] }>} one row a case
 */
export async function playBrowser({ name, cases, swallow = false, log }) {
  const driver = DRIVERS[name]
  const collector = await startCollector()
  let browser
  let version = ''
  const house = {
    browser: () => (browser ??= driver.launch()),
    /** The next case gets a new one. */
    async renew() {
      const last = await browser
      browser = undefined
      await last?.close()
    },
  }
  const played = []
  try {
    version = (await house.browser()).version
    log(version)
    for (const group of groupTogether(cases)) {
      const queue = [...group]
      const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          played.push(await playCase(next, { driver, house, collector, swallow, log }))
        }
      }
      await Promise.all(Array.from({ length: Math.min(TOGETHER, group.length) }, work))
    }
    await house.renew()
    const runs = await collector.stop()
    const order = new Map(cases.map((entry, index) => [entry, index]))
    played.sort((a, b) => order.get(a.entry) - order.get(b.entry))
    return { version, rows: played.map((each) => judge(each, name, runs)) }
  } finally {
    await house.renew().catch(() => {})
    await collector.remove()
  }
}

/** First those that want the machine for themselves, then the others side by side. */
function groupTogether(cases) {
  const alone = cases.filter(({ together }) => !together)
  const others = cases.filter(({ together }) => together)
  return [...alone.map((entry) => [entry]), ...(others.length > 0 ? [others] : [])]
}

let runCount = 0

async function playCase(entry, { driver, house, collector, swallow, log }) {
  const startedMs = Date.now()
  const run = `${process.pid}-${++runCount}`
  const { stage, finish } = createStage({ run, driver, house, collector, swallow })
  /** @type {Outcome} */
  let outcome
  let timer
  try {
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${CASE_TIMEOUT_MS / 1000} s`)), CASE_TIMEOUT_MS)
    })
    outcome = await Promise.race([entry.play(stage), late])
  } catch (error) {
    outcome = { expected: [], problems: [`the case broke off: ${String(error?.message ?? error).split('\n')[0]}`] }
    log(String(error?.stack ?? error))
  }
  clearTimeout(timer)
  const { wire, problems } = await finish()
  const seconds = (Date.now() - startedMs) / 1000
  log(`  row ${entry.row} ${entry.name}: played in ${seconds.toFixed(1)} s`)
  return { entry, run, outcome, wire, problems, seconds }
}

/** Everything that a case needs, and the end of it all. */
function createStage({ run, driver, house, collector, swallow }) {
  const closers = []
  const roads = []
  const tabs = []
  let isLost = false

  const stage = {
    driver,
    /** Road and shop of this case: an origin of its own, and with it a profile of its own. */
    async site({ delayMs = 0 } = {}) {
      const road = await openRoad({ collector: collector.url, delayMs, swallow })
      roads.push(road)
      closers.push(road.close)
      const site = await startSite({ run, collector: road.url })
      closers.push(site.close)
      return { ...site, road }
    },
    /** Opens a tab on a page. */
    async tab(url) {
      const tab = await (await house.browser()).newTab(url)
      tabs.push(tab)
      return tab
    },
    /** Opens a tab by a click on a link of another. */
    async open(opener, url) {
      const tab = await opener.open(url)
      tabs.push(tab)
      return tab
    },
    /** Opens a tab on a page of the shop whose tracker has started: consent is granted and the first page view is out. */
    async shopper(url) {
      const tab = await stage.tab(url)
      await started(tab)
      return tab
    },
    started,
    /** A browser on a profile that outlives it. */
    async visit(profile, url) {
      const visit = await driver.visit(profile, url)
      closers.push(visit.kill)
      return visit
    },
    /** A folder that goes with the case. */
    folder() {
      const folder = createFolder('endcap-profile-')
      closers.unshift(() => removeFolder(folder))
      return folder
    },
    /** Kills a tab. It must be the last that the case wants of the browser: not every driver outlives it. */
    async kill(tab) {
      isLost = !driver.survivesKill
      tabs.splice(tabs.indexOf(tab), 1)
      await tab.kill()
    },
  }

  async function finish() {
    const problems = []
    if (!isLost) {
      for (const tab of tabs) {
        const notes = await within(
          2000,
          tab.evaluate(() => window.rig?.notes),
        ).catch(() => undefined)
        for (const error of notes?.errors ?? []) problems.push(`uncaught in the host page: ${error.split('\n')[0]}`)
      }
    }
    // A page that is gone cannot be closed, and a browser that lost a process may not answer.
    for (const tab of tabs) if (!isLost) await within(5000, tab.close()).catch(() => {})
    if (isLost) await house.renew()
    for (const close of closers.reverse()) await close()
    const preflights = roads.flatMap(({ passages }) => passages).filter(({ method }) => method === 'OPTIONS').length
    if (preflights) problems.push(`${preflights} preflights`)
    const wire = { repeats: 0, events: 0, numbers: [] }
    for (const road of roads) {
      const { repeats, events, numbers } = road.repeats()
      wire.numbers.push(...numbers)
      wire.repeats += repeats
      wire.events += events
    }
    return { wire, problems: [...new Set(problems)] }
  }

  return { stage, finish }
}

/** Resolves when the tracker of a page runs and its first page view was answered. */
async function started(tab) {
  await tab.evaluate(async () => {
    await window.endcap.tracker.ready
    await window.endcap.flush()
  })
}

/** Resolves when a tab has arrived at an address. */
export async function landed(tab, url, timeoutMs = 10_000) {
  const untilMs = Date.now() + timeoutMs
  while (Date.now() < untilMs) {
    // While the page changes, an engine may have no answer at all.
    if (
      (await within(
        1000,
        tab.evaluate(() => location.href),
      ).catch(() => '')) === url
    )
      return
    await pause(50)
  }
  throw new Error(`the tab did not get to ${url}`)
}

/** For times that are the case itself: "100 ms after". What can be waited for is waited for. */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const within = (ms, promise) =>
  Promise.race([promise, pause(ms).then(() => Promise.reject(new Error(`no answer in ${ms} ms`)))])
