import type { Consent } from '@endcap/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CONSENT_SOURCES, type ConsentAnswer, type ConsentSourceName } from '../../src/consent/source.js'
import { createConsentState } from '../../src/consent/state.js'
import { both } from './tool-rig.js'

const TOOLS = ['call', 'tcf', 'shopify', 'wp', 'consent-mode'] as const
const CONSENTS = ['granted', 'denied', 'unknown'] as const
const UNKNOWN = { analytics: 'unknown', personalization: 'unknown' }

/** Every pair of sources in the order of truth. */
const pairs = TOOLS.flatMap((higher, i) => TOOLS.slice(i + 1).map((lower) => [higher, lower] as const))

describe('two sources', () => {
  const cases = pairs.flatMap(([higher, lower]) =>
    [false, true].flatMap((gpc) =>
      [false, true].map((isChoice) => ({
        higher,
        lower,
        gpc,
        isChoice,
        isHeld: gpc && !isChoice && higher !== 'call',
      })),
    ),
  )
  test.each(cases)('$higher over $lower, GPC $gpc, choice $isChoice', ({ higher, lower, gpc, isChoice, isHeld }) => {
    for (const said of CONSENTS) {
      for (const other of CONSENTS) {
        const state = createConsentState({ analytics: 'granted' }, gpc)
        state.set(lower, both(other, true))
        const now = state.set(higher, both(said, isChoice))
        const isLowered = isHeld && said === 'granted'
        const wanted = isLowered ? 'denied' : said
        expect(now).toEqual({ analytics: wanted, personalization: wanted })
        expect(state.current()).toEqual(now)
        expect(state.deciders().analytics).toBe(isLowered ? 'gpc' : higher)
        expect(state.isChoice('analytics')).toBe(!isLowered && (isChoice || higher === 'call'))
        // Taken back, the lower one decides.
        expect(state.set(higher, undefined)).toEqual({ analytics: other, personalization: other })
        expect(state.deciders().personalization).toBe(lower)
      }
    }
  })
})

describe('without a tool', () => {
  test.each<[Consent | undefined, boolean, Consent, ConsentSourceName]>([
    [undefined, false, 'unknown', 'default'],
    ['unknown', false, 'unknown', 'default'],
    ['denied', false, 'denied', 'default'],
    ['granted', false, 'granted', 'default'],
    [undefined, true, 'denied', 'gpc'],
    ['unknown', true, 'denied', 'gpc'],
    ['denied', true, 'denied', 'gpc'],
    ['granted', true, 'denied', 'gpc'],
  ])('a default of %s with GPC %s is %s by %s', (consent, gpc, wanted, decider) => {
    const state = createConsentState(consent ? { analytics: consent, personalization: consent } : {}, gpc)
    expect(state.current()).toEqual({ analytics: wanted, personalization: wanted })
    expect(state.deciders()).toEqual({ analytics: decider, personalization: decider })
    expect(state.isChoice('analytics')).toBe(false)
  })
})

describe('purposes', () => {
  test('are decided each by the highest source that answers it', () => {
    const state = createConsentState({ personalization: 'granted' }, false)
    state.set('consent-mode', { analytics: 'granted', isChoice: true })
    state.set('wp', { personalization: 'denied', isChoice: true })
    expect(state.current()).toEqual({ analytics: 'granted', personalization: 'denied' })
    expect(state.deciders()).toEqual({ analytics: 'consent-mode', personalization: 'wp' })
  })

  test('called one after the other keep their answers, until the call is taken back', () => {
    const state = createConsentState({}, true)
    state.set('call', { analytics: 'granted' })
    expect(state.set('call', { personalization: 'denied', analytics: undefined })).toEqual({
      analytics: 'granted',
      personalization: 'denied',
    })
    expect(createConsentState({}, false).set('call', undefined)).toEqual(UNKNOWN)
    expect(state.set('call', undefined).analytics).toBe('denied')
  })

  test('that a tool no longer answers are open again', () => {
    const state = createConsentState({}, false)
    state.set('tcf', both('granted', true))
    expect(state.set('tcf', { analytics: 'granted', isChoice: true })).toEqual({
      analytics: 'granted',
      personalization: 'unknown',
    })
  })
})

const answer = fc.option(
  fc.record(
    {
      analytics: fc.constantFrom<Consent>(...CONSENTS),
      personalization: fc.constantFrom<Consent>(...CONSENTS),
      isChoice: fc.boolean(),
    },
    { requiredKeys: ['isChoice'] },
  ),
  { nil: undefined },
)

describe('any course of answers', () => {
  test('is granted exactly when the highest source that answers says so, and GPC does not hold it', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.record({ analytics: fc.constantFrom<Consent>(...CONSENTS) }, { requiredKeys: [] }),
        fc.array(fc.tuple(fc.constantFrom(...TOOLS.slice(1)), answer)),
        (gpc, defaults, course) => {
          const state = createConsentState(defaults, gpc)
          const latest = new Map<ConsentSourceName, Partial<ConsentAnswer> | undefined>([['default', defaults]])
          for (const [source, said] of course) {
            latest.set(source, said)
            state.set(source, said)
          }
          for (const purpose of ['analytics', 'personalization'] as const) {
            const deciding = CONSENT_SOURCES.map((source) => latest.get(source)).find((said) => said?.[purpose])
            const isHeld = gpc && !deciding?.isChoice
            expect(state.current()[purpose] === 'granted').toBe(deciding?.[purpose] === 'granted' && !isHeld)
            const decider = state.deciders()[purpose]
            if (state.current()[purpose] === 'granted') expect(latest.get(decider)?.[purpose]).toBe('granted')
          }
        },
      ),
    )
  })
})
