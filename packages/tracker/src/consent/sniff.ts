import type { ConsentSourceName } from './source.js'

interface ToolWindow {
  readonly __tcfapi?: unknown
  readonly Shopify?: { readonly customerPrivacy?: unknown; readonly loadFeatures?: unknown }
  readonly wp_has_consent?: unknown
  readonly dataLayer?: unknown
}

/** Each tool, by what it leaves on the page. */
const TOOLS: readonly (readonly [ConsentSourceName, (page: ToolWindow) => unknown])[] = [
  ['tcf', ({ __tcfapi }) => __tcfapi],
  ['shopify', ({ Shopify }) => Shopify?.customerPrivacy || Shopify?.loadFeatures],
  ['wp', ({ wp_has_consent }) => wp_has_consent],
  ['consent-mode', ({ dataLayer }) => Array.isArray(dataLayer)],
]

/**
 * The consent tools on the page now. Looks at a few globals and calls nothing; one that throws is none. `consent-mode` stands for
 * any `dataLayer`: its first entry on consent may be the visitor's click.
 */
export function sniffConsent(window: Window): ConsentSourceName[] {
  return TOOLS.flatMap(([name, isHere]) => {
    try {
      return isHere(window as ToolWindow) ? name : []
    } catch {
      return []
    }
  })
}
