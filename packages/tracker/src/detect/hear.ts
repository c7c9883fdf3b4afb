import type { DetectorParts } from './detector.js'

/** Listens to events of the page. What fails in the listener is told, and not thrown into the page. Returns its stop. */
export function hear<E extends Event>(
  parts: Pick<DetectorParts, 'listen' | 'fail'>,
  target: EventTarget,
  type: string,
  listener: (event: E) => void,
  options?: AddEventListenerOptions,
): () => void {
  const safely = (event: E) => {
    try {
      listener(event)
    } catch (cause) {
      parts.fail(type, cause)
    }
  }
  return parts.listen<E>(target, type, safely, options)
}
