import type { EventEnvelope } from '@endcap/core'

/**
 * What an event is worth when not all can be kept or sent: orders before the cart and the checkout, those before what the shopper
 * looked at, and impressions last.
 */
export function worthOf({ type }: EventEnvelope): number {
  if (/^(purchase|refund)$/.test(type)) return 3
  if (/cart|checkout|_info$/.test(type)) return 2
  return /_list$|_render$/.test(type) ? 0 : 1
}
