/** Chromium by Playwright: the system's or Playwright's own, as `npm test` installs it. */
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { findChromium } from '../../scripts/setup.mjs'
import { addLink, expression, LINK, leaving, untilLoaded } from './expression.mjs'
import { adopt, killTree, start, treeOf, waitUntilGone } from './processes.mjs'

const ARGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** @type {import('./driver.mjs').Driver} */
export const chromiumDriver = {
  isInstalled: () => Boolean(findChromium()),
  survivesKill: true,
  async launch() {
    const before = new Set(treeOf(process.pid))
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ARGS,
      // Pages of real visitors come back from this cache.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    })
    const pid = treeOf(process.pid).find((each) => !before.has(each))
    const release = adopt(pid)
    const context = await browser.newContext()
    return {
      version: `Chromium ${browser.version()}`,
      async newTab(url) {
        const page = await context.newPage()
        // Not `goto`: a tab with a history cannot be closed by its own script.
        await Promise.all([page.waitForURL(url), page.evaluate(expression((to) => location.replace(to), [url]))])
        return toTab(context, page)
      },
      async kill() {
        const tree = treeOf(pid)
        killTree(pid)
        await waitUntilGone(tree)
      },
      async close() {
        await browser.close()
        release()
      },
    }
  },
  async visit(profileDir, url) {
    const args = ['--headless', ...ARGS, '--no-first-run', `--user-data-dir=${join(profileDir, 'chromium')}`, url]
    const { pid, kill } = start(findChromium(), args)
    return {
      async kill() {
        const tree = treeOf(pid)
        kill()
        await waitUntilGone(tree)
      },
    }
  },
}

/** @returns {import('./driver.mjs').Tab} */
function toTab(context, page) {
  const evaluate = (task, ...args) => page.evaluate(expression(task, args))
  return {
    goto: async (url) => void (await page.goto(url)),
    evaluate,
    async open(url) {
      await evaluate(addLink, url)
      const [popup] = await Promise.all([page.waitForEvent('popup'), page.click(LINK)])
      const tab = toTab(context, popup)
      await untilLoaded(tab.evaluate, url)
      return tab
    },
    leave: (task, ...args) => leaving(() => evaluate(task, ...args)),
    click: (selector) => page.click(selector),
    press: (key) => page.keyboard.press(key),
    close: () => page.close(),
    isClosed: async () => page.isClosed(),
    async kill() {
      const session = await context.newCDPSession(page)
      const crashed = page.waitForEvent('crash')
      session.send('Page.crash').catch(() => {})
      await crashed
    },
  }
}
