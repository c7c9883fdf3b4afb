import type { Clock, ConsentState } from '@endcap/core'
import type { listen } from '../listen.js'

/** Who may say what the visitor chose, in the order of truth. `call` is `consent()` by the shop's own code. */
export const CONSENT_SOURCES = ['call', 'tcf', 'shopify', 'wp', 'consent-mode', 'gpc', 'default'] as const
/** One of {@link CONSENT_SOURCES}. */
export type ConsentSourceName = (typeof CONSENT_SOURCES)[number]

/** What a consent tool of the page says at this moment. Purposes that it says nothing of are left out; it never guesses. */
export interface ConsentAnswer extends Partial<ConsentState> {
  /** True when the visitor chose, false for what the tool assumes where nobody was asked (Global Privacy Control outranks that). */
  readonly isChoice: boolean
}

/** What an adapter of a consent tool gets. */
export interface ConsentSourceParts {
  readonly window: Window & typeof globalThis
  readonly clock: Clock
  readonly listen: typeof listen
  /** Takes each answer of this tool, the first and every change. Undefined: the tool has no answer (any more). */
  answer(answer: ConsentAnswer | undefined): void
}

/**
 * Starts an adapter. Returns its stop. Touches no storage and no network, and throws nothing. A tool that comes later than
 * the tracker is waited for as the tool documents it (a stub, a queue, an event), never by polling for ever.
 */
export type StartConsentSource = (parts: ConsentSourceParts) => () => void
