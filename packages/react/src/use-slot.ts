import type { Slot, SlotSnapshot } from '@endcap/client'
import type { Placement } from '@endcap/core'
import { useContext, useMemo, useSyncExternalStore } from 'react'
import { Context } from './context.js'

/** A slot as a component sees it. */
export interface BoundSlot {
  readonly snapshot: SlotSnapshot
  /** The live slot: in effects and handlers, once there is a client. The same function while client and placement are. */
  live(): Slot | undefined
}

/**
 * Binds the slot of a placement to a component. The slot is asked for when the component is in the page, never while it is drawn: what
 * React draws and throws away leaves nothing behind. It stops after the task in which its last component went, so that StrictMode and a
 * new key keep it.
 */
export function useSlot(placement: string | Placement): BoundSlot {
  const { client, initial, used } = useContext(Context)
  const id = typeof placement === 'string' ? placement : placement.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: a placement is its id
  const store = useMemo(() => {
    let slot: Slot | undefined
    // What is not there is undefined, in fewer bytes.
    const loading = {
      state: 'loading',
      placement: id,
      heading: '',
      items: [],
      requestId: '',
    } as unknown as SlotSnapshot
    const first = (!used.has(id) && initial[id]) || loading
    return {
      live: () => slot,
      first: () => first,
      now: () => slot?.snapshot() ?? first,
      subscribe(listener: () => void) {
        if (!client) return () => {}
        const live = client.slot(placement)
        const off = live.subscribe(listener)
        slot = live
        used.add(id)
        return () => {
          off()
          setTimeout(live.stop)
        }
      },
    }
  }, [client, id])
  return { snapshot: useSyncExternalStore(store.subscribe, store.now, store.first), live: store.live }
}
