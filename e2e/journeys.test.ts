/** The same shoppers in three engines, by the clicks and keys of real input: one who agreed, and one who refused and left no trace. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '../examples/theme-gallery/kinds.mjs'
import { startGallery } from '../examples/theme-gallery/server.mjs'
import { DRIVERS, type Browser as Launched, type Tab } from './browsers/driver.mjs'

/** Starting an engine takes seconds on a busy machine, and so does each of its pages. */
const TIMEOUT_MS = 180_000
const WAIT_MS = 20_000
const STATIC = /^\/($|shop\.js$|styles\/|img\/|endcap\/|(catalog|config)\.json$)/

interface PageGlobals {
  first?: Element
  readonly endcap: {
    readonly ready: Promise<void>
    readonly tracker: { events(): readonly { readonly type: string }[] }
    track(type: string, fields: object): void
    consent(answer: object): void
    profile(): {
      readonly recent: readonly { readonly id: string }[]
      readonly cart: readonly { readonly id: string }[]
      readonly searches?: readonly object[]
    }
  }
}

/** Asks a page until it answers `true`, and fails with what it answered last; while pages change, an engine may only have an error. */
async function until(tab: Tab, what: string, test: (...args: never[]) => boolean, ...args: unknown[]): Promise<void> {
  const answer = (): Promise<unknown> => tab.evaluate(test, ...args).catch(String)
  await expect.poll(answer, { timeout: WAIT_MS, interval: 50, message: what }).toBe(true)
}

const drawn = (tab: Tab, kind: string) =>
  until(
    tab,
    `${kind} is drawn`,
    (name: string) =>
      !!document.querySelector(`[data-kind="${name}"] [data-endcap-state=ready]:not([hidden]) [data-endcap-item]`),
    kind,
  )

const told = (tab: Tab, kind: string) =>
  until(
    tab,
    `${kind} is told`,
    (name: string) =>
      !!document.querySelector(`[data-kind="${name}"] .endcap-message[data-endcap-state=ready]:not([hidden])`),
    kind,
  )

const engines = Object.entries(DRIVERS).filter(([, driver]) => driver.isInstalled())

it('there is Chromium at least', () => {
  expect(engines.map(([name]) => name)).toContain('chromium')
})

describe.each(engines)('%s', (_, driver) => {
  let browser: Launched
  beforeAll(async () => {
    browser = await driver.launch()
  }, TIMEOUT_MS)
  afterAll(() => browser.close())

  it('serves a shopper from the first row to a refusal', { timeout: TIMEOUT_MS }, async () => {
    const gallery = await startGallery()
    const page = (more: string) => `${gallery.url}/?theme=crumb&kinds=row,list,recent,reorder${more}`
    const tab = await browser.newTab(page(''))
    await drawn(tab, 'row')

    // A page of the row by the keyboard, then the page's end.
    await tab.evaluate(() => document.querySelector<HTMLElement>('[data-kind=row] .endcap-next')?.focus())
    // In the first half second of a page WebKit may stop a list that glides and put it back: then it is turned again.
    const turned = () => document.querySelector('[data-kind=row] ul')!.scrollLeft > 50
    for (let tries = 0; tries < 5 && !(await tab.evaluate(turned)); tries++) {
      await tab.press('Enter')
      await expect
        .poll(() => tab.evaluate(turned), { timeout: 2000, interval: 50 })
        .toBe(true)
        .catch(() => {})
    }
    await until(tab, 'the row turned', turned)
    await tab.press('End')
    await until(tab, 'the page scrolled', () => scrollY > 200)

    // A card leads to its product, which the shopper is remembered to have met.
    const chosen: string = await tab.evaluate(() => {
      const card = [...document.querySelectorAll<HTMLElement>('[data-kind=row] [data-endcap-item]')].at(-1)!
      card.querySelector('a')!.id = 'chosen'
      return card.dataset['endcapItem']
    })
    await tab.click('#chosen')
    await until(tab, 'the product is there', (id: string) => location.search.includes(id), chosen)
    await drawn(tab, 'list')

    const added: string = await tab.evaluate(() => {
      const { endcap } = window as never as PageGlobals
      const buttons = [...document.querySelectorAll<HTMLElement>('[data-kind=list] .endcap-atc')]
      buttons[0]!.id = 'add'
      return endcap && buttons[0]!.closest<HTMLElement>('[data-endcap-item]')!.dataset['endcapItem']
    })
    await tab.click('#add')
    // Where there is a choice, the first.
    await tab.evaluate(() => document.querySelector<HTMLElement>('dialog.endcap-choice button')?.click())
    await until(
      tab,
      'it is in the cart',
      (id: string) => (window as never as PageGlobals).endcap.profile().cart.some((line) => line.id.startsWith(id)),
      added,
    )

    // Another page, and the same again: what was met is there, and is not what the cart holds.
    for (let visit = 0; visit < 2; visit++) {
      await tab.goto(page('&product=crumb-3'))
      await drawn(tab, 'row')
      await drawn(tab, 'recent')
      const ids: string[] = await tab.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('[data-kind=recent] [data-endcap-item]')].map(
          (card) => card.dataset['endcapItem'],
        ),
      )
      expect(ids).toContain(chosen)
      expect(ids).not.toContain(added)
    }

    // The shop's own list: the same nodes in another order, and the focus stays where it is.
    await until(tab, 'the list has an owner', () => !!document.querySelector('#range[data-endcap-slot]'))
    await tab.evaluate(() => {
      const link = document.querySelector<HTMLElement>('#range li:last-child a')!
      link.focus()
      ;(window as never as PageGlobals).first = link
    })
    await tab.press('Shift')
    const before: string[] = await tab.evaluate((id: string) => {
      const list = document.querySelector('#range')!
      const card = list.querySelector('li')!.cloneNode(true) as HTMLElement
      card.dataset['endcapItem'] = id
      list.append(card)
      return [...list.children].map((each) => (each as HTMLElement).dataset['endcapItem'])
    }, 'crumb-7')
    const after = () =>
      tab.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('#range > li')].map((each) => each.dataset['endcapItem']),
      )
    await expect.poll(after, { timeout: WAIT_MS }).not.toEqual(before)
    expect([...(await after())].sort()).toEqual([...before].sort())
    expect(await tab.evaluate(() => document.activeElement === (window as never as PageGlobals).first)).toBe(true)

    // Another page of a shop that never loads one.
    await tab.evaluate(() => {
      history.pushState({}, '', `${location.search}&page=2`)
      const section = document.createElement('div')
      section.dataset['kind'] = 'new'
      section.append(document.createElement('endcap-trending'))
      document.querySelector('main')!.append(section)
    })
    await until(
      tab,
      'the new page counts',
      () =>
        (window as never as PageGlobals).endcap.tracker.events().filter(({ type }) => type === 'page_view').length > 1,
    )
    await drawn(tab, 'new')

    await tab.evaluate(() =>
      (window as never as PageGlobals).endcap.consent({ analytics: 'denied', personalization: 'denied' }),
    )
    await until(tab, 'all is forgotten', () => !(window as never as PageGlobals).endcap.profile().recent[0])
    await tab.goto(page('&product=crumb-3'))
    await drawn(tab, 'row')
    expect(await tab.evaluate(() => document.querySelectorAll('[data-kind=recent] [data-endcap-item]').length)).toBe(0)
    await tab.close()
    await gallery.stop()
  })

  it('tells a shopper what the shop has to say, and listens', { timeout: TIMEOUT_MS }, async () => {
    const gallery = await startGallery()
    const page = `${gallery.url}/?theme=crumb&kinds=list,grid,offer,survey,content,member,recent-search,popup&popup=delay`
    const tab = await browser.newTab(page)
    await tab.evaluate(async () => {
      const { endcap } = window as never as PageGlobals
      await endcap.ready
      for (const term of ['rye', 'oven glove']) endcap.track('search', { search: { term } })
    })
    await until(
      tab,
      'the searches are known',
      () => (window as never as PageGlobals).endcap.profile().searches?.length === 2,
    )
    for (const kind of ['offer', 'survey', 'content', 'member']) await told(tab, kind)

    // By a shopper who reads, five seconds later; the focus goes into it, and back to where it was at Esc.
    await tab.evaluate(() => document.querySelector<HTMLElement>('.buy')!.focus())
    await until(
      tab,
      'the popup opened',
      () => !!document.querySelector('dialog[open]')?.contains(document.activeElement),
    )
    await tab.press('Escape')
    await until(
      tab,
      'the popup closed',
      () => !document.querySelector('dialog[open]') && document.activeElement!.matches('.buy'),
    )

    // A code is shown beside the words, and copying it is accepting it.
    await tab.evaluate(() => {
      const offer = document.querySelector<HTMLElement>('[data-kind=offer]')!
      offer.querySelector<HTMLElement>('.endcap-coupon button')!.focus()
    })
    await tab.press('Enter')
    await until(tab, 'the offer is accepted', () =>
      (window as never as PageGlobals).endcap.tracker.events().some(({ type }) => type === 'offer_accepted'),
    )
    expect(await tab.evaluate(() => document.querySelector('.endcap-code')!.textContent)).toBe('SOURDOUGH')

    // A survey by the keyboard: the choice, what is not said, and products that fit.
    const asks = (tag: string) =>
      until(
        tab,
        `a question with ${tag}`,
        (tag: string) => {
          const first = document.querySelector<HTMLElement>(`#finder ${tag}`)
          first?.focus()
          return !!first
        },
        tag,
      )
    await asks('input')
    await tab.press('Space')
    await until(tab, 'a choice is made', () => !!document.querySelector('#finder :checked'))
    await tab.press('Enter')
    await asks('textarea')
    await asks('[type=submit]')
    await tab.press('Enter')
    await until(tab, 'there are products that fit', () => !!document.querySelector('#finder [data-endcap-item]'))
    expect(
      await tab.evaluate(
        () =>
          (window as never as PageGlobals).endcap.tracker.events().filter(({ type }) => type === 'survey_response')
            .length,
      ),
    ).toBe(2)

    // The next page remembers: no popup, no survey twice, the words that were searched for.
    await tab.goto(page)
    await told(tab, 'recent-search')
    expect(
      await tab.evaluate(() => [...document.querySelectorAll('.endcap-searches a')].map((a) => a.textContent)),
    ).toEqual(['oven glove', 'rye'])
    await tab.evaluate(() => document.querySelector<HTMLElement>('.endcap-remove')!.focus())
    await tab.press('Enter')
    await until(tab, 'one is taken out', () => document.querySelectorAll('.endcap-searches a').length === 1)
    await until(
      tab,
      'the survey is not asked again',
      () => !!document.querySelector('#finder section[data-endcap-state=hidden]'),
    )
    await until(
      tab,
      'the popup stays closed',
      () => !!document.querySelector('#parting section[data-endcap-state=hidden]'),
    )
    await tab.close()
    await gallery.stop()
  })

  it('leaves no trace of one who refused, and serves what is not personal', { timeout: TIMEOUT_MS }, async () => {
    const requests: { method: string; path: string; cookie: string | undefined }[] = []
    const gallery = await startGallery({
      tag: { 'data-consent': 'denied', 'data-collector': '/collect' },
      onRequest: (request) => requests.push(request),
    })
    const tab = await browser.newTab(`${gallery.url}/?theme=volt`)
    const trace = () =>
      tab.evaluate(async () => ({
        cookie: document.cookie,
        keys: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
        databases: (await indexedDB.databases()).map(({ name }) => name),
        caches: await caches.keys(),
        name: window.name,
      }))
    const none = { cookie: '', keys: [], databases: [], caches: [], name: '' }
    const readAll = async () => {
      await tab.evaluate(() => (window as never as PageGlobals).endcap.ready)
      const open = KINDS.filter(({ name, isPersonal }) => !isPersonal && name !== 'reorder')
      await tab.press('End')
      for (const { name, isMessage } of open) if (!isMessage) await drawn(tab, name)
      // What came while its place was in sight waits until it is not.
      await tab.press('Home')
      for (const { name, isMessage } of open) if (isMessage) await told(tab, name)
      const personal = KINDS.filter(({ isPersonal }) => isPersonal).map(({ name }) => name)
      const cards = (names: string[]) =>
        names.flatMap((name) => [
          ...document.querySelectorAll(`[data-kind="${name}"] :is([data-endcap-item], .endcap-searches, dialog)`),
        ]).length
      expect(await tab.evaluate(cards, personal)).toBe(0)
      expect(await trace()).toEqual(none)
    }

    await readAll()
    await tab.click('[data-kind=trending] .endcap-next')
    await tab.click('.buy')
    await tab.click('[data-kind=related] [data-endcap-item] a')
    await until(tab, 'the product is there', () => /product=volt/.test(location.search))
    await readAll()
    await tab.goto(`${gallery.url}/?theme=volt`)
    await readAll()
    await tab.leave((to: string) => location.assign(to), `${gallery.url}/?theme=volt&kinds=none`)
    await until(
      tab,
      'the next page is there',
      () => location.search.includes('none') && !!(window as never as PageGlobals).endcap,
    )
    expect(await trace()).toEqual(none)
    expect(requests.filter(({ method, path, cookie }) => method !== 'GET' || cookie || !STATIC.test(path))).toEqual([])
    await tab.close()
    await gallery.stop()
  })
})
