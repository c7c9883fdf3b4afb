/** Rows 6 and 7: tabs that share an outbox, and one that is hidden and shown all the time. */
import { pause, range } from '../rig.mjs'

const EACH = 10

const tabsOf = ({ count, quick = false }) => ({
  row: 6,
  name: `${count} tabs, one of them killed`,
  quick,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tabs = []
    for (let i = 0; i < count; i++) tabs.push(await stage.shopper(site.shop))
    for (const [i, tab] of tabs.entries()) {
      await tab.evaluate((each, from) => window.rig.track(each, from), EACH, i * EACH)
    }
    // A little later, so that its events are on disk: what a killed page had only in memory is nobody's.
    await pause(100)
    await stage.kill(tabs[0])
    const expected = range(count * EACH)
    await road.until(() => expected.every((n) => road.taken().has(n)), 30_000)
    // Time for a second sender to show itself.
    await pause(2500)
    return { expected, wireRatio: 0.01 }
  },
})

const TOGGLES = 50

/** Runs in the page: from outside each step would take several round trips to the browser. */
async function toggle(times) {
  const see = (state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
    return new Promise((resolve) => setTimeout(resolve, 20))
  }
  for (let n = 0; n < times; n++) {
    window.rig.track(1, n)
    await see('hidden')
    await see('visible')
  }
}

const toggled = {
  row: 7,
  name: `hidden and shown ${TOGGLES} times`,
  quick: true,
  together: true,
  async play(stage) {
    const site = await stage.site({ delayMs: 100 })
    const { road } = site
    const tab = await stage.shopper(site.shop)
    await tab.evaluate(toggle, TOGGLES)
    const expected = range(TOGGLES)
    await road.until(() => expected.every((n) => road.taken().has(n)), 15_000)
    return { expected, wireRatio: 0 }
  },
}

/** Rows 6 and 7. @type {import('../rig.mjs').Case[]} */
export const tabs = [tabsOf({ count: 2, quick: true }), tabsOf({ count: 5 }), tabsOf({ count: 20 }), toggled]
