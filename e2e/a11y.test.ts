/** What screen readers are told of every kind of widget, in both directions; axe over all looks; motion; hostile data. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCatalogue } from '../examples/theme-gallery/catalogue.mjs'
import { KINDS } from '../examples/theme-gallery/kinds.mjs'
import { startGallery } from '../examples/theme-gallery/server.mjs'
import { THEMES } from '../examples/theme-gallery/themes.mjs'
import { findBarriers } from './barriers.js'
import { launchChromium } from './chromium.mjs'
import { visitGallery } from './gallery.js'

let gallery: Awaited<ReturnType<typeof startGallery>>
let browser: Browser

beforeAll(async () => {
  gallery = await startGallery()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await gallery.stop()
})

describe('the tree of a screen reader', () => {
  // Which products a row shows changes by the day, so here one is as another.
  const products = Array.from({ length: 144 }, (_, i) => ({
    id: `atelier-${i}`,
    title: 'Linen shirt',
    url: '?product=shirt',
    price: 100,
    salePrice: 80,
    currency: 'EUR',
    categories: ['Shirts'],
    rating: { value: 4.5, count: 20 },
    publishedAt: new Date(Date.now() - 864e5).toISOString(),
    variants: ['S', 'M'].map((title) => ({ id: `${i}-${title}`, title })),
  }))

  it.each(['ltr', 'rtl'] as const)('is as the snapshots say: %s', async (dir) => {
    const visit = await visitGallery(browser, gallery.url, { dir })
    const { content } = createCatalogue('atelier', dir === 'rtl' ? 'ar' : 'en')
    await visit.open((route) => route.fulfill({ json: { v: 1, products, content } }))
    for (const { name, isMessage } of KINDS) {
      const kind = visit.page.locator(`[data-kind="${name}"]`)
      if (isMessage) await kind.locator('[data-endcap-state=ready]').first().waitFor({ state: 'attached' })
      // What opens it by itself is the journeys' matter.
      if (name === 'popup') await kind.locator('dialog').evaluate((dialog) => (dialog as HTMLDialogElement).showModal())
      const tree = await kind.ariaSnapshot()
      // The shop's own cards are what they are, and time goes by.
      const text =
        name === 'reorder' ? tree.replaceAll(/(link|\/url:) ".*"/g, '$1 "…"') : tree.replace(/timer: .*/, 'timer: …')
      await expect(`${text}\n`).toMatchFileSnapshot(`a11y/${name}.${dir}.yml`)
    }
    expect(await visit.faults()).toEqual([])
    await visit.context.close()
  })
})

describe('axe finds nothing', () => {
  const looks = Object.keys(THEMES).flatMap((theme) => [
    { theme, dir: 'ltr', scheme: 'light', width: 1280 } as const,
    { theme, dir: 'rtl', scheme: 'dark', width: 390 } as const,
  ])
  it.each(looks)('in $theme, $dir, $scheme, $width px', async (look) => {
    const visit = await visitGallery(browser, gallery.url, look)
    await visit.open()
    await visit.page.locator('.endcap-as-recent-search').waitFor()
    expect(await findBarriers(visit.page)).toEqual([])
    await visit.context.close()
  })
})

describe('a shopper who asked for less motion', () => {
  it('sees no animation, and rows turn their page at once', async () => {
    const visit = await visitGallery(browser, gallery.url, { kinds: ['row'] })
    await visit.page.emulateMedia({ reducedMotion: 'reduce' })
    let release = () => {}
    const opened = visit.open((route) => {
      release = () => route.fallback()
    })
    await visit.page.locator('.endcap-skeleton').first().waitFor()
    expect(await visit.page.evaluate(() => document.getAnimations().length)).toBe(0)
    release()
    await opened
    const next = visit.page.locator('.endcap-next')
    const moved = await next.evaluate((button) => {
      const track = button.closest('section')?.querySelector('ul') as HTMLElement
      ;(button as HTMLElement).click()
      return Math.abs(track.scrollLeft)
    })
    expect(moved).toBeGreaterThan(200)
    await visit.context.close()
  })

  it('sees messages that are simply there', async () => {
    const visit = await visitGallery(browser, gallery.url, { kinds: ['list', 'grid', 'offer', 'survey', 'popup'] })
    await visit.page.emulateMedia({ reducedMotion: 'reduce' })
    const { page } = visit
    const movements = async () => {
      await visit.open()
      await page.locator('#finder form').waitFor()
      return page.evaluate(() => {
        document.querySelector<HTMLDialogElement>('dialog.endcap-dialog')!.showModal()
        return document.getAnimations().length
      })
    }
    expect(await movements()).toBe(0)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    expect(await movements()).toBeGreaterThan(0)
    await visit.context.close()
  })

  it('is one among others: without the wish skeletons pulse and rows glide', async () => {
    const visit = await visitGallery(browser, gallery.url, { kinds: ['row'] })
    let release = () => {}
    const opened = visit.open((route) => {
      release = () => route.fallback()
    })
    await visit.page.locator('.endcap-skeleton').first().waitFor()
    expect(await visit.page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0)
    release()
    await opened
    await visit.context.close()
  })
})

describe('hostile data', () => {
  const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>'
  const evil = [
    `${markup}"'`,
    'javascript:alert(3)',
    '\u202eevil\u2066 \u200f bidi',
    `${'ten thousand '.repeat(800)}`,
    '{{constructor.constructor("alert(4)")()}}',
    '\u0000\u0001 control',
  ]
  const urls = [
    'javascript:alert(5)',
    ' java\tscript:alert(6)',
    'data:text/html,<script>alert(7)</script>',
    'vbscript:x',
  ]
  const pick = (list: readonly string[], i: number) => list[i % list.length] as string
  const products = createCatalogue('atelier').products.map((product, i) => ({
    ...product,
    title: `${product.title} ${pick(evil, i)}`,
    // What is plainly no address is refused with its product when the catalogue is read.
    url: i % 3 === 1 ? pick(urls, i) : product.url,
    image: pick([...urls, '"onerror=alert(8)'], i),
    brand: `${product.brand} ${markup}`,
    categories: product.categories.map((name) => `${name} ${markup}`),
    tags: [pick(evil, i)],
    rating: { value: 5, count: 1e9 },
    publishedAt: pick(evil, i),
    variants: i % 2 ? [markup, pick(evil, 2)].map((title) => ({ id: `${i} ${title}`, title })) : undefined,
  }))

  it('stays inert text in every kind', { timeout: 120_000 }, async () => {
    const labels = JSON.stringify(
      Object.fromEntries(
        // Of cards, and of messages.
        'add previous next trending related bundle gap rated total dismiss clear new copy close ends spend step send hello points toGo searches remove content'
          .split(' ')
          // Browsers do not honour the nonce of an element with "<script" in an attribute.
          .map((name, i) => [name, pick(evil, i).replace('<script>', '<svg>')]),
      ),
    )
    const hostile = await startGallery({ tag: { 'data-labels': labels } })
    const visit = await visitGallery(browser, hostile.url)
    const { content } = createCatalogue('atelier')
    const stories = content.map((entry: object, i: number) => ({
      ...entry,
      title: pick(evil, i),
      url: pick(urls, i),
      image: pick(urls, i + 1),
    }))
    await visit.open((route) => route.fulfill({ json: { v: 1, products, content: [...stories, ...content] } }))
    await visit.scrollThrough()
    const { page } = visit
    const drawn = await page.evaluate(() =>
      [...document.querySelectorAll('[data-kind]')].map((kind) => [
        (kind as HTMLElement).dataset['kind'],
        kind.querySelectorAll('[data-endcap-item], .endcap-message h2, .endcap-message legend, dialog h2').length > 0,
      ]),
    )
    expect(drawn).toEqual(expect.arrayContaining(KINDS.map(({ name }) => [name, true])))
    const found = await page.evaluate(() => ({
      links: [...document.querySelectorAll<HTMLAnchorElement>('.endcap a[href]')].filter(
        ({ origin }) => origin !== location.origin,
      ).length,
      elements: document.querySelectorAll('.endcap :is(script, iframe, [onerror], [onclick], [style], img[src=x])')
        .length,
      tooWide: document.documentElement.scrollWidth - innerWidth,
      // A line of its own each: no title turns the price beside it round.
      inline: [...document.querySelectorAll('.endcap :is(.endcap-title, .endcap-heading)')].filter(
        (element) => getComputedStyle(element).display === 'inline',
      ).length,
    }))
    expect(found).toEqual({ links: 0, elements: 0, tooWide: 0, inline: 0 })
    // Every button there is.
    await page.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>('.endcap button:not(.endcap-clear)')) button.click()
      for (const dialog of document.querySelectorAll('dialog')) dialog.querySelector('button')?.click()
    })
    // A picture from an address that the policy does not allow is the policy at work, and all that it had to do.
    const faults = (await visit.faults()).filter(
      (fault) => !/img-src|^shift|Refused to load the image|Loading the image/.test(fault),
    )
    expect(faults).toEqual([])
    await visit.context.close()
    await hostile.stop()
  })
})
