import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type InsightSource,
  openWarehouseSource,
  renderAttribution,
  renderBudget,
  renderChannels,
  renderPaths,
  runInsight,
} from '../src/index.js'
import { foldFlow } from '../src/journeys/paths/flow.js'
import { drawSankey, SANKEY_HEIGHT_PX } from '../src/report/chart/sankey.js'
import { renderFrame } from '../src/report/frame.js'
import { html } from '../src/report/html.js'
import { journeyShop, PLANTED_TRUTH } from './journeys-shop.js'
import { DAY_MS, START_MS, warehouseOf } from './planted.js'

const NASTY = `<script>alert("1")</script>`
const costs = ['email', 'display', 'paid_search'].map((channel) => ({
  channel,
  fromDay: START_MS / DAY_MS,
  toDay: START_MS / DAY_MS + 99,
  cost: 5000,
}))

let source: InsightSource
beforeAll(async () => {
  source = await openWarehouseSource(await warehouseOf(journeyShop(PLANTED_TRUTH, 1, 1200)))
})
afterAll(() => source?.close())

test('each section has a finding, a picture with words and numbers, and what to do', async () => {
  const sections = [
    renderPaths(await runInsight('paths', source, {})),
    renderAttribution(await runInsight('attribution', source, { draws: 20 })),
    renderChannels(await runInsight('channels', source, { costs, margin: 0.4 })),
    renderBudget(await runInsight('budget', source, { costs, margin: 0.4 })),
  ].map(({ markup }) => markup)
  for (const markup of sections) {
    expect(markup).toMatch(/<section aria-labelledby="(\w+)">\n<h2 id="\1">/)
    expect(markup).toMatch(/<svg role="img"[^>]*><title[^>]*>[^<]+<\/title><desc[^>]*>[^<]+<\/desc>/)
    expect(markup).toContain('Show the numbers')
    expect(markup).toContain('<strong>What to do:</strong>')
    expect(markup).not.toMatch(/<script| style=| on\w+=|undefined|NaN/)
  }
  expect(sections[1]).toContain('only a holdout tells')
  expect(sections[2]).toContain('email converts best')
  const page = renderFrame({
    title: 't',
    heading: 'h',
    basis: 'b',
    main: html`${sections.map((markup) => ({ markup }))}`,
  })
  const ids = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('groups of fewer than ten people are not shown, and names are escaped', async () => {
  const result = await runInsight('channels', source, {})
  const [row] = result.channels
  const channels = [
    ...result.channels,
    { ...row!, channel: 'tiny', people: 9 },
    { ...row!, channel: NASTY, people: 10 },
  ]
  const { markup } = renderChannels({ ...result, channels })
  expect(markup).not.toContain('tiny')
  expect(markup).toContain('Not shown: 1 with fewer than 10 people.')
  expect(markup).not.toContain('<script')
  expect(markup).toContain('&lt;script&gt;')
  const paths = await runInsight('paths', source, {})
  const few = { ...paths, purchasePaths: [{ path: 'seldom > order', sessions: 9 }, ...paths.purchasePaths] }
  expect(renderPaths(few).markup).not.toContain('seldom')
})

test('a Sankey stays within its frame, whatever flows', () => {
  const steps = Array.from({ length: 30 }, (_, n) => `s${n}`)
  const transitions = steps.flatMap((from, n) =>
    [0, 1, 2, 3].map((depth) => ({ depth, from, to: steps[(n * 7 + depth) % 30] ?? 'exit', n: 1 + ((n * 13) % 400) })),
  )
  const { markup } = drawSankey(foldFlow(transitions, { depth: 5, most: 8 }))
  const bottoms = Array.from(markup.matchAll(/ y="([\d.]+)" width="[\d.]+%" height="([\d.]+)"/g), ([, y, height]) => {
    return Number(y) + Number(height)
  })
  expect(bottoms.length).toBeGreaterThan(20)
  // Every column fits but for nodes that are drawn two pixels high so as to be seen at all.
  expect(Math.max(...bottoms)).toBeLessThanOrEqual(SANKEY_HEIGHT_PX + 8)
  expect(markup).not.toMatch(/NaN|Infinity/)
  expect(drawSankey({ nodes: [], links: [] }).markup).not.toMatch(/NaN|Infinity/)
})
