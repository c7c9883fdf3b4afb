import { observeImpressions } from '@endcap/tracker'
import type { Slot, SlotItem } from '../client.js'

/**
 * Tells a slot of each answer once: which items were drawn, and which cards were seen. `cards` gives the elements of the items, in
 * their order; `items` what was picked of the answer, all of it by default. `update` after each drawing; it gives true for a new answer.
 */
export function watchCards(
  slot: Slot,
  cards: () => readonly Element[],
  items: () => readonly SlotItem[] = () => slot.snapshot().items,
): { update(): boolean; stop(): void } {
  let toldId = ''
  let stop = () => {}
  return {
    update() {
      const { state, requestId } = slot.snapshot()
      if (state !== 'ready' || requestId === toldId) return false
      toldId = requestId
      stop()
      const drawn = cards()
      const shown = items().slice(0, drawn.length)
      stop = observeImpressions(drawn, (seen) =>
        slot.viewed(shown.filter((_, i) => seen.includes(drawn[i] as Element))),
      ).stop
      slot.rendered(shown)
      return true
    },
    stop: () => stop(),
  }
}
