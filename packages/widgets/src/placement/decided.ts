import type { Client } from '@endcap/client'
import type { Placement } from '@endcap/core'

/** What decides where a placement stands and what is drawn there. */
const WHERE: readonly (keyof Placement)[] = ['selector', 'mode', 'widget']

/** Placements under test, as this visitor sees them. */
export interface Decided {
  /** Whether arms differ in where the placement stands or what is drawn. */
  isTested(id: string): boolean
  /** The placement to mount; undefined until it is decided, which begins when control's anchor is there, or `isLate`. Then it holds. */
  of(placement: Placement, isLate: boolean): Placement | undefined
}

/** Asks the client for what is to be mounted, where that is under test; `onDecided` is called when there is more to mount. */
export function createDecided(client: Client, stops: (() => void)[], onDecided: () => void): Decided {
  const tested = new Set(
    client
      .config()
      .experiments?.filter(({ variants }) => variants.some(({ set }) => set && WHERE.some((field) => field in set)))
      .map(({ placement }) => placement),
  )
  const decided = new Map<string, Placement>()
  const asked = new Set<string>()

  function ask(id: string): void {
    asked.add(id)
    const slot = client.slot(id)
    const check = () => {
      const { design } = slot.snapshot()
      if (!design || decided.has(id)) return
      decided.set(id, design)
      stop()
      // The element takes one of its own.
      slot.stop()
      queueMicrotask(onDecided)
    }
    const stop = slot.subscribe(check)
    stops.push(stop)
    check()
  }

  return {
    isTested: (id) => tested.has(id),
    of(placement, isLate) {
      const { id, selector } = placement
      if (!tested.has(id)) return placement
      try {
        if (!asked.has(id) && (isLate || document.querySelector(selector))) ask(id)
      } catch {
        return placement
      }
      return decided.get(id)
    },
  }
}
