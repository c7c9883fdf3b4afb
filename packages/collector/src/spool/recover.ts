import { join } from 'node:path'
import type { StoredEvent } from '@endcap/core'
import type { Files } from '../files.js'
import type { ErasedEvent } from './batch.js'
import { parseSegmentName, readStretch, type Segment } from './segment.js'

/** What was found on the disk. */
export interface RecoveredSpool {
  /** In order; empty for a new spool. */
  readonly segments: Segment[]
  /** Sequence of the next record. */
  readonly next: number
  /** Bytes cut off behind the last sound record: writes that a crash tore, none of them acknowledged. */
  readonly tornBytes: number
  /** Lines that the disk damaged later. They are stepped over. */
  readonly damagedCount: number
}

/**
 * Reads the segments of a folder after a start or a crash, and cuts the torn tail off the last one.
 * `visit` gets every event received at or after `since`, oldest first.
 */
export async function recoverSpool(
  folder: string,
  files: Files,
  since: number,
  visit: (event: StoredEvent | ErasedEvent) => void,
): Promise<RecoveredSpool> {
  const found = (await files.list(folder)).filter(({ name }) => parseSegmentName(name) !== undefined)
  const segments = found.map(
    ({ name, bytes, modifiedAt }): Segment => ({
      path: join(folder, name),
      first: parseSegmentName(name) as number,
      bytes,
      lastAt: modifiedAt,
    }),
  )
  let next = segments.at(-1)?.first ?? 0
  let tornBytes = 0
  let damagedCount = 0
  for (const segment of segments) {
    const isLast = segment === segments.at(-1)
    if (!isLast && segment.lastAt < since) continue
    const scan = await scanSegment(segment, files, isLast, (event) => event.receivedAt >= since && visit(event))
    next = Math.max(next, scan.next)
    tornBytes += segment.bytes - scan.end
    damagedCount += scan.damagedCount
    segment.bytes = scan.end
  }
  return { segments, next, tornBytes, damagedCount }
}

async function scanSegment(
  segment: Segment,
  files: Files,
  isLast: boolean,
  visit: (event: StoredEvent | ErasedEvent) => void,
) {
  const file = await files.open(segment.path)
  try {
    let offset = 0
    let end = 0
    let next = segment.first
    let damagedCount = 0
    // Damage with sound records behind it is not a torn tail: only what follows the last sound record is cut.
    let damagedBehind = 0
    for (;;) {
      const stretch = await readStretch(file, offset, segment.bytes)
      const last = stretch.records.at(-1)
      damagedBehind += stretch.damagedCount
      if (last) {
        end = offset + last.end
        next = last.sequence + last.count
        damagedCount += damagedBehind
        damagedBehind = 0
      }
      for (const record of stretch.records) for (const event of record.events()) visit(event)
      if (stretch.nextOffset === offset) break
      offset = stretch.nextOffset
    }
    if (!isLast) return { end: segment.bytes, next, damagedCount: damagedCount + damagedBehind }
    if (end < segment.bytes) await file.truncate(end)
    // What a killed process wrote may still be in the page cache only, and sinks are about to read it.
    await file.sync()
    return { end, next, damagedCount }
  } finally {
    await file.close()
  }
}
