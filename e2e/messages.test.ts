import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from './barriers.js'
import { launchChromium } from './chromium.mjs'
import { type PageOptions, startWidgetShop, type WidgetShop } from './widget-shop.mjs'

const LINKED = '<link rel="stylesheet" href="/endcap/endcap.css">'
const MESSAGE = {
  title: 'Ten per cent off for the kitchen',
  text: 'Mugs, jugs and boards, this week only.',
  image: '/img/2.svg',
  button: 'Shop the sale',
  url: '/page-1',
  countdown: true,
}
const SPRING = {
  id: 'spring',
  goal: 'sell',
  type: 'spend-and-save',
  spend: 60,
  coupon: { code: 'SPRING10' },
  schedule: { to: '2999-01-01' },
  holdout: 0,
}
const offer = (more: object = {}) => ({
  id: 'banner',
  selector: '#here',
  widget: 'offer',
  campaign: 'spring',
  message: MESSAGE,
  ...more,
})
const popup = (more: object = {}) => offer({ id: 'pop', widget: 'popup', popup: { on: 'delay', seconds: 5 }, ...more })

const POLL = { timeout: 10_000 }
const BODY = '<p class="text">Above.</p><div id="here"></div>'

let shop: WidgetShop
let browser: Browser
beforeAll(async () => {
  shop = await startWidgetShop()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await shop.stop()
})

interface Wish extends PageOptions {
  readonly placement: object
  readonly campaign?: object
  readonly more?: { readonly placements: readonly object[]; readonly campaigns: readonly object[] }
  readonly width?: number
  readonly body?: string
  /** Runs before the page's own scripts. */
  readonly init?: () => void
  /** Time goes by as the test says. Layout is asked of the page's real clock, so tests of it do without. */
  readonly clock?: boolean
  readonly context?: BrowserContextOptions
  /** What has happened when the page is open. @default its message is drawn */
  readonly until?: 'hidden' | 'ready'
}

/** A page with one message. Everything that a page must not do is a fault: shift, break its policy, throw, report. */
async function open({ placement, campaign = {}, width = 1280, until = 'ready', more, body = BODY, ...wish }: Wish) {
  const { clock = false, context: settings, init = () => {}, ...options } = wish
  const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce', ...settings })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  if (clock) await page.clock.install()
  await context.exposeFunction('noteFault', (text: string) => faults.push(text))
  await context.addInitScript(init)
  await context.addInitScript(() => {
    const note = (text: string) => (window as never as { noteFault(text: string): void }).noteFault(text)
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile }) =>
      note(`policy: ${violatedDirective} ${sourceFile}`),
    )
    document.addEventListener('endcap:error', (event) => note(`error: ${(event as CustomEvent).detail.message}`))
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
        sources: readonly { node?: Element; previousRect: DOMRect; currentRect: DOMRect }[]
      })[]) {
        const from = sources.map(
          ({ node, previousRect: a, currentRect: b }) =>
            `${node?.nodeName}.${node?.className} ${[a.x, a.y, a.height]} to ${[b.x, b.y, b.height]}`,
        )
        if (!hadRecentInput) note(`shift of ${value}: ${from}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const config = {
    placements: [placement, { id: 'row', selector: 'main', strategy: ['trending'] }, ...(more?.placements ?? [])],
    campaigns: [{ ...SPRING, ...campaign }, ...(more?.campaigns ?? [])],
  }
  await page.goto(shop.page(body, { head: LINKED, config, ...options }))
  await page.locator(`.endcap [data-endcap-state=${until}]`).first().waitFor({ state: 'attached' })
  await page.locator('[data-endcap-slot=row][data-endcap-state=ready]').waitFor({ state: 'attached' })
  return {
    page,
    faults,
    /** The events of a type, as the tracker has them. */
    events: (type: string) =>
      page.evaluate(
        (type) =>
          (
            window as never as { endcap: { tracker: { events(): { type: string; list?: object; offer?: object }[] } } }
          ).endcap.tracker
            .events()
            .filter((event) => event.type === type)
            .map(({ list, offer }) => ({ list, offer })),
        type,
      ),
    close: () => context.close(),
  }
}

/** Lets the popup's time go by. */
async function openPopup(page: Page) {
  await page.locator('dialog').waitFor({ state: 'attached' })
  await expect
    .poll(async () => {
      await page.clock.runFor(5100)
      return page.locator('dialog[open]').count()
    })
    .toBe(1)
}

describe('an offer', () => {
  it.each([
    ['ltr', 'en', 'light', 1280],
    ['ltr', 'en', 'dark', 390],
    ['rtl', 'ar', 'light', 390],
    ['rtl', 'ar', 'dark', 1280],
  ] as const)('is drawn without a shift, clean for axe: %s, %s, %s, at %i px', async (dir, lang, theme, width) => {
    const { page, faults, events, close } = await open({ placement: offer(), dir, lang, theme, width, tall: true })
    const section = page.locator('[data-endcap-slot=banner]')
    await section.scrollIntoViewIfNeeded()
    await page.getByRole('region', { name: MESSAGE.title }).waitFor()
    await expect.poll(async () => (await events('view_promotion')).length, POLL).toBe(1)
    expect(await findBarriers(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(await events('offer_shown')).toMatchObject([
      { list: { placement: 'banner', widget: 'offer' }, offer: { campaign: 'spring', type: 'spend-and-save' } },
    ])
    expect(faults).toEqual([])
    await close()
  })

  it('stays out of the flow where it would move what is in sight, and uses the place that the page kept', async () => {
    const free = await open({ placement: offer() })
    expect(await free.page.locator('[data-endcap-slot=banner]').isVisible()).toBe(false)
    expect(free.faults).toEqual([])
    await free.close()
    const kept = await open({
      placement: offer({ selector: '#none' }),
      body: '<endcap-offer class="endcap-reserved" placement="banner"></endcap-offer>',
    })
    await kept.page.getByRole('region', { name: MESSAGE.title }).waitFor()
    expect(kept.faults).toEqual([])
    await kept.close()
  })

  it('is copied, progressed and closed by the keyboard, and its code is in no event', async () => {
    const { page, faults, events, close } = await open({
      placement: offer(),
      tall: true,
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    })
    await page.locator('[data-endcap-slot=banner]').scrollIntoViewIfNeeded()
    const copy = page.getByRole('button', { name: 'Copy code' })
    await copy.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'Code copied' }).waitFor({ state: 'attached' })
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('SPRING10')
    expect(await copy.evaluate((node) => node === document.activeElement)).toBe(true)
    expect((await events('offer_accepted')).length).toBe(1)
    await page.evaluate(() =>
      (window as never as { endcap: { track(type: string, fields: object): void } }).endcap.track('add_to_cart', {
        items: [{ item_id: 'p23', quantity: 2 }],
      }),
    )
    await page.getByText('Your cart qualifies for this offer').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Close')
    await page.keyboard.press('Enter')
    await page.locator('[data-endcap-slot=banner]').waitFor({ state: 'hidden' })
    expect((await events('dismiss')).length).toBe(1)
    const all = await page.evaluate(() =>
      JSON.stringify((window as never as { endcap: { tracker: { events(): object[] } } }).endcap.tracker.events()),
    )
    expect(all).not.toContain('SPRING10')
    expect(faults).toEqual([])
    await close()
  })

  it('with a personal coupon is drawn when the shop has given it', async () => {
    const { page, faults, close } = await open({
      placement: offer({ message: { title: 'Yours', button: 'Show the code' } }),
      campaign: { coupon: { from: 'shop' } },
      tall: true,
      init: () =>
        document.addEventListener('endcap:coupon', (event) => {
          const { campaign, respondWith } = (event as CustomEvent).detail
          respondWith(Promise.resolve(`${campaign}-for-anna`))
        }),
    })
    await page.locator('[data-endcap-slot=banner]').scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: 'Show the code' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('spring-for-anna').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Copy code')
    expect(faults).toEqual([])
    await close()
  })

  it('with hostile texts and addresses is inert text', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'\u202e'
    const { page, close } = await open({
      placement: offer({
        message: {
          title: evil,
          text: `${evil} ${'long'.repeat(600)}`,
          image: 'javascript:alert(1)',
          button: evil,
          url: ' java\tscript:alert(1)',
        },
      }),
      campaign: { coupon: { code: evil } },
      tall: true,
    })
    await page.locator('[data-endcap-slot=banner]').scrollIntoViewIfNeeded()
    expect(await page.locator('[data-endcap-slot=banner] h2').textContent()).toBe(evil)
    const found = await page.evaluate(() => [
      document.querySelectorAll('[data-endcap-slot=banner] a').length,
      document.querySelectorAll('.endcap :is(script, [onerror], img[src=x])').length,
      document.documentElement.scrollWidth - innerWidth,
    ])
    expect(found).toEqual([0, 0, 0])
    await close()
  })
})

describe('a popup', () => {
  it.each([
    ['ltr', 'en', 'light', 1280],
    ['rtl', 'ar', 'dark', 390],
  ] as const)('opens without a shift, clean for axe: %s, %s, %s, at %i px', async (dir, lang, theme, width) => {
    const { page, faults, events, close } = await open({ placement: popup(), clock: true, dir, lang, theme, width })
    await openPopup(page)
    await page.getByRole('dialog', { name: MESSAGE.title }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect((await events('offer_shown')).length).toBe(1)
    expect(faults).toEqual([])
    await close()
  })

  it('keeps the focus, gives it back at Esc, and does not open on the next page', async () => {
    const { page, faults, events, close } = await open({ placement: popup(), clock: true })
    const before = page.locator('.endcap-atc').first()
    await before.focus()
    await openPopup(page)
    const inside = () => page.evaluate(() => !!document.activeElement?.closest('dialog'))
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Close')
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Tab')
      // Past the last button the focus goes to the browser's own, never to the page behind.
      expect((await inside()) || (await page.evaluate(() => document.activeElement === document.body))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    expect(await before.evaluate((node) => node === document.activeElement)).toBe(true)
    expect((await events('dismiss')).length).toBe(1)
    await page.reload()
    await page.locator('[data-endcap-slot=pop][data-endcap-state=hidden]').waitFor({ state: 'attached' })
    await page.clock.runFor(20_000)
    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(faults).toEqual([])
    await close()
  })

  it('is closed by a press beside it, not by one in it, and waits while the shopper types', async () => {
    const { page, faults, close } = await open({ placement: popup({ popup: { on: 'exit' } }), clock: true })
    await page.locator('dialog').waitFor({ state: 'attached' })
    await page.evaluate(() => document.querySelector('main')!.prepend(document.createElement('input')))
    const field = page.locator('input')
    await field.focus()
    const leave = () =>
      page.evaluate(() =>
        document.documentElement.dispatchEvent(
          new MouseEvent('mouseout', { clientY: -1, bubbles: true, relatedTarget: null }),
        ),
      )
    await page.clock.runFor(6000)
    await leave()
    expect(await page.locator('dialog[open]').count()).toBe(0)
    await field.blur()
    await expect
      .poll(async () => {
        await page.clock.runFor(5100)
        await leave()
        return page.locator('dialog[open]').count()
      })
      .toBe(1)
    await page.locator('dialog h2').click()
    expect(await page.locator('dialog[open]').count()).toBe(1)
    await page.mouse.click(5, 5)
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    // What was put into the page by the test itself moved it.
    expect(faults.filter((fault) => !fault.startsWith('shift'))).toEqual([])
    await close()
  })
})

describe('a visitor', () => {
  it('who denied is shown nothing with a cap, and nothing is stored', async () => {
    const { page, faults, close } = await open({
      placement: popup({ selector: 'main', frequency: { caps: [{ max: 9, per: 'day' }] } }),
      tag: 'data-consent="denied"',
      until: 'hidden',
      clock: true,
    })
    await page.clock.runFor(30_000)
    expect(await page.locator('dialog').count()).toBe(0)
    const kept = await page.evaluate(async () => [
      Object.keys(localStorage),
      Object.keys(sessionStorage),
      document.cookie,
      (await indexedDB.databases()).map(({ name }) => name),
    ])
    expect(kept).toEqual([[], [], '', []])
    expect(faults).toEqual([])
    await close()
  })

  it('who is held out sees nothing, and the place in sight is logged', async () => {
    // Half of the visitors are held out of each: that there is none among sixteen happens once in 65,536 runs.
    const ids = Array.from({ length: 16 }, (_, i) => `c${i}`)
    const { page, faults, events, close } = await open({
      placement: offer(),
      more: {
        campaigns: ids.map((id) => ({ id, goal: 'sell', type: 'discount', holdout: 0.5 })),
        placements: ids.map((id) => offer({ id, campaign: id, message: { title: id } })),
      },
      tall: true,
    })
    const out = page.locator('[data-endcap-slot^=c][data-endcap-state=hidden]')
    await out.first().waitFor({ state: 'attached' })
    const id = await out.first().getAttribute('data-endcap-slot')
    await out.first().evaluate((node) => node.parentElement?.firstElementChild?.scrollIntoView({ block: 'center' }))
    await expect
      .poll(
        async () =>
          (await events('offer_shown')).filter(({ list }) => (list as { placement: string }).placement === id),
        POLL,
      )
      .toMatchObject([{ offer: { campaign: id, type: 'discount', holdout: true } }])
    expect(await out.first().isVisible()).toBe(false)
    expect(faults).toEqual([])
    await close()
  })
})
