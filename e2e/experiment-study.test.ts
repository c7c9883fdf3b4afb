import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from './chromium.mjs'
import { study, TRUTHS } from './experiment/study.mjs'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

/** Ids and clicks are the same in each run, but for those of the pages. */
const small = { days: 8, seed: 7, log: () => {} }

/** Not as many as a plan asks for, with which one of ten such tests finds nothing, but twice as many. */
const ENOUGH = 9600

it('finds a fifth more clicks, told by shoppers of the client in Node and of real pages', async () => {
  const { result, lost } = await study({ ...small, name: 'planted', shoppers: ENOUGH, inPages: 8, browser })
  expect(lost).toBe(0)
  expect(result.verdict).toMatchObject({ state: 'better', variant: 'chosen', metric: 'ctr' })
  expect(result.health.sampleRatio.alarm).toBe(false)
  const enrolled = result.arms.reduce((sum, { visitors }) => sum + visitors, 0)
  // The others are held out.
  expect(enrolled / ENOUGH).toBeGreaterThan(0.93)
  expect(enrolled / ENOUGH).toBeLessThan(0.97)
  const lift = result.metrics[0]?.comparisons[0]?.relative
  expect(lift?.low).toBeLessThan(TRUTHS.planted.lift)
  expect(lift?.high).toBeGreaterThan(TRUTHS.planted.lift)
}, 240_000)

it('withholds the verdict where a fifth of the exposures of an arm get lost', async () => {
  const { result, lost } = await study({ ...small, name: 'broken', shoppers: 2000, inPages: 0 })
  expect(lost).toBeGreaterThan(100)
  expect(result.verdict).toMatchObject({ state: 'broken', variant: undefined })
}, 120_000)

it('finds nothing where nothing differs', async () => {
  const { result } = await study({ ...small, name: 'same', shoppers: 1000, inPages: 0 })
  expect(result.verdict.state).toBe('open')
}, 120_000)
