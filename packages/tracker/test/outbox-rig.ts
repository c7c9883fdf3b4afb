import { EndcapError } from '@endcap/core'
import { createDelivery } from '../src/outbox/delivery.js'
import { createOutbox as createLazyOutbox, type Outbox, type OutboxParts } from '../src/outbox/outbox.js'
import { createRig, type Rig } from './rig.js'

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

/** An outbox in a world of its own, with everything that it reported. */
export function openOutbox(rig: Rig = createRig(), options: Partial<Parameters<typeof createOutbox>[0]> = {}) {
  const errors: EndcapError[] = []
  const outbox = createOutbox({
    env: rig,
    url: 'https://collect.example/v1/events',
    key: 'shop',
    flushMs: 2000,
    batchCount: 50,
    maxStored: 1000,
    maxStoredBytes: 1e6,
    isAllowed: () => true,
    onError: (error) => errors.push(error),
    ...options,
  })
  return { outbox, rig, errors, codes: () => errors.map(({ code }) => code) }
}

/** A module that is there at once: no promise of the language calls back within the task. */
const HERE = {
  // biome-ignore lint/suspicious/noThenProperty: that is the point.
  then: (use: (module: { createDelivery: typeof createDelivery }) => unknown) =>
    Promise.resolve(use({ createDelivery })),
} as ReturnType<OutboxParts['load']>
