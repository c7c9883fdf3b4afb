/** The browser's side of the WP Consent API plugin; its cookies are kept in a map. */

export interface FakeWp {
  /** The consent tool says which law holds. */
  define(type: string): void
  /** `wp_set_consent`. */
  set(category: string, value: 'allow' | 'deny'): void
}

export interface WpOptions {
  /** What the server takes for the type where no tool names one. */
  fallback?: string
  /** The site says to wait for the type. */
  isWaiting?: boolean
  /** Categories of an earlier visit. */
  kept?: Record<string, 'allow' | 'deny'>
  /** An older or foreign build without `consent_api_get_cookie`. */
  isOld?: boolean
}

/** Puts the API on the page. */
export function installWp(page: object, { fallback = '', isWaiting, kept = {}, isOld }: WpOptions = {}): FakeWp {
  const window = page as Record<string, unknown> & { document: EventTarget }
  const cookies = new Map(Object.entries(kept).map(([category, value]) => [`wp_consent_${category}`, value as string]))
  const read = (key: string) => cookies.get(key) ?? ''
  window.consent_api = { cookie_prefix: 'wp_consent', consent_type: fallback }
  window.wp_fallback_consent_type = fallback
  window.waitfor_consent_hook = isWaiting ? '1' : ''
  if (!isOld) window.consent_api_get_cookie = read
  window.wp_has_consent = (category: string) => {
    const type = String(window.wp_consent_type ?? window.wp_fallback_consent_type)
    const value = read(`wp_consent_${category}`)
    return !type || (type.includes('optout') && !value) || value === 'allow'
  }
  return {
    define(type) {
      window.wp_consent_type = type
      window.document.dispatchEvent(new CustomEvent('wp_consent_type_defined'))
    },
    set(category, value) {
      if (read(`wp_consent_${category}`) === value) return
      cookies.set(`wp_consent_${category}`, value)
      // The plugin's own way: a list with a named entry.
      const detail = Object.assign([], { [category]: value })
      window.document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail }))
    },
  }
}
