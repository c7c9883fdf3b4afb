/** Row 10: what a page stores and sends in each state of consent, seen by instruments on every API that could. */
import { landed, range } from '../rig.mjs'

const COUNT = 3

/** Runs before the script tag: notes every write and every request of the page. */
function instrument() {
  const calls = (window.rigCalls = [])
  const note = (label, value) => calls.push(`${label} ${String(value ?? '').slice(0, 120)}`)
  const wrap = (owner, key, label = key, isMeant = (..._args) => true) => {
    const real = owner?.[key]
    if (typeof real !== 'function') return
    owner[key] = function (...args) {
      if (isMeant(...args)) note(label, args[0])
      return real.apply(this, args)
    }
  }
  const wrapNew = (key) => {
    const Real = window[key]
    if (!Real) return
    window[key] = new Proxy(Real, {
      construct(target, args, type) {
        note(`new ${key}`, args[0])
        return Reflect.construct(target, args, type)
      },
    })
  }
  const wrapSet = (owner, key, label) => {
    const found = Object.getOwnPropertyDescriptor(owner, key)
    Object.defineProperty(owner, key, {
      ...found,
      set(value) {
        note(label, value)
        found.set.call(this, value)
      },
    })
  }
  const isFile = (_url, { method = 'GET', credentials } = {}) => method === 'GET' && credentials === 'omit'
  wrap(window, 'fetch', 'fetch', (...args) => !isFile(...args))
  wrap(window, 'fetchLater')
  wrap(window, 'open')
  wrap(Navigator.prototype, 'sendBeacon')
  wrap(XMLHttpRequest.prototype, 'open', 'XMLHttpRequest')
  wrap(Storage.prototype, 'setItem')
  wrap(IDBFactory.prototype, 'open', 'indexedDB.open')
  wrap(IDBObjectStore.prototype, 'put')
  wrap(IDBObjectStore.prototype, 'add')
  wrap(window.CacheStorage?.prototype, 'open', 'caches.open')
  wrap(window.Cache?.prototype, 'put', 'cache.put')
  wrap(window.StorageManager?.prototype, 'getDirectory')
  wrapSet(Document.prototype, 'cookie', 'document.cookie')
  wrapSet(HTMLImageElement.prototype, 'src', 'image')
  for (const key of ['WebSocket', 'EventSource', 'RTCPeerConnection', 'Worker', 'SharedWorker']) wrapNew(key)
}

/** What a shopper does on a page, as far as it concerns the tracker. */
function act(count, from) {
  const see = (state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }
  window.rig.track(count, from)
  history.pushState({}, '', `?from=${from}`)
  see('hidden')
  see('visible')
  return window.endcap.flush()
}

/** What is left in the browser: runs on a page of the same origin without the SDK. */
async function findTraces() {
  const traces = []
  for (const storage of [localStorage, sessionStorage]) traces.push(...Object.keys(storage))
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error)
    })
    for (const store of database.objectStoreNames) {
      const count = await new Promise((resolve) => {
        const counting = database.transaction(store).objectStore(store).count()
        counting.onsuccess = () => resolve(counting.result)
      })
      if (count) traces.push(`${count} in ${name}/${store}`)
    }
    database.close()
  }
  if (document.cookie !== 'shop=1') traces.push(`cookies: ${document.cookie}`)
  return [...traces, ...((await window.caches?.keys()) ?? [])]
}

const GPC = `Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { configurable: true, get: () => true })`

const deny = () => window.endcap.consent({ analytics: 'denied', personalization: 'denied' })
const grant = () => window.endcap.consent({ analytics: 'granted', personalization: 'granted' })

/** Silent from the start, or from the moment of `silence` on. */
const state = ({ name, consent, before = '', silence, loud, quick = false }) => ({
  row: 10,
  name,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const page = site.page('/consent', {
      consent,
      before: `(${instrument})(); ${before}`,
      // A cookie of the shop, which no request to the collector may carry.
      headers: { 'set-cookie': 'shop=1; Path=/' },
      attributes: { 'data-config': `${road.url}/config.json`, 'data-catalog': `${road.url}/catalog.json` },
    })
    const tab = await stage.tab(page)
    await tab.evaluate(() => window.endcap.ready)
    let expected = []
    let seen = 0
    if (silence) {
      await tab.evaluate(act, COUNT, 0)
      await road.until(() => range(COUNT).every((n) => road.taken().has(n)), 10_000)
      expected = range(COUNT)
      seen = (await tab.evaluate(() => window.rigCalls)).length
      await tab.evaluate(silence)
    }
    const posts = road.posts().length
    await tab.evaluate(act, COUNT, COUNT)
    const calls = (await tab.evaluate(() => window.rigCalls)).slice(seen)
    if (loud) {
      await tab.evaluate(loud)
      await tab.evaluate(() => window.endcap.flush())
      expected = range(COUNT, COUNT)
    }
    await tab.leave((url) => {
      location.href = url
    }, site.plain)
    await landed(tab, site.plain)
    const requests = road.posts().length - posts
    const traces = await tab.evaluate(findTraces)
    const cookies = road.passages.filter(({ cookie }) => cookie).length
    const isLoud = Boolean(loud)
    return {
      expected,
      problems: [
        ...calls.map((call) => `without consent: ${call}`),
        ...(isLoud ? [] : traces.map((trace) => `left behind: ${trace}`)),
        !isLoud && requests > 0 && `${requests} requests`,
        cookies > 0 && `${cookies} requests with a cookie`,
        silence && seen === 0 && 'the instruments saw nothing of a granted consent',
      ],
    }
  },
})

const granted = {
  row: 10,
  name: 'granted: stores and sends',
  together: true,
  async play(stage) {
    const site = await stage.site()
    const page = site.page('/consent', { before: `(${instrument})()`, headers: { 'set-cookie': 'shop=1; Path=/' } })
    const tab = await stage.shopper(page)
    await tab.evaluate(act, COUNT, 0)
    const calls = await tab.evaluate(() => window.rigCalls)
    const saw = (label) => calls.some((call) => call.startsWith(label))
    const cookies = site.road.passages.filter(({ cookie }) => cookie).length
    return {
      expected: range(COUNT),
      problems: [
        !(saw('indexedDB.open') && saw('setItem') && saw('fetch')) && 'the instruments did not see it',
        cookies > 0 && `${cookies} requests with a cookie`,
      ],
    }
  },
}

/** Row 10. @type {import('../rig.mjs').Case[]} */
export const consent = [
  state({ name: 'unset: nothing stored, nothing sent', consent: '', quick: true }),
  state({ name: 'unset, then granted: only then', consent: '', loud: grant }),
  state({ name: 'denied: nothing stored, nothing sent', consent: 'denied' }),
  granted,
  state({
    name: 'granted, then revoked: nothing any more, nothing left',
    consent: 'granted',
    silence: deny,
    quick: true,
  }),
  state({ name: 'Global Privacy Control: nothing stored, nothing sent', consent: 'granted', before: GPC, quick: true }),
]
