/** What the browser tells of one layout shift (wicg.github.io/layout-instability). `startTime` in ms. */
export interface LayoutShift {
  readonly value: number
  readonly startTime: number
  /** Within 500 ms of the shopper's own input: expected, and not counted. */
  readonly hadRecentInput: boolean
}

/** A window of shifts is at most so long, with gaps shorter than the second number (web.dev/articles/cls). */
const WINDOW_MS = 5000
const GAP_MS = 1000

/** The cumulative layout shift of a page so far. */
export interface ShiftSum {
  /** Takes the shifts in the order of their times. */
  add(shift: LayoutShift): void
  /** The greatest sum of a window; 0 where nothing shifted. */
  value(): number
}

/** Adds shifts up as `web-vitals` does: the session window with the most of them counts. */
export function createShiftSum(): ShiftSum {
  let most = 0
  let sum = 0
  let firstMs = -Infinity
  let lastMs = -Infinity
  return {
    add({ value, startTime, hadRecentInput }) {
      if (hadRecentInput) return
      const isNew = startTime - lastMs >= GAP_MS || startTime - firstMs >= WINDOW_MS
      if (isNew) firstMs = startTime
      sum = isNew ? value : sum + value
      lastMs = startTime
      most = Math.max(most, sum)
    },
    value: () => most,
  }
}
