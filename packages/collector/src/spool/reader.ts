import type { StoredEvent } from '@endcap/core'
import type { Files, OpenFile } from '../files.js'
import { isErased } from './batch.js'
import { readStretch, type Segment } from './segment.js'

/** An event with its place in the spool. */
export interface SpoolEntry {
  readonly sequence: number
  readonly event: StoredEvent
  /** What remains to read begins here: behind its record, or at it while more of its events follow. */
  readonly offset: SpoolOffset
}

/** A place in the files, between two records. */
export interface SpoolOffset {
  readonly segment: Segment
  readonly offset: number
}

/** Reads durable records in order. One reader a sink. */
export interface SpoolReader {
  /** The next entries, at most `count` and about `bytes`; empty when there are none yet. */
  read(count: number, bytes: number): Promise<SpoolEntry[]>
  /** Has it read again what it read ahead: the files are others now. */
  refresh(): void
  close(): Promise<void>
}

/** Creates a reader from the sequence `from` on, or from the oldest record kept when that is gone. */
export function createSpoolReader(segments: readonly Segment[], files: Files, from: number): SpoolReader {
  let next = from
  let at: { segment: Segment; offset: number; file: OpenFile } | undefined
  let ahead: SpoolEntry[] = []
  let isStale = false

  async function enter(segment: Segment) {
    await at?.file.close()
    at = { segment, offset: 0, file: await files.open(segment.path) }
    return at
  }

  /** The place to read on from; undefined when nothing is left. */
  async function place() {
    if (at && at.offset < at.segment.bytes) return at
    const following = at
      ? segments[segments.indexOf(at.segment) + 1]
      : (segments.findLast((segment) => segment.first <= next) ?? segments[0])
    return following && following.bytes > 0 ? enter(following) : undefined
  }

  async function readOn(bytes: number): Promise<boolean> {
    const from = await place()
    if (!from) return false
    const { segment, offset } = from
    const stretch = await readStretch(from.file, offset, segment.bytes, bytes)
    // Nothing whole is left of a damaged segment: step over to the next.
    from.offset = stretch.nextOffset === offset ? segment.bytes : stretch.nextOffset
    for (const record of stretch.records) {
      if (record.sequence + record.count <= next) continue
      const start = { segment, offset: offset + record.start }
      const end = { segment, offset: offset + record.end }
      for (const [index, event] of record.events().entries()) {
        const sequence = record.sequence + index
        if (sequence < next || isErased(event)) continue
        ahead.push({ sequence, event, offset: index === record.count - 1 ? end : start })
      }
    }
    return true
  }

  return {
    async read(count, bytes) {
      do {
        if (isStale) {
          await at?.file.close()
          at = undefined
          ahead = []
          isStale = false
        }
        while (!isStale && ahead.length === 0 && (await readOn(bytes)));
        // Files were replaced while one of them was read.
      } while (isStale)
      const entries = ahead.slice(0, count)
      ahead = ahead.slice(count)
      next = (entries.at(-1)?.sequence ?? next - 1) + 1
      return entries
    },
    refresh() {
      isStale = true
    },
    async close() {
      await at?.file.close()
      at = undefined
    },
  }
}
