/**
 * Every consent tool in every state, on a page where each way to keep or to send something is watched. The rule: before a
 * yes and after a no, nothing is written and nothing leaves but credential-free GETs of static files.
 */
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, test as base, beforeAll, describe, expect } from 'vitest'
import { launchChromium } from './chromium.mjs'
import type { Use } from './consent/instrument.js'
import { type Shop, startShop } from './consent/shop.js'
import { useEverything } from './consent/use-everything.js'
import { openVisit, type Visit, type VisitOptions } from './consent/visit.js'

let shop: Shop
let browser: Browser

beforeAll(async () => {
  shop = await startShop()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await shop.stop()
})

/** Opens visits, and closes their browsers when the test is over. */
const test = base.extend<{ visit(options: VisitOptions): Promise<Visit> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures in use from the pattern
  async visit({}, use) {
    const contexts = new Set<BrowserContext>()
    await use(async (options) => {
      const opened = await openVisit(browser, shop, options)
      contexts.add(opened.context)
      return opened
    })
    await Promise.all([...contexts].map((context) => context.close()))
  },
})

/** The tools that a visitor can answer; under Global Privacy Control a call of the shop's own code. */
const ROWS: readonly (VisitOptions & { readonly row: string })[] = [
  { row: 'explicit call', tool: 'call' },
  { row: 'explicit call under Global Privacy Control', tool: 'call', gpc: true },
  { row: 'TCF', tool: 'tcf' },
  { row: 'Consent Mode', tool: 'consent-mode' },
  { row: 'Shopify', tool: 'shopify' },
  { row: 'WordPress', tool: 'wp' },
]
const TOOLS = ROWS.filter(({ tool }) => tool !== 'call')

/** An event that was on the way under its own time, with the visitor's id. */
async function expectArrived(page: Visit, mark: Awaited<ReturnType<Visit['act']>>): Promise<void> {
  await expect.poll(() => page.arrived(mark), { timeout: 5000 }).toBeDefined()
  const event = await page.arrived(mark)
  expect(event).toMatchObject({ visitor: expect.any(String), consent: { analytics: 'granted' } })
  expect(event?.ts).toBeGreaterThanOrEqual(mark.from)
  expect(event?.ts).toBeLessThanOrEqual(mark.to)
}

describe.each(ROWS)('$row', ({ row: _, ...options }) => {
  test('unset: silent', async ({ visit }) => {
    const page = await visit(options)
    await page.act()
    await page.settle()
    await page.expectSilence()
  })

  test('denied: silent', async ({ visit }) => {
    const page = await visit({ ...options, start: 'denied' })
    await page.hears('denied')
    await page.act()
    await page.settle()
    await page.expectSilence('own')
  })

  test('denied, where the shop grants by default: silent', async ({ visit }) => {
    const page = await visit({ ...options, start: 'denied', consent: 'granted' })
    await page.hears('denied')
    await page.act()
    await page.settle()
    await page.expectSilence('own')
  })

  test('granted: tells what happens', async ({ visit }) => {
    const page = await visit({ ...options, start: 'granted' })
    await page.hears('granted')
    await expectArrived(page, await page.act())
    expect((await page.kept()).sort()).toContain('endcap.visitor')
  })

  test('a late yes: tells what happened before it, under its own time', async ({ visit }) => {
    const page = await visit(options)
    const before = await page.act()
    await page.settle()
    await page.expectSilence()
    await page.tool('grant')
    await page.hears('granted')
    const after = await page.act()
    await expectArrived(page, after)
    // Under Global Privacy Control the visitor had said no to what happened before.
    if (!options.gpc) await expectArrived(page, before)
  })

  test('a late no: what happened before it is never told, not even after a yes', async ({ visit }) => {
    const page = await visit(options)
    const before = await page.act()
    await page.tool('deny')
    await page.hears('denied')
    const between = await page.act()
    await page.settle()
    await page.expectSilence('own')
    await page.tool('grant')
    await page.hears('granted')
    await expectArrived(page, await page.act())
    expect(await page.arrived(before)).toBeUndefined()
    expect(await page.arrived(between)).toBeUndefined()
  })

  test('revoked: erased, silent from then on, and silent on the next page', async ({ visit }) => {
    const page = await visit({ ...options, start: 'granted' })
    await page.hears('granted')
    await expectArrived(page, await page.act())
    await page.tool('deny')
    await page.hears('denied')
    await expect.poll(page.kept, { timeout: 5000 }).toEqual([])
    await page.forgetUses()
    const after = await page.act()
    await page.settle()
    await page.expectSilence('own')
    const next = await visit({ ...options, start: 'denied', context: page.context })
    await next.hears('denied')
    await next.act()
    await next.settle()
    await next.expectSilence('own')
    expect(await next.arrived(after)).toBeUndefined()
  })

  test('denied on the next page: what the earlier yes has kept is erased', async ({ visit }) => {
    const page = await visit({ ...options, start: 'granted' })
    await page.hears('granted')
    await expectArrived(page, await page.act())
    const next = await visit({ ...options, start: 'denied', context: page.context })
    await next.hears('denied')
    await expect.poll(next.kept, { timeout: 5000 }).toEqual([])
    await next.forgetUses()
    await next.act()
    await next.settle()
    await next.expectSilence('own')
  })

  test('measurement alone: no profile', async ({ visit }) => {
    const page = await visit(options)
    await page.tool('measure')
    await page.hears('granted')
    const mark = await page.act()
    await expectArrived(page, mark)
    await page.settle()
    expect(await page.arrived(mark)).toMatchObject({ consent: { personalization: 'denied' } })
    expect(await page.kept()).not.toContain('database endcap-profile')
  })
})

describe.each(TOOLS)('$row', ({ row: _, ...options }) => {
  test('comes late: silent until its visitor says yes', async ({ visit }) => {
    const page = await visit({ ...options, isLate: true })
    const before = await page.act()
    await page.installTool()
    await page.settle()
    await page.expectSilence()
    await page.tool('grant')
    await page.hears('granted')
    await expectArrived(page, before)
  })

  test('asks where the shop grants by default: silent', async ({ visit }) => {
    const page = await visit({ ...options, consent: 'granted' })
    await page.act()
    await page.settle()
    await page.expectSilence()
  })

  test('grants where nobody is asked: tells', async ({ visit }) => {
    const page = await visit({ ...options, start: 'assumed', consent: 'granted' })
    await page.settle()
    await page.hears('granted')
    await expectArrived(page, await page.act())
  })

  test('grants where nobody is asked, under Global Privacy Control: silent', async ({ visit }) => {
    const page = await visit({ ...options, start: 'assumed', consent: 'granted', gpc: true })
    await page.act()
    await page.settle()
    await page.hears('denied')
    await page.expectSilence()
  })

  test('has a yes of its visitor, under Global Privacy Control: tells', async ({ visit }) => {
    const page = await visit({ ...options, start: 'granted', gpc: true })
    await page.hears('granted')
    await expectArrived(page, await page.act())
  })
})

describe('no tool', () => {
  test.for<[string, VisitOptions, 'denied' | 'unknown']>([
    ['unset', {}, 'unknown'],
    ['denied by default', { consent: 'denied' }, 'denied'],
    ['Global Privacy Control', { gpc: true }, 'denied'],
    ['granted by default, under Global Privacy Control', { consent: 'granted', gpc: true }, 'denied'],
  ])('%s: silent', async ([, options, state], { visit }) => {
    const page = await visit(options)
    await page.hears(state)
    await page.act()
    await page.settle()
    await page.expectSilence()
  })

  test('granted by default: tells', async ({ visit }) => {
    const page = await visit({ consent: 'granted' })
    await expectArrived(page, await page.act())
  })
})

describe('the watch', () => {
  test('sees every way to keep or to send something', async ({ visit }) => {
    const seen = await visit({})
    const used = await seen.page.evaluate(useEverything, seen.files)
    const apis = await seen.page.evaluate(() => (window as never as { uses: Use[] }).uses.map(({ api }) => api))
    expect(used.filter((api) => !apis.includes(api))).toEqual([])
    expect(used.length).toBeGreaterThan(70)
    // And the servers see the visitor's cookie where it is sent along.
    await expect.poll(() => seen.servers.cookies).toContain('with-cookies')
    await expect(seen.expectSilence()).rejects.toThrow()
  })
})
