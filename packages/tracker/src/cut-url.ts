import { CLICK_IDS } from '@endcap/core'

/** Query parameters that describe the page or the campaign, and the ids of clicks. All others may name a person and are cut. */
const KEPT = /^(utm_\w+|q|query|s|search|page|p|sort|category|collection|variant|color|size)$/i

/**
 * An address without credentials, fragment and query parameters outside a short list and `allow`; a fragment that is a route
 * (`#/…`, `#!…`) stays. What holds an e-mail address goes. At most 2,048 characters; empty for what is not an address. The
 * rest of what could be personal is scrubbed when an event leaves the device (`scrubUrl` of core).
 */
export function cutUrl(address: string, allow: readonly string[] = []): string {
  try {
    const { protocol, host, pathname, searchParams, hash } = new URL(address)
    const kept = [...searchParams].filter(
      ([key, value]) => (KEPT.test(key) || allow.includes(key)) && !/@|%40/.test(value),
    )
    // Of the id of a click its name tells the channel; its value names a person.
    for (const [key] of searchParams) if (CLICK_IDS.test(key)) kept.push([key, '-'])
    const path = pathname + (kept[0] ? `?${new URLSearchParams(kept)}` : '') + (/^#[/!]/.test(hash) ? hash : '')
    return `${protocol}//${host}${path.replace(/[^/?]*(@|%40)[^/?]*/g, '-')}`.slice(0, 2048)
  } catch {
    return ''
  }
}
