import type { TrackerEnv } from './env/env.js'

const VISITOR = 'endcap.visitor'
const SESSION = 'endcap.session'
const ORDERS = 'endcap.orders'
/** Where the device keeps the last answer on consent that allowed it to; other tabs hear of a change. */
export const CONSENT = 'endcap.consent'
/** The collector's wish to be left alone for a while stands there too, and what the client knows of experiments. */
const KEYS = [VISITOR, SESSION, ORDERS, CONSENT, 'endcap.pause', 'endcap.tests']
const ORDERS_COUNT = 20
/** The session's last sign of life is shared with other tabs this often, and not for each event. */
const SHARE_MS = 5000

/** Who the visitor is on this device. Every call touches storage: callers hold analytics consent. */
export interface Identity {
  visitor(): string
  /**
   * The session's id, kept alive by the call; a new one after the idle time, or when this page came by another campaign than
   * the session. A campaign counts once a page: the tabs of two campaigns do not take the session from each other.
   */
  session(campaign?: string): string
  /** Whether this page or this device holds anything of the visitor. Reads only. */
  has(): boolean
  /** False when this device has counted the order before; else notes it. Remembers the last 20. */
  countOrder(transactionId: string): boolean
  /** False when this is the answer on consent that the device knows already; else notes it. */
  isNews(answer: string): boolean
  erase(): void
}

/** Creates the identity. Where storage is blocked, ids last as long as the page. */
export function createIdentity(env: Pick<TrackerEnv, 'clock' | 'random' | 'storage'>, idleMs: number): Identity {
  const { clock, random, storage } = env
  let visitor = ''
  let session = ''
  let sharedAt = 0
  let landed = ''

  return {
    visitor() {
      if (!visitor) storage.set(VISITOR, (visitor = storage.get(VISITOR) || random.id()))
      return visitor
    },
    session(campaign = landed) {
      const now = clock.now()
      const isLanding = campaign !== landed
      // Distances, not order: a device clock that is set back must not keep a session alive for a day.
      if (!session || isLanding || Math.abs(now - sharedAt) > SHARE_MS) {
        const [id, seenAt, from = ''] = storage.get(SESSION)?.split('.') ?? [session, String(sharedAt), landed]
        const goesOn = id && Math.abs(now - Number(seenAt)) <= idleMs && (!isLanding || campaign === from)
        session = goesOn ? id : random.id()
        sharedAt = now
        storage.set(SESSION, `${session}.${now}.${isLanding ? (landed = campaign) : from}`)
      }
      return session
    },
    has: () => !!visitor || KEYS.some((key) => storage.get(key)),
    countOrder(transactionId) {
      const known = storage.get(ORDERS)?.split('\n') ?? []
      if (known.includes(transactionId)) return false
      storage.set(ORDERS, [transactionId, ...known.slice(0, ORDERS_COUNT - 1)].join('\n'))
      return true
    },
    isNews(answer) {
      const isNew = storage.get(CONSENT) !== answer
      if (isNew) storage.set(CONSENT, answer)
      return isNew
    },
    erase() {
      visitor = session = landed = ''
      for (const key of KEYS) storage.remove(key)
    },
  }
}
