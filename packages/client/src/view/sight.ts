import type { Slot } from '../client.js'

type Listener = (isVisible: boolean) => void

const listeners = new Map<Element, Set<Listener>>()
let observer: IntersectionObserver | undefined

/**
 * Tells when an element comes on screen, and when it leaves; at first, how it is. Returns its stop. One observer for the whole
 * page, so that all changes of a frame come together, and what appeared is told before what left: a slot that is released lets
 * others re-rank, which must know by then that they are on screen. Of an element with several listeners a new one lets all hear again.
 */
export function watchSight(target: Element, listener: Listener): () => void {
  observer ??= new IntersectionObserver((entries) => {
    for (const isVisible of [true, false]) {
      for (const entry of entries)
        if (entry.isIntersecting === isVisible) for (const tell of listeners.get(entry.target) ?? []) tell(isVisible)
    }
  })
  const heard = listeners.get(target) ?? new Set()
  listeners.set(target, heard.add(listener))
  // What is observed already would not be told of.
  observer.unobserve(target)
  observer.observe(target)
  return () => {
    heard.delete(listener)
    if (heard.size) return
    listeners.delete(target)
    observer?.unobserve(target)
  }
}

/** Elements on screen by their slot: two rows may share one. */
const onScreen = new WeakMap<Slot, Set<Element>>()

/** Tells a slot that it is on screen while one of its elements is. Returns its stop. */
export function watchRow(slot: Slot, row: Element): () => void {
  const seen = onScreen.get(slot) ?? new Set()
  onScreen.set(slot, seen)
  const tell = (isVisible: boolean) => {
    if (isVisible) seen.add(row)
    else seen.delete(row)
    slot.visible(!!seen.size)
  }
  const stop = watchSight(row, tell)
  return () => {
    stop()
    if (seen.has(row)) tell(false)
  }
}
