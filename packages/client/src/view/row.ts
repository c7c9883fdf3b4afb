import type { Slot } from '../client.js'
import { watchCards } from './cards.js'
import { emit } from './emit.js'
import { watchExposure } from './exposure.js'
import { isBelow } from './layout.js'
import { type TrackEnds, trackEnds } from './scroll.js'
import { watchRow } from './sight.js'

/** A drawn row that tells its slot what the shopper sees. */
export interface RowLife {
  /** To be called when the slot's answer was drawn. */
  update(): void
  stop(): void
}

/**
 * Brings a row to life that a framework draws: it tells the slot and the page (`endcap:ready`, `render`, `empty`) what is drawn and
 * seen, and takes the section out of the flow, or puts it in again, while that is below the window. `host` holds the sentinel and the
 * section, whose `hidden`, and the host's class `endcap-out`, are its own from here on. Begins once the row stands in the page.
 * `onEnds` hears which ends the list touches, when that changes.
 */
export function startRow(host: HTMLElement, slot: Slot, onEnds: (ends: TrackEnds) => void): RowLife {
  const [sentinel, section] = host.children as unknown as [HTMLElement, HTMLElement]
  const list = section.querySelector('ul') as HTMLElement
  let state = 'loading'
  let ends: TrackEnds | undefined

  const tell = (type: string) => {
    emit(host, type, { placement: slot.placement, requestId: slot.snapshot().requestId })
  }
  const measure = () => {
    const now = trackEnds(list)
    if (now.atStart === ends?.atStart && now.atEnd === ends.atEnd) return
    ends = now
    onEnds(now)
  }
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
  const update = () => {
    const before = state
    state = slot.snapshot().state
    settle()
    if (before === 'loading' && state !== before) tell('ready')
    if (state === 'empty' && state !== before) tell('empty')
  }

  list.onscroll = measure
  addEventListener('resize', measure)
  const stops = [
    cards.stop,
    // Also when it was scrolled out of sight.
    watchExposure(slot, sentinel, settle),
    watchRow(slot, section),
    () => removeEventListener('resize', measure),
  ]
  update()
  return {
    update,
    stop() {
      list.onscroll = null
      for (const stop of stops) stop()
    },
  }
}
