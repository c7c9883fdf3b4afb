/** Firefox by Puppeteer over WebDriver BiDi; what it needs comes with the Firefox that distributions ship. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import puppeteer from 'puppeteer-core'
import { findFirefox } from '../../scripts/setup.mjs'
import { findBusy } from './busy.mjs'
import { addLink, expression, LINK, leaving, untilLoaded } from './expression.mjs'
import { adopt, kill, killTree, start, treeOf, waitUntilGone } from './processes.mjs'

/** What a visitor's Firefox would do by itself and a measured one must not, and what a script may do without a click. */
const PREFS = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'browser.aboutwelcome.enabled': false,
  'browser.tabs.unloadOnLowMemory': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'extensions.update.enabled': false,
  'services.settings.server': '',
  'dom.disable_open_during_load': false,
  'dom.allow_scripts_to_close_windows': true,
  // One process for each tab, so that one can be killed without the others.
  'dom.ipc.processCount': 32,
  'dom.ipc.processCount.webIsolated': 32,
  'dom.ipc.processPrelaunch.enabled': false,
}

/** @type {import('./driver.mjs').Driver} */
export const firefoxDriver = {
  isInstalled: () => Boolean(findFirefox()),
  survivesKill: true,
  async launch() {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: findFirefox(),
      headless: true,
      extraPrefsFirefox: PREFS,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      protocolTimeout: 120_000,
    })
    const pid = browser.process().pid
    const release = adopt(pid)
    return {
      version: (await browser.version()).replace(/^firefox\//i, 'Firefox '),
      async newTab(url) {
        // Not a tab: one behind another would be hidden.
        const page = await browser.newPage({ type: 'window' })
        await page.goto(url)
        return toTab(pid, page)
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
    const folder = join(profileDir, 'firefox')
    mkdirSync(folder, { recursive: true })
    const lines = Object.entries(PREFS).map(
      ([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});`,
    )
    writeFileSync(join(folder, 'user.js'), `${lines.join('\n')}\n`)
    const { pid, kill: killAll } = start(findFirefox(), ['--headless', '--no-remote', '--profile', folder, url])
    return {
      async kill() {
        const tree = treeOf(pid)
        killAll()
        await waitUntilGone(tree)
      },
    }
  },
}

/** @returns {import('./driver.mjs').Tab} */
function toTab(root, page) {
  const evaluate = (task, ...args) => page.evaluate(expression(task, args))
  return {
    goto: async (url) => void (await page.goto(url)),
    evaluate,
    async open(url) {
      await evaluate(addLink, url)
      const opened = new Promise((resolve) => page.once('popup', resolve))
      await page.click(LINK)
      const tab = toTab(root, await opened)
      await untilLoaded(tab.evaluate, url)
      return tab
    },
    leave: (task, ...args) => leaving(() => evaluate(task, ...args)),
    click: (selector) => page.click(selector),
    press: (key) => page.keyboard.press(key === 'Space' ? ' ' : key),
    close: () => page.close(),
    isClosed: async () => page.isClosed(),
    async kill() {
      const pid = await findBusy(root, evaluate)
      kill(pid)
      await waitUntilGone([pid])
    },
  }
}
