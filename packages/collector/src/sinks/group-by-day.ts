import type { StoredEvent } from '@endcap/core'

/** Events by the UTC day of their receipt, `YYYY-MM-DD`, in the order in which the days appear. */
export function groupByDay(events: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const days = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const day = new Date(event.receivedAt).toISOString().slice(0, 'YYYY-MM-DD'.length)
    const group = days.get(day)
    if (group) group.push(event)
    else days.set(day, [event])
  }
  return days
}
