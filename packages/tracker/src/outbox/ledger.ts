/** What browsers give to all keepalive requests of a page together, in bytes of their bodies (fetch.spec.whatwg.org, section 4.7). */
const QUOTA_BYTES = 64 * 1024

/** The page's account of bytes in keepalive requests, shared by all trackers on it. */
export interface Ledger {
  /** Bytes that a keepalive request may have now. What other scripts of the page hold is not known. */
  free(): number
  /** Enters bytes under way. */
  take(bytes: number): void
  /** Strikes them out. */
  give(bytes: number): void
}

/** Opens the ledger of a page: one for all copies of this code in it. */
export function openLedger(page: object = globalThis): Ledger {
  const key = Symbol.for('endcap.keepalive')
  const book = ((page as Record<symbol, { bytes: number } | undefined>)[key] ??= { bytes: 0 })
  return {
    free: () => QUOTA_BYTES - book.bytes,
    take(bytes) {
      book.bytes += bytes
    },
    give(bytes) {
      book.bytes -= bytes
    },
  }
}
