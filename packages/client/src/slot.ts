import type { EventItem, EventType, ListContext, ResolvedPlacement } from '@endcap/core'
import type { EventFields } from '@endcap/tracker'
import type { Allocation } from './allocate.js'
import type { Slot, SlotItem, SlotSnapshot } from './client.js'
import type { Closed } from './closed.js'
import type { Interleave } from './experiment.js'
import type { Fail } from './fail.js'
import type { InitialSlot } from './initial.js'

/** What this visitor sees of a placement; fixed for the page. */
export interface Decision {
  /** The placement with its variant. */
  readonly design: ResolvedPlacement
  /** Of a visitor who is enrolled or forces a variant. */
  readonly experiment: string | undefined
  readonly variant: string | undefined
  /** Tells that the place could be seen; absent where exposures do not count, as in a preview, and lists then name no experiment. */
  expose?(): void
  /** Of a visitor for whom the lists of two variants are drafted into one. */
  readonly interleave?: Interleave | undefined
  /** Begins what watches the place of all arms, where they stand in different ones. */
  begin?(): void
  /** Why it is shown to no variant; undefined where it is shown. */
  readonly closed?: Closed
}

/** A slot with the side that the client moves. */
export interface LiveSlot extends Slot {
  /** Undefined until the client is ready. */
  decision(): Decision | undefined
  /** The items that must stay, because the row is on screen; undefined while they may change. */
  held(): readonly SlotItem[] | undefined
  /** Fixes the design for this page. */
  decide(decision: Decision): void
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
  readonly fail: Fail
}

/**
 * Creates the slot of one placement. Every event that it logs carries the same list context. What the server drew is there from
 * the start, under an id of its own, since a cached page goes to many visitors. It counts as on screen until it is said not to be,
 * and only another list takes its place: an answer of nothing does not.
 */
export function createSlot(placement: string, deps: SlotDeps, initial?: InitialSlot): LiveSlot {
  let decision: Decision | undefined
  // What is not there is undefined, in fewer bytes.
  let snapshot = {
    state: 'loading',
    placement,
    heading: '',
    items: [],
    ...initial,
    requestId: initial ? deps.newId() : '',
  } as unknown as SlotSnapshot
  let onScreen = !!initial
  /** Each answer, and each item of an answer, are logged once. */
  const logged = new Set<string>()
  const listeners = new Set<() => void>()

  const isInitial = () => snapshot.items === initial?.items
  const first = (key: string) => !logged.has(key) && logged.add(key)

  function log(type: EventType, items: readonly SlotItem[], quantity?: number, more?: EventFields) {
    const { requestId, strategy, experiment, variant } = snapshot
    const { widget, model } = isInitial() ? initial! : { widget: decision?.design.widget, model: deps.modelVersion() }
    deps.track(type, {
      // The tracker leaves out what is undefined.
      list: {
        placement,
        requestId,
        widget,
        strategy,
        model,
        ...(decision?.expose && { experiment, variant }),
      } as ListContext,
      ...more,
      items: items.map(
        ({ product, index, team, reason: { propensity = 1 } }) =>
          ({ ...deps.toItem(product.id, index), quantity, propensity, team }) as EventItem,
      ),
    })
  }

  function set(next: Partial<SlotSnapshot>) {
    snapshot = { ...snapshot, ...next }
    for (const listener of [...listeners]) {
      try {
        listener()
      } catch (error) {
        deps.fail('listener-failed', placement, error)
      }
    }
  }

  return {
    placement,
    snapshot: () => snapshot,
    decision: () => decision,
    held: () => (onScreen && snapshot.state === 'ready' ? snapshot.items : undefined),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    decide(decided) {
      decision = decided
      const { design, closed, experiment, variant } = decided
      const { state, heading } = snapshot
      // What was drawn stays until it is filled anew; what was hidden begins anew.
      const open = state === 'hidden' ? 'loading' : state
      set({
        design,
        closed,
        state: design.hidden ? 'hidden' : open,
        heading: design.heading || heading,
        experiment,
        variant,
      })
    },
    fill({ items, strategy, isOpen }) {
      const { state, items: before } = snapshot
      const same =
        state !== 'loading' &&
        items.length === before.length &&
        items.every(({ product }, index) => product === before[index]?.product)
      if (state === 'hidden' || same || (isInitial() && !items[0])) return
      set({ state: isOpen || items[0] ? 'ready' : 'empty', items, strategy, requestId: deps.newId() })
    },
    rendered(items = snapshot.items) {
      if (snapshot.state === 'ready' && first(snapshot.requestId)) log('widget_render', items)
    },
    viewed(items) {
      const fresh = items.filter(({ product }) => first(snapshot.requestId + product.id))
      if (fresh[0]) log('view_item_list', fresh)
    },
    tell: (type, fields) => log(type, [], undefined, fields),
    selected: (item) => log('select_item', [item]),
    added: (item, quantity) => log('add_to_cart', [item], quantity),
    exposed: () => decision?.expose?.(),
    visible(now) {
      const released = onScreen && !now
      onScreen = now
      if (released) deps.onReleased()
    },
    stop() {
      if (!listeners.size) deps.onStop()
    },
  }
}
