import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  EMPTY_PROFILE,
  type EventEnvelope,
  type Product,
  type Profile,
  STRATEGIES,
  type StrategyName,
} from '@endcap/core'
import { createRanker, decodeModel, foldEvent } from '@endcap/ranker'
import { createSeededRandom } from '@endcap/testkit'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { startDemo } from './demo.mjs'

let demo: Awaited<ReturnType<typeof startDemo>>
let model: ArrayBuffer
let products: Product[]

beforeAll(async () => {
  demo = await startDemo()
  model = await (await fetch(`${demo.url}/model/model.bin`)).arrayBuffer()
  products = (await (await fetch(`${demo.url}/catalog.json`)).json()).products
})
afterAll(async () => {
  await demo.stop()
  demo.remove()
})

const NOW = Date.UTC(2026, 0, 31)

/** Seeded shoppers: a few views, carts and purchases each, over thirty days. */
function shoppers(count: number): EventEnvelope[][] {
  const random = createSeededRandom(7)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random.unit() * list.length)] as T
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(random.unit() * 8) }, (_, i) => {
      const { id, price } = pick(products)
      const type = pick(['view_item', 'view_item', 'view_item', 'add_to_cart', 'purchase'] as const)
      return {
        id: random.id(),
        type,
        ts: NOW - Math.floor(random.unit() * 30 * 86_400_000),
        stream: 's',
        seq: i + 1,
        items: [{ item_id: id, price, quantity: 1 }],
        ...(type === 'purchase' && { order: { transactionId: random.id(), value: price, currency: 'GBP' } }),
        consent: { analytics: 'granted', personalization: 'granted' },
      } satisfies EventEnvelope
    }).sort((a, b) => a.ts - b.ts),
  )
}

it('recommends and reorders in Chromium to the last bit as in Node', async () => {
  const sessions = shoppers(40)
  const listed = products.slice(0, 60).map(({ id }) => id)
  // Runs in Node as it is, and in Chromium from its text: it may name nothing of this file but its own parameters,
  // `sessions` and `listed`.
  const answer = (
    ranking: typeof import('@endcap/ranker'),
    bytes: ArrayBuffer,
    shop: Product[],
    now: number,
    empty: Profile,
    strategies: readonly StrategyName[],
  ) => {
    const known = new Map(shop.map((entry) => [entry.id, entry]))
    const ranker = ranking.createRanker({ model: ranking.decodeModel(bytes), products: shop })
    return sessions.map((events) => {
      const profile = events.reduce((state, event) => ranking.foldEvent(state, event, (id) => known.get(id)), empty)
      const context = { productId: events.at(-1)?.items?.[0]?.item_id as string }
      return {
        profile,
        lists: strategies.map((strategy) => ranker.recommend({ strategy, profile, context, count: 20, now })),
        order: ranker.reorder(listed, { profile, now }),
      }
    })
  }
  const inNode = answer(
    { createRanker, decodeModel, foldEvent } as never,
    model,
    products,
    NOW,
    EMPTY_PROFILE,
    STRATEGIES,
  )

  const bundle = await build({
    stdin: {
      contents: `import * as ranking from '@endcap/ranker'; window.answer = async () => {
        const model = await (await fetch('/model/model.bin')).arrayBuffer()
        const { products } = await (await fetch('/catalog.json')).json()
        const sessions = ${JSON.stringify(sessions)}, listed = ${JSON.stringify(listed)}
        return (${answer})(ranking, model, products, ${NOW}, ${JSON.stringify(EMPTY_PROFILE)}, ${JSON.stringify(STRATEGIES)})
      }`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
  })
  const browser = await launchChromium()
  const page = await browser.newPage()
  await page.goto(`${demo.url}/`)
  await page.evaluate(bundle.outputFiles[0]?.text as string)
  const inChromium = await page.evaluate(() => (window as never as { answer(): Promise<unknown> }).answer())
  await browser.close()

  expect(inChromium).toEqual(JSON.parse(JSON.stringify(inNode)))
  expect(inNode.flatMap(({ lists }) => lists.flat()).length).toBeGreaterThan(1000)
})

it('serves the script with the hash that its integrity file names', async () => {
  const { createHash } = await import('node:crypto')
  const file = (name: string) => readFileSync(new URL(`../packages/widgets/dist/${name}`, import.meta.url))
  const named = JSON.parse(file('endcap.integrity.json').toString())['endcap.js']
  const served = Buffer.from(await (await fetch(`${demo.url}/endcap.js`)).arrayBuffer())
  expect(`sha384-${createHash('sha384').update(served).digest('base64')}`).toBe(named)
})
