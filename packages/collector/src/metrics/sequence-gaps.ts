/** What is known of the events that never came. Counts since the start. */
export interface LossCounts {
  /** Events that came, of which the stream is known. */
  readonly received: number
  /** Events missing in their streams for longer than the window, and not told as given up or rejected. */
  readonly gaps: number
  /** Of those, the ones that came after all. */
  readonly filledLate: number
  /** Events that came after a later one of their stream. */
  readonly outOfOrder: number
  /** Numbers that are missing now and may still come. */
  readonly pending: number
  /** Streams whose numbers no browser makes. */
  readonly implausible: number
  /** (gaps − filledLate) ÷ (gaps − filledLate + received); 0 while nothing came. */
  readonly lossRatio: number
}

/** Bounds of the memory, and of patience. */
export interface SequenceGapLimits {
  /** How long a missing event may still come. */
  readonly windowMs: number
  /** A stream that was silent for so long is forgotten. */
  readonly idleMs: number
  readonly streamCount: number
  /** Missing numbers remembered in all. Past it the oldest are counted before their time. */
  readonly missingCount: number
}

/** Measures the loss between browser and disk: events of a stream (one page instance) count up from 1, so a number that never comes is a lost event. */
export interface SequenceGaps {
  /** An event that is now on disk. Duplicates are not to be given. */
  observe(event: { readonly stream: string; readonly seq: number }): void
  /** Events that senders gave up or that were rejected: so many gaps of the next two windows are known, and not counted as lost. */
  excuse(count: number): void
  /** An event of before the start, with the time of its receipt: it opens and fills gaps, and counts nowhere. In order of receipt. */
  recall(event: { readonly stream: string; readonly seq: number; readonly receivedAt: number }): void
  counts(): LossCounts
}

/** A jump within a page larger than this is made up. */
const PLAUSIBLE_JUMP = 1000

/** What holds in a collector. 200,000 streams are about 40 MB. */
export const SEQUENCE_GAP_LIMITS: SequenceGapLimits = {
  windowMs: 3_600_000,
  idleMs: 24 * 3_600_000,
  streamCount: 200_000,
  missingCount: 100_000,
}

interface Gap {
  readonly openedAt: number
  readonly missing: Set<number>
  isLost: boolean
}

interface Stream {
  /** The highest number that came. */
  last: number
  seenAt: number
  readonly gaps: Gap[]
  isIgnored: boolean
}

/** Gaps that one stream remembers. */
const GAPS_COUNT = 16

/** Creates the measure. `now` in ms since 1970. */
export function createSequenceGaps(now: () => number, limits: SequenceGapLimits = SEQUENCE_GAP_LIMITS): SequenceGaps {
  /** In order of the last event, so that the first is the one to forget. */
  const streams = new Map<string, Stream>()
  /** Gaps that may still be filled, about in order of opening. */
  const open: Gap[] = []
  /** Told losses, oldest first. */
  const excuses: { until: number; left: number }[] = []
  const counts = { received: 0, gaps: 0, filledLate: 0, outOfOrder: 0, pending: 0, implausible: 0 }
  /** A stream was forgotten for want of room: one that begins in its middle may be that one. */
  let hasForgotten = false

  /** The stream of the last event, which is last in order already: most events follow one of their own. */
  let latest: { readonly name: string; readonly stream: Stream } | undefined

  function touch(name: string, time: number): Stream {
    if (latest?.name === name) {
      latest.stream.seenAt = time
      return latest.stream
    }
    const stream = streams.get(name) ?? { last: 0, seenAt: time, gaps: [], isIgnored: false }
    const isNew = !streams.delete(name)
    streams.set(name, stream)
    stream.seenAt = time
    latest = { name, stream }
    if (!isNew) return stream
    for (const [oldest, { seenAt }] of streams) {
      const isFull = streams.size > limits.streamCount
      if (!isFull && time - seenAt < limits.idleMs) break
      streams.delete(oldest)
      if (time - seenAt < limits.idleMs) hasForgotten = true
    }
    return stream
  }

  /** Gives whether the event fills a gap, or opens one, or neither: then nothing is known of what it says. */
  function place(name: string, seq: number, time: number): 'next' | 'before' | undefined {
    const isKnown = latest?.name === name || streams.has(name)
    const stream = touch(name, time)
    if (stream.isIgnored) return undefined
    if (seq <= stream.last) {
      fill(stream, seq)
      return 'before'
    }
    const missingCount = seq - stream.last - 1
    if (missingCount > PLAUSIBLE_JUMP) {
      stream.isIgnored = true
      counts.implausible++
      return undefined
    }
    const begins = !isKnown && hasForgotten
    if (missingCount > 0 && !begins) {
      const missing = new Set(Array.from({ length: missingCount }, (_, index) => stream.last + 1 + index))
      const gap = { openedAt: time, missing, isLost: false }
      stream.gaps.push(gap)
      if (stream.gaps.length > GAPS_COUNT) stream.gaps.shift()
      open.push(gap)
      counts.pending += missingCount
    }
    stream.last = seq
    return 'next'
  }

  function fill(stream: Stream, seq: number): void {
    const index = stream.gaps.findIndex(({ missing }) => missing.has(seq))
    const gap = stream.gaps[index]
    if (!gap) return
    gap.missing.delete(seq)
    if (gap.isLost) counts.filledLate++
    else counts.pending--
    if (gap.missing.size === 0) stream.gaps.splice(index, 1)
  }

  /** Counts the gaps whose time is over, unless `isCounted` says that an earlier run did. */
  function settle(time: number, isCounted = true): void {
    for (let gap = open[0]; gap; gap = open[0]) {
      if (time - gap.openedAt < limits.windowMs && counts.pending <= limits.missingCount) return
      open.shift()
      const { size } = gap.missing
      counts.pending -= size
      // What was excused is not lost, and can not come late either.
      const lost = isCounted ? size - takeExcuse(size, time) : 0
      counts.gaps += lost
      gap.isLost = lost === size && size > 0
      if (!gap.isLost) gap.missing.clear()
    }
  }

  function takeExcuse(wanted: number, time: number): number {
    let taken = 0
    while (taken < wanted && excuses[0]) {
      const [first] = excuses
      const given = first.until < time ? 0 : Math.min(first.left, wanted - taken)
      taken += given
      first.left -= given
      if (first.left === 0 || first.until < time) excuses.shift()
    }
    return taken
  }

  return {
    observe({ stream, seq }) {
      const time = now()
      settle(time)
      const placed = place(stream, seq, time)
      if (!placed) return
      counts.received++
      if (placed === 'before') counts.outOfOrder++
    },
    excuse(count) {
      if (count <= 0) return
      const until = now() + 2 * limits.windowMs
      const last = excuses.at(-1)
      // Minutes are as fine as this needs to be.
      if (last && until - last.until < 60_000) last.left += count
      else excuses.push({ until, left: count })
    },
    recall({ stream, seq, receivedAt }) {
      settle(receivedAt, false)
      place(stream, seq, receivedAt)
    },
    counts() {
      settle(now())
      const lost = counts.gaps - counts.filledLate
      return { ...counts, lossRatio: lost > 0 ? lost / (lost + counts.received) : 0 }
    },
  }
}
