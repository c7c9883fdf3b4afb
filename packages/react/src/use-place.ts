import { type RefCallback, useEffect, useState } from 'react'
import type { BoundSlot } from './use-slot.js'
import { watch } from './watch.js'

/** Where a slot stands on the page. */
export interface Place {
  /** Ref of an element that stands there in every state and arm. */
  readonly place: RefCallback<Element>
  /** It is below what is on screen: what happens there moves nothing in sight. */
  readonly isBelow: boolean
}

/** Watches the place of a slot, and logs the exposure once it was seen and the slot is decided. */
export function usePlace({ snapshot, live }: BoundSlot): Place {
  const [place, setPlace] = useState<Element | null>(null)
  const [isReached, setReached] = useState(false)
  const [isBelow, setBelow] = useState(false)

  useEffect(
    () =>
      place
        ? watch(place, (isVisible) => {
            if (isVisible) setReached(true)
            setBelow(!isVisible && place.getBoundingClientRect().top >= innerHeight)
          })
        : undefined,
    [place],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: a slot that is not decided logs nothing; a snapshot may decide it
  useEffect(() => {
    if (isReached) live()?.exposed()
  }, [isReached, snapshot, live])

  return { place: setPlace, isBelow }
}
