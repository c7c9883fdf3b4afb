import type { Slot } from '@endcap/client'
import { emit } from '../emit.js'
import { watchExposure } from './exposure.js'
import { watchCards } from './impressions.js'
import { isInSight, onScroll, tryChange } from './layout.js'
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
 * the section out of the flow, or puts it in again, where nothing in sight moves. `host` holds the sentinel and the section.
 * Loaded once the row stands in the page: nothing of it is needed for the first paint, nor on a server.
 */
export function startRow(host: HTMLElement, slot: Slot, onEnds: (ends: TrackEnds) => void): RowLife {
  const [sentinel, section] = host.children as unknown as [HTMLElement, HTMLElement]
  const list = section.querySelector('ul') as HTMLElement
  let state = 'loading'

  const tell = (type: string) => {
    emit(host, type, { placement: slot.placement, requestId: slot.snapshot().requestId })
  }
  const measure = () => onEnds(trackEnds(list))
  const exposure = watchExposure(slot, sentinel)
  const cards = watchCards(slot, () => [...list.children])
  const show = (isShown: boolean) => {
    section.hidden = !isShown
    // Without a box of its own: an empty one would still part margins that collapse, and take a grid's gap.
    host.classList.toggle('endcap-out', !isShown)
  }
  /** Takes its space or gives it back, once it can; then tells of each answer once. */
  const settle = () => {
    const isShown = state === 'ready' || state === 'loading'
    if (section.hidden === isShown) {
      // Space that is in sight stays there, used or not.
      if (!isShown && isInSight(host)) return
      const change = () => show(isShown)
      if (!tryChange(host, change, () => show(!isShown))) return
    }
    if (!cards.update()) return
    // A new answer is read from its best card, unless the shopper is at work in it.
    if (!list.contains(document.activeElement)) list.scrollLeft = 0
    measure()
    tell('render')
  }
  const update = () => {
    const before = state
    state = slot.snapshot().state
    settle()
    if (before === 'loading' && state !== before) tell('ready')
    if (state === 'empty' && state !== before) tell('empty')
    exposure.update()
  }

  list.onscroll = measure
  const stops = [
    cards.stop,
    exposure.stop,
    onScroll(() => {
      settle()
      measure()
    }),
    watchRow(slot, section),
  ]
  update()
  return {
    update,
    turn: (direction) => turnPage(list, direction),
    stop() {
      for (const stop of stops) stop()
    },
  }
}
