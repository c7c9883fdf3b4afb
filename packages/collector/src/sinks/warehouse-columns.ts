import { type Cell, EVENT_ITEMS_TABLE, EVENTS_TABLE, type StoredEvent, toWarehouseRows } from '@endcap/core'

/** The rows of one warehouse table. */
export interface TableRows {
  readonly table: typeof EVENTS_TABLE | typeof EVENT_ITEMS_TABLE
  readonly rows: readonly Readonly<Record<string, Cell>>[]
}

/** The rows of both tables, items first: whoever finds an event finds its items. */
export function toTableRows(events: readonly StoredEvent[]): TableRows[] {
  const both = events.map((event) => toWarehouseRows(event))
  return [
    { table: EVENT_ITEMS_TABLE, rows: both.flatMap(({ items }) => items) },
    { table: EVENTS_TABLE, rows: both.map(({ event }) => event) },
  ]
}

/** Rows of events, each with the rows of its items. */
export function withItems(events: readonly object[], items: readonly object[]): object[] {
  const byEvent = new Map<unknown, object[]>()
  for (const item of items as readonly { event_id: unknown }[]) {
    const group = byEvent.get(item.event_id)
    if (group) group.push(item)
    else byEvent.set(item.event_id, [item])
  }
  return (events as readonly { event_id: unknown }[]).map((event) => {
    const own = byEvent.get(event.event_id)
    return own ? { ...event, items: own } : event
  })
}
