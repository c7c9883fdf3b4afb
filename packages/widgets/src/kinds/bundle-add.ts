import type { SlotItem } from '@endcap/client'
import { offerToCart } from '@endcap/client/view'
import type { Product } from '@endcap/core'
import type { KindContext } from './kind.js'

/** A product that the shopper left in the bundle. */
export interface BundleLine {
  readonly product: Product
  readonly variant: string | undefined
  /** Undefined: the product of the page, which nobody recommended. */
  readonly item: SlotItem | undefined
}

/**
 * Offers each line to the shop by `endcap:add-to-cart` on its card, all in one task; a listener that adds them in one request may
 * give the same promise for each. Logs those that were taken. Resolves, when all answers are there, with what to say.
 */
export async function addBundle(
  { host, client, slot, labels, locale }: KindContext,
  lines: readonly BundleLine[],
): Promise<string> {
  const bundle = lines.map(({ product }) => product.id)
  const cards = [...host.querySelectorAll<HTMLElement>('[data-endcap-item]')]
  const offers = lines.map(({ product: { id }, variant }) => {
    const offer = { id, quantity: 1, placement: slot.placement, bundle, ...(variant && { variant }) }
    const card = cards.find(({ dataset }) => dataset['endcapItem'] === id) ?? host
    return new Promise<boolean | undefined>((resolve) => {
      // A listener that cancels sees to it by itself.
      if (!offerToCart(card, offer, resolve)) resolve(undefined)
    })
  })
  const taken = await Promise.all(offers)
  lines.forEach(({ product, item }, i) => {
    if (!taken[i]) return
    if (item) slot.added(item, 1)
    else client.track('add_to_cart', { items: [{ ...client.toItem(product.id), quantity: 1 }] })
  })
  const tell = (label: string, wanted: boolean) => {
    const titles = lines.filter((_, i) => taken[i] === wanted).map(({ product }) => product.title)
    return titles[0] ? `${label}: ${new Intl.ListFormat(locale).format(titles)}. ` : ''
  }
  return `${tell(labels.added, true)}${tell(labels.failed, false)}`.trim()
}
