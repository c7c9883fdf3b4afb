import { watchExposure } from '@endcap/client/view'
import { type ComputedRef, computed, type ShallowRef, shallowRef } from 'vue'
import { useElement } from './use-element.js'
import { useSlot } from './use-slot.js'

/** The test of a placement, as this visitor sees it. */
export interface PlacementTest {
  /** Id of the experiment and of its variant. Undefined: none runs, the visitor is not enrolled, or that is not known yet: draw control. */
  readonly experiment: ComputedRef<string | undefined>
  readonly variant: ComputedRef<string | undefined>
  /** For `ref="place"` on the element that differs. It stands in the page in every variant: that it could be seen is the exposure. */
  readonly place: ShallowRef<Element | null>
}

/**
 * What an experiment of the config decided for a placement: where more than the design of its row is to differ. The exposure
 * is logged once a page when `place` comes on screen.
 */
export function useExperiment(placement: string): PlacementTest {
  const { slot, snapshot } = useSlot(placement)
  const place = shallowRef<Element | null>(null)
  useElement(place, snapshot, (element) => ({ stops: [watchExposure(slot, element)] }))
  return {
    experiment: computed(() => snapshot.value.experiment),
    variant: computed(() => snapshot.value.variant),
    place,
  }
}
