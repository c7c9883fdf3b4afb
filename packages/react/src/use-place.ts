import { isBelow, watchExposure } from '@endcap/client/view'
import { type RefCallback, useEffect, useState } from 'react'
import type { BoundSlot } from './use-slot.js'

/** Where a slot stands on the page. */
export interface Place {
  /** Ref of an element that stands there in every state and arm. */
  readonly place: RefCallback<Element>
  /** It is below what is on screen: what happens there moves nothing in sight. */
  readonly isFree: boolean
}

/** Watches the place of a slot, and logs the exposure once it was seen and the slot is decided. */
export function usePlace({ live }: BoundSlot): Place {
  const [place, setPlace] = useState<Element | null>(null)
  const [isFree, setFree] = useState(false)

  useEffect(() => {
    const slot = live()
    if (place && slot) return watchExposure(slot, place, (isVisible) => setFree(!isVisible && isBelow(place)))
    return undefined
  }, [place, live])

  return { place: setPlace, isFree }
}
