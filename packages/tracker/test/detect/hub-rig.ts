import type { EventType, PageKind } from '@endcap/core'
import { createFakeClock } from '@endcap/testkit'
import type { FoundProduct, SourceName } from '../../src/detect/detector.js'
import { createHub, type HubParts } from '../../src/detect/hub.js'
import type { EventFields } from '../../src/tracker.js'

/** A hub on a page, by default of no product, with all that it tracked. */
export function openHub(kind: PageKind = 'other', parts: Partial<HubParts> = {}) {
  const clock = createFakeClock()
  const tracked: { type: EventType; fields: EventFields; ts: number }[] = []
  const page = { kind }
  const hub = createHub({
    clock,
    kind: () => page.kind,
    // Plain data, as the tracker makes it.
    track: (type, fields, ts) => tracked.push({ type, fields: JSON.parse(JSON.stringify(fields)), ts }),
    ...parts,
  })
  hub.view()
  return {
    hub,
    clock,
    page,
    tracked,
    say: (source: SourceName, type: EventType, fields?: EventFields) => hub.ears(source).say(type, fields),
    find: (source: SourceName, ...products: readonly Partial<FoundProduct>[]) =>
      hub.ears(source).found(products.map((product) => ({ id: 'a', where: 'list', ...product }))),
    /** What was tracked, when what is held was settled: the type with the ids of its items. */
    async told() {
      await clock.advance(250)
      return tracked.map(({ type, fields }) => [type, ...(fields.items ?? []).map(({ item_id }) => item_id)].join(' '))
    },
    async fields() {
      await clock.advance(250)
      return tracked.map(({ fields }) => fields)
    },
  }
}
