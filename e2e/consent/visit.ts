import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Use } from './instrument.js'
import type { Received, Seen, Shop } from './shop.js'
import type { Start, ToolName } from './tools.js'

/** What a visit is like. */
export interface VisitOptions {
  readonly tool?: ToolName
  /** What the visitor told the tool on an earlier visit. @default 'unset' */
  readonly start?: Start
  /** The shop's `data-consent`. */
  readonly consent?: 'granted' | 'denied'
  readonly gpc?: boolean
  /** The tool comes when `installTool` is called, not with the page. */
  readonly isLate?: boolean
  /** A browser that has been here before. */
  readonly context?: BrowserContext
}

/** Something tracked, with the moments around it on the page's clock. */
export interface Mark {
  readonly n: number
  readonly from: number
  readonly to: number
}

/** One page view of one visitor. */
export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** What the servers saw of it. */
  readonly servers: Seen
  /** Address of its static files. */
  readonly files: string
  /** Does what a shopper does, which the page would like to tell: events, a click, leaving. */
  act(): Promise<Mark>
  /** Lets minutes pass, and everything that was begun end. */
  settle(): Promise<void>
  tool(act: 'grant' | 'deny' | 'measure'): Promise<void>
  installTool(): Promise<void>
  /** Waits until Endcap has heard of an answer. */
  hears(analytics: 'granted' | 'denied' | 'unknown'): Promise<void>
  /** What has arrived of something tracked. */
  arrived(mark: Mark): Promise<Received | undefined>
  /**
   * Nothing was kept and nothing was sent since the page began or since the last {@link Visit.forgetUses}, but for
   * credential-free GETs of static files. Nothing was read either, or only keys of Endcap once the visitor has refused.
   */
  expectSilence(reads?: 'none' | 'own'): Promise<void>
  /** What was seen so far is no longer looked at. */
  forgetUses(): Promise<void>
  /** The names of what Endcap has kept in this browser: keys, and databases that hold something. Seen from outside of the page. */
  kept(): Promise<string[]>
}

interface PageGlobals {
  readonly uses: Use[]
  readonly tool: Record<'grant' | 'deny' | 'measure', () => void>
  installTool(): void
  readonly endcap: {
    readonly ready: Promise<void>
    track(type: string, fields: object): void
    flush(): Promise<unknown>
    consentState(): { analytics: string; personalization: string }
  }
}

const MINUTES_MS = 120_000
let marks = 0
let visits = 0

/** Opens the shop page on a clock that the test moves, watched from inside and outside. */
export async function openVisit(browser: Browser, shop: Shop, options: VisitOptions = {}): Promise<Visit> {
  const { tool = 'none', start = 'unset', consent = '', gpc, isLate } = options
  const context = options.context ?? (await browser.newContext())
  await context.addCookies([{ name: 'shop', value: '1', url: shop.url }])
  const page = await context.newPage()
  await page.clock.install()
  await page.addInitScript(shop.instrument)
  if (gpc) {
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }))
  }
  const id = `visit-${++visits}`
  const servers = shop.seen(id)
  const outside: string[] = []
  let pending = 0
  page.on('request', (request) => {
    pending++
    outside.push(`${request.method()} ${request.url()}`)
  })
  for (const end of ['requestfinished', 'requestfailed'] as const) page.on(end as 'requestfailed', () => pending--)

  const address = `${shop.url}/${id}/?tool=${tool}&start=${start}&default=${consent}${isLate ? '&late=1' : ''}`
  await page.goto(address)
  await page.evaluate(() => (window as never as PageGlobals).endcap.ready)
  await page.locator('[data-endcap-slot] [data-endcap-item]').first().waitFor()
  let from = { uses: 0, outside: 0, requests: 0, cookies: 0 }

  const uses = () => page.evaluate(() => (window as never as PageGlobals).uses)
  const flush = () => page.evaluate(() => (window as never as PageGlobals).endcap.flush())
  const isStatic = (request: string) =>
    request === `GET ${address}` || request.startsWith(`GET ${shop.files}/`) || request.startsWith('GET data:')

  const visit: Visit = {
    context,
    page,
    servers,
    files: `${shop.files}/${id}`,
    act() {
      return page.evaluate((n) => {
        const began = Date.now()
        ;(window as never as PageGlobals).endcap.track('custom', { data: { n } })
        document.querySelector('button')?.click()
        window.dispatchEvent(new PageTransitionEvent('pagehide'))
        document.dispatchEvent(new Event('visibilitychange'))
        return { n, from: began, to: Date.now() }
      }, ++marks)
    },
    async settle() {
      for (let round = 0; round < 2; round++) {
        await page.clock.runFor(MINUTES_MS)
        await flush()
        await expect.poll(() => pending, { timeout: 5000 }).toBe(0)
      }
    },
    tool: (act) => page.evaluate((name) => (window as never as PageGlobals).tool[name](), act),
    installTool: () => page.evaluate(() => (window as never as PageGlobals).installTool()),
    async hears(analytics) {
      const state = () => page.evaluate(() => (window as never as PageGlobals).endcap.consentState().analytics)
      await expect.poll(state, { timeout: 5000 }).toBe(analytics)
    },
    async arrived(mark) {
      await flush()
      return servers.received.find(({ data }) => data?.n === mark.n)
    },
    async expectSilence(reads = 'none') {
      const seen = (await uses()).slice(from.uses).filter(({ kind, api, detail }) => {
        if (kind === 'read' && reads === 'own') return !/^endcap/.test(detail) && api !== 'IDBFactory.databases'
        return !(api === 'fetch' && detail.startsWith(`GET omit ${shop.files}/`))
      })
      expect(seen).toEqual([])
      expect(outside.slice(from.outside).filter((request) => !isStatic(request))).toEqual([])
      expect(servers.requests.slice(from.requests)).toEqual([])
      expect(servers.cookies.slice(from.cookies)).toEqual([])
      expect(await page.evaluate(() => document.cookie)).toBe('shop=1')
      // What the page was not seen to do would show here.
      expect(await visit.kept()).toEqual([])
    },
    async forgetUses() {
      const { length } = await uses()
      from = {
        uses: length,
        outside: outside.length,
        requests: servers.requests.length,
        cookies: servers.cookies.length,
      }
    },
    async kept() {
      const { origins } = await context.storageState({ indexedDB: true })
      return origins.flatMap((origin) => [
        ...origin.localStorage.map(({ name }) => name),
        ...(origin as unknown as Origin).indexedDB
          .filter(({ stores }) => stores.some(({ records }) => records.length))
          .map(({ name }) => `database ${name}`),
      ])
    },
  }
  return visit
}

interface Origin {
  readonly indexedDB: readonly { name: string; stores: readonly { records: readonly unknown[] }[] }[]
}
