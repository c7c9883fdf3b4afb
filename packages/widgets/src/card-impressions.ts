import { observeImpressions } from '@endcap/tracker'

/** Watches the cards of one list after another. */
export interface CardImpressions<Item> {
  /** From now on these cards count, each once. Those of the list before do not any more. */
  watch(cards: Iterable<readonly [Element, Item]>): void
  stop(): void
}

/** Tells of each card whose half was on screen for one second. Cards that become due together come in one call. */
export function watchCards<Item>(onSeen: (items: Item[]) => void): CardImpressions<Item> {
  let items = new Map<Element, Item>()
  const impressions = observeImpressions([], (seen) => onSeen(seen.flatMap((card) => items.get(card) ?? [])))
  return {
    watch(cards) {
      for (const card of items.keys()) impressions.unobserve(card)
      items = new Map(cards)
      for (const card of items.keys()) impressions.observe(card)
    },
    stop: impressions.stop,
  }
}
