import type { Client } from '@endcap/client'
import { LABELS, type Labels } from '@endcap/client/view'
import { EndcapError } from '@endcap/core'
import { type InjectionKey, inject, type Plugin } from 'vue'

/** What all slots of an app share. */
export interface EndcapOptions {
  /** @default English */
  readonly labels?: Partial<Labels>
  /** BCP 47, of prices. A page that is rendered on a server says it, so that both sides write the same. @default the browser's */
  readonly locale?: string
}

interface Endcap {
  readonly client: Client
  readonly labels: Labels
  readonly locale: string | undefined
}

const ENDCAP: InjectionKey<Endcap> = Symbol()

/** The plugin: `app.use(createEndcap(client))` gives the client to every component of the app. Who made the client stops it. */
export function createEndcap(client: Client, { labels, locale }: EndcapOptions = {}): Plugin {
  return { install: (app) => app.provide(ENDCAP, { client, labels: { ...LABELS, ...labels }, locale }) }
}

/** What the plugin gave. Throws `option-missing` in an app without it. */
export function useEndcap(): Endcap {
  const endcap = inject(ENDCAP, undefined)
  if (!endcap) throw new EndcapError('option-missing', 'app.use(createEndcap(client))')
  return endcap
}
