/** One shop whose truth is known, from its first shopper to the verdict. */
import { openWarehouse, queryExperiment, readExperiment } from '@endcap/insights'
import { createSeededRandom } from '@endcap/testkit'
import { createFolder, removeFolder } from '../browsers/processes.mjs'
import { CONFIG, EXPERIMENT, startShop } from './shop.mjs'
import { openNodePages, shopInBrowser, shopInNode } from './shoppers.mjs'

const DAY_MS = 86_400_000
/** The study ends at the present, for no collector takes events of the future. */
const AT_ONCE = { node: 16, pages: 4 }

/** What is planted: clicks per row seen, the lift of the arm `chosen`, and the share of its exposures that get lost. */
export const TRUTHS = {
  planted: { rate: 0.3, lift: 0.2, loss: 0 },
  same: { rate: 0.3, lift: 0, loss: 0 },
  broken: { rate: 0.3, lift: 0.2, loss: 0.2 },
}

/**
 * Lets shoppers come over so many days, `inPages` of them through a browser, and reads the result as a marketer would.
 * @param {{ name: keyof typeof TRUTHS, shoppers: number, inPages: number, days: number, seed: number, browser?: import('playwright-core').Browser, log: (text: string) => void }} options
 */
export async function study({ name, shoppers, inPages, days, seed, browser, log }) {
  const { rate, lift, loss } = TRUTHS[name]
  const random = createSeededRandom(seed)
  const endMs = Date.now()
  const startMs = endMs - days * DAY_MS
  /** The collector's clock goes with the shoppers. */
  let nowMs = startMs
  const losing = createSeededRandom(seed + 1)
  const dataDir = createFolder('endcap-study-')
  const shop = await startShop({
    dataDir,
    now: () => nowMs,
    loses: (variant) => variant === 'chosen' && losing.unit() < loss,
  })
  const closeNode = openNodePages(`${shop.url}/`)
  const every = inPages ? shoppers / inPages : Infinity
  const list = Array.from({ length: shoppers }, (_, i) => ({
    seed: seed * 1e7 + i,
    atMs: startMs + Math.floor(((i + 0.5) / shoppers) * (endMs - startMs)),
    lot: random.unit(),
    look: random.unit(),
    isInPage: Math.floor((i + 1) / every) > Math.floor(i / every),
  }))
  const rateOf = (variant) => (variant === 'chosen' ? rate * (1 + lift) : rate)
  const began = performance.now()
  for (let day = 0; day < days; day++) {
    const today = list.filter(({ atMs }) => Math.floor((atMs - startMs) / DAY_MS) === day)
    const serve = (isInPage, atOnce, by) => {
      const left = today.filter((one) => one.isInPage === isInPage).values()
      const work = async () => {
        for (const one of left) {
          nowMs = Math.max(nowMs, one.atMs)
          await by(one)
        }
      }
      return Array.from({ length: atOnce }, work)
    }
    await Promise.all([
      ...serve(false, AT_ONCE.node, (one) => shopInNode(shop.url, one, rateOf)),
      ...serve(true, AT_ONCE.pages, (one) => shopInBrowser(browser, shop.url, one, rateOf)),
    ])
    log(`${name}: day ${day + 1} of ${days}, ${today.length} shoppers`)
  }
  await closeNode()
  await shop.close()
  const seconds = (performance.now() - began) / 1000
  const warehouse = await openWarehouse({ path: shop.warehouse, readOnly: true })
  try {
    const data = await queryExperiment(warehouse, { experiment: EXPERIMENT })
    return {
      name,
      shoppers,
      inPages,
      days,
      seconds,
      lost: shop.lost(),
      result: readExperiment(data, CONFIG.experiments[0]),
    }
  } finally {
    warehouse.close()
    removeFolder(dataDir)
  }
}
