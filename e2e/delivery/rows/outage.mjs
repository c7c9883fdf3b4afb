/** Row 3: the collector is away, or the browser is. */
import { pause, range } from '../rig.mjs'

const COUNT = 20
const DELIVERED_MS = 5000

const isTaken = (road, count = COUNT) => range(count).every((n) => road.taken().has(n))

/** Reloads while the collector is away, or when it is back; nothing more is tracked. */
const reload = ({ name, backMs, quick = false }) => ({
  row: 3,
  name,
  quick,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const tab = await stage.shopper(site.shop)
    await road.down()
    const { stored } = await tab.evaluate((count) => {
      window.rig.track(count)
      return window.endcap.flush()
    }, COUNT)
    if (backMs === 0) await road.up()
    await tab.goto(site.shop)
    const startedMs = Date.now()
    if (backMs > 0) {
      await pause(backMs)
      await road.up()
    }
    await road.until(() => isTaken(road), 30_000)
    const seconds = (Date.now() - startedMs) / 1000
    return {
      expected: range(COUNT),
      problems: [
        stored < COUNT && `only ${stored} of ${COUNT} were stored while the collector was away`,
        seconds * 1000 > DELIVERED_MS && `took ${seconds} s after the reload`,
      ],
      facts: { seconds },
    }
  },
})

/** The browser runs as a visitor has it: its page tracks by itself and tells that it did. */
const killed = {
  row: 3,
  name: 'browser killed 100 ms after tracking, started again',
  quick: true,
  together: true,
  async play(stage) {
    const site = await stage.site()
    const { road } = site
    const page = site.page('/killed', {
      after: `addEventListener('load', async () => {
        await endcap.tracker.ready
        await endcap.flush()
        rig.track(${COUNT})
        fetch('/tracked')
      })`,
    })
    const profile = stage.folder()
    const first = await stage.visit(profile, page)
    await site.asked('/tracked', 40_000)
    await pause(100)
    await first.kill()
    const before = range(COUNT).filter((n) => road.taken().has(n)).length
    await stage.visit(profile, site.shop)
    await road.until(() => isTaken(road), 40_000)
    return { expected: range(COUNT), facts: { arrivedBeforeKill: before }, problems: [] }
  },
}

/** Row 3. @type {import('../rig.mjs').Case[]} */
export const outage = [
  reload({ name: 'collector away, back, reload, no new event', backMs: 0, quick: true }),
  reload({ name: 'collector away, reload, back after 1 s, no new event', backMs: 1000 }),
  killed,
]
