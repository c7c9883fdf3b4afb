import type { SlotItem } from '@endcap/client'
import type { KindContext } from './kind.js'

/** What the shopper is not interested in, of one element. */
export interface Dismissed {
  has(item: SlotItem): boolean
  /** Says that the shopper is not interested, in a `dismiss` event, or takes that back; tells screen readers. */
  toggle(item: SlotItem): void
}

/** Begins with nothing dismissed. */
export function createDismissed({ client, slot, labels, say }: KindContext): Dismissed {
  const gone = new Set<string>()
  return {
    has: ({ product }) => gone.has(product.id),
    toggle({ product: { id, title } }) {
      if (gone.delete(id)) client.forget('dismissed', id)
      else {
        gone.add(id)
        const { requestId } = slot.snapshot()
        client.track('dismiss', { list: { placement: slot.placement, requestId }, items: [client.toItem(id)] })
      }
      say(`${gone.has(id) ? labels.dismissed : labels.restored}: ${title}`)
    },
  }
}
