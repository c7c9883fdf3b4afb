import type { Slot } from '../client.js'
import { watchSight } from './sight.js'

/**
 * Tells a slot, once its answer is known, that its place could be seen. `onSight` hears when the place comes on screen and when it
 * leaves. Returns its stop.
 */
export function watchExposure(slot: Slot, place: Element, onSight?: (isVisible: boolean) => void): () => void {
  let isReached = false
  const expose = () => {
    if (isReached && slot.snapshot().state !== 'loading') slot.exposed()
  }
  const stops = [
    slot.subscribe(expose),
    watchSight(place, (isVisible) => {
      isReached ||= isVisible
      expose()
      onSight?.(isVisible)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
