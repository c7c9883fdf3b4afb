/**
 * Three engines behind one interface, as little of it as the delivery rig needs. All tabs of a launched browser share one
 * profile; a case that wants a profile of its own uses an origin of its own.
 *
 * @typedef {object} Tab
 * @property {(url: string) => Promise<void>} goto loads a page and waits for its `load`
 * @property {(task: Function, ...args: unknown[]) => Promise<any>} evaluate runs a function in the page; arguments and answer are JSON
 * @property {(url: string) => Promise<Tab>} open opens a tab as a click on a link of this page does: the page is its opener
 * @property {(task: Function, ...args: unknown[]) => Promise<void>} leave the same where the task ends the page: by a navigation or by closing it
 * @property {(selector: string) => Promise<void>} click brings an element into view and clicks it, as a mouse does
 * @property {(key: 'Enter' | 'Tab' | 'Shift' | 'Escape' | 'Space' | 'End' | 'Home') => Promise<void>} press presses a key where the focus is
 * @property {() => Promise<void>} close closes the tab from outside
 * @property {() => Promise<boolean>} isClosed whether it is gone, from inside or outside
 * @property {() => Promise<void>} kill kills the process that draws the page (SIGKILL, or the engine's own crash)
 *
 * @typedef {object} Browser
 * @property {string} version name and version
 * @property {(url: string) => Promise<Tab>} newTab opens a visible tab on a page, which its script may close
 * @property {() => Promise<void>} kill kills all its processes (SIGKILL)
 * @property {() => Promise<void>} close ends it in order
 *
 * @typedef {object} Visit a browser without remote control, as a visitor has it
 * @property {() => Promise<void>} kill kills all its processes (SIGKILL)
 *
 * @typedef {object} Driver
 * @property {() => boolean} isInstalled
 * @property {boolean} survivesKill false: when a tab is killed the driver lets go of the whole browser; its pages live on, out of reach
 * @property {() => Promise<Browser>} launch
 * @property {(profileDir: string, url: string) => Promise<Visit>} visit starts the browser on a profile that outlives it
 */
import { chromiumDriver } from './chromium.mjs'
import { firefoxDriver } from './firefox.mjs'
import { webkitDriver } from './webkit.mjs'

/** @type {Record<string, Driver>} */
export const DRIVERS = { chromium: chromiumDriver, firefox: firefoxDriver, webkit: webkitDriver }

/**
 * Hides a page or shows it again, as far as the page can tell: tabs of a headless browser stay visible behind each other.
 * @param {Tab} tab
 * @param {'hidden' | 'visible'} state
 */
export function setVisibility(tab, state) {
  return tab.evaluate((value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => value })
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value === 'hidden' })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  }, state)
}
