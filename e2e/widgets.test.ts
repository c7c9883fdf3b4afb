import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBarriers } from './barriers.js'
import { launchChromium } from './chromium.mjs'
import { type PageOptions, startWidgetShop, type WidgetShop } from './widget-shop.mjs'

const LINKED = '<link rel="stylesheet" href="/endcap/endcap.css">'
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

interface Kind {
  readonly name: string
  readonly body: string
  readonly options?: PageOptions
  /** What the visitor did before, on a page of its own: `endcap.track` for each. */
  readonly before?: readonly [type: string, ids: readonly string[]][]
}

/** A card as a shop writes it, and what a template must not do. */
const OWN_CARD = `<a data-endcap-attr="href:url"><img width="200" height="200" alt="" data-endcap-attr="src:image">
<span class="own" data-endcap-text="title"></span></a> <b data-endcap-text="currentPrice"></b>
<button type="button" data-endcap-action="add_to_cart" data-endcap-attr="aria-label:title">+</button>`
const EVIL_CARD = `${OWN_CARD}<i data-endcap-attr="onclick:title style:brand srcdoc:title" data-endcap-text="brand"></i>
<script>document.title = 'run'</script>`

const KINDS: readonly Kind[] = [
  { name: 'row', body: '<endcap-row strategy="trending" heading="Row"></endcap-row>' },
  { name: 'grid', body: '<endcap-grid strategy="trending" heading="Grid" count="8"></endcap-grid>' },
  { name: 'list', body: '<endcap-list strategy="trending" heading="List" count="4"></endcap-list>' },
  {
    name: 'row of rich cards',
    body: '<endcap-row strategy="trending" heading="Row" dismiss="on"></endcap-row>',
  },
  {
    name: 'list of rich cards',
    body: '<endcap-list strategy="trending" heading="List" count="4" dismiss="on"></endcap-list>',
  },
  {
    name: 'recent',
    body: '<endcap-recent></endcap-recent>',
    before: [['view_item', ['p1', 'p2', 'p3', 'p4']]],
  },
  {
    name: 'threshold',
    body: '<endcap-threshold amount="60"></endcap-threshold>',
    before: [['add_to_cart', ['p2']]],
  },
  {
    name: 'row of cards of the shop',
    body: `<endcap-row strategy="trending" heading="Row"><template>${OWN_CARD}</template></endcap-row>`,
  },
  { name: 'bundle', body: '<endcap-bundle></endcap-bundle>', options: { product: 'p1' } },
  { name: 'related', body: '<endcap-related layout="grid"></endcap-related>', options: { product: 'p3' } },
  {
    name: 'similar, by data',
    body: '<div data-endcap-widget="similar"></div>',
    options: { product: 'p3', tall: true },
  },
]

/** Everything that a page must not do: shift, break its policy, throw, report. */
async function open(kind: Kind, options: PageOptions & { readonly width?: number } = {}) {
  const { width = 1280, ...more } = options
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  await context.exposeFunction('noteFault', (text: string) => faults.push(text))
  await context.addInitScript(() => {
    const note = (text: string) => (window as never as { noteFault(text: string): void }).noteFault(text)
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, lineNumber }) =>
      note(`policy: ${violatedDirective} ${sourceFile}:${lineNumber}`),
    )
    document.addEventListener('endcap:error', (event) => note(`error: ${(event as CustomEvent).detail.message}`))
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & {
        value: number
        hadRecentInput: boolean
        sources: readonly { node?: Element; previousRect: DOMRect; currentRect: DOMRect }[]
      })[]) {
        const from = entry.sources.map(
          ({ node, previousRect: a, currentRect: b }) =>
            `${node?.nodeName}.${node?.className} ${[a.x, a.y, a.height]} to ${[b.x, b.y, b.height]}`,
        )
        if (!entry.hadRecentInput) note(`shift of ${entry.value}: ${from}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  if (kind.before) {
    await page.goto(shop.page('', kind.options))
    await page.evaluate(async (before) => {
      const { endcap } = window as never as {
        endcap: { ready: Promise<void>; track(type: string, fields: object): void; profile(): object }
      }
      await endcap.ready
      for (const [type, ids] of before) {
        endcap.track(type, { items: ids.map((id) => ({ item_id: id, quantity: 1 })) })
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }, kind.before)
  }
  await page.goto(shop.page(kind.body, { head: LINKED, ...kind.options, ...more }))
  await page.locator('[data-endcap-state=ready] [data-endcap-item]:visible').first().waitFor({ timeout: 5000 })
  return { page, faults, close: () => context.close() }
}

/** Turns the wheel, and waits until the page has come to rest, if there is anywhere to go. */
async function wheel(page: Page, by: number): Promise<void> {
  const rest = page.evaluate(
    (by) =>
      new Promise<unknown>((resolve) => {
        const { scrollHeight } = document.documentElement
        if (by > 0 ? scrollY + innerHeight < scrollHeight - 1 : scrollY > 0)
          document.addEventListener('scrollend', resolve, { once: true })
        else resolve(undefined)
      }),
    by,
  )
  await page.mouse.wheel(0, by)
  await rest
}

describe.each(KINDS)('$name', (kind) => {
  it.each([
    ['ltr', 'light', 1280],
    ['ltr', 'dark', 390],
    ['rtl', 'light', 390],
  ] as const)('is drawn without a shift, clean for axe: %s, %s, at %i px', async (dir, theme, width) => {
    const { page, faults, close } = await open(kind, { dir, theme, width })
    await wheel(page, 3000)
    await wheel(page, -3000)
    expect(await findBarriers(page)).toEqual([])
    expect(faults).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await close()
  })

  it('is reached by Tab, link by link and button by button, each with a ring', async () => {
    const { page, faults, close } = await open(kind)
    const wanted = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('.endcap :is(a[href],button,select,input,ul[tabindex])')].filter(
          (element) =>
            element.checkVisibility({ visibilityProperty: true }) && !(element as HTMLButtonElement).disabled,
        ).length,
    )
    let reached = 0
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab')
      const on = await page.evaluate(() => {
        const { activeElement } = document
        if (!activeElement?.closest('.endcap')) return undefined
        const { outlineStyle, boxShadow } = getComputedStyle(activeElement)
        return outlineStyle !== 'none' || boxShadow !== 'none'
      })
      if (on !== undefined) reached++
      if (on === false) throw new Error('no focus ring')
      if (on === undefined && reached) break
    }
    expect(wanted).toBeGreaterThan(3)
    expect(reached).toBe(wanted)
    expect(faults).toEqual([])
    await close()
  })
})

describe('cards', () => {
  it('of the shop are measured, chosen and added as those of Endcap', async () => {
    const { page, faults, close } = await open({
      name: '',
      body: `<endcap-row strategy="trending" heading="Row"><template>${OWN_CARD}</template></endcap-row>`,
    })
    const seen = page.evaluate(
      () =>
        new Promise((resolve) => {
          const types = new Set<string>()
          const { endcap } = window as never as {
            endcap: { tracker: { on(type: 'event', listener: (event: { type: string }) => void): void } }
          }
          endcap.tracker.on('event', ({ type }) => {
            types.add(type)
            if (types.size === 3) resolve([...types].sort())
          })
        }),
    )
    await page.locator('[data-endcap-item=p2] button').click()
    await page.getByRole('status').filter({ hasText: 'Added to cart' }).waitFor({ state: 'attached' })
    await page.locator('[data-endcap-item=p2] .own').evaluate((title) => {
      addEventListener('click', (event) => event.preventDefault(), { once: true })
      ;(title as HTMLElement).click()
    })
    expect(await seen).toEqual(['add_to_cart', 'select_item', 'view_item_list'])
    expect(faults).toEqual([])
    await close()
  })

  it('ask for a variant in a dialog that the keyboard opens, leaves and uses', async () => {
    const { page, faults, close } = await open({
      name: '',
      body: '<endcap-row strategy="trending" heading="Row"></endcap-row>',
    })
    const button = page.locator('[data-endcap-item=p1] .endcap-atc')
    const offered = page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener('endcap:add-to-cart', (event) => {
            const { id, variant } = (event as CustomEvent).detail
            resolve({ id, variant })
          }),
        ),
    )
    const dialog = page.getByRole('dialog')
    await button.focus()
    await page.keyboard.press('Enter')
    await dialog.waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await button.evaluate((node) => node === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'M', exact: true }).focus()
    await page.keyboard.press('Enter')
    expect(await offered).toEqual({ id: 'p1', variant: 'p1-M' })
    expect(await button.evaluate((node) => node === document.activeElement)).toBe(true)
    expect(faults).toEqual([])
    await close()
  })

  it('are dismissed and taken back in the profile, with the focus kept', async () => {
    const { page, faults, close } = await open({
      name: '',
      body: '<endcap-row strategy="trending" heading="Row" dismiss="on"></endcap-row>',
    })
    const dismissed = () =>
      page.evaluate(
        () =>
          (window as never as { endcap: { profile(): { dismissed: readonly string[] } } }).endcap.profile().dismissed
            .length,
      )
    const button = page.locator('.endcap-dismiss').first()
    await button.focus()
    await page.keyboard.press('Enter')
    expect(await dismissed()).toBe(1)
    expect(await button.textContent()).toBe('Undo')
    await page.keyboard.press('Enter')
    expect(await dismissed()).toBe(0)
    expect(faults).toEqual([])
    await close()
  })

  it('are forgotten by the button of the history', async () => {
    const { page, faults, close } = await open({
      name: '',
      body: '<endcap-recent></endcap-recent>',
      before: [['view_item', ['p1', 'p2', 'p3']]],
    })
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByRole('status').filter({ hasText: 'Your history was cleared' }).waitFor({ state: 'attached' })
    const left = await page.evaluate(
      () =>
        (window as never as { endcap: { profile(): { recent: readonly unknown[] } } }).endcap.profile().recent.length,
    )
    expect(left).toBe(0)
    expect(faults).toEqual([])
    await close()
  })
})

describe('the theme of the page', () => {
  const body =
    '<form action="/cart/add"><button class="buy">Buy</button></form><endcap-row strategy="trending"></endcap-row>'
  const look = (page: Page) =>
    page
      .locator('.endcap-atc')
      .first()
      .evaluate((button) => {
        const { backgroundColor, color, borderTopLeftRadius } = getComputedStyle(button)
        return [backgroundColor, color, borderTopLeftRadius]
      })

  it.each([
    ['is taken by the cards', body, '', ['rgb(20, 83, 45)', 'rgb(255, 255, 255)', '3px']],
    [
      'is not where it could not be read',
      `<div class="pale">${body}</div>`,
      '',
      ['rgba(0, 0, 0, 0)', 'rgb(0, 0, 0)', '8px'],
    ],
    ['is not with data-theme="off"', body, 'data-theme="off"', ['rgba(0, 0, 0, 0)', 'rgb(0, 0, 0)', '8px']],
  ])('%s', async (_, body, tag, expected) => {
    const { page, faults, close } = await open({ name: '', body }, { tag })
    expect(await look(page)).toEqual(expected)
    expect(faults).toEqual([])
    await close()
  })
})

describe('placements', () => {
  it('draw what the config says', async () => {
    const placements = ['row', 'grid', 'list'].map((widget, i) => ({
      id: widget,
      selector: `#at-${widget}`,
      widget,
      strategy: ['trending'],
      count: 4,
      priority: i,
    }))
    const body = placements.map(({ id }) => `<div id="at-${id}"></div>`).join('')
    const { page, faults, close } = await open(
      { name: '', body },
      {
        config: { placements },
        tall: true,
      },
    )
    for (const { id } of placements) {
      const cards = page.locator(`#at-${id} > endcap-${id} .endcap-as-${id} [data-endcap-item]`)
      await expect.poll(() => cards.count()).toBe(4)
    }
    expect(faults).toEqual([])
    await close()
  })

  it('move nothing in sight before their tag is defined, also where endcap.css keeps space for tags', async () => {
    const placements = ['row', 'grid', 'list'].map((widget) => ({
      id: widget,
      selector: '#at',
      mode: 'after',
      widget,
      strategy: ['trending'],
      count: 4,
    }))
    // The last row is the page's own; that it is drawn is what is waited for.
    const body = '<p id="at">Over it</p><p>Under it</p><endcap-row strategy="trending" heading="Row"></endcap-row>'
    const { page, faults, close } = await open({ name: '', body }, { config: { placements } })
    for (const { id } of placements) {
      const placed = page.locator(`#at ~ endcap-${id}[placement] [data-endcap-item]`)
      await placed.first().waitFor({ state: 'attached' })
      expect(await placed.first().isVisible()).toBe(false)
    }
    expect(faults).toEqual([])
    await close()
  })
})

describe('hostile catalogues', () => {
  it('stay inert in a template of the shop', async () => {
    const evil = '<img src=x onerror=alert(1)>'
    const products = [0, 1, 2]
      .map((i) => ['\u0001javascript:alert(1)', ' java\tscript:alert(1)'][i % 2])
      .map((url, i) => ({
        id: `x${i}`,
        title: `${evil}${i}`,
        url,
        image: url,
        price: 3,
        currency: 'GBP',
        brand: 'background:url(/x)',
      }))
    const { page, faults, close } = await open(
      { name: '', body: `<endcap-row strategy="trending"><template>${EVIL_CARD}</template></endcap-row>` },
      { products },
    )
    const found = await page.evaluate(() => [
      [...document.querySelectorAll('.own')].map(({ textContent }) => textContent?.slice(0, -1)),
      document.querySelectorAll('.endcap :is(a[href],img[src],script,[onclick],[style],[srcdoc],.own *)').length,
      document.title,
    ])
    expect(found).toEqual([[evil, evil, evil], 0, 'Shop'])
    expect(faults.filter((fault) => !/^error: .*template of row-1: <.*> is refused$/.test(fault))).toEqual([])
    expect(faults).toHaveLength(4)
    await close()
  })

  it('stay inert text', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'\u202e'
    const products = Array.from({ length: 6 }, (_, i) => ({
      id: `x${i}"]`,
      title: i ? `${evil} ${'long '.repeat(150)}` : evil,
      url: ['\u0001javascript:alert(1)', ' java\tscript:alert(1)', 'vbscript:x'][i % 3],
      image: ['javascript:alert(1)', '"onerror=alert(1)', 'data:text/html,x'][i % 3],
      price: 3,
      salePrice: 2,
      currency: 'GBP',
      brand: evil,
      categories: [evil],
      rating: { value: 5, count: 1e9 },
      publishedAt: '2026-01-01',
      variants: [
        { id: evil, title: evil },
        { id: 'b', title: evil },
      ],
    }))
    for (const widget of ['row', 'grid', 'list', 'threshold', 'bundle']) {
      const { page, close } = await open(
        { name: '', body: `<endcap-${widget} strategy="trending" amount="9" dismiss="on"></endcap-${widget}>` },
        { products, product: products[1]?.id.replaceAll('"', '&quot;') },
      )
      const found = await page.evaluate(() => [
        document.querySelectorAll('.endcap a[href]').length,
        document.querySelectorAll('.endcap :is(script, b b, [onerror], img[src=x])').length,
        document.documentElement.scrollWidth - innerWidth,
      ])
      expect(found).toEqual([0, 0, 0])
      await close()
    }
  })
})
