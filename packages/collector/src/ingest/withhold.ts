import type { EventEnvelope, Parsed } from '@endcap/core'

/**
 * An event without consent to analytics is kept without the ids that tell people apart, whatever its sender put there. The tracker
 * sends none; old and foreign senders may.
 */
export function withholdIds(parsed: Parsed<EventEnvelope>): Parsed<EventEnvelope> {
  if (!parsed.ok || parsed.value.consent.analytics === 'granted') return parsed
  const { visitor, session, customer, ...rest } = parsed.value
  if (visitor === undefined && session === undefined && customer === undefined) return parsed
  return { ok: true, value: rest }
}
