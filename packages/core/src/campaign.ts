import { fnv1a32 } from './hash.js'

/**
 * The ids that networks of search, social media, display, affiliates and e-mail give to each click, by the names of their
 * parameters. `srsltid` is not among them: Google puts it on ordinary results of a search too.
 */
export const CLICK_IDS =
  /^(gclid|gbraid|wbraid|msclkid|yclid|ttclid|twclid|li_fat_id|ScCid|rdt_cid|dclid|fbclid|epik|irclickid|awc|_kx|mc_eid)$/
const TAGS = /^utm_(source|medium|campaign|id|term|content)$/

/** The tags of a landing, in the order of the address: names with values that are not empty. Nothing for what is no address. */
export function readTags(url: string): readonly (readonly [name: string, value: string])[] {
  return [...new URLSearchParams(/^[^?#]*\?([^#]*)/.exec(url)?.[1])].filter(
    ([name, value]) => value && (TAGS.test(name) || CLICK_IDS.test(name)),
  )
}

/**
 * A short key of the campaign that an address is tagged with, click id included: the same when the page is loaded again,
 * another one for another click. Undefined without tags. A hash: no value can be read out of it.
 */
export function campaignKey(url: string): string | undefined {
  const tags = readTags(url)
  return tags[0] && fnv1a32(tags.map(String).sort().join('&')).toString(36)
}
