/** Opens the theme gallery as a shopper with a past would, and notes whatever a widget must not do to a page. */
import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { givePast } from './gallery-past.mjs'

/** How a page of the gallery looks; what is not said is the first of each. */
export interface Look {
  readonly theme?: string
  readonly dir?: 'ltr' | 'rtl'
  readonly scheme?: 'light' | 'dark'
  readonly width?: number
  /** Names of kinds. @default all */
  readonly kinds?: readonly string[]
}

/** One shopper, in one look. */
export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** Shifts of the layout, policy violations, exceptions and errors in the console, since the last `open`. */
  faults(): Promise<readonly string[]>
  /** What `endcap:error` told since the last `open`. */
  reports(): Promise<readonly string[]>
  /** Opens the page anew; `catalogue` answers for its `catalog.json`. Resolves when all rows know what they show. `kinds`: others. */
  open(catalogue?: (route: Route) => unknown, kinds?: readonly string[]): Promise<void>
  /** Reads the page down to its end and up again. */
  scrollThrough(): Promise<void>
  /** Jumps to the end of the page and back. */
  jumpThrough(): Promise<void>
}

/** What a page tells of itself, from its first line on. */
interface Noted {
  readonly faults: string[]
  readonly reports: string[]
}

/** Runs in the page. Every shift counts, also one within 500 ms of input. */
function note(): void {
  const noted: Noted = { faults: [], reports: [] }
  interface Shift extends PerformanceEntry {
    readonly value: number
    readonly sources: readonly { node?: Element; previousRect: DOMRect; currentRect: DOMRect }[]
  }
  const observer = new PerformanceObserver((list) => take(list.getEntries()))
  const take = (entries: readonly PerformanceEntry[]) => {
    for (const { value, sources } of entries as readonly Shift[]) {
      const moved = sources.map(({ node, previousRect: a, currentRect: b }) => {
        const { nodeName, className, id } = node?.nodeType === 1 ? node : ({} as Element)
        return `${nodeName}#${id}.${className} ${a.x},${a.y} ${a.height} high to ${b.x},${b.y} ${b.height} high`
      })
      noted.faults.push(`shift of ${value} at ${scrollY}: ${moved.join('; ')}`)
    }
  }
  observer.observe({ type: 'layout-shift', buffered: true })
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) =>
    noted.faults.push(`policy: ${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`),
  )
  document.addEventListener('endcap:error', (event) => noted.reports.push((event as CustomEvent).detail.message))
  Object.assign(window, {
    async readNotes(): Promise<Noted> {
      // Shifts are found when a frame is made.
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
      take(observer.takeRecords())
      return noted
    },
  })
}

interface PageGlobals {
  readNotes(): Promise<Noted>
  readonly endcap: {
    readonly ready: Promise<void>
  }
}

/** A shopper who looked at four products, searched for three and has one in the cart; with `consent: 'denied'` one of whom nothing is known. */
export async function visitGallery(browser: Browser, url: string, look: Look = {}): Promise<Visit> {
  const { theme = 'atelier', dir = 'ltr', scheme = 'light', width = 1280, kinds } = look
  const context = await browser.newContext({ viewport: { width, height: 900 } })
  const page = await context.newPage()
  let outside: string[] = []
  page.on('pageerror', (error) => outside.push(String(error)))
  page.on('console', (message) => {
    // A file that fails is what some tests are about; it is told by `endcap:error`.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) outside.push(message.text())
  })
  await page.addInitScript(note)
  let answer: ((route: Route) => unknown) | undefined
  await page.route(/\/catalog\.json/, (route) => (answer ? answer(route) : route.fallback()))
  const address = (names: readonly string[] | undefined) =>
    `${url}/?theme=${theme}&dir=${dir}&scheme=${scheme}${names ? `&kinds=${names}` : ''}`
  const notes = () => page.evaluate(() => (window as never as PageGlobals).readNotes())

  await page.goto(address(['none']))
  await givePast(page, theme, dir)

  return {
    context,
    page,
    faults: async () => [...outside, ...(await notes()).faults],
    reports: async () => (await notes()).reports,
    async open(catalogue, names = kinds) {
      outside = []
      answer = catalogue
      await page.goto(address(names))
      await page.evaluate(() => (window as never as PageGlobals).endcap.ready)
      await page.waitForFunction(
        () => !document.querySelector('[aria-busy=true],[data-endcap-state=loading],:not(:defined)'),
      )
    },
    async scrollThrough() {
      while (await wheel(page, 1500));
      while (await wheel(page, -4000));
    },
    async jumpThrough() {
      await wheel(page, 20_000)
      await wheel(page, -20_000)
    },
  }
}

/** Longer than a page may take to count as at rest; then rows out of sight catch up. */
const REST_MS = 200

/** Turns the wheel and waits until the page is at rest, as a reader would. False when there is nowhere to go. */
async function wheel(page: Page, by: number): Promise<boolean> {
  const rest = page.evaluate(
    ([by, restMs]) =>
      new Promise<boolean>((resolve) => {
        const { scrollHeight } = document.documentElement
        if (by > 0 ? scrollY + innerHeight >= scrollHeight - 1 : scrollY <= 0) return resolve(false)
        // Pages end at fractions of a pixel: where nothing scrolls, nothing was left to scroll.
        let timer = setTimeout(() => resolve(false), 2000)
        const onScroll = () => {
          clearTimeout(timer)
          timer = setTimeout(() => {
            removeEventListener('scroll', onScroll)
            requestIdleCallback(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))
          }, restMs)
        }
        addEventListener('scroll', onScroll)
      }),
    [by, REST_MS] as const,
  )
  await page.mouse.wheel(0, by)
  return rest
}
