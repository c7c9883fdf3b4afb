import type { SlotItem, SlotSnapshot } from '@endcap/client'
import type { Placement } from '@endcap/core'
import { observeImpressions } from '@endcap/tracker'
import { type RefCallback, useEffect, useState } from 'react'
import { usePlace } from './use-place.js'
import { useSlot } from './use-slot.js'
import { watch } from './watch.js'

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

/** Lists that are on screen, by what was told to their slot: two rows may share one. */
const onScreen = new WeakMap<object, Set<Element>>()

/** The slot of a placement, of the config by its id or given whole, for a row that the page draws itself. */
export function useRecommendations(placement: string | Placement): Recommendations {
  const bound = useSlot(placement)
  const { snapshot, live } = bound
  const { place, isBelow } = usePlace(bound)
  const [list, setList] = useState<Element | null>(null)
  const { state, items, requestId } = snapshot

  const isWanted = state === 'ready' || state === 'loading'
  const [isShown, setShown] = useState(isWanted)
  if (isBelow && isShown !== isWanted) setShown(isWanted)

  useEffect(() => {
    const slot = live()
    if (!list || !slot) return
    const seen = onScreen.get(slot) ?? new Set()
    onScreen.set(slot, seen)
    const tell = (isVisible: boolean) => {
      if (isVisible) seen.add(list)
      else seen.delete(list)
      slot.visible(seen.size > 0)
    }
    const stop = watch(list, tell)
    return () => {
      stop()
      tell(false)
    }
  }, [list, live])

  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is its id
  useEffect(() => {
    const slot = live()
    if (!list || !slot || state !== 'ready') return
    slot.rendered()
    const cards = [...list.children]
    return observeImpressions(cards, (seen) => slot.viewed(items.filter((_, i) => seen.includes(cards[i] as Element))))
      .stop
  }, [list, live, state, requestId])

  return {
    ...snapshot,
    isShown,
    place,
    list: setList,
    select: (item) => live()?.selected(item),
    async add(item, quantity = 1) {
      const { id } = item.product
      let adding: unknown
      const detail = {
        id,
        quantity,
        placement: snapshot.placement,
        waitUntil(promise: Promise<unknown>) {
          adding = promise
        },
      }
      const offer = new CustomEvent('endcap:add-to-cart', { bubbles: true, composed: true, cancelable: true, detail })
      if (!list?.children[items.indexOf(item)]?.dispatchEvent(offer)) return undefined
      // Without a promise it is logged in the task of the click.
      if (adding) {
        try {
          await adding
        } catch {
          return false
        }
      }
      live()?.added(item, quantity)
      return true
    },
  }
}
