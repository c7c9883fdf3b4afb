import { createSyntheticShop } from '@endcap/testkit'
import { beforeAll, expect, test, vi } from 'vitest'
import { type ChurnResult, type ClvResult, runInsight } from '../src/index.js'
import { renderChurn } from '../src/report/section/churn.js'
import { renderClv } from '../src/report/section/clv.js'
import { askOrdersOf } from './shop-orders.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let clv: ClvResult
let churn: ChurnResult
beforeAll(async () => {
  const shop = createSyntheticShop({ seed: 9, visitors: 1500, days: 280 })
  ;[clv, churn] = await askOrdersOf(shop, async (source) => [
    await runInsight('clv', source, { margin: 0.4 }),
    await runInsight('churn', source, {}),
  ])
})

test('lifetime value has the finding, its test, a drawing with words and numbers, and what to do', () => {
  const { markup } = renderClv(clv)
  const places = [
    'purchases are expected',
    'weeks that it had not seen',
    '<svg role="img"',
    '<desc',
    'Show the numbers',
    'By plain formulas',
    'log likelihood',
    'What to do:',
  ].map((text) => markup.toLowerCase().indexOf(text.toLowerCase()))
  expect(places.every((place) => place >= 0)).toBe(true)
  expect(markup).not.toMatch(/NaN|undefined|Infinity|<script/)
})

test('groups of fewer than ten people are hidden', () => {
  const { holdout } = clv
  if (!holdout) throw new Error('no holdout')
  const by_frequency = holdout.by_frequency.map((group, index) => ({ ...group, customers: index === 1 ? 9 : 10 }))
  const { markup } = renderClv({ ...clv, holdout: { ...holdout, by_frequency } })
  expect(markup.match(/<bdi>[0-7]\+?<\/bdi>/g)).toHaveLength(by_frequency.length - 1)
  expect(markup).not.toContain('<bdi>1</bdi>')
})

test('churn has the finding, how right the chances were, and what to do', () => {
  const { markup } = renderChurn(churn)
  expect(markup).toContain('That customers leave at all is sure.')
  expect(markup).toContain('How right the chance was to stay away')
  expect(markup.match(/<circle/g)?.length).toBe(10)
  expect(markup).toContain('What to do:')
  expect(markup).not.toMatch(/NaN|undefined|Infinity|<script/)
})

test('nothing found is said, and nothing is drawn', () => {
  const { markup } = renderChurn({
    ...churn,
    finding: false,
    leaving: { likelihood_ratio: 0, p: 1, finding: false },
    models: { leaving: { refused: 'few' }, buying: { refused: 'few' } },
  })
  expect(markup).toContain('Nobody is known to be leaving')
  expect(markup).not.toContain('<svg')
  const refused = renderClv({ ...clv, refused: 'Too few <b>customers</b>.' }).markup
  expect(refused).toContain('Too few &lt;b&gt;customers')
  expect(refused).not.toContain('<svg')
})
