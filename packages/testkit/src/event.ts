import type { EventEnvelope, EventType } from '@endcap/core'

let counter = 0

/** A valid event for tests: consent granted, one visitor, ids that count up. `fields` win over the defaults. */
export function makeEvent(type: EventType, fields: Partial<EventEnvelope> = {}): EventEnvelope {
  counter++
  return {
    id: `event-${String(counter).padStart(15, '0')}`,
    type,
    ts: Date.UTC(2026, 0, 1) + counter,
    stream: 'stream-1',
    seq: counter,
    visitor: 'visitor-1',
    session: 'session-1',
    page: { url: 'https://shop.example/', kind: 'home' },
    consent: { analytics: 'granted', personalization: 'granted' },
    ...fields,
  }
}
