import type { Client } from '@endcap/client'
import { observeImpressions } from '@endcap/tracker'
import { reorder } from './reorder.js'

/**
 * Brings the shop's own list into the visitor's order by moving its nodes, so they keep their state and listeners.
 * Cards are the children that carry, or hold, `data-endcap-item`; other children stay where they are. Everything may move
 * before the first paint, while the list is off screen, or within 500 ms of the shopper's input; else only cards below the
 * viewport change places among themselves. Cards that the page adds later are ordered when they come.
 * Logs `widget_render`, `view_item_list` and `select_item` with the placement; the order owes nothing to chance, so its items
 * carry no propensity. Returns its stop; the order stays.
 */
export function reorderList(client: Client, placement: string, list: Element): () => void {
  return reorder(client, placement, list, { observeImpressions })
}
