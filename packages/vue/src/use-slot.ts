import type { Slot, SlotSnapshot } from '@endcap/client'
import type { Placement } from '@endcap/core'
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import { useEndcap } from './endcap.js'

/** A slot of the client as Vue sees it. */
export interface LiveSlot {
  readonly slot: Slot
  /** What the slot shows now. */
  readonly snapshot: Readonly<ShallowRef<SlotSnapshot>>
}

/** How many parts of the page ever used a slot. */
const users = new WeakMap<Slot, number>()

/**
 * Binds the slot of a placement to the present scope and lets it go with that. `nth` counts the parts that use one slot, from 1:
 * alike on a server and in the page that it drew.
 */
export function useSlot(placement: string | Placement): LiveSlot & { readonly nth: number } {
  const slot = useEndcap().client.slot(placement)
  const nth = (users.get(slot) ?? 0) + 1
  users.set(slot, nth)
  const snapshot = shallowRef(slot.snapshot())
  const unsubscribe = slot.subscribe(() => {
    snapshot.value = slot.snapshot()
  })
  onScopeDispose(() => {
    unsubscribe()
    // Whatever replaces it in this task takes the slot over.
    setTimeout(slot.stop)
  })
  return { slot, snapshot, nth }
}
