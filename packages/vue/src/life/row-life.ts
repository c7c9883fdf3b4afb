import type { Slot } from '@endcap/client'
import { emit } from '../emit.js'
import { watchExposure } from './exposure.js'
import { watchCards } from './impressions.js'
import { isBelow } from './layout.js'
import { type TrackEnds, trackEnds, turnPage } from './scroll.js'
import { watchRow } from './sight.js'

/** A drawn row that tells its slot what the shopper sees. */
export interface RowLife {
  /** To be called when the slot's answer was drawn. */
  update(): void
  /** Scrolls by a page of whole cards: 1 to what follows, -1 back. */
  turn(direction: 1 | -1): void
  stop(): void
}

/**
 * Brings a drawn row to life: it tells the slot and the page (`endcap:ready`, `render`, `empty`) what is drawn and seen, and takes
 * the section out of the flow, or puts it in again, while that is below the window. `host` holds the sentinel and the section.
 * Begins once the row stands in the page.
 */
export function startRow(host: HTMLElement, slot: Slot, onEnds: (ends: TrackEnds) => void): RowLife {
  const [sentinel, section] = host.children as unknown as [HTMLElement, HTMLElement]
  const list = section.querySelector('ul') as HTMLElement
  let state = 'loading'

  const tell = (type: string) => {
    emit(host, type, { placement: slot.placement, requestId: slot.snapshot().requestId })
  }
  const measure = () => onEnds(trackEnds(list))
  const cards = watchCards(slot, () => [...list.children])
  /** Takes its space or gives it back, where nothing in sight moves; then tells of each answer once. */
  const settle = () => {
    const isShown = state === 'ready' || state === 'loading'
    if (section.hidden === isShown && isBelow(sentinel)) {
      section.hidden = !isShown
      // Without a box of its own: an empty one would still part margins that collapse, and take a grid's gap.
      host.classList.toggle('endcap-out', !isShown)
    }
    // Space that is in sight stays there, used or not; and what has none waits for it.
    if (section.hidden || !cards.update()) return
    // A new answer is read from its best card, unless the shopper is at work in it.
    if (!list.contains(document.activeElement)) list.scrollLeft = 0
    measure()
    tell('render')
  }
  // Also when it was scrolled out of sight.
  const exposure = watchExposure(slot, sentinel, settle)
  const update = () => {
    const before = state
    state = slot.snapshot().state
    settle()
    if (before === 'loading' && state !== before) tell('ready')
    if (state === 'empty' && state !== before) tell('empty')
    exposure.update()
  }

  list.onscroll = measure
  addEventListener('resize', measure)
  const stops = [cards.stop, exposure.stop, watchRow(slot, section), () => removeEventListener('resize', measure)]
  update()
  return {
    update,
    turn: (direction) => turnPage(list, direction),
    stop() {
      for (const stop of stops) stop()
    },
  }
}
