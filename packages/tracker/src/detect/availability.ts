import type { Availability } from '@endcap/core'

/** The words of schema.org (ItemAvailability), Open Graph and Merchant Center, without their spaces and lines. */
const WORDS = [
  ['preorder', /^pre(order|sale)/],
  ['backorder', /^(backorder|availablefororder|madetoorder)/],
  ['out_of_stock', /^(outofstock|oos$|soldout|discontinued|unavailable|reserved)/],
  ['in_stock', /^(instock|instoreonly|onlineonly|limitedavailability|lowstock|available)/],
] as const satisfies readonly (readonly [Availability, RegExp])[]

/** Stock state from an address of schema.org, a bare word, or words with spaces. Undefined for words that say nothing of stock. */
export function parseAvailability(value: unknown): Availability | undefined {
  if (typeof value !== 'string') return undefined
  const word = value
    .replace(/.*[/#:]/, '')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()
  return WORDS.find(([, pattern]) => pattern.test(word))?.[0]
}
