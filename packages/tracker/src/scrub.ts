/** Query parameters that describe the page or the campaign. All others may name a person and are cut. */
const KEPT = /^(utm_\w+|q|query|s|search|page|p|sort|category|collection|variant|color|size)$/i

/**
 * An address without fragment, credentials, and everything that could hold personal data: query parameters outside a short
 * list, and any value or path segment with an e-mail address. At most 2,048 characters. Empty for what is not an address.
 */
export function scrubUrl(address: string): string {
  try {
    const { protocol, host, pathname, searchParams } = new URL(address)
    const kept = [...searchParams].filter(([key, value]) => KEPT.test(key) && !/@|%40/.test(value))
    const query = String(new URLSearchParams(kept))
    return `${protocol}//${host}${pathname.replace(/[^/]*(@|%40)[^/]*/g, '-')}${query && `?${query}`}`.slice(0, 2048)
  } catch {
    return ''
  }
}
