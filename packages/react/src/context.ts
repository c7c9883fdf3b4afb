import type { Client, Initial } from '@endcap/client'
import type { Labels } from '@endcap/client/view'
import { createContext } from 'react'

/** What a provider gives to all below it. */
export interface EndcapContext {
  /** Undefined on the server, and in the browser until it is made. */
  readonly client: Client | undefined
  readonly initial: Initial
  /** Placements whose slot was live once: what the server drew of them is of the past. */
  readonly used: Set<string>
  readonly locale: string
  /** Those that differ from the standard. */
  readonly labels: Partial<Labels> | undefined
}

/** Without a provider everything waits. */
export const Context = createContext<EndcapContext>({
  client: undefined,
  initial: {},
  used: new Set(),
  locale: 'en',
  labels: undefined,
})
