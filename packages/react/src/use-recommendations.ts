import type { SlotItem, SlotSnapshot } from '@endcap/client'
import { offerToCart, watchCards, watchRow } from '@endcap/client/view'
import type { Placement } from '@endcap/core'
import { type RefCallback, useEffect, useState } from 'react'
import { usePlace } from './use-place.js'
import { useSlot } from './use-slot.js'

/** The products of a placement, and the ends by which the slot learns what the shopper sees and does. */
export interface Recommendations extends SlotSnapshot {
  /** The row may take its space: it loads or is ready, and taking or leaving it moves nothing in sight. Draw `list` while it is true. */
  readonly isShown: boolean
  /** Ref of an element that stands where the row stands, in every state and arm: the exposure is logged when it is seen. */
  readonly place: RefCallback<Element>
  /** Ref of the element whose children are the cards in order: render and impressions are logged, and it does not change in sight. */
  readonly list: RefCallback<Element>
  /** The shopper chose a card: call it from the link's `onClick` and `onAuxClick`. */
  select(item: SlotItem): void
  /**
   * Offers a product to the shop by `endcap:add-to-cart` on its card. Resolves to true when it is in the cart, which is then logged; to
   * false when the shop's promise rejected; to undefined when a listener cancelled.
   */
  add(item: SlotItem, quantity?: number): Promise<boolean | undefined>
}

/** The slot of a placement, of the config by its id or given whole, for a row that the page draws itself. */
export function useRecommendations(placement: string | Placement): Recommendations {
  const bound = useSlot(placement)
  const { snapshot, live } = bound
  const { place, isFree } = usePlace(bound)
  const [list, setList] = useState<Element | null>(null)
  const { state, items, requestId } = snapshot

  const isWanted = state === 'ready' || state === 'loading'
  const [isShown, setShown] = useState(isWanted)
  if (isFree && isShown !== isWanted) setShown(isWanted)

  useEffect(() => {
    const slot = live()
    return list && slot ? watchRow(slot, list) : undefined
  }, [list, live])

  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is its id
  useEffect(() => {
    const slot = live()
    if (!list || !slot) return
    const cards = watchCards(slot, () => [...list.children])
    cards.update()
    return cards.stop
  }, [list, live, state, requestId])

  return {
    ...snapshot,
    isShown,
    place,
    list: setList,
    select: (item) => live()?.selected(item),
    add: (item, quantity = 1) =>
      new Promise((resolve) => {
        const card = list?.children[items.indexOf(item)]
        const offer = { id: item.product.id, quantity, placement: snapshot.placement }
        const onResult = (isTaken: boolean) => {
          if (isTaken) live()?.added(item, quantity)
          resolve(isTaken)
        }
        if (!card || !offerToCart(card, offer, onResult)) resolve(undefined)
      }),
  }
}
