import { type MountMode, PLACEMENT_DEFAULTS, type Placement } from '@endcap/core'
import { wasPainted } from '../flow.js'

/** An element that stands at an anchor. `order` is the placement's position in the config. */
export interface Mounted {
  readonly anchor: Element
  readonly mode: MountMode
  readonly order: number
  readonly element: Element
}

/** Creates the element of a placement, not yet in the page. */
export function createRow({ id }: Placement): HTMLElement {
  const row = document.createElement('endcap-row')
  row.setAttribute('placement', id)
  return row
}

/** Where a placement puts its element when nobody said. */
export const modeOf = ({ mode = PLACEMENT_DEFAULTS.mode }: Placement): MountMode => mode

/** True while the content that `fill` would replace is in sight: replacing it now could move the page under the shopper's eyes. */
export function mustWait(anchor: Element, mode: MountMode): boolean {
  const isFilled = mode === 'fill' && anchor.childElementCount > 0 && !anchor.querySelector(':scope > endcap-row')
  return isFilled && wasPainted() && anchor.getBoundingClientRect().top < innerHeight
}

/**
 * Puts an element at its anchor; `fill` replaces the anchor's content. Elements with the same anchor and mode stand in the
 * order of the config, whenever they come.
 */
export function mountAt({ anchor, mode, order, element }: Mounted, others: Iterable<Mounted> = []): void {
  const peers = [...others]
    .filter((other) => other.anchor === anchor && other.mode === mode && other.element.isConnected)
    .sort((a, b) => a.order - b.order)
  const previous = peers.filter((other) => other.order < order).pop()
  const next = peers.find((other) => other.order > order)
  if (previous) previous.element.after(element)
  else if (next) next.element.before(element)
  else if (mode === 'fill') anchor.replaceChildren(element)
  else anchor[mode](element)
}
