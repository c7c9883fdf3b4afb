import { EndcapError } from '@endcap/core'
import { createDelivery } from '../src/outbox/delivery.js'
import { createOutbox as createLazyOutbox, type Outbox, type OutboxParts } from '../src/outbox/outbox.js'

/** An outbox whose delivery has come: what it does from then on. `lazy-delivery.test.ts` is about the time before. */
export function createOutbox(
  parts: Omit<OutboxParts, 'report' | 'load'> & { readonly onError: (error: EndcapError) => void },
): Outbox {
  let isHere = false
  const outbox = createLazyOutbox({
    ...parts,
    isAllowed: () => isHere && parts.isAllowed(),
    report: (code, detail, cause) => parts.onError(new EndcapError(code, detail, cause)),
    load: () => HERE,
  })
  void outbox.load()
  isHere = true
  return outbox
}

/** A module that is there at once: no promise of the language calls back within the task. */
const HERE = {
  // biome-ignore lint/suspicious/noThenProperty: that is the point.
  then: (use: (module: { createDelivery: typeof createDelivery }) => unknown) =>
    Promise.resolve(use({ createDelivery })),
} as ReturnType<OutboxParts['load']>
