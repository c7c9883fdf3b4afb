/** @jsxImportSource react */
import { type Client, type ClientOptions, createClient, type Initial } from '@endcap/client'
import type { Labels } from '@endcap/client/view'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Context } from './context.js'

/** Exactly one of `client` and `options`; the server reads neither. What they are at first holds. */
export interface EndcapProviderProps {
  /** A client that the page made itself, with the same `initial`. It is not stopped here. */
  readonly client?: Client | undefined
  /** What the client of this page is made of, once the page is drawn; it stops with the provider. */
  readonly options?: ClientOptions
  /** What the server drew, of `@endcap/client/server`: give the same on the server and in the browser. @default nothing */
  readonly initial?: Initial
  /** BCP 47 locale of prices. Fixed, since server and browser must write the same. @default 'en' */
  readonly locale?: string
  /** @default English */
  readonly labels?: Partial<Labels>
  readonly children?: ReactNode
}

/** Gives a client to the components and hooks below it. */
export function EndcapProvider({
  client,
  options,
  initial = {},
  locale = 'en',
  labels,
  children,
}: EndcapProviderProps) {
  const [made, setMade] = useState<Client>()
  const [first] = useState({ initial, used: new Set<string>() })
  const own = useRef<{ client?: Client | undefined; timer?: number }>({})

  // biome-ignore lint/correctness/useExhaustiveDependencies: options are read once
  useEffect(() => {
    const { current } = own
    if (!options) return
    clearTimeout(current.timer)
    current.client ??= createClient({ initial, ...options })
    setMade(current.client)
    return () => {
      // StrictMode takes effects back and does them again in the same task.
      current.timer = setTimeout(() => {
        current.client?.stop()
        current.client = undefined
      }) as unknown as number
    }
  }, [])

  const value = useMemo(
    () => ({ ...first, client: client ?? made, locale, labels }),
    [first, client, made, locale, labels],
  )
  return <Context.Provider value={value}>{children}</Context.Provider>
}
