import { type BotSign, PROGRAM_NAMES } from '@endcap/core'

/**
 * Why this browser looks like a program; undefined for people's. A label, so what is not sure is not said: a headless browser
 * of today looks like any other. `headless`: no languages, or a desktop Chrome with neither window nor plugins.
 */
export function botSign({ navigator, outerWidth }: Window): BotSign | undefined {
  const { userAgent, languages, plugins, webdriver } = navigator
  if (webdriver) return 'webdriver'
  if (PROGRAM_NAMES.test(userAgent)) return 'user-agent'
  const isBare = !outerWidth && !plugins?.length && / Chrome\/(?!.*Mobile)/.test(userAgent)
  return languages?.length === 0 || isBare ? 'headless' : undefined
}
