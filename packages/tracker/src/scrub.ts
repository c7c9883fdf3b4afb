/** Query parameters that describe the page or the campaign. All others may name a person and are cut. */
const KEPT = /^(utm_\w+|q|query|s|search|page|p|sort|category|collection|variant|color|size)$/i
const EMAIL = /@|%40/i

/**
 * An address without fragment, credentials, and everything that could hold personal data: query parameters outside a short
 * list, and any value or path segment with an e-mail address. At most 2,048 characters. Empty for what is not an address.
 */
export function scrubUrl(address: string): string {
  try {
    const url = new URL(address)
    const kept = [...url.searchParams].filter(([key, value]) => KEPT.test(key) && !EMAIL.test(value))
    const path = url.pathname.replace(/[^/]+/g, (segment) => (EMAIL.test(segment) ? '-' : segment))
    const query = String(new URLSearchParams(kept))
    return `${url.protocol}//${url.host}${path}${query && `?${query}`}`.slice(0, 2048)
  } catch {
    return ''
  }
}
