import type { Consent } from '@endcap/core'
import type { ConsentAnswer } from './source.js'

/** Said for a tool that is there and has not heard the visitor: what ranks below it is not asked meanwhile. */
export const PENDING: ConsentAnswer = { analytics: 'unknown', personalization: 'unknown', isChoice: false }

/** What a tool says of one purpose, and whether the visitor chose it. Empty: nothing. */
export type Said = readonly [consent?: Consent | undefined, isChoice?: boolean]

/**
 * Asks for both purposes by the tool's own names. Once one was chosen, what is only assumed of the other counts as unknown:
 * `isChoice` speaks of the whole answer. Undefined when the tool says nothing of either.
 */
export function askBoth<Name>(
  ask: (name: Name) => Said,
  analyticsName: Name,
  personalizationName: Name,
): ConsentAnswer | undefined {
  const both = [ask(analyticsName), ask(personalizationName)]
  const isChoice = both.some(([, isChosen]) => isChosen)
  const [analytics, personalization] = both.map(([consent, isChosen]) =>
    consent && isChoice && !isChosen ? 'unknown' : consent,
  )
  return analytics || personalization ? { analytics, personalization, isChoice } : undefined
}
