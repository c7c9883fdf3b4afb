import type { Consent } from '@endcap/core'
import { askBoth, PENDING, type Said } from './answer.js'
import { attempt } from './attempt.js'
import type { StartConsentSource } from './source.js'

/** The globals of the WP Consent API that are read (github.com/WordPress/wp-consent-level-api). */
interface WpWindow {
  wp_has_consent?(category: string): boolean
  /** `optin` or `optout`, set by the consent tool; kinds of its own contain one of the two. */
  readonly wp_consent_type?: string
  readonly wp_fallback_consent_type?: string
  /** The type is found later, by the visitor's address for one. */
  readonly waitfor_consent_hook?: unknown
  readonly consent_api?: { readonly cookie_prefix?: string }
  consent_api_get_cookie?(name: string): string
}

const WORDS: Readonly<Record<string, Consent | undefined>> = { allow: 'granted', deny: 'denied' }

/**
 * The WP Consent API. A choice is an `allow` or a `deny`, heard or kept by the tool; read through its own function, never from
 * the cookie. An opt-out site grants what nobody refused, which is no choice. An opt-in site without a choice is asking:
 * unknown, as before a type that the site says to wait for. No answer without a type: no consent tool is at work there, and the
 * API then allows everything.
 */
export const startWp: StartConsentSource = ({ window, listen, answer }) => {
  const page = window as WpWindow
  /** What was heard on this page: a browser without cookies keeps nothing for the tool. */
  const heard: Record<string, unknown> = {}

  const recall = (category: string) =>
    heard[category] ?? page.consent_api_get_cookie?.(`${page.consent_api?.cookie_prefix}_${category}`)

  function tell(): void {
    const type = page.wp_consent_type ?? (page.waitfor_consent_hook ? '' : page.wp_fallback_consent_type)
    const isOptOut = /optout/.test(`${type}`)
    const ask = (category: string): Said => {
      const word = attempt(() => WORDS[String(recall(category))])
      if (word || !type) return [word, !!word]
      const isAllowed = attempt(() => page.wp_has_consent?.(category))
      // Opt-in allows, and opt-out refuses, only what was chosen. The opposite tells no more than the type.
      if (isAllowed === !isOptOut) return [isAllowed ? 'granted' : 'denied', true]
      return [isAllowed ? 'granted' : 'unknown']
    }
    // `statistics-anonymous` is not enough for an id.
    const said = askBoth(ask, 'statistics', 'preferences')
    answer(said ?? (page.waitfor_consent_hook && !page.wp_consent_type ? PENDING : undefined))
  }

  const stops = [
    listen(window.document, 'wp_consent_type_defined', tell),
    listen<CustomEvent<object | null>>(window.document, 'wp_listen_for_consent_change', ({ detail }) => {
      Object.assign(heard, detail)
      tell()
    }),
  ]
  tell()
  return () => {
    for (const stop of stops) stop()
  }
}
