/** Observers that a test fires by hand: a DOM without a browser has no layout. */

const live = new Set<FakeIntersectionObserver>()

class FakeIntersectionObserver {
  readonly targets = new Set<Element>()
  readonly callback: IntersectionObserverCallback
  constructor(callback: IntersectionObserverCallback) {
    this.callback = callback
    live.add(this)
  }
  observe(target: Element) {
    this.targets.add(target)
  }
  unobserve(target: Element) {
    this.targets.delete(target)
  }
  disconnect() {
    this.targets.clear()
    live.delete(this)
  }
}

/** Replaces the observers of the environment for this file. */
export function installObservers(): void {
  Object.assign(globalThis, { IntersectionObserver: FakeIntersectionObserver })
}

/** Tells every observer of `target` that it came on screen, wholly, or left. */
export function intersect(target: Element, isIntersecting: boolean): void {
  const ratio = isIntersecting ? 1 : 0
  const rect = { height: 100 * ratio }
  const entry = {
    target,
    isIntersecting,
    intersectionRatio: ratio,
    intersectionRect: rect,
    rootBounds: { height: 800 },
  }
  for (const observer of [...live]) {
    if (observer.targets.has(target)) {
      observer.callback([entry as IntersectionObserverEntry], observer as unknown as IntersectionObserver)
    }
  }
}
