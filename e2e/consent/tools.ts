/** The consent tools of the shop page, in the browser. Each is as it would be after an earlier visit, or asks its visitor. */
import { installGtag } from '../../packages/tracker/test/consent/fakes/gtag.js'
import { installShopify } from '../../packages/tracker/test/consent/fakes/shopify.js'
import { installTcf } from '../../packages/tracker/test/consent/fakes/tcf.js'
import { installWp } from '../../packages/tracker/test/consent/fakes/wp.js'

/** What the visitor told the tool on an earlier visit; `unset`: nothing yet. `assumed`: granted where nobody is asked. */
export type Start = 'unset' | 'denied' | 'granted' | 'assumed'
export type ToolName = 'none' | 'call' | 'tcf' | 'consent-mode' | 'shopify' | 'wp'

/** The visitor's hand on the tool. */
export interface Tool {
  grant(): void
  deny(): void
  /** Measurement alone. */
  measure(): void
}

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const GOOGLE = ['analytics_storage', 'personalization_storage', 'ad_storage', 'ad_user_data', 'ad_personalization']

/** Puts a tool on the page. */
export const TOOLS: Readonly<Record<ToolName, (page: Record<string, unknown>, start: Start) => Tool>> = {
  none: () => ({ grant() {}, deny() {}, measure() {} }),

  call(page, start) {
    const queue = (page.endcapQueue ??= []) as unknown[]
    const say = (analytics: string, personalization = analytics) => {
      ;((page.endcapQueue ?? queue) as unknown[]).push(['consent', { analytics, personalization }])
    }
    if (start !== 'unset') say(start)
    return { grant: () => say('granted'), deny: () => say('denied'), measure: () => say('granted', 'denied') }
  },

  tcf(page, start) {
    const cmp = installTcf(page)
    if (start === 'assumed') cmp.load({ gdprApplies: false })
    else cmp.load(start === 'unset' ? {} : { consents: start === 'granted' ? ALL : [] })
    if (start === 'unset') cmp.show()
    return { grant: () => cmp.choose(ALL), deny: () => cmp.choose([]), measure: () => cmp.choose([1, 7, 8, 9]) }
  },

  'consent-mode'(page, start) {
    const gtag = installGtag(page)
    const signals = (value: string) => Object.fromEntries(GOOGLE.map((name) => [name, value]))
    const update = (value: string) => gtag('consent', 'update', signals(value))
    gtag('consent', 'default', { ...signals(start === 'assumed' ? 'granted' : 'denied'), wait_for_update: 500 })
    if (start === 'granted' || start === 'denied') update(start)
    return {
      grant: () => update('granted'),
      deny: () => update('denied'),
      measure: () => gtag('consent', 'update', { ...signals('denied'), analytics_storage: 'granted' }),
    }
  },

  shopify(page, start) {
    const word = ({ granted: 'yes', denied: 'no' } as const)[start as 'granted' | 'denied'] ?? ''
    const shopify = installShopify(page, {
      isRequired: start !== 'assumed',
      words: { analytics: word, preferences: word },
    })
    return {
      grant: () => shopify.choose({ analytics: 'yes', preferences: 'yes' }),
      deny: () => shopify.choose({ analytics: 'no', preferences: 'no' }),
      measure: () => shopify.choose({ analytics: 'yes', preferences: 'no' }),
    }
  },

  wp(page, start) {
    const value = ({ granted: 'allow', denied: 'deny' } as const)[start as 'granted' | 'denied']
    const wp = installWp(page, { kept: value ? { statistics: value, preferences: value } : {} })
    wp.define(start === 'assumed' ? 'optout' : 'optin')
    const set = (statistics: 'allow' | 'deny', preferences: 'allow' | 'deny') => {
      wp.set('statistics', statistics)
      wp.set('preferences', preferences)
    }
    return { grant: () => set('allow', 'allow'), deny: () => set('deny', 'deny'), measure: () => set('allow', 'deny') }
  },
}
