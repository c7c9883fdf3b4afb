/** The world, as interfaces: time, randomness, storage and network come in through these, so that tests can turn them. */

/** Wall clock and timers. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs `task` once after `delayMs`. Returns its cancel. */
  after(delayMs: number, task: () => void): () => void
}

/** Randomness. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number
  /** A new unguessable id of 21 URL-safe characters. */
  id(): string
}

/** A small asynchronous key–value store. A rejected promise means that the world failed (blocked, full, gone). */
export interface Store {
  get<T>(key: string): Promise<T | undefined>
  set(key: string, value: unknown): Promise<void>
  entries<T>(): Promise<[key: string, value: T][]>
  setMany(entries: readonly (readonly [key: string, value: unknown])[]): Promise<void>
  deleteMany(keys: readonly string[]): Promise<void>
  clear(): Promise<void>
  /** Whether there is anything to open, without making it. Absent or undefined: not known. */
  exists?(): Promise<boolean | undefined>
}

/** What Endcap needs of `fetch`. */
export type Fetch = (url: string, init?: FetchInit) => Promise<FetchResponse>

/** The request options in use. */
export interface FetchInit {
  readonly method?: string
  readonly body?: string | ArrayBuffer
  readonly keepalive?: boolean
  readonly credentials?: 'omit' | 'same-origin' | 'include'
  /** `no-cache`: ask whether the cached answer still holds; `force-cache`: take it however old it is. */
  readonly cache?: 'no-cache' | 'force-cache' | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** A standard `AbortSignal`; core knows no DOM to name its type from. */
  readonly signal?: unknown
}

/** The part of a `Response` in use. */
export interface FetchResponse {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null }
  json(): Promise<unknown>
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Runs `task` while holding the named lock; resolves to false at once when another holder (another tab) has it. */
export type TryLock = (name: string, task: () => Promise<void>) => Promise<boolean>
