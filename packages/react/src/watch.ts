type Listener = (isVisible: boolean) => void

const listeners = new Map<Element, Listener>()
let observer: IntersectionObserver | undefined

/**
 * Tells when an element comes on screen, and when it leaves. Returns its stop. One observer for the whole page, so that
 * all changes of a frame come together, and what appeared is told before what left: a slot that is released lets others
 * re-rank, which must know by then that they are on screen.
 */
export function watch(target: Element, listener: Listener): () => void {
  observer ??= new IntersectionObserver((entries) => {
    for (const isVisible of [true, false]) {
      for (const entry of entries) if (entry.isIntersecting === isVisible) listeners.get(entry.target)?.(isVisible)
    }
  })
  listeners.set(target, listener)
  observer.observe(target)
  return () => {
    listeners.delete(target)
    observer?.unobserve(target)
  }
}
