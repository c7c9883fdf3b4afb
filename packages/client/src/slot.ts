import type { EventItem, EventType, ListContext, ResolvedPlacement } from '@endcap/core'
import type { Assignment } from '@endcap/experiments'
import type { EventFields } from '@endcap/tracker'
import type { Allocation } from './allocate.js'
import type { Slot, SlotItem, SlotSnapshot } from './client.js'

/** A slot with the side that the client moves. */
export interface LiveSlot extends Slot {
  /** The placement with its variant; undefined until the client is ready. */
  design(): ResolvedPlacement | undefined
  /** The items that must stay, because the row is on screen; undefined while they may change. */
  held(): readonly SlotItem[] | undefined
  /** Fixes the design for this page. */
  decide(design: ResolvedPlacement, assignment: Assignment | undefined): void
  /** Takes the products of a new allocation. The same products in the same order change nothing. */
  fill(allocation: Allocation): void
}

/** What a slot needs of its client. */
export interface SlotDeps {
  newId(): string
  modelVersion(): string | undefined
  toItem(id: string, index?: number): EventItem
  track(type: EventType, fields: EventFields): void
  /** The row went out of sight: what was learnt meanwhile may be shown. */
  onReleased(): void
  onStop(): void
  onError(error: unknown): void
}

/** Creates the slot of one placement. Every event that it logs carries the same list context. */
export function createSlot(placement: string, deps: SlotDeps): LiveSlot {
  let design: ResolvedPlacement | undefined
  let assignment: Assignment | undefined
  let snapshot: SlotSnapshot = {
    state: 'loading',
    placement,
    heading: '',
    items: [],
    requestId: '',
    strategy: undefined,
    experiment: undefined,
    variant: undefined,
  }
  let onScreen = false
  let drawn = ''
  /** The exposure, and each item of an answer, are logged once. */
  const logged = new Set<string>()
  const listeners = new Set<() => void>()

  const first = (key: string) => !logged.has(key) && logged.add(key)

  function log(type: EventType, items: readonly SlotItem[], quantity?: number) {
    const { requestId, strategy, experiment, variant } = snapshot
    // The tracker leaves out what is undefined.
    const list = {
      placement,
      requestId,
      widget: design?.widget,
      strategy,
      model: deps.modelVersion(),
      experiment,
      variant,
    }
    deps.track(type, {
      items: items.map(({ product, index }) => ({ ...deps.toItem(product.id, index), quantity }) as EventItem),
      list: list as ListContext,
    })
  }

  function set(next: Partial<SlotSnapshot>) {
    snapshot = { ...snapshot, ...next }
    for (const listener of [...listeners]) {
      try {
        listener()
      } catch (error) {
        deps.onError(error)
      }
    }
  }

  return {
    placement,
    snapshot: () => snapshot,
    design: () => design,
    held: () => (onScreen && snapshot.state === 'ready' ? snapshot.items : undefined),
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    decide(decided, by) {
      design = decided
      assignment = by
      const enrolled = by?.by === 'not-enrolled' ? undefined : by
      set({
        state: decided.hidden ? 'hidden' : 'loading',
        heading: decided.heading,
        experiment: enrolled?.experiment,
        variant: enrolled?.variant.id,
      })
    },
    fill({ items, strategy }) {
      const { state, items: before } = snapshot
      const same =
        state !== 'loading' &&
        items.length === before.length &&
        items.every(({ product }, index) => product === before[index]?.product)
      if (state === 'hidden' || same) return
      set({ state: items.length > 0 ? 'ready' : 'empty', items, strategy, requestId: deps.newId() })
    },
    rendered() {
      if (snapshot.state !== 'ready' || drawn === snapshot.requestId) return
      drawn = snapshot.requestId
      log('widget_render', snapshot.items)
    },
    viewed(items) {
      const fresh = items.filter(({ product }) => first(`${snapshot.requestId} ${product.id}`))
      if (fresh.length > 0) log('view_item_list', fresh)
    },
    selected: (item) => log('select_item', [item]),
    added: (item, quantity) => log('add_to_cart', [item], quantity),
    exposed() {
      if (assignment?.by === 'hash' && first('')) {
        deps.track('experiment_exposure', { experiments: { [assignment.experiment]: assignment.variant.id } })
      }
    },
    visible(now) {
      const released = onScreen && !now
      onScreen = now
      if (released) deps.onReleased()
    },
    stop() {
      listeners.clear()
      deps.onStop()
    },
  }
}
