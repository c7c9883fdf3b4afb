import type { Client, Initial, SlotSnapshot } from '@endcap/client'
import { EndcapError, type Placement } from '@endcap/core'
import type { Plugin } from 'vue'
import { createEndcap, type EndcapOptions } from './endcap.js'

/**
 * The plugin of an app that a server draws: slots show what is in `initial`, the answer of `createServerRecommender` of `@endcap/client/server`
 * to this request, and wait in the other placements. Give the same `initial` to `createClient` in the page, and the same options to
 * `createEndcap`. Throws `option-missing` without a locale: server and browser would each write prices their own way.
 */
export function createServerEndcap(initial: Initial, options: EndcapOptions & { readonly locale: string }): Plugin {
  if (!options?.locale) throw new EndcapError('option-missing', 'locale')
  const slots = new Map<string, object>()
  const nothing = () => {}
  const client = {
    slot(placement: string | Placement) {
      const id = typeof placement === 'string' ? placement : placement.id
      const loading = { state: 'loading', placement: id, heading: '', items: [], requestId: '' }
      const snapshot = initial[id] ?? (loading as unknown as SlotSnapshot)
      const slot = slots.get(id) ?? { placement: id, snapshot: () => snapshot, subscribe: () => nothing, stop: nothing }
      slots.set(id, slot)
      return slot
    },
    track: nothing,
  }
  return createEndcap(client as unknown as Client, options)
}
