/** What is told of a widget's place. */
export interface VisibilityEvents {
  /** The sentinel, the same in every arm, could be seen for the first time. */
  onReached(): void
  /** The drawn section is on screen, or not. */
  onScreen(visible: boolean): void
}

const watched = new Map<Element, (isVisible: boolean) => void>()
let observer: IntersectionObserver | undefined

/** Watches the sentinel and the section of one widget. Returns its stop. */
export function watchVisibility(
  sentinel: Element,
  section: Element,
  { onReached, onScreen }: VisibilityEvents,
): () => void {
  const stopSentinel = watch(sentinel, (isVisible) => {
    if (!isVisible) return
    stopSentinel()
    onReached()
  })
  const stopSection = watch(section, onScreen)
  return () => {
    stopSentinel()
    stopSection()
  }
}

/**
 * One observer for the whole page, so that all changes of a frame come together, and what appeared is told before what left:
 * a slot that is released lets others re-rank, which must know by then that they are on screen.
 */
function watch(target: Element, listener: (isVisible: boolean) => void): () => void {
  observer ??= new IntersectionObserver((entries) => {
    for (const isVisible of [true, false]) {
      for (const entry of entries) if (entry.isIntersecting === isVisible) watched.get(entry.target)?.(isVisible)
    }
  })
  watched.set(target, listener)
  observer.observe(target)
  return () => {
    watched.delete(target)
    observer?.unobserve(target)
  }
}
