import type { ConsentState } from '@endcap/core'
import { CONSENT_SOURCES, type ConsentAnswer, type ConsentSourceName } from './source.js'

/** What every source said last, and what follows from it. */
export interface ConsentStates {
  /**
   * Notes what a source says now, and answers what holds. Undefined takes its answer back. A tool's answer replaces its last
   * one; `call` adds to what it said before, since `consent()` may name one purpose only.
   */
  set(source: ConsentSourceName, answer: Partial<ConsentAnswer> | undefined): ConsentState
  current(): ConsentState
  /** Who decided each purpose; `default` also where nobody said anything. */
  deciders(): Readonly<Record<keyof ConsentState, ConsentSourceName>>
  /**
   * Whether the visitor chose what holds for a purpose. A denial that nobody chose may turn into the visitor's older yes as
   * soon as the tool has loaded: what is known is erased and what waits is discarded for a chosen denial only.
   */
  isChoice(purpose: keyof ConsentState): boolean
}

/**
 * Creates the state of consent: for each purpose the highest source of {@link CONSENT_SOURCES} that answers it decides,
 * `unknown` being an answer too. With Global Privacy Control (w3.org/TR/gpc), what the visitor did not choose is never
 * granted: it counts as denied. Pure: reads and keeps nothing outside.
 */
export function createConsentState(defaults: Partial<ConsentState>, gpc: boolean): ConsentStates {
  const answers: Partial<Record<ConsentSourceName, Partial<ConsentAnswer>>> = { default: defaults }
  const denied = { analytics: 'denied', personalization: 'denied' } as const
  if (gpc) answers.gpc = denied

  const decider = (purpose: keyof ConsentState) => {
    const source = CONSENT_SOURCES.find((name) => answers[name]?.[purpose]) ?? 'default'
    const { [purpose]: consent, isChoice } = answers[source] ?? {}
    return gpc && consent === 'granted' && !isChoice ? 'gpc' : source
  }
  const consent = (purpose: keyof ConsentState) => answers[decider(purpose)]?.[purpose] ?? 'unknown'
  const each = <Value>(read: (purpose: keyof ConsentState) => Value) => ({
    analytics: read('analytics'),
    personalization: read('personalization'),
  })
  const current = () => each(consent)

  return {
    set(source, answer) {
      const before = source === 'call' && answer ? answers.call : undefined
      answers[source] = {
        ...each((purpose) => answer?.[purpose] ?? before?.[purpose]),
        isChoice: source === 'call' || answer?.isChoice,
      }
      return current()
    },
    current,
    deciders: () => each(decider),
    isChoice: (purpose) => !!answers[decider(purpose)]?.isChoice,
  }
}
