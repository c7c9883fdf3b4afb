/** Row 8: pages that come back, pages that are copied, and pages that may not do what pages do. */
import { landed, range } from '../rig.mjs'

const COUNT = 5

const trackAndFlush = (tab, from) =>
  tab.evaluate(
    (count, n) => {
      window.rig.track(count, n)
      return window.endcap.flush()
    },
    COUNT,
    from,
  )
const all = (road, count) => () => range(count).every((n) => road.taken().has(n))

/** A page with something wrong, or something done to it in between: everything arrives once, and nothing is thrown at the shop. */
const odd = ({ name, before, act, page = {}, quick = false, note }) => ({
  row: 8,
  name,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const tab = await stage.shopper(site.page('/odd', { before, ...page }))
    await trackAndFlush(tab, 0)
    if (act) await tab.evaluate(act)
    await trackAndFlush(tab, COUNT)
    await site.road.until(all(site.road, 2 * COUNT), 15_000)
    return { expected: range(2 * COUNT), wireRatio: 0, note }
  },
})

const restored = {
  row: 8,
  name: 'back from the back-forward cache',
  quick: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const page = site.page('/back', { before: 'addEventListener("pageshow", (e) => (rig.isRestored = e.persisted))' })
    const tab = await stage.shopper(page)
    await tab.leave(
      (count, url) => {
        window.rig.track(count)
        location.href = url
      },
      COUNT,
      site.plain,
    )
    await landed(tab, site.plain)
    await tab.leave(() => history.back())
    await landed(tab, page)
    const isRestored = await tab.evaluate(() => window.rig.isRestored)
    await trackAndFlush(tab, COUNT)
    await road.until(all(road, 2 * COUNT), 15_000)
    const events = new Map(road.posts().flatMap(({ events }) => events.map(({ id, type }) => [id, type])))
    const views = [...events.values()].filter((type) => type === 'page_view').length
    return {
      expected: range(2 * COUNT),
      wireRatio: 0,
      note: 'prerendering does not start without a screen: it is a unit test of the tracker',
      problems: [!isRestored && 'the page was loaded anew', views !== 2 && `${views} page views, not 2`],
    }
  },
}

const duplicated = {
  row: 8,
  name: 'duplicated tab',
  together: true,
  async play(stage) {
    const site = await stage.site()
    const tab = await stage.shopper(site.shop)
    // A tab with an opener starts with a copy of its session storage, as a duplicated one does.
    const copy = await stage.open(tab, site.shop)
    await stage.started(copy)
    await Promise.all([trackAndFlush(tab, 0), trackAndFlush(copy, COUNT)])
    await site.road.until(all(site.road, 2 * COUNT), 15_000)
    return { expected: range(2 * COUNT), wireRatio: 0 }
  },
}

const reopened = {
  row: 8,
  name: 'closed while the collector was away, opened again',
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    await road.down()
    await trackAndFlush(tab, 0)
    await tab.close()
    await road.up()
    await stage.tab(site.shop)
    await road.until(all(road, COUNT), 15_000)
    return { expected: range(COUNT), wireRatio: 0 }
  },
}

/** What is thrown in a frame, the frame tells its host. */
const framed = {
  row: 8,
  name: 'sandboxed frame without its origin',
  quick: true,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const inner = site.page('/frame', {
      before: `for (const type of ['error', 'unhandledrejection'])
        addEventListener(type, (e) => parent.postMessage(String(e.message ?? e.reason), '*'))`,
      after: `endcap.tracker.ready.then(() => { rig.track(${COUNT}, ${COUNT}); endcap.flush() })`,
    })
    const outer = site.page('/host', {
      before: 'addEventListener("message", ({ data }) => rig.notes.errors.push("in the frame: " + data))',
      body: `<iframe sandbox="allow-scripts" src="${inner}"></iframe>`,
    })
    const tab = await stage.shopper(outer)
    await trackAndFlush(tab, 0)
    await site.road.until(all(site.road, 2 * COUNT), 15_000)
    return { expected: range(2 * COUNT), wireRatio: 0 }
  },
}

const BLOCKED = `
  const blocked = () => { throw new DOMException('blocked', 'SecurityError') }
  for (const key of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
    Object.defineProperty(window, key, { configurable: true, get: blocked })
  Object.defineProperty(document, 'cookie', { configurable: true, get: blocked, set: blocked })`

const FULL = `
  const full = () => { throw new DOMException('full', 'QuotaExceededError') }
  Storage.prototype.setItem = full
  IDBObjectStore.prototype.put = IDBObjectStore.prototype.add = full`

const ABORTED = `
  const { put } = IDBObjectStore.prototype
  Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }
  IDBObjectStore.prototype.put = function (...args) {
    const request = put.apply(this, args)
    this.transaction.abort()
    return request
  }`

const storm = () => {
  // Safari allows 100 in half a minute.
  for (let i = 0; i < 80; i++) history.pushState({}, '', `?step=${i}`)
  history.replaceState({}, '', '?step=last')
}
const shift = (days) => `() => { const { now } = Date; Date.now = () => now() + ${days} * 86400000 }`

/** Row 8. @type {import('../rig.mjs').Case[]} */
export const pages = [
  restored,
  duplicated,
  reopened,
  framed,
  odd({ name: 'storm of pushState', act: storm }),
  odd({ name: 'opaque origin', page: { headers: { 'content-security-policy': 'sandbox allow-scripts' } } }),
  odd({ name: 'storage blocked', before: BLOCKED, quick: true }),
  odd({ name: 'storage full, put throws', before: FULL }),
  odd({ name: 'storage full, transaction aborted', before: ABORTED }),
  odd({ name: 'clock put forward by a day', act: shift(1) }),
  odd({ name: 'clock put back by a day', act: shift(-1) }),
]
