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

const QUIZ = {
  thanks: 'Thank you, that helps.',
  products: true,
  results: { mugs: 30, boards: 10 },
  questions: [
    { id: 'score', type: 'nps', text: 'How likely are you to recommend us?', required: true },
    { id: 'why', type: 'text', text: 'What went wrong?', when: { question: 'score', is: ['0', '1', '2'] } },
    {
      id: 'look',
      type: 'choice',
      text: 'What do you look for?',
      choices: [
        { id: 'mugs', text: 'Mugs', image: '/img/0.svg', likes: [{ categories: ['Enamel'], weight: 9 }] },
        { id: 'boards', text: 'Boards', likes: [{ categories: ['Oak'], weight: 9 }] },
      ],
    },
    {
      id: 'cook',
      type: 'choices',
      text: 'How do you cook?',
      choices: [
        { id: 'gas', text: 'Gas' },
        { id: 'fire', text: 'Open fire' },
      ],
    },
  ],
}
const CONTENT = ['article', 'guide', 'video', 'article'].map((kind, i) => ({
  id: `c${i}`,
  kind,
  title: `How enamel is made, and why it lasts: part ${i}`,
  url: `/story-${i}`,
  image: `/img/${i}.svg`,
  minutes: 3 + i,
  categories: [i === 3 ? 'Oak' : 'Enamel'],
}))
const CONFIG = {
  placements: [
    { id: 'ask', selector: '#none', widget: 'survey', survey: QUIZ },
    { id: 'stories', selector: '#none', widget: 'content', min: 1 },
    { id: 'club', selector: '#none', widget: 'member', message: { title: 'Join us', button: 'Sign in', url: '/in' } },
  ],
}
const MEMBER = {
  name: 'Amélie',
  tier: 'Gold',
  points: 1240,
  nextReward: { points: 1500, text: 'a linen apron' },
  benefits: [{ text: 'Birthday: a mug on us', url: '/gift' }, { text: 'Free shipping today' }],
}
/** Placed by a tag alone: the config's selectors are for other tests. */
const page = (body: string, options: PageOptions = {}) =>
  shop.page(body, { head: LINKED, tall: true, config: CONFIG, content: CONTENT, ...options })

interface PageEndcap {
  ready: Promise<void>
  track(type: string, fields: object): void
  setMember(member: object): void
  profile(): { searches?: object[]; opened?: string[]; affinities: { key: string }[] }
  erase(): Promise<void>
  tracker: { events(): { type: string; survey?: object; data?: object; list?: { placement: string } }[] }
}

/** Opens the pages one after the other, and notes all that a page must not do: shift, break its policy, throw, report. */
async function open(
  [first, ...others]: readonly string[],
  { width = 1280, between }: { width?: number; between?: (page: Page) => Promise<unknown> } = {},
) {
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  const tab = await context.newPage()
  const faults: string[] = []
  tab.on('pageerror', (error) => faults.push(String(error)))
  await context.exposeFunction('noteFault', (text: string) => faults.push(text))
  await context.addInitScript(() => {
    const note = (text: string) => (window as never as { noteFault(text: string): void }).noteFault(text)
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      note(`policy: ${violatedDirective} ${blockedURI}`),
    )
    document.addEventListener('endcap:error', (event) => {
      const { message } = (event as CustomEvent).detail
      if (!/#none/.test(message)) note(`error: ${message}`)
    })
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
  await tab.goto(first as string)
  for (const url of others) {
    await between?.(tab)
    await tab.goto(url)
  }
  await tab.evaluate(async () => (window as never as { endcap: PageEndcap }).endcap.ready)
  return { tab, faults, close: () => context.close() }
}

/** Searches on a page, and waits until the device has kept it. */
const search = (tab: Page) =>
  tab.evaluate(async () => {
    const { endcap } = window as never as { endcap: PageEndcap }
    await endcap.ready
    for (const term of ['red jug', 'oak board', '<b>mug</b>']) endcap.track('search', { search: { term } })
    const request = (name: string) =>
      new Promise<IDBDatabase>((resolve) => {
        const opened = indexedDB.open(name)
        opened.onsuccess = () => resolve(opened.result)
      })
    const found = async () => {
      for (const { name } of await indexedDB.databases()) {
        const db = await request(name as string)
        for (const store of db.objectStoreNames) {
          const all = db.transaction(store).objectStore(store).getAll()
          await new Promise((resolve) => {
            all.onsuccess = resolve
          })
          if (JSON.stringify(all.result).includes('<b>mug</b>')) return true
        }
        db.close()
      }
      return false
    }
    while (!(await found())) await new Promise((resolve) => requestAnimationFrame(resolve))
  })

/** All of them on one page, below the first screen. */
const ALL = `<endcap-member placement="club"></endcap-member><endcap-recent-search></endcap-recent-search>
<endcap-survey placement="ask"></endcap-survey><endcap-content placement="stories"></endcap-content>
<div data-endcap-widget="content" data-endcap-count="3" data-endcap-heading="More stories"></div>`
const READY = 'section.endcap-message[data-endcap-state=ready]:not([hidden])'
const SURVEY = '<endcap-survey class="endcap-reserved" placement="ask"></endcap-survey>'

const told = (tab: Page, type: RegExp) =>
  tab.evaluate(
    (type) =>
      (window as never as { endcap: PageEndcap }).endcap.tracker
        .events()
        .filter((event) => new RegExp(type).test(event.type))
        .map(({ survey, data, list }) => ({
          ...(survey && { survey }),
          ...(data && { data }),
          placement: list?.placement,
        })),
    type.source,
  )
const setMember = (tab: Page, member: object) =>
  tab.evaluate((member) => (window as never as { endcap: PageEndcap }).endcap.setMember(member), member)

describe('survey, content, member, recent-search', () => {
  it.each([
    ['en', 'ltr', 'light', 1280],
    ['de', 'ltr', 'dark', 390],
    ['ar', 'rtl', 'light', 320],
  ] as const)('are drawn without a shift, clean for axe: %s, %s, %s, at %i px', async (lang, dir, theme, width) => {
    const { tab, faults, close } = await open([`${page('')}?q=red+jug`, page(ALL, { lang, dir, theme })], {
      width,
      between: search,
    })
    await setMember(tab, MEMBER)
    await expect.poll(() => tab.locator(READY).count()).toBe(5)
    await tab.locator(READY).last().scrollIntoViewIfNeeded()
    expect(await findBarriers(tab)).toEqual([])
    const names = await tab
      .locator(READY)
      .evaluateAll((sections) =>
        sections.map((node) => document.getElementById(node.getAttribute('aria-labelledby') as string)?.textContent),
      )
    expect(names.every((name) => name?.trim())).toBe(true)
    expect(await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(faults).toEqual([])
    await close()
  })

  it('keep what a shop says for text, whatever it is, and lead nowhere that runs a script', async () => {
    const evil = `<img src=x onerror="document.title='run'">\u202e${'x'.repeat(10_000)}`
    const url = 'javascript:document.title="run"'
    const config = {
      placements: [
        {
          id: 'ask',
          selector: '#none',
          widget: 'survey',
          heading: evil,
          survey: {
            questions: [{ id: 'a', type: 'choice', text: evil, choices: [{ id: 'b', text: evil, image: url }] }],
          },
        },
        { id: 'stories', selector: '#none', widget: 'content', min: 1, heading: evil },
        { id: 'club', selector: '#none', widget: 'member', message: { title: evil, text: evil, url } },
      ],
    }
    const content = [{ id: 'c', kind: 'guide', title: evil, url, image: url, minutes: 1e300 }]
    const { tab, faults, close } = await open([page(ALL, { config, content })])
    await setMember(tab, {
      name: evil,
      tier: evil,
      points: 1,
      nextReward: { points: 9, text: evil },
      benefits: [{ text: evil, url }],
    })
    await expect.poll(() => tab.locator(READY).count()).toBe(4)
    expect(await tab.locator('.endcap a[href^="javascript"], .endcap img[onerror]').count()).toBe(0)
    for (const link of await tab.locator('.endcap a').all()) await link.dispatchEvent('click')
    await setMember(tab, { signedIn: false })
    expect(await tab.title()).toBe('Shop')
    expect(await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    // The address of an image is the catalogue's business; the policy keeps it from doing anything.
    expect(faults.filter((fault) => !/img-src/.test(fault))).toEqual([])
    await close()
  })
})

describe('a survey', () => {
  it('is answered by the keyboard alone, in sight and without a shift, and ends with products that fit', async () => {
    const { tab, faults, close } = await open([page(SURVEY, { tall: false })])
    const { keyboard } = tab
    const focused = () => tab.evaluate(() => document.activeElement?.textContent || document.activeElement?.tagName)
    const tabTo = async (text: string | RegExp) => {
      for (let i = 0; i < 12; i++) {
        await keyboard.press('Tab')
        const at = await tab.evaluate(() => {
          const { activeElement } = document
          return `${activeElement?.tagName} ${(activeElement as HTMLInputElement)?.value ?? ''} ${activeElement?.textContent}`
        })
        if (at.match(text)) return
      }
      throw new Error(`no ${text}`)
    }
    await tab.locator('endcap-survey form').waitFor()
    await tabTo('Next')
    await keyboard.press('Enter')
    // Nothing was answered: the first answer has the focus, and says what is missing.
    expect(await tab.locator('[role=radiogroup]').getAttribute('aria-required')).toBe('true')
    const first = tab.locator('input').first()
    expect(await first.evaluate((node) => node === document.activeElement)).toBe(true)
    expect(await first.getAttribute('aria-invalid')).toBe('true')
    const error = await first.getAttribute('aria-describedby')
    expect(await tab.locator(`[id="${error}"]`).textContent()).toBe('Please answer this question')
    expect(await findBarriers(tab)).toEqual([])
    await keyboard.press('Space')
    await keyboard.press('ArrowRight')
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
    expect(await focused()).toBe('What went wrong?')
    await tabTo('TEXTAREA')
    await keyboard.type('The parcel, write to me@shop.example')
    expect(await findBarriers(tab)).toEqual([])
    await tabTo('Next')
    await keyboard.press('Enter')
    expect(await focused()).toBe('What do you look for?')
    await tabTo('Back')
    await keyboard.press('Enter')
    expect(await tab.locator('textarea').inputValue()).toContain('The parcel')
    await tabTo('Next')
    await keyboard.press('Enter')
    await tabTo('INPUT mugs')
    await keyboard.press('Space')
    await tabTo('Next')
    await keyboard.press('Enter')
    // The shop's count, and this vote.
    expect(await tab.locator('.endcap-results b').allTextContents()).toEqual(['76%', '24%'])
    expect(await findBarriers(tab)).toEqual([])
    await tabTo('Next')
    await keyboard.press('Enter')
    await tabTo('INPUT fire')
    await keyboard.press('Space')
    await keyboard.press('Enter')
    expect(await focused()).toBe('Thank you, that helps.')
    await tab.locator('endcap-for-you [data-endcap-state=ready] [data-endcap-item]').first().waitFor()
    expect(await tab.locator('endcap-for-you .endcap-title').first().textContent()).toMatch(/Enamel mug/)
    const placement = 'ask'
    const survey = 'ask'
    expect(await told(tab, /survey_response/)).toEqual([
      { survey: { survey, question: 'score', type: 'nps', score: 2 }, placement },
      { survey: { survey, question: 'why', type: 'text', answers: ['The parcel, write to [email]'] }, placement },
      { survey: { survey, question: 'look', type: 'choice', answers: ['mugs'] }, placement },
      { survey: { survey, question: 'cook', type: 'choices', answers: ['fire'] }, data: { done: true }, placement },
    ])
    // Whoever came to the end is not asked again.
    await tab.reload()
    await tab.locator('endcap-survey section[data-endcap-state=hidden]').waitFor({ state: 'attached' })
    expect(await tab.locator('endcap-survey form').count()).toBe(0)
    expect(faults).toEqual([])
    await close()
  })

  it('works in the page for whoever denied consent, and leaves nothing on the device', async () => {
    const { tab, faults, close } = await open([page(`${SURVEY}${ALL}`, { tall: false, tag: 'data-consent="denied"' })])
    const survey = tab.locator('endcap-survey').first()
    await survey.locator('.endcap-option').last().click()
    for (const [answer, go] of [
      ['Boards', 'Next'],
      ['Gas', 'Next'],
    ] as const) {
      await survey.getByRole('button', { name: 'Next' }).click()
      await survey.getByText(answer).click()
      if (answer === 'Boards') await survey.getByRole('button', { name: go }).click()
    }
    await survey.getByRole('button', { name: 'Send' }).click()
    const first = survey.locator('endcap-for-you [data-endcap-state=ready] .endcap-title').first()
    await first.waitFor()
    expect(await first.textContent()).toMatch(/Oak board/)
    const left = await tab.evaluate(async () => ({
      databases: await indexedDB.databases(),
      local: localStorage.length,
      session: sessionStorage.length,
      cookie: document.cookie,
      searches: (window as never as { endcap: PageEndcap }).endcap.profile().searches,
    }))
    expect(left).toEqual({ databases: [], local: 0, session: 0, cookie: '' })
    expect(faults).toEqual([])
    await close()
  })
})

describe('content', () => {
  it('follows taste, is told as a promotion, and is not shown again once it was opened', async () => {
    const body = '<endcap-content class="endcap-reserved" placement="stories"></endcap-content>'
    const { tab, faults, close } = await open([page(body, { tall: false })])
    const titles = () => tab.locator('.endcap-story .endcap-title').allTextContents()
    await tab.locator('.endcap-story').first().waitFor()
    expect(await titles()).toHaveLength(4)
    await expect.poll(() => told(tab, /view_promotion/)).toHaveLength(4)
    await tab.evaluate(() => {
      document.addEventListener('click', (event) => event.preventDefault())
      ;(window as never as { endcap: PageEndcap }).endcap.track('view_item', {
        items: [{ item_id: 'x', item_category: 'Oak' }],
      })
    })
    await tab.locator('.endcap-story a').first().click()
    expect(await told(tab, /select_promotion/)).toEqual([
      {
        data: { promotion_id: 'c0', promotion_name: CONTENT[0]?.title, creative_slot: 'article' },
        placement: 'stories',
      },
    ])
    // What is in sight stays.
    expect(await titles()).toHaveLength(4)
    await expect
      .poll(() => tab.evaluate(() => (window as never as { endcap: PageEndcap }).endcap.profile().opened))
      .toEqual(['c0'])
    await tab.goto(page(body, { tall: false }))
    await tab.locator('.endcap-story').first().waitFor()
    expect((await titles()).map((title) => title.slice(-1))).toEqual(['3', '1', '2'])
    expect(faults).toEqual([])
    await close()
  })
})

describe('a member', () => {
  it('is greeted late in a place that is kept, without a shift; elsewhere not before nothing in sight moves', async () => {
    const body = '<endcap-member class="endcap-reserved"></endcap-member><p>Text</p><endcap-member></endcap-member>'
    const { tab, faults, close } = await open([page(body, { tall: false })])
    const height = await tab
      .locator('endcap-member')
      .first()
      .evaluate((node) => node.clientHeight)
    await setMember(tab, MEMBER)
    await tab.locator('endcap-member').first().getByText('Hello, Amélie').waitFor()
    expect(
      await tab
        .locator('endcap-member')
        .first()
        .evaluate((node) => node.clientHeight),
    ).toBe(height)
    expect(await tab.locator('endcap-member').last().locator('section').isHidden()).toBe(true)
    expect(
      await tab.evaluate(() => JSON.stringify((window as never as { endcap: PageEndcap }).endcap.tracker.events())),
    ).not.toMatch(/Amélie|Gold|1240|apron/)
    expect(faults).toEqual([])
    await close()
  })
})

describe('recent searches', () => {
  it('lead to the search that found them, are taken out one by one and all together, and stay out', async () => {
    const body = '<endcap-recent-search class="endcap-reserved"></endcap-recent-search>'
    const { tab, faults, close } = await open([`${page('')}?q=red+jug`, page(body, { tall: false })], {
      between: search,
    })
    const words = () => tab.locator('.endcap-searches a').allTextContents()
    await tab.locator('.endcap-searches a').first().waitFor()
    expect(await words()).toEqual(['<b>mug</b>', 'oak board', 'red jug'])
    const href = await tab.locator('.endcap-searches a').nth(1).getAttribute('href')
    expect(href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/page-\d+\?q=oak%20board$/)
    await tab.getByRole('button', { name: 'Remove oak board' }).click()
    expect(await words()).toEqual(['<b>mug</b>', 'red jug'])
    expect(await tab.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Remove red jug')
    await tab.getByRole('button', { name: 'Clear all' }).click()
    expect(await words()).toEqual([])
    expect(await tab.locator('[role=status]').first().textContent()).toBe('Your searches were cleared')
    expect(await tab.evaluate(() => document.activeElement?.tagName)).toBe('H2')
    expect(await tab.evaluate(() => (window as never as { endcap: PageEndcap }).endcap.profile().searches)).toEqual([])
    expect(faults).toEqual([])
    await close()
  })
})
