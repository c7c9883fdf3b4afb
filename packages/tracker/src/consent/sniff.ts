import type { ConsentSourceName } from './source.js'

interface ToolWindow {
  readonly __tcfapi?: unknown
  readonly Shopify?: { readonly customerPrivacy?: unknown; readonly loadFeatures?: unknown }
  readonly wp_has_consent?: unknown
  readonly dataLayer?: unknown
}

/**
 * The consent tools on the page now. Looks at a few globals and calls nothing. `consent-mode` stands for any `dataLayer`: its
 * first entry on consent may be the visitor's click.
 */
export function sniffConsent(window: Window): ConsentSourceName[] {
  const { __tcfapi, Shopify, wp_has_consent, dataLayer } = window as ToolWindow
  const here: ConsentSourceName[] = []
  if (__tcfapi) here.push('tcf')
  if (Shopify?.customerPrivacy || Shopify?.loadFeatures) here.push('shopify')
  if (wp_has_consent) here.push('wp')
  if (Array.isArray(dataLayer)) here.push('consent-mode')
  return here
}
