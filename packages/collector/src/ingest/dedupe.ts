/** Remembers the ids of accepted events for a while. */
export interface DedupeWindow {
  has(id: string): boolean
  /** `at` is the event's time of receipt in ms; ids come in about that order. */
  add(id: string, at: number): void
  /** Ids remembered now. */
  size(): number
}

/** Ids are forgotten a generation at a time: dropping a whole set is cheap, deleting from one is not. */
const GENERATION_COUNT = 8

/**
 * Creates a window that holds an id for at least `windowMs`, unless too many newer ids push it out: it holds at most `maxCount`
 * ids, and at least the newest 7/8 of that.
 */
export function createDedupeWindow(windowMs: number, maxCount: number): DedupeWindow {
  const perGeneration = Math.max(1, Math.floor(maxCount / GENERATION_COUNT))
  /** Newest first. */
  let generations = [{ begunAt: -Infinity, newestAt: -Infinity, ids: new Set<string>() }]

  return {
    has: (id) => generations.some(({ ids }) => ids.has(id)),
    add(id, at) {
      let newest = generations[0] as (typeof generations)[number]
      if (newest.ids.size >= perGeneration || at - newest.begunAt >= windowMs / GENERATION_COUNT) {
        newest = { begunAt: at, newestAt: at, ids: new Set() }
        // Room for the new generation to fill up. By time alone there may be one more of them than the window has parts.
        let count = perGeneration
        const isKept = ({ newestAt, ids }: typeof newest) =>
          ids.size > 0 && newestAt >= at - windowMs && (count += ids.size) <= maxCount
        generations = [newest, ...generations.filter(isKept)]
      }
      newest.ids.add(id)
      newest.newestAt = Math.max(newest.newestAt, at)
    },
    size: () => generations.reduce((sum, { ids }) => sum + ids.size, 0),
  }
}
