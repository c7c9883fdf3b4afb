/** Counts requests by name, each against a rate of its own. */
export interface RateLimit {
  /** Takes one request of `name`. 0: it may pass. Else the ms until it may, and nothing was taken. */
  take(name: string): number
  /** What `take` would give, with nothing taken. */
  waitMs(name: string): number
  /** Names remembered now. */
  size(): number
}

/** How often a name may come. */
export interface RateLimitOptions {
  /** In the long run; 0 counts nothing and lets all pass. */
  readonly perSecond: number
  /** At once, after a rest. */
  readonly burst: number
  /** Most names remembered: the one that has been silent longest is forgotten, and begins anew. */
  readonly namesCount: number
  /** Ms on any clock that does not go back. */
  readonly now: () => number
}

/**
 * Creates a limit by the generic cell rate algorithm (ITU-T I.371): of each name only the time is kept at which its bucket
 * would be full again. Names come and go in the order of their last request, so forgetting is cheap.
 */
export function createRateLimit({ perSecond, burst, namesCount, now }: RateLimitOptions): RateLimit {
  const stepMs = 1000 / perSecond
  const toleranceMs = Math.max(0, burst - 1) * stepMs
  const fullAt = new Map<string, number>()
  /** The name that is last in order already. */
  let newest: string | undefined

  // Sums of fractions may be off in the last bits.
  const wait = (full: number, at: number) => (full - at - toleranceMs > 1e-6 ? full - at - toleranceMs : 0)

  return {
    waitMs: (name) => (perSecond === 0 ? 0 : wait(fullAt.get(name) ?? 0, now())),
    take(name) {
      if (perSecond === 0) return 0
      const at = now()
      const full = Math.max(fullAt.get(name) ?? at, at)
      const waitMs = wait(full, at)
      if (waitMs > 0) return waitMs
      if (name !== newest) {
        fullAt.delete(name)
        newest = name
      }
      fullAt.set(name, full + stepMs)
      if (fullAt.size > namesCount) fullAt.delete(fullAt.keys().next().value as string)
      return 0
    },
    size: () => fullAt.size,
  }
}
