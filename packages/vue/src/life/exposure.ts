import type { Slot } from '@endcap/client'
import { watchSight } from './sight.js'

/**
 * Tells a slot, once its answer is known, that its place could be seen. `update` after each change of the snapshot. `onSight` hears
 * when the place comes on screen and when it leaves.
 */
export function watchExposure(slot: Slot, place: Element, onSight?: () => void): { update(): void; stop(): void } {
  let isReached = false
  const update = () => {
    if (isReached && slot.snapshot().state !== 'loading') slot.exposed()
  }
  const stop = watchSight(place, (isVisible) => {
    isReached ||= isVisible
    update()
    onSight?.()
  })
  return { update, stop }
}
