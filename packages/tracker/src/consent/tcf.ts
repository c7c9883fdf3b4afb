import type { Consent } from '@endcap/core'
import { askBoth, PENDING } from './answer.js'
import { attempt } from './attempt.js'
import type { StartConsentSource } from './source.js'

type Consents = Readonly<Record<string, boolean | undefined>>

/** The fields of `TCData` that are read (IAB Tech Lab, CMP API v2; its version argument stays 2 for TCF 2.3 and 2.4). */
interface TcData {
  readonly eventStatus?: string
  /** Undefined while the tool does not know: read as true. */
  readonly gdprApplies?: boolean
  readonly listenerId?: number
  readonly purpose?: { readonly consents?: Consents }
  readonly publisher?: { readonly consents?: Consents }
}

interface TcfWindow {
  __tcfapi?(
    command: string,
    version: 2,
    callback: (data: TcData | null | undefined, isSuccess: boolean) => void,
    parameter?: unknown,
  ): void
}

/** 1 store and access; 8 measure content; 9 understand audiences through statistics. */
const ANALYTICS = [1, 8, 9]
/** 1 store and access; 5 profiles for personalised content; 6 select content by them. */
const PERSONALIZATION = [1, 5, 6]

/**
 * IAB TCF. All purposes of a set have to be consented to: legitimate interest does not count, as `granted` means that the visitor
 * said yes. A tool of the shop itself is no vendor, so vendors are not looked at; the publisher's own consents decide where
 * they are in use, that is where one is given. Where GDPR does not apply TCF decides nothing, and the next source does.
 */
export const startTcf: StartConsentSource = ({ window, answer }) => {
  const page = window as TcfWindow
  let stopped = false
  let listenerId: number | undefined

  const forget = () =>
    listenerId !== undefined && attempt(() => page.__tcfapi?.('removeEventListener', 2, () => {}, listenerId))

  answer(PENDING)
  attempt(() =>
    page.__tcfapi?.('addEventListener', 2, (data, isSuccess) => {
      if (!isSuccess || !data) return
      listenerId = data.listenerId
      // The stub kept our call: only now is there a listener to take back.
      if (stopped) return void forget()
      if (data.gdprApplies === false) answer(undefined)
      // `cmpuishown`: the visitor looks at the question, and what was answered before holds on.
      else if (data.eventStatus === 'tcloaded' || data.eventStatus === 'useractioncomplete') {
        answer(askBoth((purposes) => [allow(data, purposes), true], ANALYTICS, PERSONALIZATION))
      }
    }),
  )
  return () => {
    stopped = true
    forget()
  }
}

function allow({ purpose, publisher }: TcData, purposes: readonly number[]): Consent {
  const own = publisher?.consents ?? {}
  const consents = Object.values(own).includes(true) ? own : (purpose?.consents ?? {})
  return purposes.every((id) => consents[id] === true) ? 'granted' : 'denied'
}
