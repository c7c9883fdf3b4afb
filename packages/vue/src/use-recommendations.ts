import { watchCards, watchExposure, watchRow } from '@endcap/client/view'
import type { Placement } from '@endcap/core'
import { type ShallowRef, shallowRef } from 'vue'
import { useElement } from './use-element.js'
import { type LiveSlot, useSlot } from './use-slot.js'

/** A slot to draw with a markup of your own. */
export interface Recommendations extends LiveSlot {
  /**
   * For `ref="list"` on an element that stands in the page in every state of the slot and holds the cards, each with
   * `data-endcap-item`. What is drawn and seen in it is told to the slot; `slot.selected` and `slot.added` are yours to call.
   */
  readonly list: ShallowRef<HTMLElement | null>
}

/**
 * The slot of a placement, headless: draw `snapshot.value.items` while its state is `ready`. Keep the height of the place in
 * the other states where it could be in sight.
 */
export function useRecommendations(placement: string | Placement): Recommendations {
  const { slot, snapshot } = useSlot(placement)
  const list = shallowRef<HTMLElement | null>(null)
  useElement(list, snapshot, (element) => {
    // What the tracker reads off the page leaves it to the slot.
    element.setAttribute('data-endcap-slot', slot.placement)
    const cards = watchCards(slot, () => [...element.querySelectorAll('[data-endcap-item]')])
    return {
      update: cards.update,
      stops: [cards.stop, watchExposure(slot, element), watchRow(slot, element)],
    }
  })
  return { slot, snapshot, list }
}
