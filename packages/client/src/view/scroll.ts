/** The numbers of a horizontal scroll container, as the DOM gives them. */
interface ScrollBox {
  /** From 0 to the right; in a right-to-left box from 0 to the left, so negative (CSSOM View, section 6). */
  readonly scrollLeft: number
  readonly clientWidth: number
  readonly scrollWidth: number
}

/** Whether a track stands at its first or last card. Both: everything fits. */
export interface TrackEnds {
  readonly atStart: boolean
  readonly atEnd: boolean
}

// Zoomed pages scroll in fractions of a pixel and round scrollWidth.
const TOLERANCE_PX = 2

/** Which ends a track touches, in either direction of writing. */
export function trackEnds({ scrollLeft, clientWidth, scrollWidth }: ScrollBox): TrackEnds {
  const offset = Math.abs(scrollLeft)
  return { atStart: offset <= TOLERANCE_PX, atEnd: offset + clientWidth >= scrollWidth - TOLERANCE_PX }
}

/**
 * Scrolls a track by a page of whole cards, at least one: 1 to what follows, -1 back, in either direction of writing. It does not
 * glide when the shopper asked for less motion.
 */
export function turnPage(track: HTMLElement, direction: 1 | -1): void {
  const [first, second] = track.children as unknown as readonly [HTMLElement, HTMLElement?]
  const stepPx = Math.abs((second ?? first).offsetLeft - first.offsetLeft) || first.offsetWidth
  // The hundredth keeps 4.999 cards, the work of rounding, from counting as 4.
  const cards = Math.max(1, Math.floor((track.clientWidth + stepPx - first.offsetWidth) / stepPx + 0.01))
  const sign = getComputedStyle(track).direction === 'rtl' ? -direction : direction
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  track.scrollBy({ left: cards * stepPx * sign, behavior: isStill ? 'auto' : 'smooth' })
}
