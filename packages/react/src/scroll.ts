/** Whether a track stands at its first or last card. Both: everything fits. */
export interface TrackEnds {
  readonly atStart: boolean
  readonly atEnd: boolean
}

// Zoomed pages scroll in fractions of a pixel and round scrollWidth.
const TOLERANCE_PX = 2

/** Which ends a track touches, in either direction of writing: from right to left `scrollLeft` is negative (CSSOM View, section 6). */
export function trackEnds({ scrollLeft, clientWidth, scrollWidth }: Element): TrackEnds {
  const offset = Math.abs(scrollLeft)
  return { atStart: offset <= TOLERANCE_PX, atEnd: offset + clientWidth >= scrollWidth - TOLERANCE_PX }
}

/**
 * Scrolls a track by a page of whole cards, at least one: 1 to what follows, -1 back. It does not glide when the shopper asked
 * for less motion.
 */
export function turnPage(track: HTMLElement, direction: 1 | -1): void {
  const [first, second] = track.children as unknown as readonly [HTMLElement, HTMLElement?]
  // Signed by the direction of writing. A single card fills the page.
  const stepPx = second ? second.offsetLeft - first.offsetLeft : track.clientWidth
  const gapPx = Math.abs(stepPx) - first.offsetWidth
  // The hundredth keeps 4.999 cards, the work of rounding, from counting as 4.
  const cards = Math.max(1, Math.floor((track.clientWidth + gapPx) / Math.abs(stepPx) + 0.01))
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  track.scrollBy({ left: cards * stepPx * direction, behavior: isStill ? 'auto' : 'smooth' })
}
