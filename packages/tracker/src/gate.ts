import type { ConsentState, EventEnvelope } from '@endcap/core'
import type { Identity } from './identity.js'
import type { Outbox } from './outbox/outbox.js'

/** Most events that wait in memory for an answer; the oldest go first. */
const BUFFER_COUNT = 100

/**
 * The consent gate. Closed until analytics is granted: no id, no storage, no request. While the answer is unknown events
 * wait in memory under their own time; a grant sends them, anything else discards them.
 */
export interface Gate {
  /** The page is live: events may go on to the outbox. Before (prerendering), they wait as if consent were unknown. */
  start(): Promise<void>
  state(): ConsentState
  /** True while analytics is granted. */
  isOpen(): boolean
  /** What consent adds to an event: the state, and the ids where granted. */
  stamp(): Pick<EventEnvelope, 'consent' | 'visitor' | 'session'>
  /** Lets an event through to the outbox, keeps it, or drops it. */
  admit(event: EventEnvelope): void
  /** Takes an answer over. False when it changes nothing. */
  update(update: Partial<ConsentState>): boolean
  erase(): Promise<void>
}

/** Creates the gate in front of the outbox; without an outbox it guards the ids only. */
export function createGate(consent: ConsentState, identity: Identity, outbox: Outbox | undefined): Gate {
  let state = consent
  let isLive = false
  let buffer: EventEnvelope[] = []

  const isOpen = () => state.analytics === 'granted'
  const stamp: Gate['stamp'] = () =>
    isOpen() ? { consent: state, visitor: identity.visitor(), session: identity.session() } : { consent: state }

  async function open(): Promise<void> {
    if (!isLive || !isOpen()) return
    const waited = buffer
    buffer = []
    for (const event of waited) {
      // A thank-you page reloaded before the answer: the order may have been counted under an earlier grant.
      const isRepeated = !event.visitor && event.type === 'purchase' && event.order
      if (!isRepeated || identity.countOrder(isRepeated.transactionId)) outbox?.add({ ...event, ...stamp() })
    }
    await outbox?.start()
  }

  function discard(count: number): void {
    if (count > 0) outbox?.countDropped(buffer.splice(0, count).length)
  }

  function erase(): Promise<void> {
    discard(buffer.length)
    identity.erase()
    return outbox?.erase() ?? Promise.resolve()
  }

  return {
    start() {
      isLive = true
      return open()
    },
    state: () => state,
    isOpen,
    stamp,
    admit(event) {
      if (isLive && isOpen()) outbox?.add(event)
      else buffer.push(event)
      discard(state.analytics === 'denied' ? buffer.length : buffer.length - BUFFER_COUNT)
    },
    update({ analytics = state.analytics, personalization = state.personalization }) {
      if (analytics === state.analytics && personalization === state.personalization) return false
      const wasOpen = isOpen()
      state = { analytics, personalization }
      if (analytics === 'denied') discard(buffer.length)
      if (wasOpen !== isOpen()) void (wasOpen ? erase() : open())
      return true
    },
    erase,
  }
}
