import type { BotSign } from '@endcap/core'

/** Cubot is a maker of phones. Programs that mean well name an address or the old word `compatible`. */
const PROGRAM = /[^u]bot\b|crawl|spider|preview|lighthouse|headless|compatible;|https?:/i

/**
 * Why this browser looks like a program; undefined for people's. A label, so what is not sure is not said: a headless browser
 * of today looks like any other. `headless`: no languages, or a desktop Chrome with neither window nor plugins.
 */
export function botSign({ navigator, outerWidth }: Window): BotSign | undefined {
  const { userAgent, languages, plugins, webdriver } = navigator
  if (webdriver) return 'webdriver'
  if (PROGRAM.test(userAgent)) return 'user-agent'
  const isBare = !outerWidth && !plugins?.length && / Chrome\/(?!.*Mobile)/.test(userAgent)
  return languages?.length === 0 || isBare ? 'headless' : undefined
}
