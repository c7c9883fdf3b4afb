import type { Consent, EventEnvelope, Parsed } from '@endcap/core'

/**
 * What a request with `Sec-GPC: 1` says, Global Privacy Control (w3.org/TR/gpc): no consent that the visitor did not give. A purpose
 * that its sender calls `unknown` counts as denied; an answer of the visitor stands.
 */
export function denyUnknown(parsed: Parsed<EventEnvelope>): Parsed<EventEnvelope> {
  if (!parsed.ok) return parsed
  const { analytics, personalization } = parsed.value.consent
  if (analytics !== 'unknown' && personalization !== 'unknown') return parsed
  const consent = { analytics: answered(analytics), personalization: answered(personalization) }
  return { ok: true, value: { ...parsed.value, consent } }
}

function answered(consent: Consent): Consent {
  return consent === 'unknown' ? 'denied' : consent
}
