import type { Slot } from '@endcap/client'
import { observeImpressions } from '@endcap/tracker'

/**
 * Tells a slot of each answer once: that it was drawn, and which cards were seen. `cards` gives the elements of the items,
 * in their order. `update` after each drawing; it gives true for a new answer.
 */
export function watchCards(slot: Slot, cards: () => readonly Element[]): { update(): boolean; stop(): void } {
  let toldId = ''
  let stop = () => {}
  return {
    update() {
      const { state, requestId, items } = slot.snapshot()
      if (state !== 'ready' || requestId === toldId) return false
      toldId = requestId
      stop()
      const drawn = cards()
      stop = observeImpressions(drawn, (seen) =>
        slot.viewed(items.filter((_, i) => seen.includes(drawn[i] as Element))),
      ).stop
      slot.rendered()
      return true
    },
    stop: () => stop(),
  }
}
