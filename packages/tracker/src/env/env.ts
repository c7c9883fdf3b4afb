import type { Clock, Fetch, Random, Store, TryLock } from '@endcap/core'

/** A small synchronous string store that never throws: blocked storage answers nothing and keeps nothing. */
export interface SyncStorage {
  get(key: string): string | null | undefined
  set(key: string, value: string): void
  remove(key: string): void
  keys(): readonly string[]
}

/** Hands a request over to be sent when the page is gone; undefined where nothing takes it. */
export type SendLater = (
  url: string,
  body: string,
) =>
  | { /** The browser has sent it. */ isSent(): boolean /** Takes it back, unless it is sent. */; cancel(): void }
  | undefined

/** The world of the tracker. Store, storage, lock and network are untouched until the visitor granted consent. */
export interface TrackerEnv {
  readonly clock: Clock
  readonly random: Random
  /** Keeps the outbox across pages; nothing else may share it. */
  readonly store: Pick<Store, 'entries' | 'setMany' | 'deleteMany' | 'clear'>
  readonly fetch: Fetch
  /** `navigator.sendBeacon`: true when the browser took the body over. */
  readonly beacon: (url: string, body: string) => boolean
  /** @default `fetchLater`, which comes with the delivery */
  readonly later?: SendLater | undefined
  /** Packs a body; undefined where that does not pay. @default CompressionStream, which comes with the delivery */
  readonly gzip?: ((text: string) => Promise<ArrayBuffer | undefined>) | undefined
  /** @default the Web Locks API, which comes with the delivery */
  readonly lock?: TryLock | undefined
  /** Keeps visitor, session and the last orders; read by all tabs of the origin. */
  readonly storage: SyncStorage
  readonly window: Window & typeof globalThis
}
