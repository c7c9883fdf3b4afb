/** Chromium for end-to-end tests: the system's or Playwright's own, as `npm test` installs it. */
import { chromium } from 'playwright-core'
import { findChromium } from '../scripts/setup.mjs'

/** Launches a headless browser without the requests that Chromium makes for itself. */
export function launchChromium() {
  return chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}
