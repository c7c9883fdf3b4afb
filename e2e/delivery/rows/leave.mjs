/** Rows 1 and 2: the page goes away at once after the events were tracked. */
import { landed, range } from '../rig.mjs'

/** A page without the SDK cannot help: what is to come comes on its own within this time and the road's. */
const ALONE_MS = 6000

const go = (count, url) => {
  window.rig.track(count)
  location.href = url
}
const isTaken = (road, count) => range(count).every((n) => road.taken().has(n))
const shut = (count) => {
  window.rig.track(count)
  window.close()
}

/** How a page goes away: by itself in the task that tracked, or closed by the shopper right after it. */
const WAYS = {
  navigation: (stage, site, count) =>
    stage.shopper(site.shop).then((tab) => ({ tab, done: tab.leave(go, count, site.plain) })),
  'window.close': async (stage, site, count) => {
    const tab = await stage.open(await stage.tab(site.plain), site.shop)
    await stage.started(tab)
    return { tab, done: tab.leave(shut, count) }
  },
  'tab closed': async (stage, site, count) => {
    const tab = await stage.shopper(site.shop)
    await tab.evaluate((n) => window.rig.track(n), count)
    return { tab, done: tab.close() }
  },
}

const leaving = ({ count, delayMs, how, quick = false }) => ({
  row: 1,
  name: `${count} events, ${how}, collector ${delayMs} ms away`,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site({ delayMs })
    const { tab, done } = await WAYS[how](stage, site, count)
    await done
    await site.road.until(() => isTaken(site.road, count), ALONE_MS + 2 * delayMs)
    const isGone = how === 'navigation' || (await tab.isClosed())
    return { expected: range(count), problems: [!isGone && 'the tab did not close'] }
  },
})

/** The hardest way: an engine may close such a tab without a word to the page. */
const closedByItself = {
  row: 1,
  name: '5 events, window.close of a tab that no script opened',
  together: true,
  async play(stage) {
    const site = await stage.site()
    const tab = await stage.shopper(site.shop)
    await tab.leave(shut, 5)
    await site.road.until(() => isTaken(site.road, 5), ALONE_MS)
    const arrived = range(5).filter((n) => site.road.taken().has(n)).length
    if (arrived < 5) {
      await stage.tab(site.shop)
      await site.road.until(() => isTaken(site.road, 5), 15_000)
    }
    return {
      expected: range(5),
      problems: [arrived < 5 && `${arrived} of 5 arrived alone, the rest with the next page of the shop`],
      note: 'Chromium tells such a page nothing of its end, neither pagehide nor visibilitychange; a fetchLater goes out',
    }
  },
}

/** WebKit may end a page that it has not finished loading without a word to it: then the next page of the shop has to deliver. */
const hurried = ({ count, quick = false }) => ({
  row: 1,
  name: `${count} events, left in the page's first milliseconds`,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const page = site.page('/hurry', {
      before: `addEventListener('pagehide', () => navigator.sendBeacon('/told'))`,
      after: `rig.track(${count}); location.href = ${JSON.stringify(site.plain)}`,
    })
    const tab = await stage.tab(site.plain)
    await tab.leave((url) => {
      location.href = url
    }, page)
    await site.road.until(() => isTaken(site.road, count), ALONE_MS)
    const isAlone = isTaken(site.road, count)
    const isTold = site.requests.some(({ path }) => path === '/told')
    if (!isAlone) {
      await tab.goto(site.shop)
      await site.road.until(() => isTaken(site.road, count), 10_000)
    }
    return {
      expected: range(count),
      problems: [isTold && !isAlone && isTaken(site.road, count) && 'arrived only with the next page of the shop'],
      ...(!isTold && {
        note: 'the engine told the page nothing of its end; the next page of the shop may have to deliver',
      }),
    }
  },
})

const NEEDED_BYTES = 56 * 1024
const HEAVY = { count: 20, chars: 8000 }

const heavy = ({ how, quick = false }) => ({
  row: 2,
  name: `160 KB in 20 events, ${how}`,
  quick,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    const before = road.posts().length
    const isAll = () => range(HEAVY.count).every((n) => road.taken().has(n))
    const sentBytes = () =>
      road
        .posts()
        .slice(before)
        .reduce((sum, { bytes }) => sum + bytes, 0)
    await tab.leave(
      ({ count, chars }, isHidden, url) => {
        window.rig.track(count, 0, { chars })
        if (isHidden) {
          Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
          document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
        }
        location.href = url
      },
      HEAVY,
      how === 'hidden, then gone',
      site.plain,
    )
    await landed(tab, site.plain)
    await road.until(() => isAll() || sentBytes() >= NEEDED_BYTES, 5000)
    const leftBytes = sentBytes()
    const isEnough = isAll() || leftBytes >= NEEDED_BYTES
    const openedMs = Date.now()
    await tab.goto(site.shop)
    await road.until(isAll, 15_000)
    return {
      expected: range(HEAVY.count),
      problems: [!isEnough && `${leftBytes} bytes arrived from the leaving page, not ${NEEDED_BYTES}`],
      facts: { leftBytes, seconds: (Date.now() - openedMs) / 1000 },
    }
  },
})

/** Rows 1 and 2. @type {import('../rig.mjs').Case[]} */
export const leave = [
  ...Object.keys(WAYS).flatMap((how) =>
    [0, 400, 1500].flatMap((delayMs) =>
      [5, 200].map((count) =>
        leaving({ how, delayMs, count, quick: how !== 'tab closed' && delayMs === 400 && count === 200 }),
      ),
    ),
  ),
  closedByItself,
  hurried({ count: 5, quick: true }),
  hurried({ count: 200 }),
  heavy({ how: 'navigation', quick: true }),
  heavy({ how: 'hidden, then gone' }),
]
