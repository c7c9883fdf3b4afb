import type { RefCallback } from 'react'
import { usePlace } from './use-place.js'
import { useSlot } from './use-slot.js'

/** What a visitor sees of a placement under test. */
export interface ExperimentAnswer {
  /** Undefined while nothing is decided, on the server, and for visitors who are not enrolled: show control. */
  readonly variant: string | undefined
  readonly experiment: string | undefined
  /** Ref of an element that is there in every arm: the exposure is logged when it is seen. */
  readonly place: RefCallback<Element>
}

/**
 * The variant of the experiment on a placement, for a test of what the page draws itself. Once it is decided it holds for the page.
 * Give such a placement `"widget": "reorder"` in the config: it then asks for no products.
 */
export function useExperiment(placement: string): ExperimentAnswer {
  const bound = useSlot(placement)
  const { variant, experiment } = bound.snapshot
  return { variant, experiment, place: usePlace(bound).place }
}
