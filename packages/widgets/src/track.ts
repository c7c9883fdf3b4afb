import { pageLeft, type TrackEnds, trackEnds } from './scroll.js'

/** The moving part of a row. */
export interface Track {
  /** Scrolls by a page of whole cards: 1 to what follows, -1 back. Does not glide when the shopper asked for less motion. */
  page(direction: 1 | -1): void
  toStart(): void
  /** Looks again where it stands: new cards change that without a scroll. */
  measure(): void
  stop(): void
}

/** Makes a native scroll container page by arrows and tells where it stands, at first and after each change. */
export function createTrack(element: HTMLElement, onEnds: (ends: TrackEnds) => void): Track {
  const tell = () => onEnds(trackEnds(element))
  element.addEventListener('scroll', tell, { passive: true })
  const observer = new ResizeObserver(tell)
  observer.observe(element)
  return {
    page(direction) {
      const [first, second] = element.children as unknown as HTMLElement[]
      const width = first?.offsetWidth ?? 0
      const stepPx = first && second ? Math.abs(second.offsetLeft - first.offsetLeft) : width
      const rtl = getComputedStyle(element).direction === 'rtl'
      const { clientWidth } = element
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches
      const left = pageLeft({ direction, clientWidth, stepPx, gapPx: stepPx - width, rtl })
      element.scrollBy({ left, behavior: still ? 'auto' : 'smooth' })
    },
    toStart() {
      element.scrollLeft = 0
    },
    measure: tell,
    stop() {
      element.removeEventListener('scroll', tell)
      observer.disconnect()
    },
  }
}
