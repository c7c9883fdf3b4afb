import type { Consent } from '@endcap/core'
import { askBoth } from './answer.js'
import type { StartConsentSource } from './source.js'

/** Tells `listener` every entry of a queue of the page, those that are there and those to come. Returns its stop. */
export type TapQueue = (
  window: Window & typeof globalThis,
  name: string,
  listener: (entry: unknown) => void,
) => () => void

type Known = Partial<Record<string, Consent>>

/**
 * Google Consent Mode, read from `gtag('consent', …)` in `dataLayer` (developers.google.com/tag-platform/security/guides/consent):
 * there is no getter. An `update` is the visitor's choice, a `default` is not. The signals of advertising say nothing to us.
 * Where the visitor is cannot be known here, so a `default` that denies in some region denies in all, and one that grants in
 * some region says nothing. Consent set inside of a tag manager's sandbox never passes the queue and is not seen.
 */
export const createConsentModeSource =
  (tapQueue: TapQueue): StartConsentSource =>
  ({ window, clock, answer }) => {
    const chosen: Known = {}
    const everywhere: Known = {}
    const somewhere: Known = {}
    let isWaiting = false
    let endWait = () => {}

    const tell = () =>
      answer(
        askBoth(
          (signal) => {
            const value = somewhere[signal] ?? everywhere[signal]
            return chosen[signal] ? [chosen[signal], true] : [value && isWaiting ? 'unknown' : value]
          },
          'analytics_storage',
          'personalization_storage',
        ),
      )

    function settle(): void {
      endWait()
      isWaiting = false
    }

    /** The default is not to be acted on meanwhile. Counted from when it is read here. */
    function wait(delayMs: number): void {
      settle()
      isWaiting = true
      endWait = clock.after(delayMs, () => {
        isWaiting = false
        tell()
      })
    }

    const untap = tapQueue(window, 'dataLayer', (entry) => {
      // An `arguments` object, or the array of pages that push one.
      const { 0: command, 1: action, 2: signals } = Object(entry) as Readonly<Record<number, unknown>>
      const isUpdate = action === 'update'
      if (command !== 'consent' || (!isUpdate && action !== 'default')) return
      const { region, wait_for_update, ...values } = Object(signals) as Readonly<Record<string, unknown>>
      for (const [signal, value] of Object.entries(values)) {
        if (value !== 'granted' && value !== 'denied') continue
        if (isUpdate) chosen[signal] = value
        else if (!region) everywhere[signal] = value
        else if (value === 'denied') somewhere[signal] = value
      }
      if (isUpdate) settle()
      else if (Number(wait_for_update) > 0) wait(Number(wait_for_update))
      tell()
    })
    tell()
    return () => {
      endWait()
      untap()
    }
  }
