import type { EventType, ListContext, ResolvedPlacement } from '@endcap/core'
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
  toItem(item: SlotItem): NonNullable<EventFields['items']>[number]
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
  let exposureLogged = false
  const seen = new Set<string>()
  const listeners = new Set<() => void>()

  const context = (): ListContext => {
    const { requestId, strategy, experiment, variant } = snapshot
    const model = deps.modelVersion()
    return {
      placement,
      requestId,
      widget: design?.widget ?? 'row',
      ...(strategy && { strategy }),
      ...(model && { model }),
      ...(experiment && variant && { experiment, variant }),
    }
  }
  const log = (type: EventType, items: readonly SlotItem[], quantity?: number) =>
    deps.track(type, {
      items: items.map((item) => (quantity ? { ...deps.toItem(item), quantity } : deps.toItem(item))),
      list: context(),
    })

  const set = (next: SlotSnapshot) => {
    snapshot = next
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
      const enrolled = by && by.by !== 'not-enrolled' ? by : undefined
      set({
        ...snapshot,
        state: decided.hidden ? 'hidden' : 'loading',
        heading: decided.heading,
        experiment: enrolled?.experiment,
        variant: enrolled?.variant.id,
      })
    },
    fill({ items, strategy }) {
      if (snapshot.state === 'hidden') return
      const same =
        snapshot.state !== 'loading' &&
        items.length === snapshot.items.length &&
        items.every(({ product }, index) => product === snapshot.items[index]?.product)
      if (same) return
      set({ ...snapshot, state: items.length > 0 ? 'ready' : 'empty', items, strategy, requestId: deps.newId() })
    },
    rendered() {
      if (snapshot.state !== 'ready' || drawn === snapshot.requestId) return
      drawn = snapshot.requestId
      log('widget_render', snapshot.items)
    },
    viewed(items) {
      const fresh = items.filter(({ product }) => {
        const key = `${snapshot.requestId} ${product.id}`
        return !seen.has(key) && seen.add(key)
      })
      if (fresh.length > 0) log('view_item_list', fresh)
    },
    selected: (item) => log('select_item', [item]),
    added: (item, quantity) => log('add_to_cart', [item], quantity),
    exposed() {
      if (exposureLogged || assignment?.by !== 'hash') return
      exposureLogged = true
      deps.track('experiment_exposure', { experiments: { [assignment.experiment]: assignment.variant.id } })
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
