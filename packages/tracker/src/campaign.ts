import { fnv1a32 } from '@endcap/core'

/**
 * Campaign parameters, and the ids that networks of search, social media, display, affiliates and e-mail give to each click.
 * `srsltid` is not among them: Google puts it on ordinary results of a search too.
 */
const TAG =
  /^(utm_(source|medium|campaign|id|term|content)|gclid|gbraid|wbraid|msclkid|yclid|ttclid|twclid|li_fat_id|ScCid|rdt_cid|dclid|fbclid|epik|irclickid|awc|_kx|mc_eid)$/

/** The tags of a landing, in the order of the address: names with values that are not empty. Nothing for what is no address. */
export function readTags(url: string): readonly (readonly [name: string, value: string])[] {
  return [...new URLSearchParams(/^[^?#]*\?([^#]*)/.exec(url)?.[1])].filter(([name, value]) => value && TAG.test(name))
}

/**
 * A short key of the campaign that an address is tagged with, click id included: the same when the page is loaded again,
 * another one for another click. Undefined without tags. A hash: no value can be read out of it.
 */
export function campaignKey(url: string): string | undefined {
  const tags = readTags(url)
  return tags[0] && fnv1a32(tags.map(String).sort().join('&')).toString(36)
}
